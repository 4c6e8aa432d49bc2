import assert from "node:assert/strict";
import process from "node:process";
import { describe, type TestContext, test } from "node:test";
import { judge } from "../../../src/analysis/judge.ts";
import { NO_CONTENTS } from "../../../src/model/contents.ts";
import { artifactKey, rowsOf, textOf } from "../../../src/model/database.ts";
import { RULES } from "../../../src/rules/index.ts";
import { DAMAGES } from "../../../src/sources/msi/damage.ts";
import { createRandom } from "../../random.ts";
import { writeCompound } from "./compoundWriter.ts";
import { COLUMNS, databaseStorage, PATCH, packName, type WrittenDatabase, writeDatabase } from "./databaseWriter.ts";
import { mutations } from "./mutate.ts";
import { type Opened, open } from "./opened.ts";
import { summaryStream } from "./summaryWriter.ts";
import { transformStorage, type WrittenTransform, writeTransform } from "./transformWriter.ts";

/** How many spoiled files of each kind are read: all of them where everything has to run, as in continuous integration. */
const TIMES = process.env["MSI1618_REQUIRE_ALL"] === "1" ? 10_000 : 1000;

/** One in so many is judged as well. */
const JUDGED = 50;

const TABLES: WrittenDatabase["tables"] = {
  Property: {
    columns: COLUMNS.Property,
    rows: [
      ["ProductCode", "{A}"],
      ["ProductName", "日本語ソ表"],
      ["EXE", "msiexec.exe"],
    ],
  },
  CustomAction: {
    columns: COLUMNS.CustomAction,
    rows: [
      ["Install", 3106, "TARGETDIR", 'msiexec.exe /i "[#child]" /qn', null],
      ["Nested", 23, "child.msi", null, 16],
      ["Set", 51, "EXE", "[EXE]", null],
    ],
  },
  InstallExecuteSequence: {
    columns: COLUMNS.InstallExecuteSequence,
    rows: [
      ["Install", "NOT Installed", 4001],
      ["Nested", null, 4002],
      ["Set", null, 10],
    ],
  },
  Binary: { columns: COLUMNS.Binary, rows: [["setup.exe", 1]] },
};

const summary = summaryStream(new Map([[9, "{A}"]]));

const streams = {
  "\x05SummaryInformation": summary,
  "Binary.setup.exe": Uint8Array.from({ length: 4500 }, (_, at) => at % 251),
};

const change: WrittenTransform = {
  tables: {
    CustomAction: {
      columns: COLUMNS.CustomAction,
      changes: [
        { insert: ["New", 3106, "TARGETDIR", "msiexec.exe /i new.msi"] },
        { update: { Action: "Install", Type: 34, ExtendedType: 16 } },
        { remove: ["Set"] },
      ],
    },
    InstallExecuteSequence: { columns: COLUMNS.InstallExecuteSequence, changes: [{ insert: ["New", null, 4003] }] },
  },
};

const child = databaseStorage({
  tables: { CustomAction: { columns: COLUMNS.CustomAction, rows: [["Inner", 34, "TARGETDIR", "a.exe", null]] } },
});

const PACKAGE = writeDatabase({
  tables: TABLES,
  streams,
  codePage: 932,
  storages: { Child: child, "1031": transformStorage(change) },
});

/** One small file of each kind, in both versions and with both sizes of references among them. */
const KINDS: Readonly<Record<string, Uint8Array>> = {
  "a.msi": PACKAGE,
  "a.msm": writeDatabase(
    {
      tables: {
        ...TABLES,
        ModuleSignature: { columns: { ModuleID: "*s72", Language: "*i2", Version: "s32" }, rows: [["M", 1033, "1.0"]] },
      },
      referenceSize: 3,
    },
    { scatter: 5 },
  ),
  "a.pcp": writeDatabase(
    {
      tables: {
        Properties: { columns: { Name: "*s72", Value: "S0" }, rows: [["PatchGUID", "{A}"]] },
        Property: TABLES["Property"] ?? assert.fail(),
      },
    },
    { version: 4 },
  ),
  "a.mst": writeTransform({ ...change, referenceSize: 3 }),
  "a.msp": writeCompound({
    ...databaseStorage({
      tables: {
        MsiPatchMetadata: {
          columns: { Company: "*S72", Property: "*s72", Value: "l0" },
          rows: [[null, "DisplayName", "x"]],
        },
      },
      clsid: PATCH,
    }),
    storages: new Map([
      [packName("AToB", false), transformStorage(change)],
      [packName("#AToB", false), transformStorage(change)],
    ]),
  }),
};

