import type { ActionReport } from "../../analysis/report.ts";
import { rowsByKey, textOf } from "../../model/database.ts";
import type { CellShown, ColumnShown } from "../../protocol.ts";
import { describeType } from "../actionType.ts";
import { type Found, loudest, placeOf, severityRank } from "./found.ts";
import { type Grid, oneLine } from "./grid.ts";

const text = (name: string): ColumnShown => ({ name, type: "string", key: false });

/** The columns of the list of custom actions. */
const COLUMNS: readonly ColumnShown[] = [
  text("Verdict"),
  { name: "Action", type: "string", key: true },
  { name: "Type", type: "integer", key: false },
  text("Runs"),
  text("Schedule"),
];

/** The custom actions of a database, each with what is found, its type in words, what it runs and when; those with findings first, the loudest at the top. */
export function actionsGrid(database: string, reports: readonly ActionReport[], found: Found): Grid {
  const rank = (one: ActionReport) => severityRank(loudest(found.ofAction(one.action)));
  const actions = [...reports].sort((a, b) => rank(a) - rank(b) || soundsUnknown(b) - soundsUnknown(a));
  const value = (row: number, column: number) => {
    const action = actions[row];
    return action === undefined ? "" : (valuesOf(action, found)[column] ?? "");
  };
  return {
    columns: COLUMNS,
    count: actions.length,
    value,
    place: () => undefined,
    note: (row, column) => (column === 2 && actions[row] !== undefined ? describeType(actions[row].type) : undefined),
    sortKey: (row, column) => {
      const action = actions[row];
      if (action === undefined) return null;
      return column === 0 ? rank(action) : column === 2 ? action.type : value(row, column);
    },
    search: (row) => {
      const action = actions[row];
      return action === undefined ? "" : [...valuesOf(action, found), describeType(action.type)].join("\n");
    },
    show: (row) => {
      const action = actions[row];
      return action === undefined ? [] : show(database, action, found);
    },
    find: (cell) => {
      const row = cell.table === "CustomAction" ? actions.findIndex((one) => one.action === cell.row) : -1;
      return row < 0 ? undefined : { row, column: 1 };
    },
    title: (row, column) => `${actions[row]?.action ?? ""}: ${COLUMNS[column]?.name ?? ""}`,
  };
}

const soundsUnknown = (one: ActionReport) => (one.runsCode && !one.understood ? 1 : 0);

function show(database: string, action: ActionReport, found: Found): readonly CellShown[] {
  const findings = found.ofAction(action.action);
  const severity = loudest(findings);
  const definition = { database, table: "CustomAction", row: action.action, column: "Action" };
  const verdict = findings[0] === undefined ? undefined : placeOf(findings[0].site);
  const [step] = action.steps;
  const schedule = step === undefined ? undefined : placeOf(step.row.site);
  const [said = "", id = "", number = "", runs = "", places = ""] = valuesOf(action, found);
  return [
    {
      text: oneLine(said),
      ...(severity === undefined ? {} : { severity }),
      ...(verdict === undefined ? {} : { link: verdict }),
    },
    { text: oneLine(id), link: definition },
    { text: number, note: describeType(action.type) },
    { text: oneLine(runs) },
    { text: oneLine(places), ...(schedule === undefined ? {} : { link: { ...schedule, column: "Sequence" } }) },
  ];
}

function valuesOf(action: ActionReport, found: Found): readonly string[] {
  return [
    verdictOn(action, found),
    action.action,
    String(action.type),
    runsOf(action),
    action.steps.map(scheduleOf).join("; ") || "not scheduled",
  ];
}

function verdictOn(action: ActionReport, found: Found): string {
  const findings = found.ofAction(action.action);
  if (findings.length > 0) {
    return [...new Set(findings.map(({ outcome, confidence, rule }) => `${outcome} (${confidence}): ${rule}`))].join(
      "; ",
    );
  }
  if (soundsUnknown(action) === 1) return "not understood";
  return action.runsCode ? "nothing found" : "";
}

function runsOf({ runs, understood, reason, runsCode, database, action }: ActionReport): string {
  const known = runs.map(({ program, arguments: rest, via }) =>
    [...via, program, rest].filter((one) => one !== "").join(" "),
  );
  if (!understood && runsCode) return [...known, reason ?? "it is not known what this runs"].join("; ");
  if (known.length > 0) return known.join("; ");
  const row = rowsByKey(database, "CustomAction", action)[0];
  return row === undefined ? "" : [textOf(row, "Source"), textOf(row, "Target")].filter(Boolean).join(" = ");
}

type Step = ActionReport["steps"][number];

function scheduleOf({ table, sequence, dialog, condition, mutexHeld, moment }: Step): string {
  const place =
    dialog === undefined ? `${table} ${sequence ?? "at a number not known"}` : `${dialog.id}, ${dialog.control}`;
  const when = condition === null ? "" : `, if ${condition.text.value}`;
  const mutex = mutexHeld ? "mutex held" : moment === "unknown" ? "mutex not known" : "mutex free";
  return `${place}${when} (${mutex})`;
}
