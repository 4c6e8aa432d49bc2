import { nativeCall } from "../code/installerCalls.ts";
import type { CodeCall, CodeReading } from "../code.ts";
import { spelledText } from "../text.ts";
import { type Bytes, indexOfMark, latin1 } from "./bytes.ts";
import { type Import, readImports } from "./imports.ts";
import { msiFunctionAt } from "./msiOrdinals.ts";
import type { Image } from "./pe.ts";

/**
 * What native code may do by what it imports: which of its functions calls what is not known, so that a call of an installing function is likely at most, and nothing is
 * said of programs that it starts.
 */
export function readNative(bytes: Bytes, image: Image): CodeReading {
  const { imports, cut } = readImports(bytes, image);
  const calls = callsOf(imports);
  const gaps = cut ? ["it imports more than is read"] : [];
  if (!calls.some(({ api }) => api === "installs")) gaps.push(...unseen(bytes, image, imports));
  return { starts: [], calls, waits: [], gaps };
}

/** The calls of the installer API that the imports of msi.dll allow, each once. */
export function callsOf(imports: readonly Import[]): readonly CodeCall[] {
  const found = new Map<string, CodeCall>();
  for (const { library, name, ordinal } of imports) {
    if (library !== "msi.dll") continue;
    const call = nativeCall(name ?? msiFunctionAt(ordinal ?? 0) ?? "", []);
    if (call === undefined) continue;
    const proof = call.api === "installs" ? "likely" : "possible";
    found.set(call.call, { ...call, whole: spelledText(call.call), proof });
  }
  return [...found.values()];
}

const STARTERS = /^(?:CreateProcess\w*|ShellExecute\w*|WinExec|_?w?system|_w?(?:spawn|exec)\w+|_w?popen)$/;
const OBJECTS = /^(?:CoCreateInstance(?:Ex)?|CoGetObject|CoGetClassObject)$/;

/** Why more may happen than the imports tell. */
function unseen(bytes: Bytes, image: Image, imports: readonly Import[]): readonly string[] {
  if (isPacked(image)) return ["it is packed, and what it does shows only when it runs"];
  const named = imports.flatMap(({ name }) => name ?? []);
  const starter = named.find((name) => STARTERS.test(name));
  const looked = named.includes("GetProcAddress") ? lookedUp(bytes, image) : undefined;
  const object = named.find((name) => OBJECTS.test(name));
  return [
    ...(looked === undefined
      ? []
      : [`it looks up ${looked} when it runs (GetProcAddress), and whether it calls that is not known`]),
    ...(starter === undefined ? [] : [`it calls ${starter}, and what that starts is not known`]),
    ...(object === undefined ? [] : [`it makes COM objects (${object}), and which is not known`]),
  ];
}

/** The sections that packers make; what they hold is code only once it is unpacked in memory. */
export function isPacked({ sections }: Image): boolean {
  return sections.some(({ name }) =>
    /^(?:UPX\d|\.?aspack|\.?adata|\.themida|\.vmp\d|\.MPRESS\d|\.petite|\.enigma\d)$/i.test(name),
  );
}

/** So much of the data of a program is searched for the names of functions. */
const MOST_SEARCHED = 4 * 1024 * 1024;

/** A function of msi.dll that installs and whose name stands in the data, as it must to be looked up. */
function lookedUp(bytes: Bytes, { sections }: Image): string | undefined {
  let left = MOST_SEARCHED;
  for (const { offset, size } of sections) {
    const data = bytes.read(offset, Math.min(size, left));
    left -= data.length;
    for (let at = indexOfMark(data, "Msi"); at >= 0; at = indexOfMark(data, "Msi", at + 3)) {
      const name = latin1(data, at, 40);
      if (nativeCall(name, [])?.api === "installs") return name;
    }
    if (left <= 0) return undefined;
  }
  return undefined;
}
