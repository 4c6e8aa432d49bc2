import { type Row, textOf } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isUnknown, type Sourced } from "../../model/site.ts";
import type { Section } from "./compileSection.ts";
import { isStandard } from "./standardSchedule.ts";

/**
 * Says what is wrong with the custom actions of what one product links: one that is defined twice (v3 Linker, v4+ FindEntrySectionAndLoadSymbolsCommand: duplicate symbol),
 * and one that is referred to and defined nowhere (unresolved reference). `rows` are the CustomAction rows in the product, those of the Util extension included.
 */
export function checkActions(
  sections: readonly Section[],
  rows: readonly Row[],
  isProject: boolean,
  problems: Problem[],
): void {
  const defined = new Map<string, Row[]>();
  const access = (row: Row) => sections.some((section) => section.access.has(row));
  for (const row of rows) {
    const action = textOf(row, "Action") ?? "";
    const others = defined.get(action);
    if (others === undefined) defined.set(action, [row]);
    else others.push(row);
  }
  for (const [action, all] of defined) {
    const certain = all.length < 2 ? [] : all.filter((row) => isCertain(row) && !access(row));
    const files = [...new Set(certain.map(({ site }) => site.file))];
    if (certain.length > 1) for (const row of certain) problems.push(definedTwice(action, row, files, isProject));
  }
  const isDefined = (action: string) => defined.has(action) || isStandard(action);
  for (const section of sections) for (const problem of undefinedIn(section, isDefined)) problems.push(problem);
}

/** A row in a branch that nobody here can decide may stand beside its counterpart in the other branch. */
const isCertain = (row: Row) => row.when.length === 0 && row.site.kind === "text";

function definedTwice(action: string, row: Row, files: readonly string[], isProject: boolean): Problem {
  const other = files.slice(0, 2).find((file) => file !== row.site.file);
  const where = other === undefined ? "once more in this file" : `in ${nameOf(other)}`;
  return {
    code: "duplicate-action",
    // What lies in one folder need not be built together: only a project says so.
    severity: isProject ? "error" : "warning",
    message: `The custom action ${action} is defined here and ${where}, which WiX rejects; each definition is looked at.`,
    site: row.cells["Action"]?.site ?? row.site,
  };
}

/** What extensions define is not known here but for a few: a name like theirs is no mistake. */
const OF_EXTENSIONS = /^(?:Wix|VS\d|Configure|Sched|Exec|Netfx|ca)/;

function undefinedIn(section: Section, isDefined: (action: string) => boolean): readonly Problem[] {
  return uses(section)
    .filter(
      ({ value, site }) => !isDefined(value) && !OF_EXTENSIONS.test(value) && !isUnknown(site) && !/[[($!]/.test(value),
    )
    .map(({ value, site }) => ({
      code: "undefined-action",
      severity: "warning",
      message: `Nothing in these sources defines the custom action ${value}. Unless an extension does, WiX rejects that; what it would run is not known.`,
      site,
    }));
}

/** The custom actions that a section schedules, and those that its dialogs start. */
function uses(section: Section): readonly Sourced<string>[] {
  const scheduled = section.schedules.filter(({ kind, access }) => kind === "custom" && access === "plain");
  const events = (section.rows.get("ControlEvent") ?? []).filter((row) => textOf(row, "Event") === "DoAction");
  const started = events.flatMap((row) => row.cells["Argument"] ?? []);
  return [...scheduled.map(({ action }) => action), ...started].map(({ value, site }) => ({
    value: String(value ?? ""),
    site,
  }));
}
