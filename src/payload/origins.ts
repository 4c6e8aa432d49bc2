import { textOf } from "../model/database.ts";
import { fixedName, parseFormatted, type ReferenceKind, referencesOf } from "../model/formatted.ts";
import { isPublic } from "./properties.ts";
import type { Reader } from "./reader.ts";
import { searchedIn } from "./searches.ts";
import { variablesIn } from "./text.ts";

/** So many origins are named in one sentence: the rest would not be read. */
const MOST = 3;

/** Where what is not known of `spelled` comes from, as a clause: `NSISUNINSTALL is filled by a search of AppSearch when the installation runs`; `""` where nothing can be said. */
export function originsOf(reader: Reader, spelled: string): string {
  const formatted = parseFormatted(spelled);
  const clauses = referencesOf(formatted).flatMap((node) => {
    const name = fixedName(formatted, node) ?? "";
    return variablesIn(name).length > 0 ? [] : (originOf(reader, node.reference, name) ?? []);
  });
  const variables = variablesIn(spelled).map(({ start, end }) => variableOrigin(spelled.slice(start, end)));
  const environment = [...spelled.matchAll(/%([^%\s]+)%/g)].map(([, name]) => environmentOrigin(name ?? ""));
  return [...new Set([...variables, ...clauses, ...environment])].slice(0, MOST).join(", and ");
}

function originOf(reader: Reader, reference: ReferenceKind, name: string): string | undefined {
  if (reference === "environment") return environmentOrigin(name);
  if (reference === "component") return undefined;
  if (reference === "property") return propertyOrigin(reader, name);
  return fileOrigin(reader, name);
}

function fileOrigin(reader: Reader, id: string): string | undefined {
  const rows = reader.rows("File", id);
  const source = reader.artifact("File", id)?.spelled.value;
  if (rows.length === 0 && source === undefined) return `no File ${id} is in the sources`;
  const names = [...rows.flatMap((row) => textOf(row, "FileName") ?? []), ...(source === undefined ? [] : [source])];
  const [variable] = names.flatMap((name) => variablesIn(name).map(({ start, end }) => name.slice(start, end)));
  return variable === undefined ? undefined : variableOrigin(variable);
}

const environmentOrigin = (name: string) => `the environment of the machine gives ${name}`;

/** `$(var.X)` and `!(loc.X)` are WiX's own; anything else is what a template is filled with before WiX reads it. */
function variableOrigin(variable: string): string {
  const filled = /^[$!]\(/.test(variable) ? "the build" : "whatever fills in this template";
  return `${filled} gives the value of ${variable}`;
}

function searchOrigin(reader: Reader, name: string): string {
  const place = searchedIn(reader, name);
  return place === undefined
    ? `${name} is filled by a search of AppSearch when the installation runs`
    : `${name} is read from the registry when the installation runs, ${place}`;
}

/** Where a property gets the values that the sources do not say. */
export function propertyOrigin(reader: Reader, name: string): string {
  const { anonymous, code } = reader.circumstances();
  if (reader.searches(name).length > 0) return searchOrigin(reader, name);
  if (reader.rows("Directory", name).length > 0) return `${name} is a folder`;
  if (reader.setters(name).length > 0) return `nothing that sets ${name} is certain to run before it`;
  if (reader.rows("Property", name).length > 0) return `${name} may be set by more than the sources`;
  const others = [
    ...(isPublic(name) ? ["the command line"] : []),
    ...(anonymous ? ["an action that sets a property whose name is not known"] : []),
    ...(code ? ["code that is not followed"] : []),
  ];
  return `nothing in the sources sets ${name}${others.length === 0 ? "" : `; ${others.join(" or ")} may`}`;
}
