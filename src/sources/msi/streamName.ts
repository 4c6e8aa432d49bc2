/** The characters that two share a UTF-16 unit, or one has a unit of its own for, in the order of their numbers. */
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

/** Two characters, low six bits first; above them one character. */
const PAIRS = 0x3800;
const SINGLES = 0x4800;

/** What the names of streams that hold tables begin with. */
const TABLE = 0x4840;

/** What a stream or storage of an installer database is called, without the packing that makes 31 units hold 62 characters. */
export interface StreamName {
  /** As in `CustomAction`, `Binary.SetupExe` or `\x05SummaryInformation`. */
  readonly name: string;
  /** True for the rows of a table, false for a cell of a binary column, a cabinet, or anything else. */
  readonly table: boolean;
}

/** Unpacks the name of a stream or storage: `㝨` is `Sa`, a leading `䡀` says that the stream is a table. What is not packed stays. */
export function unpackName(packed: string): StreamName {
  const table = packed.charCodeAt(0) === TABLE;
  let name = "";
  for (let at = table ? 1 : 0; at < packed.length; at++) {
    const unit = packed.charCodeAt(at);
    if (unit >= PAIRS && unit < SINGLES) {
      name += ALPHABET.charAt((unit - PAIRS) & 63) + ALPHABET.charAt((unit - PAIRS) >> 6);
    } else if (unit >= SINGLES && unit < TABLE) name += ALPHABET.charAt(unit - SINGLES);
    else name += packed.charAt(at);
  }
  return { name, table };
}
