import assert from "node:assert/strict";
import { describe, test } from "node:test";
import iconv from "iconv-lite";
import { type Row, rowsOf, textOf } from "../../../src/model/database.ts";
import { compileFiles, only, problemAt, valuesOf } from "../tableSources.ts";

const rows = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");
const PROPERTY = ["Property\tValue", "s72\tl0", "Property\tProperty"];
const ACTIONS = ["Action\tType\tSource\tTarget", "s72\ti2\tS72\tS0", "CustomAction\tAction"];

describe("the archives of a folder", () => {
  test("are one database, and the third row says which table each is, whatever the file is called", () => {
    const database = only(
      compileFiles({ "p.idt": rows(...PROPERTY, "ProductName\tChild"), "a.idt": rows(...ACTIONS, "Run\t50\tX\t") }),
    );
    assert.deepEqual([...database.tables.keys()].sort(), ["CustomAction", "Property"]);
    assert.equal(database.name, "Child");
    assert.equal(database.toolset, "idt");
  });

  test("give every cell its place, and their columns by name, in any order", () => {
    const text = rows(
      "Target\tType\tAction\tSource",
      "S0\ti2\ts72\tS72",
      "CustomAction\tAction",
      "/i a.msi\t3106\tRun\tDIR",
    );
    const [row] = rowsOf(only(compileFiles({ "CustomAction.idt": text })), "CustomAction");
    const spots = Object.entries(row?.cells ?? {}).map(([name, cell]) => {
      assert.ok(cell.site.kind === "text");
      return [name, text.slice(cell.site.span.start, cell.site.span.end), cell.value];
    });
    assert.deepEqual(spots, [
      ["Target", "/i a.msi", "/i a.msi"],
      ["Type", "3106", 3106],
      ["Action", "Run", "Run"],
      ["Source", "DIR", "DIR"],
    ]);
  });

  test("end their lines with LF as well", () => {
    const text = rows(...ACTIONS, "Run\t51\tX\tvalue").replaceAll("\r", "");
    assert.deepEqual(valuesOf(only(compileFiles({ "a.idt": text })), "CustomAction", "Target"), ["value"]);
  });

  test("escape what separates fields and rows, unit by unit", () => {
    const escaped = "a\x10b\x11\x19c\x15d\x1be\x18f";
    const database = only(compileFiles({ "a.idt": rows(...ACTIONS, `Run\t38\t\t${escaped}`) }));
    const [row] = rowsOf(database, "CustomAction");
    assert.equal(textOf(row ?? assert.fail(), "Target"), "a\tb\r\nc\0d\be\ff");
  });

  test("hold rows that span lines, as msiinfo writes them", () => {
    const text = rows(
      "Action\tType\tSource\tTarget\tExtendedType",
      "s72\ti2\tS72\tS0\tI4",
      "CustomAction\tAction",
      "First\t38\t\tline 1",
      "",
      "line 3\t",
      "Second\t51\tX\tY\t",
    );
    const database = only(compileFiles({ "a.idt": text }));
    assert.deepEqual(valuesOf(database, "CustomAction", "Target"), ["line 1\r\n\r\nline 3", "Y"]);
    assert.deepEqual(valuesOf(database, "CustomAction", "Action"), ["First", "Second"]);
  });

  test("hold rows whose last cell spans lines, and empty lines at their end are none of it", () => {
    const database = only(
      compileFiles({ "p.idt": rows(...PROPERTY, "A\tone", "two", "", "three", "B\tfour", "", "") }),
    );
    assert.deepEqual(valuesOf(database, "Property", "Value"), ["one\r\ntwo\r\n\r\nthree", "four"]);
  });

  test("may leave out empty fields at the end, which a row of a number does not go on with", () => {
    const compilation = compileFiles({ "a.idt": rows(...ACTIONS, "First\t19", "Second\t51\tX\tY") });
    assert.deepEqual(valuesOf(only(compilation), "CustomAction", "Action"), ["First", "Second"]);
    assert.equal(problemAt(compilation, "short-row").at, "First\t19");
  });
});

describe("the code page of an archive", () => {
  const value = "Prüfung 日本";
  const japanese = (head: readonly string[]) =>
    Uint8Array.from(iconv.encode(rows(...head, "ProductName\t日本語ソ"), "cp932"));

  test("is that of the third row", () => {
    const bytes = japanese(["Property\tValue", "s72\tl0", "932\tProperty\tProperty"]);
    const database = only(compileFiles({ "p.idt": bytes }));
    assert.equal(database.name, "日本語ソ");
    assert.equal(database.codePage, 932);
  });

  test("is else that of _ForceCodepage, wherever it stands among the files", () => {
    const database = only(compileFiles({ "p.idt": japanese(PROPERTY), "z.idt": "\r\n\r\n932\t_ForceCodepage\r\n" }));
    assert.equal(database.name, "日本語ソ");
  });

  test("is UTF-8 where nothing says it and the bytes are that, as msitools writes them", () => {
    const compilation = compileFiles({ "p.idt": new TextEncoder().encode(rows(...PROPERTY, `ProductName\t${value}`)) });
    assert.equal(only(compilation).name, value);
    assert.deepEqual(compilation.problems, []);
  });

  for (const [code, files] of Object.entries<Readonly<Record<string, string | Uint8Array>>>({
    "no-code-page": { "p.idt": Uint8Array.from(iconv.encode(rows(...PROPERTY, "A\tü"), "cp1252")) },
    "unknown-code-page": { "p.idt": rows("Property\tValue", "s72\tl0", "12345\tProperty\tProperty", "A\tB") },
    "code-page-differs": {
      "p.idt": rows("Property\tValue", "s72\tl0", "1252\tProperty\tProperty", "A\tB"),
      "f.idt": "\r\n\r\n932\t_ForceCodepage\r\n",
    },
    "not-in-code-page": {
      "p.idt": Uint8Array.from([
        ...new TextEncoder().encode(rows("Property\tValue", "s72\tl0", "65001\tProperty\tProperty", "A\t")),
        0xff,
        0x0d,
        0x0a,
      ]),
    },
    "byte-order-mark": { "p.idt": new TextEncoder().encode(`\uFEFF${rows(...PROPERTY, "A\tü")}`) },
    "utf-16": { "p.idt": Uint8Array.from(iconv.encode(rows(...PROPERTY, "A\tü"), "utf-16le", { addBOM: true })) },
    "wrong-encoding": { "p.idt": rows("Property\tValue", "s72\tl0", "1252\tProperty\tProperty", "A\t\uFFFD") },
  })) {
    test(`that is wrong is ${code}, and the rows are there`, () => {
      const compilation = compileFiles(files);
      problemAt(compilation, code);
      assert.deepEqual(valuesOf(only(compilation), "Property", "Property"), ["A"]);
    });
  }
});

