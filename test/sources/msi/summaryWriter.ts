import iconv from "iconv-lite";
import { littleEndian } from "./databaseWriter.ts";

/** What a property of the summary information holds: text, a number, or a moment in ticks of 100 nanoseconds since 1601. */
export type WrittenProperty = string | number | { readonly ticks: number };

/**
 * The stream `\x05SummaryInformation`.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-oleps/
 */
export function summaryStream(properties: ReadonlyMap<number, WrittenProperty>, codePage = 1252): Uint8Array {
  const values = [...new Map<number, WrittenProperty>([[1, codePage], ...properties])].map(
    ([id, value]) => [id, propertyBytes(id, value, codePage)] as const,
  );
  const offsets: number[] = [];
  let at = 8 + values.length * 8;
  for (const [id, bytes] of values) {
    offsets.push(id, at);
    at += bytes.length;
  }
  const section = Buffer.concat([
    littleEndian([at, values.length, ...offsets], 4),
    ...values.map(([, bytes]) => bytes),
  ]);
  const head = Buffer.alloc(48);
  head.writeUInt16LE(0xfffe, 0);
  head.writeUInt32LE(1, 24);
  head.set(Buffer.from("e0859ff2f94f6810ab9108002b27b3d9", "hex"), 28);
  head.writeUInt32LE(48, 44);
  return Buffer.concat([head, section]);
}

function propertyBytes(id: number, value: WrittenProperty, codePage: number): Uint8Array {
  if (typeof value === "number") return littleEndian(id === 1 ? [2, value & 0xffff] : [3, value], 4);
  if (typeof value === "object") return Buffer.concat([littleEndian([64], 4), littleEndian([value.ticks], 8)]);
  const text = Buffer.concat([
    codePage === 65_001 ? Buffer.from(value) : iconv.encode(value, `cp${codePage}`),
    Buffer.alloc(1),
  ]);
  return Buffer.concat([littleEndian([30, text.length], 4), text, Buffer.alloc((4 - (text.length % 4)) % 4)]);
}
