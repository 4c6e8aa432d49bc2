import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeXml } from "../../../src/sources/wix/encoding.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)));

function decoded(content: Uint8Array | string) {
  const { text, encoding, problems } = decodeXml(content, "/w/a.wxs");
  return {
    text,
    encoding,
    problems: problems.map((one) => [one.code, one.site.kind === "text" ? one.site.span.start : -1]),
  };
}

test("byte order marks decide and do not count in offsets", () => {
  assert.deepEqual(decoded(bytes([0xef, 0xbb, 0xbf], "<W/>")), { text: "<W/>", encoding: "utf-8", problems: [] });
  const little = Uint8Array.from([0xff, 0xfe, ...Buffer.from("<W é/>", "utf16le")]);
  assert.deepEqual(decoded(little), { text: "<W é/>", encoding: "utf-16le", problems: [] });
  const big = Uint8Array.from([0xfe, 0xff, ...Buffer.from("<W é/>", "utf16le").swap16()]);
  assert.deepEqual(decoded(big), { text: "<W é/>", encoding: "utf-16be", problems: [] });
  assert.deepEqual(decoded("\uFEFF<W/>"), { text: "<W/>", encoding: "utf-8", problems: [] });
});

test("UTF-16 without a mark is known by its zero bytes", () => {
  assert.equal(decoded(Uint8Array.from(Buffer.from("<?xml?><W/>", "utf16le"))).text, "<?xml?><W/>");
  assert.equal(decoded(Uint8Array.from(Buffer.from("<W/>", "utf16le").swap16())).text, "<W/>");
});

test("the declaration names the encoding", () => {
  const western = bytes('<?xml version="1.0" encoding="windows-1252"?><W a="', [0x80, 0xe9], '"/>');
  assert.deepEqual(decoded(western).text.slice(-7), '="€é"/>');
  assert.equal(decoded(western).encoding, "windows-1252");
  const japanese = bytes("<?xml version='1.0' encoding='Shift_JIS'?><W a='", [0x83, 0x65], "'/>");
  assert.match(decoded(japanese).text, /<W a='テ'\/>/);
  const iso = bytes('<?xml version="1.0" encoding="ISO-8859-1"?><W a="', [0xfc], '"/>');
  assert.match(decoded(iso).text, /a="ü"/);
});

test("an encoding nobody knows, and UTF-16 that is none, are problems at the label", () => {
  const text = '<?xml version="1.0" encoding="klingon"?><W/>';
  assert.deepEqual(decoded(bytes(text)).problems, [["unknown-encoding", text.indexOf("klingon")]]);
  assert.equal(decoded(bytes(text)).text, text);
  const lie = '<?xml version="1.0" encoding="utf-16"?><W/>';
  assert.deepEqual(decoded(bytes(lie)), { text: lie, encoding: "utf-8", problems: [["unknown-encoding", 30]] });
});

test("a file in a western code page shows its letters, and says where UTF-8 breaks", () => {
  const western = bytes('<W a="na', [0xef], "ve caf", [0xe9], '"/>');
  const found = decoded(western);
  assert.equal(found.text, '<W a="naïve café"/>');
  assert.equal(found.encoding, "windows-1252");
  assert.deepEqual(found.problems, [["not-utf8", found.text.indexOf("ï")]]);
});

test("a UTF-8 file with damage stays UTF-8", () => {
  const damaged = bytes('<W a="', [0xc3, 0xa9, 0xff, 0xc3], '"/>');
  const found = decoded(damaged);
  assert.equal(found.text, '<W a="é\uFFFD\uFFFD"/>');
  assert.deepEqual(found.problems, [["not-utf8", 7]]);
});

test("a character cut off at the end of the file is damage", () => {
  assert.deepEqual(decoded(bytes("<W/>", [0xe2, 0x82])).problems, [["not-utf8", 4]]);
});

test("empty and binary files", () => {
  assert.deepEqual(decoded(new Uint8Array()).problems, [["empty-file", 0]]);
  assert.deepEqual(decoded(" \r\n").problems, [["empty-file", 0]]);
  assert.deepEqual(decoded(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, ...new Array(100).fill(0)])).problems, [
    ["binary-file", 0],
  ]);
  assert.deepEqual(decoded(bytes("<W/>", [0], " ".repeat(100))).problems, []);
});
