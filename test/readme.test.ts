import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { RULES } from "../src/rules/index.ts";

test("the README lists every rule with its default severity, in the order of the registry", () => {
  const readme = readFileSync(path.join(import.meta.dirname, "../README.md"), "utf8");
  const table = readme.slice(readme.indexOf("| rule | default | says |")).split("\n\n")[0] ?? "";
  const rows = table
    .split("\n")
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    rows.map(([, id, level]) => `${id} ${level}`),
    RULES.map((rule) => `${rule.id} ${rule.level}`),
  );
});
