import { undecorated } from "./cpp.ts";

/**
 * The functions that a module-definition file exports: exported name to the name of the function.
 *
 * @see https://learn.microsoft.com/cpp/build/reference/exports
 */
export function readDefinitionFile(text: string): ReadonlyMap<string, string> {
  const exports = new Map<string, string>();
  let listing = false;
  for (const line of text.split(/\r?\n/)) {
    const plain = line.replace(/;.*$/, "").trim();
    const statement = /^(?:LIBRARY|NAME|DESCRIPTION|SECTIONS|STACKSIZE|HEAPSIZE|VERSION|STUB)\b/i.test(plain);
    if (/^EXPORTS\b/i.test(plain)) listing = true;
    else if (statement) listing = false;
    const entry = plain.replace(/^EXPORTS\b\s*/i, "");
    const [, exported, internal] = /^([^\s=@"]+|"[^"]+")\s*(?:=\s*(\S+))?/.exec(entry) ?? [];
    if (!listing || statement || exported === undefined) continue;
    const name = exported.replaceAll('"', "");
    exports.set(name, undecorated(internal ?? name));
  }
  return exports;
}
