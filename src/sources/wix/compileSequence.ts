import type { SequenceTable } from "../../model/schema.ts";
import { isUnknown, type Sourced } from "../../model/site.ts";
import { isRead } from "./checkElement.ts";
import { conditionOf, identifierAt, identifierOf, saysYes, unknownAttribute } from "./compileAttributes.ts";
import {
  type Access,
  define,
  type Position,
  referTo,
  report,
  type Schedule,
  type SectionBuilder,
} from "./compileSection.ts";
import { isStandard, needsPlace } from "./standardSchedule.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

/** The elements that schedule, and the table that each fills. */
export const SEQUENCE_ELEMENTS: Readonly<Record<string, SequenceTable>> = {
  InstallUISequence: "InstallUISequence",
  InstallExecuteSequence: "InstallExecuteSequence",
  AdminUISequence: "AdminUISequence",
  AdminExecuteSequence: "AdminExecuteSequence",
  AdvertiseExecuteSequence: "AdvtExecuteSequence",
};

/** Codes of OnExit as numbers. See https://learn.microsoft.com/windows/win32/msi/installuisequence-table */
const EXITS: Readonly<Record<string, number>> = { success: -1, cancel: -2, error: -3, suspend: -4 };

const LAST_NUMBER = 32767;

const ATTRIBUTES = new Set([
  "Action",
  "Dialog",
  "Before",
  "After",
  "Sequence",
  "OnExit",
  "Overridable",
  "Suppress",
  "Condition",
]);

/** Adds a row of a sequence table, and what it refers to: the action or dialog, and the row it is placed by (v4+ Compiler_Package.cs: a WixAction of the same table). */
export function schedule(builder: SectionBuilder, row: Schedule): void {
  builder.schedules.push(row);
  define(builder, row.table, row.action.value);
  if (row.kind === "custom") referTo(builder, "CustomAction", row.action.value, row.action.site);
  if (row.kind === "dialog") referTo(builder, "Dialog", row.action.value, row.action.site);
  if (row.position.kind !== "before" && row.position.kind !== "after") return;
  const { action } = row.position;
  if (isStandard(action.value)) return;
  referTo(builder, row.table, action.value, action.site);
}

/**
 * Compiles one of the five sequence elements.
 *
 * Follows ParseSequenceElement of v3 (tools/wix/Compiler.cs) and v4+ (WixToolset.Core/Compiler_Package.cs).
 */
export function compileSequence(builder: SectionBuilder, element: Element, table: SequenceTable): void {
  for (const child of element.children) {
    if (isRead(builder, child, element)) compileScheduled(builder, child, table);
  }
}

function compileScheduled(builder: SectionBuilder, element: Element, table: SequenceTable): void {
  const kind = element.name === "Custom" ? "custom" : element.name === "Show" ? "dialog" : "standard";
  checkAttributes(builder, element, kind);
  const named = kind === "standard" ? undefined : identifierAt(element, kind === "custom" ? "Action" : "Dialog");
  if (kind !== "standard" && named === undefined) {
    const wanted = kind === "custom" ? "Action" : "Dialog";
    report(builder, "error", "missing-action", `${element.name} needs the attribute ${wanted}.`, tagSite(element));
    return;
  }
  if (kind === "standard" && !isStandard(element.name)) {
    const message = `${element.name} is no standard action; custom actions are scheduled with Custom.`;
    report(builder, "warning", "unknown-element", message, tagSite(element));
    return;
  }
  const action = named?.id ?? { value: element.name, site: tagSite(element) };
  if (saysYes(element, "Suppress")) {
    builder.suppressions.push({ table, action: action.value, element });
    return;
  }
  const position = positionOf(builder, element, table, action.value, kind);
  const access = accessOf(element, named?.access ?? "plain");
  const condition = conditionOf(builder, element);
  schedule(builder, { table, action, condition, position, access, kind, site: tagSite(element), when: element.when });
}

function checkAttributes(builder: SectionBuilder, element: Element, kind: Schedule["kind"]): void {
  for (const attribute of element.attributes) {
    const wrong =
      (attribute.name === "Action" && kind !== "custom") || (attribute.name === "Dialog" && kind !== "dialog");
    if (attribute.namespace === "" && (wrong || !ATTRIBUTES.has(attribute.name)))
      unknownAttribute(builder, element, attribute);
  }
}

function accessOf(element: Element, access: Access): Access {
  return saysYes(element, "Overridable") ? "virtual" : access;
}

function positionOf(
  builder: SectionBuilder,
  element: Element,
  table: SequenceTable,
  action: string,
  kind: Schedule["kind"],
): Position {
  const before = attributeOf(element, "Before");
  const after = attributeOf(element, "After");
  const number = attributeOf(element, "Sequence");
  const exit = attributeOf(element, "OnExit");
  const said = [before, after, number, exit].filter((one) => one !== undefined);
  if (said.length > 1) {
    const message = `${action} has more than one of Before, After, Sequence and OnExit; one place is all it can have.`;
    report(builder, "error", "several-places", message, tagSite(element));
  }
  if (exit !== undefined) return exitPosition(builder, exit);
  if (number !== undefined) return numberPosition(builder, number);
  if (after !== undefined) return relative("after", after);
  if (before !== undefined) return relative("before", before);
  if (kind === "standard" && !needsPlace(action)) return { kind: "standard" };
  const message = `${action} is not placed in ${table}: it needs Before, After, Sequence or OnExit.`;
  report(builder, "error", "missing-place", message, tagSite(element));
  return { kind: "unknown", text: { value: "", site: tagSite(element) } };
}

function relative(kind: "before" | "after", said: Sourced<string>): Position {
  return { kind, action: identifierOf(said).id };
}

function exitPosition(builder: SectionBuilder, said: Sourced<string>): Position {
  const sequence = EXITS[said.value];
  if (sequence !== undefined) return { kind: "number", sequence, site: said.site };
  if (!isUnknown(said.site)) {
    const message = `OnExit must be one of ${Object.keys(EXITS).join(", ")}, not '${said.value}'.`;
    report(builder, "error", "illegal-value", message, said.site);
  }
  return { kind: "unknown", text: said };
}

function numberPosition(builder: SectionBuilder, said: Sourced<string>): Position {
  const text = said.value.trim();
  const sequence = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (sequence >= 1 && sequence <= LAST_NUMBER) return { kind: "number", sequence, site: said.site };
  if (!isUnknown(said.site)) {
    report(
      builder,
      "error",
      "illegal-value",
      `Sequence must be a number from 1 to ${LAST_NUMBER}, not '${said.value}'.`,
      said.site,
    );
  }
  return { kind: "unknown", text: said };
}