/** Everything that a reader of the tables could ask for. Answers how many rows there were. */
function touch({ databases }: Opened): number {
  let rows = 0;
  for (const database of databases) {
    for (const [name, table] of database.tables) {
      for (const row of table.rows) {
        rows++;
        for (const cell of Object.values(row.cells)) assert.ok(cell.site.file.startsWith("/w/"));
      }
      table.find?.("Install");
      if (name === "File") table.findCalled?.("setup.exe");
    }
    for (const row of rowsOf(database, "Binary")) {
      const stream = database.artifacts.get(artifactKey("Binary", textOf(row, "Name") ?? ""))?.stream;
      stream?.read(0, stream.size, []);
    }
  }
  return rows;
}

const codes = new Map<string, number>();
const count = (opened: Opened) => {
  for (const { code } of opened.problems) codes.set(code, (codes.get(code) ?? 0) + 1);
};

describe("spoiled databases are read as far as they go", () => {
  for (const [name, sound] of Object.entries(KINDS)) {
    test(`${TIMES} of ${name}`, (context: TestContext) => {
      const ways = Object.values(mutations);
      const random = createRandom(name.charCodeAt(3) * 1000 + name.charCodeAt(4));
      const most = { rounds: 0, bytes: 0, rows: 0, problems: 0 };
      const base = name.endsWith("t") || name.endsWith("p") ? { "/w/base.msi": PACKAGE } : {};
      for (let time = 0; time < TIMES; time++) {
        const spoiled = ways[time % ways.length]?.(sound, random) ?? sound;
        const opened = open(
          { [`/w/${name}`]: spoiled, ...base },
          {
            bases: time % 2 === 0 ? Object.keys(base) : [],
          },
        );
        count(opened);
        const rows = touch(opened);
        if (time % JUDGED === 0)
          for (const one of opened.databases) assert.deepEqual(judge(one, RULES, NO_CONTENTS).problems, []);
        assert.ok(opened.bytes <= spoiled.length, "no more than the file has");
        most.rounds = Math.max(most.rounds, opened.rounds);
        most.bytes = Math.max(most.bytes, opened.bytes);
        most.rows = Math.max(most.rows, rows);
        most.problems = Math.max(most.problems, opened.problems.length);
      }
      context.diagnostic(`the worst: ${JSON.stringify(most)}`);
      assert.ok(most.rounds <= 8 && most.rows <= 20_000, JSON.stringify(most));
    });
  }
});

/** What chance does not hit upon, or what would take a file of many megabytes for each try. */
const CRAFTED: Readonly<Record<string, Uint8Array>> = {
  "no strings": writeCompound({ streams: new Map([["WordDocument", new Uint8Array(5000)]]) }),
  "a row for each two bytes of 17 MB": writeCompound({
    ...databaseStorage({ tables: TABLES }),
    streams: new Map([
      ...databaseStorage({ tables: TABLES }).streams,
      [packName("InstallExecuteSequence", true), new Uint8Array(17 * 1024 * 1024)],
    ]),
  }),
  "more children than anyone needs": writeDatabase({
    tables: TABLES,
    storages: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`Child${at}`, child])),
  }),
  "children in children in children": writeDatabase({ tables: TABLES, storages: { Child: nested(40) } }),
};

function nested(depth: number): ReturnType<typeof databaseStorage> {
  return databaseStorage({ tables: {}, ...(depth > 0 ? { storages: { Child: nested(depth - 1) } } : {}) });
}

describe("files made to be a burden", () => {
  for (const [what, bytes] of Object.entries(CRAFTED)) {
    test(what, () => {
      const opened = open({ "/w/a.msi": bytes });
      count(opened);
      touch(opened);
      assert.ok(opened.problems.length > 0 && opened.problems.length < 10, JSON.stringify(opened.problems));
      assert.ok(opened.databases.length <= 64);
      assert.ok(opened.bytes <= 64 * 1024 * 1024);
    });
  }
});

test("every problem that the readers know occurred", (context) => {
  const counts = Object.fromEntries(DAMAGES.map((code) => [code, codes.get(code) ?? 0]));
  context.diagnostic(JSON.stringify(counts));
  assert.deepEqual(
    DAMAGES.filter((code) => !codes.has(code)),
    [],
  );
});
