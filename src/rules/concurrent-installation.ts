import { type Database, rowsByKey, textOf } from "../model/database.ts";
import { isUiTable, sequenceOf } from "../timeline/schedule.ts";
import type { Step } from "../timeline/step.ts";
import { confidenceIn } from "./circumstances.ts";
import { isOwnProduct } from "./ownProduct.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, quote, whereabouts } from "./wording.ts";

/** Types 7, 23 and 39: the concurrent installations that Windows Installer runs itself, deprecated and with limits of their own. */
export const concurrentInstallation: Rule = {
  id: "concurrent-installation",
  title: "An action is a concurrent installation (type 7, 23 or 39)",
  level: "warning",
  *check({ database, occurrences }) {
    for (const occurrence of occurrences) {
      const { step } = occurrence;
      if (step.type?.target !== "install" || !NAMES.has(step.type.base)) continue;
      const broken = [...brokenLimits(database, step)];
      const words = broken.length === 0 ? deprecated(step) : `${breaks(broken)}. Apart from that, ${deprecated(step)}`;
      yield verdictOn(occurrence, {
        effect: undefined,
        outcome: broken.length === 0 ? "deprecated" : "not-allowed",
        basis: "documented",
        confidence: confidenceIn(occurrence, "proven", "documented"),
        message: `${what(occurrence)} ${whereabouts(database, occurrence)}. ${claim(occurrence, words)}`,
        advice: broken.includes(OWN_PACKAGE)
          ? "Remove the action: features of the same package are installed, repaired and removed by this installation itself."
          : "Ship a bundle whose Chain runs both packages one after the other, and let it remove both.",
        ...(broken.length === 0 ? {} : { severity: "error" as const }),
      });
    }
  },
};

/** What the Source column names, by type. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [7, "the package in the substorage"],
  [23, "the package of the source tree"],
  [39, "the installed or advertised product"],
]);

function what({ step }: Occurrence): string {
  const base = step.type?.base ?? 0;
  const source = step.definition === undefined ? undefined : textOf(step.definition, "Source");
  return `${step.action} runs an installation of ${NAMES.get(base) ?? ""} ${quote(source ?? "")} as a concurrent installation (type ${base})`;
}

function breaks(broken: readonly string[]): string {
  return `it breaks ${broken.length === 1 ? "a documented limit" : "documented limits"}: ${broken.join("; ")}`;
}

/** That it gets no 1618 is the sense of the page; that it still works on the Windows of today no page says. */
function deprecated({ type }: Step): string {
  const hidden = type?.return === "ignore" ? "; with option 64 nobody learns that it failed or asks for a restart" : "";
  return `it is not turned away with error 1618, because Windows Installer runs it as a part of this installation, but such actions are deprecated and not meant for products that are released to the public${hidden}`;
}

const OWN_PACKAGE = "the product is the one that this package installs, and a package cannot run itself";

/** Each limit that the documentation or ICE11 sets and that the action breaks. See https://learn.microsoft.com/windows/win32/msi/concurrent-installations */
function* brokenLimits(database: Database, step: Step): Iterable<string> {
  const { type, table } = step;
  if (type === undefined) return;
  if (type.return === "asyncWait" || type.return === "asyncNoWait") {
    const option = type.return === "asyncWait" ? 128 : 192;
    yield `it is marked as asynchronous (option ${option}), and concurrent installations are synchronous only (option 0 or 64)`;
  }
  if (type.execution !== "immediate") {
    yield `it is marked as a ${type.execution} action, and no in-script option is used with concurrent installations`;
  }
  if (table === "AdminExecuteSequence" || table === "AdminUISequence") {
    yield "an administrative installation cannot contain a concurrent one";
  } else if (table === "AdvtExecuteSequence") {
    yield "an advertisement runs no such action (ICE72 allows the types 19, 35 and 51 there)";
  } else yield* misplaced(database, step);
  if (type.base === 39) yield* wrongProduct(database, step);
}

const BETWEEN = "it has to stand between InstallInitialize and InstallFinalize of the execute sequence";

function* misplaced(database: Database, { table, sequence }: Step): Iterable<string> {
  if (table === "ControlEvent" || isUiTable(table)) {
    yield `${BETWEEN}, and what it does ${table === "ControlEvent" ? "from a dialog" : "in a UI sequence"} is documented nowhere`;
    return;
  }
  const [first, last] = [
    numberOf(database, "InstallInitialize", USUAL_INITIALIZE),
    numberOf(database, "InstallFinalize", USUAL_FINALIZE),
  ];
  if (sequence === undefined) return;
  if (sequence < 0 || (last !== undefined && sequence > last)) yield `${BETWEEN}, and it stands after InstallFinalize`;
  else if (first !== undefined && sequence < first) yield `${BETWEEN}, and it stands before InstallInitialize`;
}

const USUAL_INITIALIZE = 1500;
const USUAL_FINALIZE = 6600;

/** The number of a standard action; undefined where it is listed with one that is not known. */
function numberOf(database: Database, action: string, usual: number): number | undefined {
  const row = rowsByKey(database, "InstallExecuteSequence", action)[0];
  return row === undefined ? usual : sequenceOf(row);
}

const CODE = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/i;

function* wrongProduct(database: Database, { definition }: Step): Iterable<string> {
  const cell = definition?.cells["Source"];
  const source = definition === undefined ? undefined : textOf(definition, "Source");
  if (cell?.unknown === true) return;
  if (source === undefined || source === "") yield "type 39 needs a product code, and its Source is empty";
  else if (isOwnProduct(database, source)) yield OWN_PACKAGE;
  else if (!CODE.test(source)) yield `type 39 needs a product code, and ${quote(source)} is none`;
  else if (source !== source.toUpperCase()) yield "the product code has to be in upper case (ICE11)";
}
