import { type Bytes, hasAt, latin1, u16, u32, utf16 } from "./bytes.ts";
import { decodeIndex, type MetadataTables, readTables } from "./clrTables.ts";
import { readInstructions } from "./il.ts";
import { type Image, readAt } from "./pe.ts";

/** A method as other code names it: `System.Diagnostics.Process` and `Start`; for a native one the library and the function. */
export interface MethodName {
  readonly type: string;
  readonly method: string;
  /** The library of a P/Invoke declaration, in lower case, as in `msi.dll`; `method` is then the function that it means. */
  readonly library?: string;
}

/** What the body of a method does, in the order of its instructions. */
export type Instruction =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "call"; readonly target: MethodName; readonly own?: number };

/** A managed assembly. */
export interface Assembly {
  /** The methods called so, `type` with its namespace: several where it is overloaded. */
  find(type: string, method: string): readonly number[];
  /** The entry point of a program. */
  readonly main: number | undefined;
  /** The methods with an attribute of this class whose first argument is `value`, as in `[CustomAction("Install")]`. */
  attributed(attribute: string, value: string): readonly number[];
  /** The method that goes on with what an asynchronous method or an iterator of this name began. */
  continuations(method: string): readonly number[];
  nameOf(method: number): MethodName;
  /** `undefined` where the body cannot be read; empty for a method without one. */
  bodyOf(method: number): readonly Instruction[] | undefined;
}

const LARGEST_METADATA = 16 * 1024 * 1024;
const LARGEST_BODY = 256 * 1024;
const MOST_METHODS = 65_536;
const LONGEST_STRING = 64 * 1024;

/** Reads the metadata of a managed image; undefined where it has none, or where that is damaged. */
export function readAssembly(bytes: Bytes, image: Image): Assembly | undefined {
  const header = readAt(bytes, image, image.directories[14]?.address ?? 0, 72);
  if (header.length < 24) return undefined;
  const metadata = readAt(bytes, image, u32(header, 8), Math.min(u32(header, 12), LARGEST_METADATA));
  const streams = streamsOf(metadata);
  const tables = readTables(streams.get("#~") ?? new Uint8Array(0));
  if (tables === undefined || tables.count(6) === 0) return undefined;
  const token = u32(header, 20);
  return createAssembly({ bytes, image, tables, streams }, token >>> 24 === 6 ? token & 0xffffff : undefined);
}

/** @see https://ecma-international.org/publications-and-standards/standards/ecma-335/ (II.24.2.1) */
function streamsOf(metadata: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const streams = new Map<string, Uint8Array>();
  if (!hasAt(metadata, 0, "BSJB")) return streams;
  let at = 16 + u32(metadata, 12);
  const count = Math.min(u16(metadata, at + 2), 16);
  at += 4;
  for (let index = 0; index < count; index++) {
    const name = latin1(metadata, at + 8, 32);
    const offset = u32(metadata, at);
    streams.set(name, metadata.subarray(offset, offset + u32(metadata, at + 4)));
    at += 8 + 4 * Math.ceil((name.length + 1) / 4);
  }
  return streams;
}

interface Parts {
  readonly bytes: Bytes;
  readonly image: Image;
  readonly tables: MetadataTables;
  readonly streams: ReadonlyMap<string, Uint8Array>;
}

function createAssembly(parts: Parts, main: number | undefined): Assembly {
  const names = methodNames(parts);
  const byName = new Map<string, number[]>();
  names.forEach(({ type, method }, index) => {
    const key = `${type} ${method}`;
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [index + 1]);
    else known.push(index + 1);
  });
  const native = nativeNames(parts);
  const continued = continuationsIn(names);
  const nameOf = (method: number) => native.get(method) ?? names[method - 1] ?? { type: "", method: "" };
  return {
    main,
    nameOf,
    attributed: (attribute, value) => attributedIn(parts, attribute, value),
    continuations: (method) => continued.get(method) ?? [],
    find: (type, method) => byName.get(`${type} ${method}`) ?? [],
    bodyOf: (method) => bodyOf(parts, method, nameOf),
  };
}

const text = ({ streams }: Parts, at: number) => latin1(streams.get("#Strings") ?? new Uint8Array(0), at, 1024);

function qualified(parts: Parts, name: number, space: number): string {
  const namespace = text(parts, space);
  return namespace === "" ? text(parts, name) : `${namespace}.${text(parts, name)}`;
}

/** The name of each method with the type that it stands in: a type has the methods from its own first one to that of the next type. */
function methodNames(parts: Parts): readonly MethodName[] {
  const { tables } = parts;
  const count = Math.min(tables.count(6), MOST_METHODS);
  const names: MethodName[] = [];
  for (let type = 1; type <= tables.count(2) && names.length < count; type++) {
    const [, name = 0, space = 0] = tables.row(2, type);
    const next = type < tables.count(2) ? (tables.row(2, type + 1)[5] ?? 0) : tables.count(6) + 1;
    const spelled = qualified(parts, name, space);
    for (let method = names.length + 1; method < next && method <= count; method++)
      names.push({ type: spelled, method: text(parts, tables.row(6, method)[3] ?? 0) });
  }
  return names;
}

