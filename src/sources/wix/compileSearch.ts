import type { Cell } from "../../model/database.ts";
import { generatedId } from "./compileDirectory.ts";
import { addRow, cellOf, emptyCell, madeCell, type SectionBuilder } from "./compileSection.ts";
import { attributeOf, type Element } from "./tree.ts";

/** Compiles a search inside a Property: the row of AppSearch, and that of RegLocator where the registry is searched. */
export function compileSearch(builder: SectionBuilder, element: Element, property: Cell): void {
  if (!/Search(?:Ref)?$/.test(element.name)) return;
  const nested = element.children.find(({ name }) => /^(?:Directory|File)Search(?:Ref)?$/.test(name));
  addRow(builder, "AppSearch", element, { Property: property, Signature_: signatureOf(element, property) });
  if (element.name !== "RegistrySearch") return;
  // The signature of a FileSearch replaces that of the RegistrySearch around it (Compiler.cs, ParseRegistrySearchElement).
  const own =
    nested?.name.startsWith("File") === true ? signatureOf(nested, property) : ownSignature(element, property);
  addRow(builder, "RegLocator", element, {
    Signature_: own,
    Root: numbered(element, "Root", ROOTS),
    Key: textCell(element, "Key"),
    Name: textCell(element, "Name"),
    Type: typeCell(builder, element),
  });
}

/** A search has the signature of what is nested in it: that is what is looked for in the end. */
function signatureOf(element: Element, property: Cell): Cell {
  const nested = element.children.find(({ name }) => /^(?:Directory|File)Search(?:Ref)?$/.test(name));
  return nested === undefined ? ownSignature(element, property) : signatureOf(nested, property);
}

function ownSignature(element: Element, property: Cell): Cell {
  const id = attributeOf(element, "Id");
  return id === undefined ? madeCell(generatedId("s", String(property.value)), element) : cellOf(id);
}

/** @see https://learn.microsoft.com/windows/win32/msi/reglocator-table */
const ROOTS: Readonly<Record<string, number>> = { HKCR: 0, HKCU: 1, HKLM: 2, HKU: 3 };
const TYPES: Readonly<Record<string, number>> = { directory: 0, file: 1, raw: 2, registry: 2 };
const SEARCH_64 = 0x10;

function textCell(element: Element, name: string): Cell {
  const attribute = attributeOf(element, name);
  return attribute === undefined ? emptyCell(element) : cellOf(attribute);
}

/** The number that a word of the source stands for; the word itself, as unknown, where it stands for none. */
function numbered(element: Element, name: string, numbers: Readonly<Record<string, number>>): Cell {
  const attribute = attributeOf(element, name);
  if (attribute === undefined) return emptyCell(element);
  const number = Object.hasOwn(numbers, attribute.value) ? numbers[attribute.value] : undefined;
  return number === undefined ? { ...attribute, unknown: true } : { value: number, site: attribute.site };
}

/** From v4 on a search of a 64-bit package is a 64-bit one unless it says otherwise; in v3 `Win64` or the platform says so. */
function typeCell(builder: SectionBuilder, element: Element): Cell {
  const cell = numbered(element, "Type", TYPES);
  if (typeof cell.value !== "number") return cell;
  const says = (attributeOf(element, "Bitness") ?? attributeOf(element, "Win64"))?.value.toLowerCase();
  const is64 = says === "always64" || says === "yes" || says === "true" || says === "1";
  const is32 = says === "always32" || says === "no" || says === "false" || says === "0";
  return { ...cell, value: cell.value | (is64 || (!is32 && builder.context.is64Bit) ? SEARCH_64 : 0) };
}
