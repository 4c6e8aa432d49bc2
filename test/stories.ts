import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Span } from "../src/model/span.ts";
import { marked } from "./marked.ts";

/** A finding as a line of findings.txt says it: `rule outcome confidence basis action table form`. */
export interface Expected {
  readonly rule: string;
  readonly outcome: string;
  readonly confidence: string;
  readonly basis: string;
  readonly action: string;
  readonly table: string;
  /** The type's base number and how the command starts the installation, in our own short words, as in `34:cmd/start-wait`. */
  readonly form: string;
}

/**
 * What findings.txt says of an action without a finding. `silent`: in the database, scheduled, understood, and nothing to say;
 * `unresolved`: in the database and scheduled, and what it runs could not be determined; `unscheduled`: in the database, and nothing runs it; `absent`: not in the
 * database at all.
 */
export interface Quiet {
  readonly how: (typeof HOWS)[number];
  readonly action: string;
}

const HOWS = ["silent", "unresolved", "unscheduled", "absent"] as const;

/** A folder of marked sources with what is to be found in them. */
export interface Story {
  /** The folder below test/fixtures, with `/`. */
  readonly name: string;
  readonly folder: string;
  /** The sources by name, sorted, as they stand in the repository. */
  readonly sources: ReadonlyMap<string, string>;
  /** The marks in the order of the files and of the marks in them: the place of the finding of the same number. */
  readonly marks: readonly { readonly file: string; readonly span: Span }[];
  /** Undefined where findings.txt has not been written yet. */
  readonly findings: readonly Expected[] | undefined;
  readonly quiet: readonly Quiet[];
}

const root = path.join(import.meta.dirname, "fixtures");

/** All stories below test/fixtures, sorted by name. */
export function readStories(): readonly Story[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // Those of fixes come in pairs of folders, with a test of their own.
  const folders = [...new Set(files.map((entry) => entry.parentPath))].filter((one) => !isWithinFixes(one)).sort();
  return folders.map((folder) =>
    readStory(
      folder,
      files.filter((file) => file.parentPath === folder).map((file) => file.name),
    ),
  );
}

const isWithinFixes = (folder: string) => path.relative(root, folder).split(path.sep)[0] === "fixes";

function readStory(folder: string, names: readonly string[]): Story {
  const sources = new Map(
    names
      .filter((name) => name !== "findings.txt")
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
  );
  const name = path.relative(root, folder).replaceAll("\\", "/");
  const marks = [...sources].flatMap(([file, source]) => marked(source).spans.map((span) => ({ file, span })));
  if (!names.includes("findings.txt")) return { name, folder, sources, marks, findings: undefined, quiet: [] };
  const lines = readFileSync(path.join(folder, "findings.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const words = lines.map((line) => line.split(" "));
  return {
    name,
    folder,
    sources,
    marks,
    findings: words.filter((line) => line.length === 7).map(toExpected),
    quiet: words.filter((line) => line.length !== 7).map((line) => toQuiet(line, name)),
  };
}

function toExpected(words: readonly string[]): Expected {
  const [rule = "", outcome = "", confidence = "", basis = "", action = "", table = "", form = ""] = words;
  return { rule, outcome, confidence, basis, action, table, form };
}

function toQuiet(words: readonly string[], story: string): Quiet {
  const [spelled, action] = words;
  const how = HOWS.find((one) => one === spelled);
  if (how === undefined || action === undefined || words.length !== 2) {
    throw new Error(`test/fixtures/${story}/findings.txt: not a line of it: ${words.join(" ")}`);
  }
  return { how, action };
}

/** Writes the sources of a story without their marks into a folder of its own; returns that folder with `/`. */
export function layOut(story: Story, below: string): string {
  const folder = path.join(below, story.name);
  mkdirSync(folder, { recursive: true });
  for (const [name, source] of story.sources) writeFileSync(path.join(folder, name), marked(source).text);
  return folder.replaceAll("\\", "/");
}
