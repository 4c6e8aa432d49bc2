import type { Condition } from "../model/condition.ts";
import type { ActionType } from "../model/customAction.ts";
import type { Row } from "../model/database.ts";
import type { Basis, Related } from "../model/finding.ts";
import type { Sourced } from "../model/site.ts";

/**
 * The tables that schedule actions, `ControlEvent`, through which dialogs start them, and those whose code runs without a schedule: `MsiEmbeddedChainer` and
 * `MsiEmbeddedUI`.
 */
export type ScheduleTable =
  | "InstallUISequence"
  | "InstallExecuteSequence"
  | "AdminUISequence"
  | "AdminExecuteSequence"
  | "AdvtExecuteSequence"
  | "ControlEvent"
  | "MsiEmbeddedChainer"
  | "MsiEmbeddedUI";

/**
 * The part of an installation in which a step runs.
 *
 * `before-execute`: the UI sequence or a dialog before ExecuteAction; `execute`: an execute sequence, from its first action to its last, whatever the number;
 * `during-execute`: a modeless dialog that stays open while the execute sequence runs; `after-execute`: the UI sequence after ExecuteAction, exit dialogs, negative numbers;
 * `unknown`: a dialog of which it is not known when it is shown, and code without a schedule.
 */
export type Moment = "before-execute" | "execute" | "during-execute" | "after-execute" | "unknown";

/** One run of one action: a row of a sequence table, a DoAction event of a dialog, an embedded chainer or user interface. */
export interface Step {
  readonly action: string;
  /** The type as decoded from the CustomAction row; undefined where no such action is defined. */
  readonly type: ActionType | undefined;
  /** The CustomAction row; undefined where no such action is defined. */
  readonly definition: Row | undefined;
  readonly table: ScheduleTable;
  /** The schedule row itself. */
  readonly row: Row;
  /** Undefined where the number could not be resolved, and for dialog events. */
  readonly sequence: number | undefined;
  readonly moment: Moment;
  /** True while `_MSIExecute` is set by the installation that runs this step. */
  readonly mutexHeld: boolean;
  /** The schedule's condition: `text` as written, `parsed` for evaluation; null where there is none. */
  readonly condition: { readonly text: Sourced<string>; readonly parsed: Condition } | null;
  /** True where the condition can never hold, as for `0`. */
  readonly never: boolean;
  /**
   * When the step is skipped by the user interface level or because the other sequence ran it.
   * `ui-only`: the UI sequences, dialogs and an embedded user interface, absent at /qn and, but for one that handles the basic level, at /qb; `silent-only`: an execute-sequence step that is skipped wherever the UI sequence ran (firstSequence);
   * `once`: the same where UI ran in the same process (oncePerProcess); `client-repeat`: an execute-sequence step only on the client after the UI sequence (secondSequence); `always`: else.
   */
  readonly presence: "always" | "ui-only" | "silent-only" | "once" | "client-repeat";
  /** Why the mutex is held or free here, as a clause for a message: `_MSIExecute is set while InstallExecuteSequence is processed`. */
  readonly because: string;
  readonly basis: Basis;
  /** Address of the page the reason rests on. */
  readonly source: string;
  /** For dialog events: the dialog, its control and how it comes to be shown. */
  readonly dialog?: { readonly id: string; readonly control: string; readonly shown: readonly Related[] };
}

/** All steps of a database, in the order of the tables and their numbers. */
export interface Timeline {
  readonly steps: readonly Step[];
}
