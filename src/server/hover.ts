import { type Hover, MarkupKind } from "vscode-languageserver/node";
import { foldersOf, rowOf, workingFolder } from "../analysis/folders.ts";
import type { ActionReport } from "../analysis/report.ts";
import type { SequencePlace } from "../analysis/sequencePlace.ts";
import { textOf } from "../model/database.ts";
import { describeType } from "./actionType.ts";

type Run = ActionReport["runs"][number];
type Step = ActionReport["steps"][number];

/** Commands and schedules beyond this many are counted, not listed: nobody reads more in a hover. */
const MOST_LINES = 8;

/**
 * What a person wants to know while looking at a custom action (its type in words, what it runs, where it is scheduled and whether the mutex is held there), or at a row of a
 * sequence table (between which actions it stands); null where neither is.
 */
export function hoverOf(action: ActionReport | undefined, place: SequencePlace | undefined): Hover | null {
  const sections = [
    place === undefined ? "" : sequenceText(place),
    ...(action === undefined
      ? []
      : [headline(action), setsOf(action), runsOf(action), foldersIn(action), stepsOf(action.steps)]),
  ].filter((section) => section !== "");
  return sections.length === 0 ? null : { contents: { kind: MarkupKind.Markdown, value: sections.join("\n\n") } };
}

/** As in **InstallFinalize** is number 6600 of InstallExecuteSequence, after PublishProduct (6400); it is the last one. */
function sequenceText({ table, action, number, before, after, mutexHeld, because, source }: SequencePlace): string {
  const where = `**${text(action)}** in ${code(table)}`;
  if (number === undefined) return `${where} has no number that is known here.`;
  if (number <= 0) return `${where}: ${number}, ${EXITS[number] ?? "which is never run"}.`;
  const neighbours = [
    before === undefined ? "before all others" : `after ${code(before.action)} (${before.number})`,
    after === undefined ? "the last one" : `before ${code(after.action)} (${after.number})`,
  ];
  const state = mutexHeld ? "**Mutex held**" : "Mutex not held";
  return `${where}: ${number}, ${neighbours.join(", ")}. ${state}: ${text(because)} ([documentation](${source}))`;
}

/** What runs when the sequence has ended, by its number. */
const EXITS: Readonly<Record<number, string>> = {
  [-1]: "run after the installation has succeeded",
  [-2]: "run after the user has cancelled",
  [-3]: "run after the installation has failed",
  [-4]: "run when the installation is suspended",
};

function headline({ action, type }: ActionReport): string {
  return `**${text(action)}** (custom action)\n\nType ${type} = ${describeType(type)}`;
}

/** What an action of type 35 or 51 sets, and to what. */
function setsOf(action: ActionReport): string {
  const base = action.type & 0x3f;
  if (base !== 35 && base !== 51) return "";
  const row = rowOf(action);
  const target = row === undefined ? "" : (textOf(row, "Target") ?? "");
  const source = row === undefined ? "" : (textOf(row, "Source") ?? "");
  return `Sets ${code(source)} to ${target === "" ? "nothing" : code(target)}`;
}

function runsOf({ runs, understood, reason, runsCode }: ActionReport): string {
  const lines = runs.slice(0, MOST_LINES).map(runLine);
  if (runs.length > MOST_LINES) lines.push(`or ${runs.length - MOST_LINES} more`);
  if (!understood && runsCode) lines.push(`**Not understood:** ${text(reason ?? "it is not known what this runs")}`);
  return lines.join("\n\n");
}

function runLine({ program, arguments: args, via }: Run): string {
  const through = via.length === 0 ? "" : ` through ${via.map(text).join(", then ")}`;
  return `Runs ${code(args === "" ? program : `${program} ${args}`)}${through}`;
}

/** Where the folders lie that the commands name: by default, as a person or the command line may choose others. */
function foldersIn(action: ActionReport): string {
  const named = foldersOf(action).slice(0, MOST_LINES);
  const lines = named.map(({ directory, path }) => `${code(`[${directory}]`)} is ${code(path)} by default`);
  const working = workingFolder(action);
  if (working !== undefined)
    lines.push(
      named.some(({ directory }) => directory === working.directory) || working.path === `[${working.directory}]`
        ? `Working directory: ${code(`[${working.directory}]`)}`
        : `Working directory: ${code(`[${working.directory}]`)}, which is ${code(working.path)} by default`,
    );
  return lines.join("\n\n");
}

function stepsOf(steps: readonly Step[]): string {
  if (steps.length === 0) return "Not scheduled: no sequence and no dialog event runs it here.";
  const more = steps.length - MOST_LINES;
  const lines = steps.slice(0, MOST_LINES).map(stepLine);
  return ["Scheduled:", "", ...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
}

function stepLine(step: Step): string {
  const condition = step.condition === null ? "" : `, if ${code(step.condition.text.value)}`;
  return `- ${placeOf(step)}${condition}${step.never ? " (never true)" : ""}. ${mutexOf(step)}`;
}

function placeOf({ table, sequence, dialog }: Step): string {
  if (dialog !== undefined) return `dialog ${code(dialog.id)}, control ${code(dialog.control)}`;
  return sequence === undefined ? `${code(table)}, number not known` : `${code(table)} ${sequence}`;
}

/** `because` is a clause that the timeline gives, as in `_MSIExecute is set while InstallExecuteSequence is processed`. */
function mutexOf({ mutexHeld, moment, because, source }: Step): string {
  const state = mutexHeld ? "**Mutex held**" : moment === "unknown" ? "Mutex not known" : "Mutex free";
  return `${state}: ${text(because)} ([documentation](${source}))`;
}

/** A code span that holds whatever the source holds, on one line. */
function code(content: string): string {
  const line = content.replace(/\s+/g, " ").trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

/** Text that Markdown shows as it is: names and reasons come from sources of anybody. */
function text(content: string): string {
  return content.replace(/[\\`*_{}[\]<>()#+\-!|~&]/g, (unit) => `\\${unit}`).replace(/\s+/g, " ");
}
