import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createTwoFilesPatch } from "diff";
import type { FileEdit } from "../analysis/workspace.ts";
import type { Finding } from "../model/finding.ts";
import type { Io } from "./io.ts";
import { type FixChoice, SAFE } from "./options.ts";
import { createPlaces } from "./place.ts";
import type { Analysed } from "./scope.ts";

/** One file that fixes changed or made. */
interface Changed {
  readonly file: string;
  readonly before: string | undefined;
  after: string;
  bytes: Uint8Array;
}

/** What fixes came to: the workspace as it would be with them, and nothing of it written yet. */
export interface Fixed {
  readonly analysed: Analysed;
  readonly changed: ReadonlyMap<string, Changed>;
  /** How many findings were fixed. */
  readonly count: number;
  /** Files that could not be changed in their own encoding. */
  readonly failed: readonly string[];
}

/** Each fix is looked at anew after the one before it; more than this is no fixing any more. */
const MOST = 2000;

/** Makes a kind of fix for every finding that allows it, one after the other, over the texts in memory. */
export async function fixAll(first: Analysed, choice: FixChoice, io: Io): Promise<Fixed> {
  const { workspace } = first;
  const tried = new Set<string>();
  const failed = new Set<string>();
  const changed = new Map<string, Changed>();
  let { report } = first;
  let count = 0;
  for (let round = 0; round < MOST; round++) {
    const next = report.findings.find((finding) => !tried.has(finding.fingerprint) && allows(first, finding, choice));
    if (next === undefined) break;
    tried.add(next.fingerprint);
    const edits = workspace.fix(next, choice === SAFE ? "pass-command" : choice);
    if (!apply(first, edits, changed, failed)) continue;
    count++;
    report = await workspace.analyse(io.signal);
    // The text of a table source is the one that was analysed last.
    for (const { file } of edits) Object.assign(changed.get(file) ?? {}, { after: workspace.textOf(file) ?? "" });
  }
  return { analysed: { workspace, report }, changed, count, failed: [...failed] };
}

function allows({ workspace }: Analysed, finding: Finding, choice: FixChoice): boolean {
  return workspace
    .fixesOf(finding)
    .some(({ kind, refused, safe }) => refused === undefined && (choice === SAFE ? safe === true : kind === choice));
}

/** All edits of a fix or none. */
function apply(
  { workspace }: Analysed,
  edits: readonly FileEdit[],
  changed: Map<string, Changed>,
  failed: Set<string>,
): boolean {
  const patched = edits.map((edit) => ({ edit, bytes: workspace.patched(edit) }));
  const stuck = patched.filter(({ bytes }) => bytes === undefined).map(({ edit }) => edit.file);
  for (const file of stuck) failed.add(file);
  if (edits.length === 0 || stuck.length > 0) return false;
  for (const { edit, bytes } of patched) {
    if (bytes === undefined) continue;
    const { file } = edit;
    const before = workspace.textOf(file);
    workspace.overlay(file, bytes);
    const known = changed.get(file);
    if (known === undefined) changed.set(file, { file, before: edit.created ? undefined : before, after: "", bytes });
    else Object.assign(known, { bytes });
  }
  return true;
}

/** Writes what was changed, or shows it as a unified diff, and says how much it was. */
export async function report({ changed, count, failed }: Fixed, dryRun: boolean, io: Io): Promise<void> {
  const places = createPlaces(io.cwd, () => undefined);
  for (const one of [...changed.values()].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const name = places.nameOf(one.file);
    if (dryRun) io.out(diffOf(name, one));
    else await write(one);
    if (dryRun && !isUtf8(one))
      io.error(`msi1618: ${name} is not in UTF-8: its diff is to be read, not to be applied.\n`);
  }
  for (const file of failed) {
    io.error(`msi1618: ${places.nameOf(file)} was left as it is: its encoding has no sign for what a fix puts in.\n`);
  }
  const files = `${changed.size} ${changed.size === 1 ? "file" : "files"}`;
  const findings = `${count} ${count === 1 ? "finding" : "findings"}`;
  io.error(
    dryRun ? `${findings} would be fixed in ${files}; nothing was written.\n` : `${findings} fixed in ${files}.\n`,
  );
}

/** With the names that git and patch take; a new file comes from nothing. */
function diffOf(name: string, { before, after, bytes }: Changed): string {
  const from = before === undefined ? "/dev/null" : `a/${name}`;
  // The mark is no part of the text, but of the first line of the file that the diff is applied to.
  const mark = isMarked(bytes) ? BYTE_ORDER_MARK : "";
  const old = before === undefined ? "" : mark + before;
  const text = createTwoFilesPatch(from, `b/${name}`, old, mark + after, "", "", { context: 3 });
  return text.replace(/^(?:=+\n)?(.*)\n(.*)\n/, (_, a: string, b: string) => `${fileLine(a)}\n${fileLine(b)}\n`);
}

/** A name with blanks ends with a tab, or patch takes its first word for the name. */
function fileLine(line: string): string {
  return /^... [^"].* /.test(line) ? `${line}\t` : line;
}

const BYTE_ORDER_MARK = "\uFEFF";

const isMarked = (bytes: Uint8Array) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** False for a file whose bytes the diff, which is printed in UTF-8, does not have. */
function isUtf8({ after, bytes }: Changed): boolean {
  const text = Buffer.from(bytes).toString("utf8");
  return text === after || text === BYTE_ORDER_MARK + after;
}

async function write({ file, bytes }: Changed): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
