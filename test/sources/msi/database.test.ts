import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { judge } from "../../../src/analysis/judge.ts";
import { NO_CONTENTS } from "../../../src/model/contents.ts";
import {
  artifactKey,
  type CellValue,
  type Database,
  filesCalled,
  rowsByKey,
  textOf,
} from "../../../src/model/database.ts";
import { RULES } from "../../../src/rules/index.ts";
import { ENGINE_TABLES } from "../../../src/sources/msi/engineTables.ts";
import { createFolder } from "../../folder.ts";
import { COLUMNS, databaseStorage, type WrittenDatabase, writeDatabase } from "./databaseWriter.ts";
import { asMsiinfo, exportTable, hasMsitools } from "./msiinfo.ts";
import { open } from "./opened.ts";

const PATH = "/w/Setup.msi";

/** The one database of a file, which has nothing wrong with it. */
function only(bytes: Uint8Array): Database {
  const { databases, problems } = open({ [PATH]: bytes }, { everyTable: true });
  assert.deepEqual(problems, []);
  assert.equal(databases.length, 1);
  return databases[0] ?? assert.fail();
}

const valuesOf = (database: Database, table: string): readonly (readonly CellValue[])[] => {
  const found = database.tables.get(table) ?? assert.fail(`there is no table ${table}`);
  return found.rows.map(({ cells }) => found.columns.map(({ name }) => cells[name]?.value ?? null));
};

const everyType: WrittenDatabase = {
  tables: {
    CustomAction: {
      columns: COLUMNS.CustomAction,
      rows: [
        ["Install", 3106, "TARGETDIR", 'msiexec.exe /i "[#child]" /qn', null],
        ["Script", 38, null, "line one\r\nline\ttwo\r\n", 16],
        ["Least", -32_767, "setup.exe", "b", -2_147_483_647],
        ["Most", 32_767, "a", "b", 2_147_483_647],
      ],
    },
    Property: {
      columns: COLUMNS.Property,
      rows: [
        ["ProductName", "Widget"],
        ["ProductCode", "{A}"],
        ["__proto__", "x"],
      ],
    },
    Binary: {
      columns: COLUMNS.Binary,
      rows: [
        ["setup.exe", 1],
        ["empty", null],
      ],
    },
    Odd: {
      columns: { A: "*s10", B: "*i2", C: "*I4", D: "L0", E: "V0", F: "S255" },
      rows: [
        ["k", 5, 70_000, "v", 1, null],
        ["k", 6, null, null, null, "w"],
      ],
    },
    Empty: { columns: { A: "*s10" }, rows: [] },
  },
  streams: {
    "Binary.setup.exe": Uint8Array.from({ length: 10_000 }, (_, at) => at % 253),
    "Odd.k.5.70000": Uint8Array.of(1, 2, 3),
  },
};

describe("what was written is read", () => {
  for (const version of [3, 4] as const) {
    for (const referenceSize of [2, 3] as const) {
      for (const scatter of [undefined, 7]) {
        test(`version ${version}, references of ${referenceSize} bytes, ${scatter === undefined ? "in order" : "scattered"}`, () => {
          const layout = scatter === undefined ? { version } : { version, scatter };
          const database = only(writeDatabase({ ...everyType, referenceSize }, layout));
          assert.equal(database.name, "Widget");
          for (const [name, { rows }] of Object.entries(everyType.tables)) {
            const shown =
              name === "Binary"
                ? [
                    ["setup.exe", "Binary.setup.exe"],
                    ["empty", null],
                  ]
                : rows;
            const expected =
              name === "Odd"
                ? rows.map((row) => row.map((cell, at) => (at === 4 && cell ? "Odd.k.5.70000" : cell)))
                : shown;
            assert.deepEqual(valuesOf(database, name), expected, name);
          }
        });
      }
    }
  }

  test("columns are what the table of columns says", () => {
    const spelled = Object.fromEntries(
      [...only(writeDatabase(everyType)).tables].map(([name, table]) => [name, asMsiinfo(table).split("\r\n")[1]]),
    );
    assert.equal(spelled["CustomAction"], "s72\ti2\tS72\tS255\tI4");
    assert.equal(spelled["Odd"], "s10\ti2\tI4\tL0\tV0\tS255");
  });
});

test("msiinfo reads the same in what was written", { skip: hasMsitools ? false : "msitools are not installed" }, () => {
  const folder = createFolder();
  for (const codePage of [1252, 932, 65_001]) {
    const bytes = writeDatabase({ ...texts(codePage), codePage });
    writeFileSync(`${folder.path}/${codePage}.msi`, bytes);
    const database = only(bytes);
    for (const name of ["CustomAction", "Property"]) {
      const table = database.tables.get(name) ?? assert.fail();
      assert.equal(asMsiinfo(table), exportTable(`${folder.path}/${codePage}.msi`, name), `${name} in ${codePage}`);
    }
  }
});

