import { type Bytes, u16, u32 } from "./bytes.ts";

/** What an OLE compound file is by the class of its root: a package, a patch, a transform, or something else. */
export type CompoundKind = "package" | "patch" | "transform" | "other";

const MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ROOT_CLASSES: Readonly<Record<number, CompoundKind>> = {
  790660: "package",
  790662: "patch",
  790658: "transform",
};

/** True where an OLE compound file begins at `at`. */
export function isCompoundAt(bytes: Uint8Array, at = 0): boolean {
  return MAGIC.every((byte, index) => bytes[at + index] === byte);
}

/** What compound file begins here; undefined where none does. Windows Installer gives the root of each of its kinds a class of its own. */
export function compoundKind(bytes: Bytes): CompoundKind | undefined {
  const header = bytes.read(0, 512);
  if (!isCompoundAt(header)) return undefined;
  const shift = u16(header, 30);
  if (shift !== 9 && shift !== 12) return "other";
  const root = bytes.read((u32(header, 48) + 1) * 2 ** shift, 128);
  const rest = u32(root, 84) === 0 && u32(root, 88) === 0xc0 && u32(root, 92) === 0x46000000;
  return (rest ? ROOT_CLASSES[u32(root, 80)] : undefined) ?? "other";
}
