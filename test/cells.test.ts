import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createWorkspace } from "../src/analysis/index.ts";
import type { Report } from "../src/analysis/report.ts";
import { createFiles } from "../src/files.ts";
import { createParsers } from "../src/parsers.ts";
import { programActions } from "./cells/programs.ts";
import { ACTIONS, type CellAction, cellSources, PLACES } from "./cells/sources.ts";
import { createFolder } from "./folder.ts";
import { builderIsMissing } from "./payload/program/built.ts";

/** A line of expected.txt: the actions and places that it speaks of, and what it says. */
interface Line {
  readonly actions: string;
  readonly places: string;
  readonly says: string;
}

const lines: readonly Line[] = readFileSync(path.join(import.meta.dirname, "cells/expected.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [actions = "", places = "", ...says] = line.split(/\s+/);
    return { actions, places, says: says.join(" ") };
  });

const used = new Set<Line>();

function matches(pattern: string, name: string): boolean {
  return pattern.split("|").some((one) => (one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name));
}

function expected(action: string, place: string): string {
  const line = lines.find((one) => matches(one.actions, action) && matches(one.places, place));
  assert.ok(line !== undefined, `no line of expected.txt for ${action} ${place}`);
  used.add(line);
  return line.says;
}

const parsers = createParsers();

async function analyse(folder: string): Promise<Report> {
  const files = createFiles({ roots: [folder], trusted: false });
  const configuration = { levels: new Map(), defines: new Map(), includePaths: [] };
  const workspace = createWorkspace(files, configuration, parsers);
  workspace.setScope({ folders: [folder], files: [] });
  return workspace.analyse(new AbortController().signal);
}

const missing = builderIsMissing("gcc");
const actions: Readonly<Record<string, CellAction>> = { ...ACTIONS, ...(missing === false ? programActions() : {}) };

for (const place of Object.keys(PLACES)) {
  test(`${place}: every action, with what it is written as`, async () => {
    const names = Object.keys(actions);
    const sources = Object.entries(actions).flatMap(([action, written]) =>
      Object.entries(cellSources(written, place)).map(([name, text]) => [`${action}/${name}`, text] as const),
    );
    const folder = createFolder(Object.fromEntries(sources));
    for (const action of names) {
      const { findings, problems, unresolved } = await analyse(`${folder.path}/${action}`);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === "error").map(({ message }) => message),
        [],
        `${action} ${place}`,
      );
      assert.deepEqual(
        unresolved.map(({ reason }) => reason),
        [],
        `${action} ${place}`,
      );
      const said = findings.map((one) => `${one.rule} ${one.outcome} ${one.confidence} ${one.basis}`).join(" and ");
      assert.equal(said === "" ? "silent" : said, expected(action, place), `${action} ${place}`);
    }
  });
}

test("the cells of programs", { skip: missing }, () => assert.ok(Object.hasOwn(actions, "own-likely-dll")));

test("every line of the table is needed", { skip: missing }, () => {
  assert.deepEqual(
    lines.filter((line) => !used.has(line)).map(({ actions, places, says }) => `${actions} ${places} ${says}`),
    [],
  );
});
