import { u32 } from "./bytes.ts";

/** An instruction that matters here, with its token. */
export interface TokenInstruction {
  readonly kind: "string" | "call";
  readonly token: number;
}

/**
 * How many bytes follow each opcode, as pairs of the last opcode of a run and its number of bytes. 0x45 (switch) has more, as it says.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-335/ (III.1.2.1)
 */
const RUNS: readonly (readonly [last: number, bytes: number])[] = [
  [0x0d, 0],
  [0x13, 1],
  [0x1e, 0],
  [0x1f, 1],
  [0x20, 4],
  [0x21, 8],
  [0x22, 4],
  [0x23, 8],
  [0x26, 0],
  [0x29, 4],
  [0x2a, 0],
  [0x37, 1],
  [0x44, 4],
  [0x45, 4],
  [0x6e, 0],
  [0x75, 4],
  [0x78, 0],
  [0x79, 4],
  [0x7a, 0],
  [0x81, 4],
  [0x8b, 0],
  [0x8d, 4],
  [0x8e, 0],
  [0x8f, 4],
  [0xa2, 0],
  [0xa5, 4],
  [0xc1, 0],
  [0xc2, 4],
  [0xc5, 0],
  [0xc6, 4],
  [0xcf, 0],
  [0xd0, 4],
  [0xdc, 0],
  [0xdd, 4],
  [0xde, 1],
  [0xff, 0],
];

const OPERANDS = Uint8Array.from(
  RUNS.flatMap(([last, bytes], run) => {
    const first = run === 0 ? 0 : (RUNS[run - 1]?.[0] ?? 0) + 1;
    return new Array<number>(last + 1 - first).fill(bytes);
  }),
);

/** The same for the opcodes that 0xFE introduces. */
const PREFIXED: ReadonlyMap<number, number> = new Map([
  ...[0x06, 0x07, 0x15, 0x16, 0x1c].map((opcode): [number, number] => [opcode, 4]),
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e].map((opcode): [number, number] => [opcode, 2]),
  ...[0x12, 0x19].map((opcode): [number, number] => [opcode, 1]),
]);

/** call, callvirt, newobj; after 0xFE: ldftn and ldvirtftn, with which a delegate is made of a method. */
const CALLS: ReadonlySet<number> = new Set([0x28, 0x6f, 0x73]);
const LOADS_FUNCTION: ReadonlySet<number> = new Set([0x06, 0x07]);
const LOAD_STRING = 0x72;
const SWITCH = 0x45;

/** The strings and the calls in the code of a method, as it stands. */
export function* readInstructions(code: Uint8Array): Generator<TokenInstruction> {
  for (let at = 0; at < code.length; ) {
    const opcode = code[at++] ?? 0;
    if (opcode === 0xfe) {
      const second = code[at++] ?? 0;
      if (LOADS_FUNCTION.has(second)) yield { kind: "call", token: u32(code, at) };
      at += PREFIXED.get(second) ?? 0;
      continue;
    }
    if (opcode === LOAD_STRING) yield { kind: "string", token: u32(code, at) };
    if (CALLS.has(opcode)) yield { kind: "call", token: u32(code, at) };
    at += OPERANDS[opcode] ?? 0;
    if (opcode === SWITCH) at += 4 * u32(code, at - 4);
  }
}
