import { type Row, textOf } from "../model/database.ts";
import { nameOf } from "../model/path.ts";
import type { Sourced } from "../model/site.ts";
import { followProgram } from "./commandLine/follow.ts";
import type { Ground } from "./commandLine/hop.ts";
import { named } from "./commandLine/program.ts";
import { installers } from "./directories.ts";
import { explainBy, gap, NOTHING, type Outcome, outcomeOf } from "./effects.ts";
import { expand } from "./expand.ts";
import type { Place } from "./properties.ts";
import type { Reader } from "./reader.ts";

/** The call of a library's entry point, as a custom action of type 1 makes it. */
interface Call {
  readonly reader: Reader;
  /** The Binary that holds the library. */
  readonly source: string;
  /** The entry point. */
  readonly target: Sourced<string>;
  readonly place: Place | undefined;
  readonly ground: Ground;
}

/** The entry points of Advanced Installer's Prereq.dll that install prerequisites, with the kind that they install. Which of those of no feature come before the package and which after it is not known. */
const ENTRIES: Readonly<Record<string, "feature" | "other">> = {
  InstallPrePrereq: "other",
  InstallPrereq: "feature",
  InstallPostPrereq: "other",
};

/**
 * What a call of an entry point that installs prerequisites comes to: it starts each that is not there yet, and waits for it. Undefined for any other call.
 *
 * A package lists them in no table that is known, but the project of Advanced Installer does.
 *
 * @see https://www.advancedinstaller.com/user-guide/prerequisites-options.html
 */
export function outcomeOfPrerequisites(call: Call): Outcome | undefined {
  const { reader, source, target } = call;
  const library = /^prereq\.dll$/i.test(source);
  const kind = library && Object.hasOwn(ENTRIES, target.value) ? ENTRIES[target.value] : undefined;
  if (kind === undefined) return undefined;
  const rows = reader.rows("PreReq", kind);
  const others = reader.rows("PreReq", kind === "feature" ? "other" : "feature");
  if (rows.length + others.length === 0) {
    return gap(
      `it installs prerequisites (${target.value} of ${source}), and only the project of Advanced Installer says which`,
    );
  }
  return together(rows.flatMap((row) => outcomesOfRow(call, row)));
}

function outcomesOfRow({ reader, target, place, ground }: Call, row: Row): readonly Outcome[] {
  const file = nameOf(textOf(row, "SetupFileUrl") ?? "");
  if (file === "") return [];
  const command = { value: textOf(row, "ComLine") ?? "", site: row.cells["ComLine"]?.site ?? row.site };
  return expand(reader, command, place).map(({ text, trail, hypothetical, site }) =>
    outcomeOf(followProgram(named(file), text, ground, file), {
      site,
      ground,
      proof: "proven",
      via: [target.value],
      trail: [{ message: `${file} is a prerequisite of this project`, site: row.site }, ...trail],
      hypothetical,
      explain: explainBy(reader),
      installers: (line) => installers(reader, line),
    }),
  );
}

/** All of them happen, one after the other: this is no choice between them. */
function together(outcomes: readonly Outcome[]): Outcome {
  return {
    ...NOTHING,
    runs: outcomes.flatMap(({ runs }) => runs),
    effects: outcomes.flatMap(({ effects }) => effects),
    gaps: outcomes.flatMap(({ gaps }) => gaps),
    trail: outcomes.flatMap(({ trail }) => trail),
  };
}
