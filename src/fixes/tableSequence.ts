import { type Cell, integerOf, type Row, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import type { FixOffer } from "../model/finding.ts";
import type { Span } from "../model/span.ts";
import { decodedOf } from "../sources/wix/encoding.ts";
import type { Prepared } from "./bundle.ts";
import { guarded } from "./condition.ts";
import { Draft } from "./edit.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { inText, lineEnding, lineStart } from "./layout.ts";
import { spokenUp } from "./quietly.ts";

type Offer = Extract<FixOffer, { kind: "exit-dialog" | "ui-sequence" }>;

/** The bits of `CustomAction.Type` that say when an action runs, as whom and in which process: an action of the UI sequence after ExecuteAction has none of them. */
const IN_SCRIPT = 0x4f00;

/** ExecuteAction where the table says nothing. See https://learn.microsoft.com/windows/win32/msi/suggested-installuisequence */
const USUAL_EXECUTE_ACTION = 1300;

/** Moves the row of an action in a text archive or a project of InstallShield to the UI sequence, after ExecuteAction. */
export function prepareTableSequence(ground: Ground, job: Job, offer: Offer): Prepared {
  const [database] = job.databases;
  if (database === undefined || (database.toolset !== "idt" && database.toolset !== "ism"))
    throw new Refusal("These tables are not changed: change what they are made from.");
  if (job.launcher !== undefined || (job.type.target !== "exe" && (job.reads?.setters.length ?? 0) > 0))
    throw new Refusal("What hands it its data would have to move too.");
  const [definition] = rowsByKey(database, "CustomAction", job.action);
  const rows = rowsOf(database, "InstallExecuteSequence").filter((row) => textOf(row, "Action") === job.action);
  const ui = rowsOf(database, "InstallUISequence");
  const beside = ui.findLast(({ site }) => site.kind === "text" && site.span.end > site.span.start);
  if (definition === undefined || rows.length !== 1 || job.table !== "InstallExecuteSequence")
    throw new Refusal("The row that schedules it is not in these tables.");
  if (beside === undefined) throw new Refusal("There is no InstallUISequence to move it to.");
  const [row] = rows as [Row];
  const columns = database.tables.get("InstallUISequence")?.columns.map(({ name }) => name) ?? [];
  const texts = new Map(database.files.map((file) => [file, plainText(ground, file)]));
  const draft = new Draft((file) => texts.get(file) ?? "");
  const cells = new Map([
    ["Action", job.action],
    ["Condition", conditionOf(job)],
    ["Sequence", String(freeNumber(ui))],
  ]);
  return {
    title: offer.title,
    edits: () => {
      replaceCell(draft, definition.cells["Type"], String((integerOf(definition, "Type") ?? 0) & ~IN_SCRIPT));
      if (offer.quiet) speakUp(draft, definition.cells["Target"], texts);
      draft.remove(...placeOf(row));
      addBeside(
        draft,
        beside,
        columns.map((name) => cells.get(name) ?? ""),
        database.toolset === "idt",
        texts,
      );
      return draft.finish();
    },
  };
}

/** Places are counted in a text that every encoding reads alike: others are left alone. */
function plainText(ground: Ground, path: string): string {
  const file = ground.snapshot.file(path);
  if (file === undefined || file === "absent") return "";
  const { text } = decodedOf(file);
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) > 127) throw new Refusal("A table with letters of a code page is not changed.");
  return text;
}

function conditionOf({ condition }: Job): string {
  if (condition === "") return "NOT Installed";
  if (!guarded(condition).needsGuard) return condition;
  return /\b(?:OR|XOR|EQV|IMP)\b/i.test(condition)
    ? `(${condition}) AND NOT Installed`
    : `${condition} AND NOT Installed`;
}

/** The first number after ExecuteAction that no row has. */
function freeNumber(ui: readonly Row[]): number {
  const numberOf = (row: Row) => integerOf(row, "Sequence") ?? 0;
  const taken = new Set(ui.map(numberOf));
  const execute = ui.find((row) => textOf(row, "Action") === "ExecuteAction");
  let number = (execute === undefined ? USUAL_EXECUTE_ACTION : numberOf(execute)) + 1;
  while (taken.has(number)) number++;
  return number;
}

function placeOf({ site }: Pick<Row, "site">): [string, Span] {
  if (site.kind !== "text") throw new Refusal("The row stands in no text.");
  return [site.file, site.span];
}

function replaceCell(draft: Draft, cell: Cell | undefined, text: string): void {
  if (cell === undefined) throw new Refusal("The row has no such cell.");
  draft.replace(...placeOf(cell), text);
}

function speakUp(draft: Draft, cell: Cell | undefined, texts: ReadonlyMap<string, string>): void {
  if (cell === undefined) throw new Refusal("The command is not in the row.");
  const [file, { start, end }] = placeOf(cell);
  const written = texts.get(file)?.slice(start, end) ?? "";
  const spoken = spokenUp(written);
  if (spoken === written) throw new Refusal("Its quiet switch stands where it cannot be taken out.");
  draft.replace(file, { start, end }, spoken);
}

/** A line of its own after a row, written as the table writes rows: fields between tabs, or `<td>` by `<td>`. */
function addBeside(
  draft: Draft,
  { site }: Row,
  fields: readonly string[],
  archive: boolean,
  texts: ReadonlyMap<string, string>,
): void {
  const [file, { start, end }] = placeOf({ site });
  const text = texts.get(file) ?? "";
  const eol = lineEnding(text);
  const indent = text.slice(lineStart(text, start), start);
  const row = archive
    ? fields.join("\t")
    : `${indent}<row>${fields.map((field) => (field === "" ? "<td/>" : `<td>${inText(field)}</td>`)).join("")}</row>`;
  draft.insert(file, end, eol + row);
}
