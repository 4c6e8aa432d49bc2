import type { Cell } from "../../model/database.ts";
import { isUnknown, type Sourced } from "../../model/site.ts";
import { undecided } from "./compileActionType.ts";
import { conditionOf, identifierAt } from "./compileAttributes.ts";
import { addRow, cellOf, define, emptyCell, madeCell, report, type SectionBuilder } from "./compileSection.ts";
import { schedule } from "./compileSequence.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** The sequences that a setter runs in, by the value of its attribute Sequence. */
const SETTER_TABLES = {
  both: ["InstallUISequence", "InstallExecuteSequence"],
  first: ["InstallUISequence", "InstallExecuteSequence"],
  execute: ["InstallExecuteSequence"],
  ui: ["InstallUISequence"],
} as const;

/** Compiles `<SetProperty>`: a type 51 action with its rows in the sequences. */
export function compileSetProperty(builder: SectionBuilder, element: Element): void {
  const before = attributeOf(element, "Before");
  const after = attributeOf(element, "After");
  const place = before ?? after;
  if (before !== undefined && after !== undefined) {
    report(
      builder,
      "error",
      "before-and-after",
      "SetProperty has both Before and After; Before counts here.",
      after.site,
    );
  }
  if (place === undefined) {
    report(builder, "error", "missing-place", "SetProperty needs Before or After.", tagSite(element));
  }
  compileSetter(builder, element, 51, place, before === undefined ? "after" : "before");
}

/** Compiles `<SetDirectory>`: type 51 in v3 and 35 from v4 on, after CostFinalize (v3 Compiler.cs, v4 Compiler_Package.cs ParseSetDirectoryElement). */
export function compileSetDirectory(builder: SectionBuilder, element: Element): void {
  const type = builder.context.generation === "wix4" ? 35 : 51;
  compileSetter(builder, element, type, { value: "CostFinalize", site: tagSite(element) }, "after");
}

function compileSetter(
  builder: SectionBuilder,
  element: Element,
  type: number,
  place: Sourced<string> | undefined,
  kind: "before" | "after",
): void {
  const target = identifierAt(element, "Id");
  if (target === undefined) {
    report(builder, "error", "missing-id", `${element.name} needs an Id.`, tagSite(element));
    return;
  }
  const named = identifierAt(element, "Action");
  const action = named?.id ?? { ...target.id, value: `Set${target.id.value}` };
  const access = named?.access ?? "plain";
  const value = attributeOf(element, "Value");
  if (value === undefined) {
    report(builder, "error", "missing-value", `${element.name} needs a Value.`, tagSite(element));
  }
  const sequence = sequenceOf(builder, element);
  define(builder, "CustomAction", action.value, named?.reach);
  const row = addRow(builder, "CustomAction", element, {
    Action: action,
    Type: setterType(element, type, sequence),
    Source: target.id,
    Target: value === undefined ? emptyCell(element) : cellOf(value),
    ExtendedType: emptyCell(element),
  });
  if (access !== "plain") builder.access.set(row, access);
  const condition = conditionOf(builder, element);
  for (const table of SETTER_TABLES[sequence === "unknown" ? "both" : sequence]) {
    const position =
      place === undefined ? ({ kind: "unknown", text: action } as const) : ({ kind, action: place } as const);
    const site = tagSite(element);
    schedule(builder, { table, action, condition, position, access, kind: "custom", site, when: element.when });
  }
}

function setterType(element: Element, type: number, sequence: keyof typeof SETTER_TABLES | "unknown"): Cell {
  const said = attributeOf(element, "Sequence");
  if (sequence === "unknown" && said !== undefined) return undecided(type, said);
  return madeCell(sequence === "first" ? type | 0x100 : type, element);
}

function sequenceOf(builder: SectionBuilder, element: Element): keyof typeof SETTER_TABLES | "unknown" {
  const said = attributeOf(element, "Sequence");
  if (said === undefined || said.value === "") return "both";
  if (isSetterSequence(said.value)) return said.value;
  if (isUnknown(said.site)) return "unknown";
  const message = `Sequence cannot be '${said.value}'; it is one of ${Object.keys(SETTER_TABLES).join(", ")}.`;
  report(builder, "error", "illegal-value", message, said.site);
  return "both";
}

function isSetterSequence(value: string): value is keyof typeof SETTER_TABLES {
  return Object.hasOwn(SETTER_TABLES, value);
}
