/** Where things are in a compound file, in sectors. */
export interface CompoundHeader {
  readonly version: 3 | 4;
  /** In bytes: 512 or 4096. */
  readonly sectorSize: number;
  /** Streams smaller than this, in bytes, lie in sectors of `miniSectorSize` inside one stream of their own. */
  readonly miniCutoff: number;
  readonly miniSectorSize: number;
  /** How many sectors the file allocation table has. */
  readonly fatSectors: number;
  readonly firstDirectory: number;
  readonly firstMiniFat: number;
  readonly firstDifat: number;
  /** The first 109 sectors of the file allocation table; the others are listed in sectors of their own, from `firstDifat` on. */
  readonly difat: readonly number[];
}

/** The size of the header, in bytes. In version 4 the rest of the first sector is empty. */
export const HEADER = 512;

/** Sector numbers from this one on are marks: free, end of chain, part of the allocation tables. */
export const LAST_SECTOR = 0xffff_fffa;
export const END_OF_CHAIN = 0xffff_fffe;

const IN_HEADER = 109;

/** Reads the header; a text says why there is none, in half a sentence. */
export function readHeader(bytes: Uint8Array): CompoundHeader | string {
  if (bytes.length < HEADER) return "it ends within its header";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0xd0cf_11e0 || view.getUint32(4) !== 0xa1b1_1ae1) return "it is no compound file";
  const version = view.getUint16(26, true);
  const shift = view.getUint16(30, true);
  if (view.getUint16(28, true) !== 0xfffe) return "its byte order is not that of a compound file";
  if (!((version === 3 && shift === 9) || (version === 4 && shift === 12))) {
    return `it is of version ${version} with sectors of 2^${shift} bytes, which does not exist`;
  }
  const miniShift = view.getUint16(32, true);
  if (miniShift !== 6) return `its small sectors have 2^${miniShift} bytes, which does not exist`;
  return {
    version,
    sectorSize: 1 << shift,
    miniCutoff: view.getUint32(56, true),
    miniSectorSize: 1 << miniShift,
    fatSectors: view.getUint32(44, true),
    firstDirectory: view.getUint32(48, true),
    firstMiniFat: view.getUint32(60, true),
    firstDifat: view.getUint32(68, true),
    difat: Array.from({ length: IN_HEADER }, (_, at) => view.getUint32(76 + at * 4, true)),
  };
}
