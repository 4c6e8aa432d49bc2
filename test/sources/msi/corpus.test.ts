import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { sequenceTables } from "../../../src/model/schema.ts";
import { corpusFolder } from "../../bench/memory.ts";
import { asMsiinfo, exportTable, hasMsitools } from "./msiinfo.ts";
import { open } from "./opened.ts";

const corpus = corpusFolder();
const skip = corpus === undefined ? "there is no corpus" : hasMsitools ? false : "msitools are not installed";

/** Those that decide what is found; each export is a process. */
const TABLES = ["CustomAction", "ControlEvent", "Property", "Binary", "Upgrade", "File", ...sequenceTables];

function packages(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.ms[im]$/i.test(entry.name));
  const paths = files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  const distinct = new Map(paths.map((file) => [createHash("sha1").update(readFileSync(file)).digest("hex"), file]));
  return [...distinct.values()];
}

describe("the packages of the corpus say what msiinfo says", { skip }, () => {
  for (const file of packages(corpus ?? import.meta.dirname)) {
    test(path.relative(corpus ?? "", file), () => {
      const bytes = readFileSync(file);
      const { databases, problems, bytes: read } = open({ [file]: bytes }, { everyTable: true });
      assert.deepEqual(problems, []);
      const [database] = databases;
      assert.ok(database !== undefined && databases.length === 1);
      const named = (exportTable(file, "_Tables") ?? "").split("\r\n").slice(3, -1);
      assert.deepEqual(
        [...database.tables.keys()].filter((name) => name !== "_SummaryInformation").sort(),
        named.sort(),
      );
      for (const name of TABLES) {
        const table = database.tables.get(name);
        if (table !== undefined && table.rows.length > 0) assert.equal(asMsiinfo(table), exportTable(file, name), name);
      }
      assert.ok(read <= bytes.length);
    });
  }
});
