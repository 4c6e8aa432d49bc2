/** One way to spoil a file; `random` gives numbers in [0, 1). */
export type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array;

const at = (length: number, random: () => number) => Math.floor(random() * length);

/** The words that mean something special in a compound file: free, end of chain, tables, the largest sector, nothing. */
const WORDS = [0xffff_ffff, 0xffff_fffe, 0xffff_fffd, 0xffff_fffc, 0xffff_fffa, 0x7fff_ffff, 0, 1, 2];

function copy(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}

function setWord(bytes: Uint8Array, offset: number, value: number): void {
  if (offset + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(offset, value >>> 0, true);
}

/** Where the sectors of the allocation table and the directory lie in a file with few of them. */
function parts(bytes: Uint8Array): { readonly sector: number; readonly fat: number; readonly directory: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sector = view.getUint16(26, true) === 4 ? 4096 : 512;
  return { sector, fat: (view.getUint32(76, true) + 1) * sector, directory: (view.getUint32(48, true) + 1) * sector };
}

export const mutations: Readonly<Record<string, Mutation>> = {
  "flipped bytes": (bytes, random) => {
    const spoiled = copy(bytes);
    for (let times = 1 + at(20, random); times > 0; times--) spoiled[at(spoiled.length, random)] = at(256, random);
    return spoiled;
  },
  "flipped bits of the header": (bytes, random) => {
    const spoiled = copy(bytes);
    const offset = at(80, random);
    spoiled[offset] = (spoiled[offset] ?? 0) ^ (1 << at(8, random));
    return spoiled;
  },
  "cut off": (bytes, random) => bytes.slice(0, at(bytes.length, random)),
  "words of the allocation table": (bytes, random) => {
    const spoiled = copy(bytes);
    const { fat, sector } = parts(bytes);
    for (let times = 1 + at(4, random); times > 0; times--) {
      const value = random() < 0.5 ? (WORDS[at(WORDS.length, random)] ?? 0) : at(bytes.length / sector, random);
      setWord(spoiled, fat + at(sector / 4, random) * 4, value);
    }
    return spoiled;
  },
  "words of the directory": (bytes, random) => {
    const spoiled = copy(bytes);
    const { directory, sector } = parts(bytes);
    const fields = [64, 66, 68, 72, 76, 116, 120, 124];
    for (let times = 1 + at(4, random); times > 0; times--) {
      const entry = directory + at(Math.ceil(sector / 128), random) * 128;
      const value = random() < 0.5 ? (WORDS[at(WORDS.length, random)] ?? 0) : at(2 ** 32, random);
      setWord(spoiled, entry + (fields[at(fields.length, random)] ?? 64), value);
    }
    return spoiled;
  },
  "a stretch copied elsewhere": (bytes, random) => {
    const spoiled = copy(bytes);
    const length = 1 + at(512, random);
    spoiled.copyWithin(at(bytes.length, random), at(bytes.length, random), at(bytes.length, random) + length);
    return spoiled;
  },
  zeros: (bytes, random) => {
    const spoiled = copy(bytes);
    const start = 512 + at(bytes.length, random);
    spoiled.fill(random() < 0.5 ? 0 : 0xff, start, start + at(2048, random));
    return spoiled;
  },
};
