import { evaluate } from "../model/condition.ts";
import { type Database, rowsByKey, textOf } from "../model/database.ts";
import type { Confidence } from "../model/finding.ts";
import type { CallsInstaller, InstallerOperation, Proof, Run, StartsRedistributable } from "../payload/effect.ts";
import { sequenceOf } from "../timeline/schedule.ts";
import type { Step } from "../timeline/step.ts";
import { assumptionsOf, isTypeKnown, isUnlinked } from "./circumstances.ts";
import type { Occurrence } from "./rule.ts";
import type { Start, Starting } from "./situation.ts";

/** The longest part of a source that a message quotes. */
const LONGEST_QUOTE = 80;

/** A part of a source in a message: in one line, in quotes, cut where it is long. */
export function quote(text: string): string {
  return `"${cut(text)}"`;
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1)}…` : line;
}

const VERBS: Readonly<Record<InstallerOperation, string>> = {
  install: "installs",
  administrative: "makes an administrative installation of",
  advertise: "advertises",
  repair: "repairs",
  uninstall: "removes",
  patch: "applies",
  "remove-patch": "removes the patch",
  unknown: "hands to Windows Installer",
};

/** What the effect does, as in `installs "child.msi" through msiexec` or `runs "vc_redist.x64.exe" (Visual C++ Redistributable)`. */
export function does(effect: Starting): string {
  if (effect.kind === "starts-redistributable") return `runs ${quote(effect.program)} (${titleOf(effect)})`;
  const what = effect.package === "" ? "a package" : quote(effect.package);
  if (effect.kind === "calls-installer") return calls(effect);
  return `${VERBS[effect.operation]} ${what} through ${effect.program}`;
}

/** As in `calls Installer.InstallProduct ("child.msi") in its own process`. */
export function calls({ call, package: product }: CallsInstaller): string {
  return `calls ${call}${product === "" ? "" : ` (${quote(product)})`} in its own process`;
}

/** What the table says and what the file shows, as in `Visual C++ Redistributable; a WiX bundle, by its header`. */
function titleOf({ installer, shown }: StartsRedistributable): string {
  return shown === undefined || shown.title === installer.title
    ? installer.title
    : `${installer.title}; ${shown.title}`;
}

/** What a message calls the other installation. */
export function other(effect: Starting): string {
  return effect.kind === "starts-redistributable"
    ? "the Windows Installer package that it carries"
    : "the nested installation";
}

const USUAL_FINALIZE = 6600;

/** Where the step stands, as in `in InstallExecuteSequence (6601, after InstallFinalize)` or `from Next of WelcomeDlg`. */
export function whereabouts(database: Database, occurrence: Occurrence): string {
  const { step } = occurrence;
  const unlinked = isUnlinked(occurrence) ? ", in a fragment that nothing refers to" : "";
  if (step.table === "MsiEmbeddedChainer") return `as an embedded chainer${unlinked}`;
  if (step.table === "MsiEmbeddedUI") return `as the embedded user interface${unlinked}`;
  if (step.dialog !== undefined) return `from ${step.dialog.control} of ${step.dialog.id}${unlinked}`;
  const late = step.moment === "execute" && isAfterFinalize(database, step) ? ["after InstallFinalize"] : [];
  const execution = step.type === undefined || step.type.execution === "immediate" ? [] : [step.type.execution];
  return `in ${step.table} (${[position(step), ...late, ...execution].join(", ")})${unlinked}`;
}

/** Its number, else the neighbour that the source names, as in `before ProgressDlg`. */
function position({ sequence, row }: Step): string {
  if (sequence !== undefined) return String(sequence);
  const base = textOf(row, "BaseAction");
  if (base !== undefined) return `${textOf(row, "After") === "1" ? "after" : "before"} ${base}`;
  const text = textOf(row, "Sequence") ?? "";
  return /^(before|after) /.test(text) ? text : "at a number that is not known";
}

function isAfterFinalize(database: Database, step: Step): boolean {
  const row = rowsByKey(database, step.table, "InstallFinalize")[0];
  const finalize = row === undefined ? USUAL_FINALIZE : sequenceOf(row);
  return finalize !== undefined && step.sequence !== undefined && (step.sequence > finalize || step.sequence < 0);
}

/** Puts the circumstances under which a claim holds before it, and makes it a sentence: `Whenever this runs (NOT Installed), where $(var.X) = 1, …`. */
export function claim(occurrence: Occurrence, words: string): string {
  const { step } = occurrence;
  const repeat = step.presence === "client-repeat" ? ["only where a UI sequence ran on the same client"] : [];
  const always = step.condition === null || evaluate(step.condition.parsed, () => undefined) === true;
  const condition = step.condition === null || always ? [] : [cut(step.condition.text.value)];
  const conditions = [...condition, ...repeat];
  const whenever = conditions.length === 0 ? "" : `whenever this runs (${conditions.join("; ")}), `;
  const assumptions = assumptionsOf(occurrence).map(({ text }) => cut(text));
  const where = assumptions.length === 0 ? "" : `where ${assumptions.join(" and ")}, `;
  const whole = `${whenever}${where}${words}`;
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`;
}

