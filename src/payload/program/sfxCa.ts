import { type Bytes, hasAt, indexOfMark, utf16, within } from "./bytes.ts";
import { type Cabinet, readCabinet, readFolderFile, type Unpacked } from "./cabinet.ts";
import type { Image } from "./pe.ts";

/** A DLL that DTF's MakeSfxCA made: it unpacks assemblies from its cabinet and calls a managed method for each entry point. */
export interface SfxCa {
  /** Where the method of an entry point is: `Helper` and `Setup.Actions.Install` of `Helper!Setup.Actions.Install`. */
  readonly methods: readonly ManagedMethod[];
  readonly files: readonly string[];
  /** The bytes of a file of the cabinet. */
  unpack(name: string): Unpacked;
}

/** A managed method as MakeSfxCA names it. */
export interface ManagedMethod {
  readonly assembly: string;
  readonly type: string;
  readonly method: string;
}

/** Every DLL of DTF exports this, under a name that sorts last. */
const SIGNATURE = "zzzzInvokeManagedCustomActionOutOfProc";
/** The loader looks for the cabinet at multiples of so many bytes. */
const ALIGNMENT = 256;
const MOST_PROBES = 4096;
/** The templates lie in one section; that of a real one has some 300 KB. */
const LARGEST_SECTION = 4 * 1024 * 1024;
const MOST_METHODS = 1024;

/**
 * Reads a DLL of DTF; undefined where it is none.
 *
 * @see https://github.com/wixtoolset/wix/blob/main/src/dtf/WixToolset.Dtf.MakeSfxCA/MakeSfxCA.cs
 */
export function readSfxCa(bytes: Bytes, image: Image, exports: readonly string[]): SfxCa | undefined {
  if (!exports.includes(SIGNATURE)) return undefined;
  const cabinet = cabinetOf(bytes, image.overlay.offset);
  const listed = cabinet === undefined ? undefined : readCabinet(cabinet);
  return {
    methods: image.sections.flatMap(({ offset, size }) =>
      methodsIn(bytes.read(offset, Math.min(size, LARGEST_SECTION))),
    ),
    files: listed?.files.map(({ name }) => name) ?? [],
    unpack: (name) => unpack(cabinet, listed, name),
  };
}

function cabinetOf(bytes: Bytes, from: number): Bytes | undefined {
  const first = Math.ceil(from / ALIGNMENT) * ALIGNMENT;
  for (let probe = 0; probe < MOST_PROBES; probe++) {
    const at = first + probe * ALIGNMENT;
    if (at >= bytes.size) return undefined;
    if (hasAt(bytes.read(at, 4), 0, "MSCF")) return within(bytes, at);
  }
  return undefined;
}

function unpack(bytes: Bytes | undefined, cabinet: Cabinet | undefined, name: string): Unpacked {
  const file = cabinet?.files.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (bytes === undefined || cabinet === undefined) return { kind: "unreadable", reason: "it has no cabinet" };
  if (file === undefined) return { kind: "unreadable", reason: `its cabinet has no ${name}` };
  return readFolderFile(bytes, cabinet, file);
}

/** `Helper!Setup.Actions.Install`, of letters that a file name and a .NET name have. */
const METHOD = /^([\w.\-+ ]{1,100})!([\w.+`<>]{1,160})\.([\w`<>]{1,120})$/u;

/** The names stand as UTF-16 between zeros; around each `!` the whole text is taken. */
function methodsIn(section: Uint8Array): readonly ManagedMethod[] {
  const found = new Map<string, ManagedMethod>();
  for (
    let at = indexOfMark(section, "!\0");
    at >= 0 && found.size < MOST_METHODS;
    at = indexOfMark(section, "!\0", at + 1)
  ) {
    const match = METHOD.exec(textAround(section, at));
    if (match === null) continue;
    const [whole, assembly = "", type = "", method = ""] = match;
    found.set(whole, { assembly, type, method });
  }
  return [...found.values()];
}

const LONGEST = 2 * 260;

function textAround(section: Uint8Array, at: number): string {
  let start = at;
  let end = at;
  while (start >= 2 && at - start < LONGEST && isLetter(section, start - 2)) start -= 2;
  while (end - at < LONGEST && isLetter(section, end)) end += 2;
  return utf16(section.subarray(start, end));
}

const isLetter = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) >= 0x20 && bytes[at + 1] === 0;