/** The compiler makes `MoveNext` of a class `<Install>d__3` of the body of an asynchronous method `Install`; Mono's calls it `<Install>c__async3`. */
function continuationsIn(names: readonly MethodName[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  names.forEach(({ type, method }, index) => {
    const of = method === "MoveNext" ? /<([^<>]+)>(?:d__|c__async|c__Iterator)\w+$/.exec(type)?.[1] : undefined;
    if (of !== undefined) found.set(of, [...(found.get(of) ?? []), index + 1].slice(0, 16));
  });
  return found;
}

const MOST_ATTRIBUTES = 65_536;

/** @see https://ecma-international.org/publications-and-standards/standards/ecma-335/ (II.23.3) */
function attributedIn(parts: Parts, attribute: string, value: string): readonly number[] {
  const { tables, streams } = parts;
  const blobs = streams.get("#Blob") ?? new Uint8Array(0);
  const found: number[] = [];
  for (let index = 1; index <= Math.min(tables.count(12), MOST_ATTRIBUTES); index++) {
    const [parent = 0, type = 0, blob = 0] = tables.row(12, index);
    const on = decodeIndex("HasCustomAttribute", parent);
    const maker = decodeIndex("CustomAttributeType", type);
    if (on.table !== 6 || maker.table !== 10) continue;
    const owner = decodeIndex("MemberRefParent", tables.row(10, maker.row)[0] ?? 0);
    const named = owner.table === 1 ? text(parts, tables.row(1, owner.row)[1] ?? 0) : "";
    // Prolog 0x0001, then a string with its length in one byte; a longer one is no entry point.
    const data = named === attribute ? blobAt(blobs, blob) : undefined;
    if (data !== undefined && latin1(data, 3, data[2] ?? 0) === value) found.push(on.row);
  }
  return found;
}

/** What is asked for here is shorter than 128 bytes: its length takes one. */
const blobAt = (blobs: Uint8Array, at: number) => blobs.subarray(at + 1, at + 1 + (blobs[at] ?? 0));

function nativeNames(parts: Parts): ReadonlyMap<number, MethodName> {
  const { tables } = parts;
  const names = new Map<number, MethodName>();
  for (let index = 1; index <= Math.min(tables.count(28), MOST_METHODS); index++) {
    const [, forwarded = 0, name = 0, scope = 0] = tables.row(28, index);
    const { table, row } = decodeIndex("MemberForwarded", forwarded);
    const library = text(parts, tables.row(26, scope)[0] ?? 0).toLowerCase();
    const named = /\.\w+$/.test(library) ? library : `${library}.dll`;
    if (table === 6) names.set(row, { type: "", method: text(parts, name), library: named });
  }
  return names;
}

function bodyOf(parts: Parts, method: number, nameOf: (method: number) => MethodName) {
  const address = parts.tables.row(6, method)[0] ?? 0;
  if (address === 0) return [];
  const code = codeAt(parts, address);
  if (code === undefined) return undefined;
  const body: Instruction[] = [];
  for (const { kind, token } of readInstructions(code)) {
    if (kind === "string") body.push({ kind, value: userString(parts, token & 0xffffff) });
    else body.push(callOf(parts, token, nameOf));
  }
  return body;
}

/** @see https://ecma-international.org/publications-and-standards/standards/ecma-335/ (II.25.4) */
function codeAt({ bytes, image }: Parts, address: number): Uint8Array | undefined {
  const header = readAt(bytes, image, address, 12);
  const first = header[0] ?? 0;
  if ((first & 3) === 2) return readAt(bytes, image, address + 1, first >> 2);
  if ((first & 3) !== 3 || header.length < 12) return undefined;
  const size = u32(header, 4);
  return size > LARGEST_BODY ? undefined : readAt(bytes, image, address + 12, size);
}

/** The length before a user string counts its bytes and one that follows them. */
function userString({ streams }: Parts, at: number): string {
  const heap = streams.get("#US") ?? new Uint8Array(0);
  const first = heap[at] ?? 0;
  const wide = first & 0x80 ? (first & 0x40 ? 4 : 2) : 1;
  const rest = (index: number) => heap[at + index] ?? 0;
  const length =
    wide === 1
      ? first
      : wide === 2
        ? ((first & 0x3f) << 8) | rest(1)
        : ((first & 0x1f) << 24) | (rest(1) << 16) | (rest(2) << 8) | rest(3);
  return utf16(heap.subarray(at + wide, at + wide + Math.min(Math.max(0, length - 1), LONGEST_STRING)));
}

function callOf(parts: Parts, token: number, nameOf: (method: number) => MethodName): Instruction {
  const { tables } = parts;
  const [table, row] = [token >>> 24, token & 0xffffff];
  if (table === 0x2b) {
    const { table: kind, row: target } = decodeIndex("MethodDefOrRef", tables.row(43, row)[0] ?? 0);
    return callOf(parts, ((kind === 6 ? 6 : 10) << 24) | target, nameOf);
  }
  if (table === 6) return { kind: "call", target: nameOf(row), own: row };
  const [parent = 0, name = 0] = tables.row(10, row);
  const { table: kind, row: owner } = decodeIndex("MemberRefParent", parent);
  const [scope = 0, typeName = 0, space = 0] = kind === 1 ? tables.row(1, owner) : [];
  return {
    kind: "call",
    target: { type: scope === 0 && typeName === 0 ? "" : qualified(parts, typeName, space), method: text(parts, name) },
  };
}
