import type { Artifact } from "./artifact.ts";
import type { WantedFile } from "./files.ts";

/**
 * Bytes that are looked at piece by piece and never as a whole: a file of the disk, or a stream inside a compound file. The same object stands for the same content.
 *
 * Nothing is loaded by asking. A reader that meets `undefined` gives up for now, hands on what was `wanted`, and is run again once that was loaded: it should ask for all that
 * it can foresee before it gives up, because each round costs a visit to the disk.
 */
export interface ByteStream {
  /** In bytes, as declared: what is declared may turn out not to be there. */
  readonly size: number;
  /**
   * The bytes `[start, end)`, cut at the size; fewer where the container turns out to be damaged.
   * Undefined where they are not loaded; what has to be is then added to `wanted`.
   */
  read(start: number, end: number, wanted: WantedFile[]): Uint8Array | undefined;
}

/** Whatever shows files piece by piece: a snapshot of the workspace. */
export interface Container {
  /**
   * The file to be looked at piece by piece; `"absent"` where it is known not to be there or not to be readable; undefined where nobody has looked yet: then want its
   * first bytes, or an empty range to learn only its size.
   */
  bytes(path: string): ByteStream | "absent" | undefined;
}

/** How much of a file is wanted when it is first opened, in bytes: as much as a disk moves at once; the headers of programs and compound files lie in it. */
const HEAD = 4096;

/**
 * Opens what an artifact leads to: its own stream where it lies inside the database, else the first of its paths that is there. `"absent"` where there is none that may be read;
 * undefined where nobody has looked yet: what has to be loaded is then added to `wanted`.
 */
export function openArtifact(
  { stream, paths }: Artifact,
  container: Container,
  wanted: WantedFile[],
): ByteStream | "absent" | undefined {
  if (stream !== undefined) return stream;
  for (const path of paths) {
    const found = container.bytes(path);
    if (found === undefined) wanted.push({ path, start: 0, end: HEAD });
    if (found !== "absent") return found;
  }
  return "absent";
}