/** Put before what a quiet-exec action would do with a command line that does not reach it as it is wired now; another rule speaks of that. */
export function onceWired({ understanding }: Occurrence): string {
  return understanding.effects.some((one) => one.kind === "command-not-passed")
    ? "once its command line reaches it, "
    : "";
}

/** A verb with its hedge: `fails`, `is likely to fail`, `may fail`. */
export function hedged(proof: Proof, proven: string, verb: string): string {
  if (proof === "proven") return proven;
  return `${proof === "likely" ? "is likely to" : "may"} ${verb}`;
}

/** `gets`, or a verb that claims less: where the effect is not proven, where waiting is not, where the action may not be in the product at all. */
export function gets({ effect, awaited }: Start, confidence: Confidence): string {
  if (confidence === "possible") return "may get";
  return effect.proof === "proven" && awaited === "yes" ? "gets" : "is likely to get";
}

/** What the failure of the child comes to for the installation that runs it, as a clause; empty where that is not known. */
export function consequence(occurrence: Occurrence): string {
  const { step, understanding } = occurrence;
  if (!isTypeKnown(occurrence)) return "";
  switch (step.type?.return) {
    case "ignore":
      return '; Return="ignore" hides that, and the set-up goes on without it';
    case "asyncWait":
      return '; with Return="asyncWait" Windows Installer waits for it before the sequence ends';
    case "check":
      return isPassedOn(step, understanding.runs) ? '; Return="check" then makes the whole installation fail' : "";
    default:
      return "";
  }
}

/** Programs that end with the exit code of what they run: quiet exec, and cmd where it runs one command. */
const PASSES_ON = /^(wix|ca|qt).*exec(64)?$|^cmd(\.exe)?$/i;

/** Nothing is said of commit and rollback actions and of dialogs, and nothing where a script may end well although its command did not. */
function isPassedOn({ table, type }: Step, runs: readonly Run[]): boolean {
  const place = table !== "ControlEvent" && (type?.execution === "immediate" || type?.execution === "deferred");
  return place && runs.length <= 1 && runs.every((run) => run.via.every((one) => PASSES_ON.test(one)));
}

/** Why a call in the process of a UI sequence gets 1618 although the mutex is free, as a clause. That an embedded user interface is in that process is a deduction. */
export function callerBusy({ step }: Occurrence): string {
  if (step.table === "MsiEmbeddedUI")
    return "an embedded user interface counts as the process that works through the UI sequence (no page says so of it in words), and by the documentation that process gets it";
  return `the process that calls is working through ${step.table === "ControlEvent" ? "a UI sequence" : step.table}`;
}

/** The name of error 1618, as headers and logs have it. */
export const ERROR_1618 = "error 1618 (ERROR_INSTALL_ALREADY_RUNNING)";

/** What does not help, said wherever it is usually tried. */
export const NO_HELP =
  'Execute="deferred", After="InstallFinalize", Impersonate="no" and elevation do not help, and Return="ignore" only hides the failure.';

/** What to do about an installation that runs inside another one. */
export function adviceFor(effect: Starting): string {
  if (effect.kind === "starts-redistributable") {
    return `Ship a bundle whose Chain installs the redistributable before this package. ${NO_HELP}`;
  }
  if (effect.operation === "uninstall") {
    return `Let an Upgrade row (MajorUpgrade) remove the other product: RemoveExistingProducts may do that inside an installation. ${NO_HELP}`;
  }
  return `Ship a bundle whose Chain runs both packages one after the other, or start it after ExecuteAction, from the exit dialog or the end of the UI sequence. ${NO_HELP}`;
}
