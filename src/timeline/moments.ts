import type { ActionType } from "../model/customAction.ts";
import type { Basis } from "../model/finding.ts";
import type { Moment, ScheduleTable } from "./step.ts";

/** What is known of `_MSIExecute` at a step, and what that rests on. */
export interface MutexState {
  readonly mutexHeld: boolean;
  readonly because: string;
  readonly basis: Basis;
  readonly source: string;
}

const DOCS = "https://learn.microsoft.com/windows/win32/msi";
const MUTEX = `${DOCS}/-msiexecute-mutex`;
const EXECUTE_ACTION = `${DOCS}/executeaction-action`;
const EMBEDDED_UI = `${DOCS}/using-an-embedded-ui`;
const MODAL_BIT = `${DOCS}/modal-dialog-style-bit`;

/** Says whether `_MSIExecute` is set at a moment, and why. `place` names the step's table, or its dialog. */
export function mutexState(
  moment: Moment,
  table: ScheduleTable,
  place: string,
  type: ActionType | undefined,
): MutexState {
  switch (moment) {
    case "execute":
      return executeState(table, type);
    case "during-execute":
      return {
        mutexHeld: true,
        because: `${place} can be on the screen while the execute sequence runs, and _MSIExecute is set then`,
        basis: "inferred",
        source: MODAL_BIT,
      };
    case "before-execute":
      return {
        mutexHeld: false,
        because: "_MSIExecute is not set before ExecuteAction",
        basis: "documented",
        source: MUTEX,
      };
    case "after-execute":
      return {
        mutexHeld: false,
        because: "ExecuteAction has returned, and _MSIExecute is set only while the execute sequence is processed",
        basis: "inferred",
        source: EXECUTE_ACTION,
      };
    case "unknown":
      return {
        mutexHeld: false,
        because: unknownBecause(table, place),
        basis: "inferred",
        source: table === "MsiEmbeddedUI" ? EMBEDDED_UI : MUTEX,
      };
  }
}

function unknownBecause(table: ScheduleTable, place: string): string {
  switch (table) {
    case "MsiEmbeddedChainer":
      return "no page says when in the installation an embedded chainer is started";
    case "MsiEmbeddedUI":
      return "an embedded user interface is called before, while and after the execute sequence runs, and when it comes to this is not known";
    case "ControlEvent":
      return `nothing here shows the dialog ${place}: it is not known when it is open`;
    default:
      return `it is not known whether ${table} comes to this row before or after ExecuteAction`;
  }
}

/** The documentation names the sequence tables and no exception; that it means commit and rollback actions too is a deduction. */
function executeState(table: ScheduleTable, type: ActionType | undefined): MutexState {
  const held = { mutexHeld: true, source: MUTEX };
  if (type?.execution === "commit") {
    const because = `commit actions run before ${table} has ended, and _MSIExecute is set until then`;
    return { ...held, because, basis: "inferred" };
  }
  if (type?.execution === "rollback") {
    const because = `rollback actions run while ${table} is undone, and _MSIExecute is still set then`;
    return { ...held, because, basis: "inferred" };
  }
  return { ...held, because: `_MSIExecute is set while ${table} is processed`, basis: "documented" };
}
