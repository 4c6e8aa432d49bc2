import type { Text } from "../text.ts";

/** Base64 of the longest command line, and more than anybody writes. */
const LONGEST = 32_767;

/**
 * The script that `-EncodedCommand` stands for: UTF-16 in base64. Every unit of it leads back to the whole encoded word. Undefined where it is no such thing.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe
 */
export function decodeCommand(encoded: Text): Text | undefined {
  const word = encoded.value.trim();
  if (
    word.length > LONGEST ||
    !/^(?:[A-Za-z\d+/]{4})+(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$|^[A-Za-z\d+/]{2}==$/.test(word)
  )
    return undefined;
  if (encoded.hidden.includes(1)) return undefined;
  const bytes = Uint8Array.from(atob(word), (unit) => unit.charCodeAt(0));
  if (bytes.length % 2 !== 0) return undefined;
  const value = new TextDecoder("utf-16le").decode(bytes);
  const { length } = value;
  const start = encoded.starts[0] ?? 0;
  const end = encoded.ends[encoded.ends.length - 1] ?? start;
  return {
    value,
    starts: new Uint32Array(length).fill(start),
    ends: new Uint32Array(length).fill(end),
    hidden: new Uint8Array(length),
  };
}
