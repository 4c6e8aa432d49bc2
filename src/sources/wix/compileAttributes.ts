import type { Cell } from "../../model/database.ts";
import { isUnknown, narrow, type Sourced, type TextSite, textSite } from "../../model/site.ts";
import { type Access, cellOf, emptyCell, type Reach, report, type SectionBuilder } from "./compileSection.ts";
import { type Attribute, attributeOf, type Element } from "./tree.ts";

/** Yes, no, or unknown where a variable nobody defines decides. */
export type YesNo = boolean | "unknown";

/** A value that WiX expects as an identifier, without the access modifier before it. */
export interface Identifier {
  readonly id: Cell & Sourced<string>;
  readonly access: Access;
  readonly reach: Reach;
}

/** The words that may stand before an identifier (WixToolset.Core ParseHelper.GetAttributeIdentifier); v5 added virtual and override. */
const MODIFIERS = new Set([
  "global",
  "public",
  "package",
  "internal",
  "library",
  "file",
  "protected",
  "private",
  "fragment",
  "section",
  "virtual",
  "override",
]);

/** Who may refer to what such a word stands before; the others may be referred to from every source of a project (AccessModifier of v4+). */
const REACHES: Readonly<Record<string, Reach>> = {
  file: "file",
  protected: "file",
  private: "section",
  fragment: "section",
  section: "section",
};

/** Reads an identifier: `virtual RunSetup` is `RunSetup`, virtual. */
export function identifierOf(value: Sourced<string>): Identifier {
  const cut = value.value.indexOf(" ");
  const word = cut > 0 ? value.value.slice(0, cut) : "";
  if (!MODIFIERS.has(word)) return { id: cellOf(value), access: "plain", reach: "everywhere" };
  const access = word === "virtual" || word === "override" ? word : "plain";
  return { id: cellOf(trimmed(value, cut + 1)), access, reach: REACHES[word] ?? "everywhere" };
}

/** A part of a value without the white space around it, with the site of just that part. */
export function trimmed(value: Sourced<string>, from = 0): Sourced<string> {
  const text = value.value.slice(from);
  const start = from + text.length - text.trimStart().length;
  const end = Math.max(start, from + text.trimEnd().length);
  if (start === 0 && end === value.value.length) return value;
  return { value: value.value.slice(start, end), site: narrow(value.site, start, end) };
}

/** The identifier in an attribute; undefined where the element has no such attribute or it is empty. */
export function identifierAt(element: Element, name: string): Identifier | undefined {
  const value = attributeOf(element, name);
  return value === undefined || value.value === "" ? undefined : identifierOf(value);
}

/** The value of an attribute as a cell, empty where there is none. */
export function attributeCell(element: Element, name: string): Cell {
  const value = attributeOf(element, name);
  return value === undefined ? emptyCell(element) : cellOf(value);
}

/** A GUID as WiX writes it, in capitals and braces (CompilerCore.GetAttributeGuidValue); what is none stays as it is. */
export function guidCell(value: Sourced<string>): Cell & Sourced<string> {
  const bare = value.value.replace(/^[{(](.*)[)}]$/, "$1");
  if (!/^[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}$/.test(bare)) return cellOf(value);
  const guid = `{${bare.toUpperCase()}}`;
  const { site } = value;
  return guid === value.value || site.kind !== "text" ? cellOf(value) : { value: guid, site: { ...site, pieces: [] } };
}

/** Reads yes or no (WixToolset.Core ParseHelper.GetAttributeYesNoValue also takes true and false). Anything else is a problem and counts as said nothing. */
export function yesNoOf(builder: SectionBuilder, attribute: Attribute): YesNo | undefined {
  const { value, site } = attribute.value;
  if (value === "yes" || value === "true") return true;
  if (value === "no" || value === "false") return false;
  if (isUnknown(site)) return "unknown";
  report(builder, "error", "illegal-value", `${attribute.name} must be yes or no, not '${value}'.`, site);
  return undefined;
}

/** True where an attribute says yes for certain. */
export function saysYes(element: Element, name: string): boolean {
  const value = attributeOf(element, name)?.value;
  return value === "yes" || value === "true";
}

/**
 * A condition: the element's text in v2 and v3, the `Condition` attribute from v4 on. The other spelling is taken too, and reported.
 *
 * v3 turns tabs and line ends into blanks (tools/wix/CompilerCore.cs GetConditionInnerText); comments are no part of it.
 */
export function conditionOf(builder: SectionBuilder, element: Element): Cell {
  const attribute = element.attribute("Condition");
  const text = element.text();
  const fromAttribute = builder.context.generation === "wix4";
  if (attribute !== undefined) {
    if (!fromAttribute) otherSpelling(builder, element, attribute, "Conditions are element text before WiX 4.");
    return attribute.value.value === "" ? emptyCell(element) : cellOf(attribute.value);
  }
  if (text === undefined) return emptyCell(element);
  const inner = trimmed(text);
  if (fromAttribute) {
    report(
      builder,
      "warning",
      "other-generation",
      "From WiX 4 on a condition is the Condition attribute; element text is rejected.",
      inner.site,
    );
  }
  return cellOf({ value: inner.value.replace(/[\t\r\n]/g, " "), site: inner.site });
}

/** Reports the spelling of another generation of the language, which is read all the same. */
export function otherSpelling(builder: SectionBuilder, element: Element, attribute: Attribute, says: string): void {
  report(builder, "information", "other-generation", says, nameSite(element, attribute));
}

/** Reports an attribute that the element does not have. */
export function unknownAttribute(builder: SectionBuilder, element: Element, attribute: Attribute): void {
  const message = `${element.name} has no attribute ${attribute.name}.`;
  report(builder, "warning", "unknown-attribute", message, nameSite(element, attribute));
}

function nameSite(element: Element, attribute: Attribute): TextSite {
  return textSite(element.file, attribute.nameSpan);
}
