import { type Bytes, hasAt, latin1, u32, within } from "./bytes.ts";
import { readCabinet, readFolderFile } from "./cabinet.ts";
import type { Image } from "./pe.ts";

/** A bundle of WiX. */
export interface Burn {
  /** The packages of its chain, where the manifest could be read: the kind as in `MsiPackage`, and the id. */
  readonly chain?: readonly { readonly kind: string; readonly id: string }[];
}

const MAGIC = 0x00f14300;
const VERSION = 2;
const FORMAT_CABINET = 1;
/** The manifests of large bundles have some 100 KB. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * Reads what Burn writes into the section `.wixburn`; undefined where there is none, or where it is not what Burn writes.
 *
 * @see https://github.com/wixtoolset/wix/blob/main/src/wix/WixToolset.Core.Burn/Bundles/BurnCommon.cs
 */
export function readBurn(bytes: Bytes, image: Image): Burn | undefined {
  const section = image.sections.find(({ name }) => name === ".wixburn");
  if (section === undefined) return undefined;
  const header = bytes.read(section.offset, 56);
  if (header.length < 52 || u32(header, 0) !== MAGIC || u32(header, 4) !== VERSION) return undefined;
  const container = within(bytes, u32(header, 24), u32(header, 48));
  if (u32(header, 40) !== FORMAT_CABINET || !hasAt(container.read(0, 4), 0, "MSCF")) return {};
  const cabinet = readCabinet(container);
  const manifest = cabinet?.files.find(({ name }) => name === "0");
  if (cabinet === undefined || manifest === undefined || manifest.size > LARGEST_MANIFEST) return {};
  const read = readFolderFile(container, cabinet, manifest);
  return read.kind === "bytes" ? { chain: chainOf(textOf(read.bytes)) } : {};
}

/** The manifest is XML that the linker writes: no comments, no entities in element names, one chain. */
function chainOf(manifest: string): readonly { readonly kind: string; readonly id: string }[] {
  const start = manifest.indexOf("<Chain");
  const end = manifest.indexOf("</Chain>", start);
  if (start < 0 || end < 0) return [];
  return [...manifest.slice(start, end).matchAll(/<((?:Msi|Msp|Msu|Exe|Bundle)Package)\b([^<>]*)>/g)].map(
    ([, kind = "", attributes = ""]) => ({
      kind,
      id: /\bId="([^"]*)"/.exec(attributes)?.[1] ?? "",
    }),
  );
}

/** The manifest has letters beyond ASCII in names and URLs only, of which nothing is read here. */
const textOf = (bytes: Uint8Array) => latin1(bytes);
