import { type CodeReading, unread } from "../code.ts";
import { type Bytes, bytesOf } from "./bytes.ts";
import { type Assembly, readAssembly } from "./clr.ts";
import { readExports } from "./imports.ts";
import { followManaged } from "./managed.ts";
import { readNative } from "./native.ts";
import { readImage } from "./pe.ts";
import { type ManagedMethod, readSfxCa, type SfxCa } from "./sfxCa.ts";

/** What an entry point of a DLL does, as far as the file tells; `library` is what people call the file. */
export function readEntryPoint(bytes: Bytes, entry: string, library: string): CodeReading {
  const image = readImage(bytes);
  if (image === undefined) return unread(`${library} is no program that can be read`);
  const exports = readExports(bytes, image);
  const sfx = readSfxCa(bytes, image, exports);
  if (sfx !== undefined) return ofManaged(sfx, entry, library);
  if (!exports.includes(entry)) return unread(`${library} exports no ${entry}`);
  const reading = readNative(bytes, image);
  return {
    ...reading,
    gaps: reading.gaps.map((gap) => `of ${entry} of ${library} only the imports tell anything: ${gap}`),
  };
}

/** By the name of the method where it is called like the entry point, else by its attribute. */
function ofManaged(sfx: SfxCa, entry: string, library: string): CodeReading {
  const named = sfx.methods.filter(({ method }) => method === entry);
  const assemblies = named.length > 0 ? named : sfx.methods;
  const failures: string[] = [];
  for (const name of new Set(assemblies.map(({ assembly }) => assembly))) {
    const file =
      sfx.files.find((one) => one.toLowerCase().replace(/\.dll$/, "") === name.toLowerCase()) ?? `${name}.dll`;
    const unpacked = sfx.unpack(file);
    if (unpacked.kind === "unreadable") failures.push(`${file}: ${unpacked.reason}`);
    else {
      const reading = inAssembly(
        unpacked.bytes,
        entry,
        named.filter(({ assembly }) => assembly === name),
      );
      if (reading !== undefined) return reading;
    }
  }
  const spelled = named[0] === undefined ? "" : ` (${named[0].assembly}!${named[0].type}.${named[0].method})`;
  const why = failures.length === 0 ? "it names no such method" : failures.join(", ");
  return unread(`what ${entry}${spelled} of ${library} does is not followed: ${why}`);
}

function inAssembly(content: Uint8Array, entry: string, named: readonly ManagedMethod[]): CodeReading | undefined {
  const bytes = bytesOf(content);
  const image = readImage(bytes);
  const assembly = image === undefined ? undefined : readAssembly(bytes, image);
  if (assembly === undefined) return undefined;
  const methods = methodsOf(assembly, entry, named);
  return methods.length === 0 ? undefined : followManaged(assembly, methods);
}

function methodsOf(assembly: Assembly, entry: string, named: readonly ManagedMethod[]): readonly number[] {
  const attributed = assembly.attributed("CustomActionAttribute", entry);
  return attributed.length > 0 ? attributed : named.flatMap(({ type, method }) => assembly.find(type, method));
}
