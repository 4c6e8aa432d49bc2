import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { suite, test } from "node:test";
import { type Database, integerOf, rowsOf, textOf } from "../../src/model/database.ts";
import type { SourceFile } from "../../src/sources/source.ts";
import { compileWix } from "../../src/sources/wix/index.ts";
import { corpus } from "../corpus.ts";
import { unitOf } from "./wix/preprocessed.ts";

const folder = path.resolve(corpus, "../wix-examples");
const skip = existsSync(folder) ? false : "the examples are not beside the corpus";
const sources = skip === false ? ["v3", "v4"].flatMap(sourcesIn) : [];

function sourcesIn(version: string): readonly string[] {
  return readdirSync(`${folder}/${version}`)
    .filter((name) => name.endsWith(".wxs"))
    .map((name) => `${version}/${name}`);
}

/** Compiles a source given alone, as WiX does for x86. */
function compileAlone(name: string): Database {
  const read = (file: string): SourceFile | "absent" =>
    existsSync(file) ? { path: file, content: readFileSync(file, "utf8") } : "absent";
  const file = `${folder}/${name}`;
  const known = new Map<string, SourceFile | "absent">();
  const snapshot = {
    file(wanted: string) {
      const found = known.get(wanted) ?? read(wanted);
      known.set(wanted, found);
      return found;
    },
  };
  const { databases } = compileWix(unitOf({ sources: [file], alone: true, architecture: "x86" }), snapshot);
  const [database] = databases;
  assert.ok(database);
  assert.equal(databases.length, 1);
  return database;
}

/** A comment `type=N`, or `row-type=N`, with what follows it up to the element that it speaks of. */
const SAYS =
  /<!--\s*(?:row-)?type=(\d+)((?:(?!-->)[\s\S])*)-->\s*(?:<CustomAction\s[^>]*?\bId="([^"]+)"|<Row><Data Column="Action">([^<]+)<)/g;

interface Said {
  readonly id: string;
  readonly type: number;
  readonly times: number;
  readonly patchUninstall: boolean;
}

function saidIn(text: string): readonly Said[] {
  return [...text.matchAll(SAYS)].map(([, type, more = "", id = "", row]) => ({
    id: row ?? id,
    // Where a comment adds bits up, as in `(here 39 + continue 64 = 103)`, the sum counts.
    type: Number(/\(here [^)]* = (\d+)\)/.exec(more)?.[1] ?? type),
    times: more.includes("three times") ? 3 : more.includes("twice") ? 2 : 1,
    patchUninstall: more.includes("ExtendedType 0x8000"),
  }));
}

suite("the examples, each given alone", { skip }, () => {
  for (const name of sources) {
    test(name, () => {
      const text = readFileSync(`${folder}/${name}`, "utf8");
      const said = saidIn(text);
      const stated = [...text.matchAll(/<!--\s*(?:row-)?type=/g)].length;
      assert.equal(said.length, stated, "every comment is read");
      const actions = rowsOf(compileAlone(name), "CustomAction");
      for (const { id, type, times, patchUninstall } of said) {
        const pattern = new RegExp(`^${id.replaceAll(/\$\([^)]*\)/g, "\\w+").replaceAll("$", "\\$")}$`);
        const found = actions.filter((row) => pattern.test(textOf(row, "Action") ?? ""));
        // A branch that an undefined variable leaves open defines the same action once more.
        assert.equal(new Set(found.map((row) => textOf(row, "Action"))).size, times, id);
        for (const row of found) {
          assert.equal(integerOf(row, "Type"), type, id);
          assert.equal(integerOf(row, "ExtendedType"), patchUninstall ? 0x8000 : undefined, id);
        }
      }
    });
  }

  // Both files set CHILDMSI after CostFinalize as well, in the execute sequence: SetCHILDMSI comes first, by its name (v3) and by where it stands (v4).
  const setters = [
    ["v3/patterns.wxs", "SetCHILDMSI", 51, [], [1001]],
    ["v3/patterns.wxs", "SetINSTALLFOLDER", 51, [1001], [1002]],
    ["v4/patterns.wxs", "SetCHILDMSI", 51, [], [1001]],
    ["v4/patterns.wxs", "SetINSTALLFOLDER", 35, [1001], [1002]],
  ] as const;
  for (const [name, action, type, ui, execute] of setters) {
    test(`${name}: ${action} is of type ${type}`, () => {
      const database = compileAlone(name);
      const numbers = (table: string, column: string) =>
        rowsOf(database, table)
          .filter((row) => textOf(row, "Action") === action)
          .map((row) => integerOf(row, column));
      assert.deepEqual(numbers("CustomAction", "Type"), [type]);
      assert.deepEqual(numbers("InstallUISequence", "Sequence"), ui);
      assert.deepEqual(numbers("InstallExecuteSequence", "Sequence"), execute);
    });
  }

  test("v4/embedded-chainer.wxs: a row of MsiEmbeddedChainer", () => {
    const [row] = rowsOf(compileAlone("v4/embedded-chainer.wxs"), "MsiEmbeddedChainer");
    assert.ok(row);
    assert.deepEqual(
      ["MsiEmbeddedChainer", "Condition", "CommandLine", "Source", "Type"].map((column) => row.cells[column]?.value),
      ["Chain1", "NOT Installed", "-m child.msi", "binChainer", 2],
    );
  });

  test("v3/nested-customtable.wxs: a raw row of a sequence", () => {
    const rows = rowsOf(compileAlone("v3/nested-customtable.wxs"), "InstallExecuteSequence");
    assert.deepEqual(
      rows.map(({ cells }) => [cells["Action"]?.value, cells["Condition"]?.value, cells["Sequence"]?.value]),
      [["NestedStorage", "NOT Installed", 6590]],
    );
  });
});