const SPELLED: Readonly<Record<number, string>> = {
  0: "plain",
  1252: "Zürich – €",
  932: "日本語ソ表",
  1251: "Установка",
  65001: "日本 Zürich €",
};

const texts = (codePage: number): WrittenDatabase => ({
  tables: {
    CustomAction: { columns: COLUMNS.CustomAction, rows: [["Install", 50, "EXE", SPELLED[codePage] ?? "", null]] },
    Property: {
      columns: COLUMNS.Property,
      rows: [
        ["ProductName", SPELLED[codePage] ?? ""],
        ["ProductCode", "{A}"],
      ],
    },
  },
});

test("without a code page, what is beyond ASCII is read as on most machines, and said to be uncertain", () => {
  const bytes = writeDatabase(texts(1252));
  const pool = Buffer.from(bytes).indexOf(Buffer.from([0xe4, 0x04, 0, 0]));
  bytes.fill(0, pool, pool + 2);
  const { databases, problems } = open({ [PATH]: bytes });
  assert.equal(databases[0]?.name, SPELLED[1252]);
  assert.deepEqual(
    problems.map(({ code, severity }) => `${code} ${severity}`),
    ["undecodable-text information"],
  );
});

test("strings are read in their code page", () => {
  for (const [codePage, text] of Object.entries(SPELLED)) {
    const database = only(writeDatabase({ ...texts(Number(codePage)), codePage: Number(codePage) }));
    assert.equal(database.name, text, codePage);
    assert.equal(database.codePage, Number(codePage));
  }
});

describe("strings of 64 KiB and more are read, whichever way their length is split", () => {
  for (const highHalf of ["beside the low half", "beside the zero"] as const) {
    test(highHalf, () => {
      const rows = [65_535, 65_536, 70_000, 131_072, 200_001].map((length, at) => [
        `Script${at}`,
        38,
        null,
        `${at}`.repeat(length),
        null,
      ]);
      const database = only(
        writeDatabase({
          tables: { CustomAction: { columns: { ...COLUMNS.CustomAction, Target: "S0" }, rows } },
          highHalf,
        }),
      );
      assert.deepEqual(valuesOf(database, "CustomAction"), rows);
    });
  }
});

test("a row is found by its key, a file by its long name, without a look at the others", () => {
  const rows = Array.from({ length: 5000 }, (_, at) => [
    `fil${at}`,
    "C",
    `F${at}~1.EXE|Program ${at}.exe`,
    1,
    null,
    null,
    null,
    at,
  ]);
  const database = only(writeDatabase({ tables: { File: { columns: COLUMNS.File, rows } } }));
  assert.equal(
    textOf(rowsByKey(database, "File", "fil4711")[0] ?? assert.fail(), "FileName"),
    "F4711~1.EXE|Program 4711.exe",
  );
  assert.deepEqual(
    filesCalled(database, "program 17.exe").map((row) => textOf(row, "File")),
    ["fil17"],
  );
  assert.equal(rowsByKey(database, "File", "none").length, 0);
});

test("a cell says where it stands", () => {
  const database = only(writeDatabase(everyType));
  const [row] = rowsByKey(database, "CustomAction", "Install");
  assert.deepEqual(row?.cells["Target"]?.site, {
    kind: "cell",
    file: PATH,
    table: "CustomAction",
    row: "Install",
    column: "Target",
  });
  const [first] = database.tables.get("Odd")?.rows ?? [];
  assert.equal(first?.site.kind === "cell" && first.site.row, "k\t5\t70000");
});

test("the artifact of a Binary leads to the bytes of its stream", () => {
  const database = only(writeDatabase(everyType, { scatter: 3 }));
  const artifact = database.artifacts.get(artifactKey("Binary", "setup.exe"));
  assert.equal(artifact?.name, "setup.exe");
  assert.equal(artifact.spelled.value, "Binary.setup.exe");
  assert.equal(artifact.stream?.size, 10_000);
  const bytes = artifact.stream.read(5000, 9999, []) ?? assert.fail("the file is small and was loaded");
  assert.deepEqual(
    [...bytes],
    Array.from({ length: 4999 }, (_, at) => (at + 5000) % 253),
  );
  assert.equal(database.artifacts.get(artifactKey("Binary", "empty")), undefined);
  assert.equal(database.artifacts.get(artifactKey("Binary", "none")), undefined);
});