describe("what is wrong with an archive stands at its place", () => {
  for (const [code, at, lines] of [
    ["no-header", "nothing of the kind", ["nothing of the kind"]],
    ["bad-column-type", "x9", ["Property\tValue", "s72\tx9", "Property\tProperty"]],
    ["repeated-column", "Value", ["Property\tValue\tValue", "s72\tl0\tl0", "Property\tProperty"]],
    ["key-not-a-column", "Nobody", ["Property\tValue", "s72\tl0", "Property\tNobody"]],
    ["stray-line", "alone", [...ACTIONS, "alone", "Run\t51\tX\tY"]],
    ["short-row", "Run\t51", [...ACTIONS, "Run\t51"]],
    ["long-row", "too\tmuch", [...ACTIONS, "Run\t51\tX\tY\ttoo\tmuch"]],
    ["not-an-integer", "many", [...ACTIONS, "Run\tmany\tX\tY"]],
    ["integer-out-of-range", "32768", [...ACTIONS, "Run\t32768\tX\tY"]],
    ["duplicate-row", "Run", [...ACTIONS, "Run\t51\tX\tY", "Run\t19\t\tZ"]],
    [
      "undefined-action",
      "Nobody",
      ["Action\tCondition\tSequence", "s72\tS255\tI2", "InstallExecuteSequence\tAction", "Nobody\t\t100"],
    ],
    ["undefined-source", "Gone", [...ACTIONS, "Run\t2\tGone\t/q"]],
  ] as const) {
    test(`${code}: ${at}`, () => {
      const others = {
        "b.idt": rows("Name\tData", "s72\tv0", "Binary\tName", "Here\tHere.ibd"),
        "c.idt": rows(...ACTIONS, "A\t51\tX\tY"),
      };
      const compilation = compileFiles({ "a.idt": rows(...lines), ...(code.startsWith("undefined") ? others : {}) });
      assert.equal(problemAt(compilation, code).at, at);
    });
  }

  test("too-many-columns, and the work stays bounded", () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join("\t");
    problemAt(compileFiles({ "a.idt": rows(wide, wide.replace(/c\d+/g, "s0"), "Wide\tc0", wide) }), "too-many-columns");
  });

  test("too-many-problems, once a thousand are there", () => {
    const { problems } = compileFiles({
      "a.idt": rows(...ACTIONS, ...Array.from({ length: 5000 }, (_, at) => `A${at}\tx\t\t`)),
    });
    assert.equal(problems.length, 1001);
    assert.equal(problems.at(-1)?.code, "too-many-problems");
  });

  test("a table that two archives hold is table-twice, and the rows of both are looked at", () => {
    const compilation = compileFiles({
      "a.idt": rows(...ACTIONS, "A\t51\tX\tY"),
      "b.idt": rows(...ACTIONS, "B\t51\tX\tY"),
    });
    problemAt(compilation, "table-twice");
    assert.deepEqual(valuesOf(only(compilation), "CustomAction", "Action"), ["A", "B"]);
  });
});

test("the stream of a Binary row is a file in the folder of the table", () => {
  const database = only(
    compileFiles({ "b.idt": rows("Name\tData", "s72\tv0", "Binary\tName", "vc_redist.exe\tvc_redist.exe.ibd") }),
  );
  const artifact = database.artifacts.get("Binary\tvc_redist.exe");
  assert.deepEqual(artifact?.paths, ["/db/Binary/vc_redist.exe.ibd"]);
  assert.equal(artifact?.name, "vc_redist.exe");
});

test("rows are found by their key and by the name of the file that they install, as by looking at every cell", () => {
  const head = ["File\tComponent_\tFileName", "s72\ts72\tl255", "File\tFile"];
  const table = only(
    compileFiles({ "f.idt": rows(...head, "a\tc\tSETUP~1.EXE|Setup.exe", "b\tc\tb.dll", "c\tc") }),
  ).tables.get("File");
  const named = (found: readonly Row[] | undefined) => (found ?? []).map((row) => textOf(row, "File"));
  assert.deepEqual(named(table?.find?.("b")), ["b"]);
  assert.deepEqual(named(table?.find?.("x")), []);
  assert.deepEqual(named(table?.findCalled?.("setup.exe")), ["a"]);
  assert.deepEqual(named(table?.findCalled?.("")), ["c"]);
});