test("of a large file little is read, in few rounds", () => {
  const cabinet = new Uint8Array(48 * 1024 * 1024);
  const files = Array.from({ length: 300 }, (_, at) => [
    `fil${at}`,
    `cmp${at}`,
    `name${at}.dll`,
    1000 + at,
    null,
    null,
    null,
    at,
  ]);
  for (const version of [3, 4] as const) {
    const bytes = writeDatabase(
      {
        tables: { ...everyType.tables, File: { columns: COLUMNS.File, rows: files } },
        streams: { ...everyType.streams, "a.cab": cabinet, "Binary.setup.exe": cabinet.subarray(0, 3_000_000) },
      },
      { version },
    );
    const opened = open({ [PATH]: bytes });
    assert.deepEqual(opened.problems, []);
    assert.deepEqual(
      valuesOf(opened.databases[0] ?? assert.fail(), "CustomAction"),
      everyType.tables["CustomAction"]?.rows,
    );
    assert.ok(opened.bytes <= bytes.length / 100, `${opened.bytes} of ${bytes.length} bytes`);
    assert.ok(opened.rounds <= 6, `${opened.rounds} rounds in version ${version}`);
  }
});

test("databases inside the database are read, and those inside them", () => {
  const child = (name: string, more: Partial<WrittenDatabase> = {}) =>
    databaseStorage({
      tables: {
        Property: {
          columns: COLUMNS.Property,
          rows: [
            ["ProductName", name],
            ["ProductCode", "{B}"],
          ],
        },
      },
      ...more,
    });
  const bytes = writeDatabase({
    tables: {
      CustomAction: { columns: COLUMNS.CustomAction, rows: [["InstallChild", 7, "Child.msi", "ALLUSERS=1", null]] },
    },
    storages: {
      "Child.msi": child("The child", { storages: { Deep: child("The grandchild") } }),
      Other: { streams: new Map() },
    },
  });
  const { databases, problems } = open({ [PATH]: bytes });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    databases.map(({ id, name }) => [id, name]),
    [
      [PATH, "Setup.msi"],
      [`${PATH}!Child.msi`, "The child"],
      [`${PATH}!Child.msi/Deep`, "The grandchild"],
    ],
  );
  const [row] = databases[2]?.tables.get("Property")?.rows ?? [];
  assert.deepEqual(row?.cells["Value"]?.site, {
    kind: "cell",
    file: PATH,
    storage: "Child.msi/Deep",
    table: "Property",
    row: "ProductName",
    column: "Value",
  });
});

/** A map that notes what it is asked for. */
class Noting<V> extends Map<string, V> {
  readonly asked = new Set<string>();

  override get(key: string): V | undefined {
    this.asked.add(key);
    return super.get(key);
  }

  override has(key: string): boolean {
    this.asked.add(key);
    return super.has(key);
  }
}

test("every table that the engine asks for is among those that are loaded", () => {
  const types = [1, 2, 5, 6, 7, 17, 18, 19, 21, 22, 23, 33, 34, 35, 37, 38, 39, 50, 51, 53, 54];
  const database = only(
    writeDatabase({
      tables: {
        CustomAction: {
          columns: COLUMNS.CustomAction,
          rows: types.map((type) => [`A${type}`, type, "Thing", "msiexec /i [#fil] [DIR]a.exe [P]", null]),
        },
        ...Object.fromEntries(
          ["InstallExecuteSequence", "InstallUISequence"].map((name) => [
            name,
            { columns: COLUMNS.InstallExecuteSequence, rows: types.map((type, at) => [`A${type}`, "P", at + 1]) },
          ]),
        ),
        ControlEvent: {
          columns: {
            Dialog_: "*s72",
            Control_: "*s50",
            Event: "*s50",
            Argument: "*s255",
            Condition: "*S255",
            Ordering: "I2",
          },
          rows: [["D", "C", "DoAction", "A34", "1", 1]],
        },
        Binary: { columns: COLUMNS.Binary, rows: [["Thing", 1]] },
        File: { columns: COLUMNS.File, rows: [["Thing", "C", "a.exe", 1, null, null, null, 1]] },
      },
      streams: { "Binary.Thing": new Uint8Array(100) },
    }),
  );
  const tables = new Noting(database.tables);
  judge({ ...database, tables }, RULES, NO_CONTENTS);
  assert.ok(tables.asked.size >= 10, [...tables.asked].join(" "));
  assert.deepEqual(
    [...tables.asked].filter((name) => !ENGINE_TABLES.includes(name)),
    [],
  );
});
