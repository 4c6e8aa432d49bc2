import { concat, concealed, inserted, part, type Text } from "../text.ts";
import type { Item } from "./powershellSyntax.ts";
import { type Context, itemValue, wordOf } from "./powershellValues.ts";

type Group = Extract<Item, { kind: "group" }>;

/** The words of a list in a row, as Start-Process joins them: with blanks, and without putting quotation marks around any. */
export function joinValues(items: readonly Item[], context: Context): Text {
  const words = listValues(items, context);
  return concat(
    words.flatMap((word, index) => (index === 0 ? [word] : [inserted(" ", words[index - 1] as Text), word])),
  );
}

/** The elements of a list, parted by commas: `'/i', ('"{0}"' -f $path), ('LOG=' + $log)`. What the script computes is hidden. */
export function listValues(items: readonly Item[], context: Context): readonly Text[] {
  const elements: Item[][] = [[]];
  for (const item of items)
    if (item.kind === "comma") elements.push([]);
    else elements.at(-1)?.push(item);
  return elements.flatMap((element) => elementValues(element, context));
}

function elementValues(element: readonly Item[], context: Context): readonly Text[] {
  const [first] = element;
  if (first === undefined) return [];
  const format = element.findIndex((item) => wordOf(item)?.toLowerCase() === "-f");
  if (format > 0) return [withHoles(concat(element.slice(0, format).flatMap((item) => valuesOf(item, context))))];
  if (element.some((item) => wordOf(item) === "+"))
    return [concat(element.filter((item) => wordOf(item) !== "+").flatMap((item) => valuesOf(item, context)))];
  return element.flatMap((item) => valuesOf(item, context));
}

/** `"{0}"` of a format is what its arguments give. */
function withHoles(format: Text): Text {
  const hidden = format.hidden.slice();
  for (const { index, 0: hole } of format.value.matchAll(/\{\d+[^{}]*\}/g)) hidden.fill(1, index, index + hole.length);
  return { ...format, hidden };
}

function valuesOf(item: Item, context: Context): readonly Text[] {
  if (item.kind === "word") return [itemValue(item, context) ?? item.text];
  if (item.kind !== "group") return [];
  return isList(item)
    ? item.pipelines.flatMap((pipeline) => listValues(pipeline[0] ?? [], context))
    : [concealed(item.raw)];
}

/** True for values in parentheses; what begins with a bare word there is a command. */
function isList({ open, pipelines }: Group): boolean {
  return (
    open === "(" &&
    pipelines.length > 0 &&
    pipelines.every(({ length, 0: command }) => length === 1 && isValue(command?.[0]))
  );
}

const isValue = (item: Item | undefined) =>
  item?.kind === "group" || (item?.kind === "word" && (item.quoted || /^[$\d]/.test(item.text.value)));

/** True for `@{…}`: a table of names and values, which runs nothing. */
export function isTable({ open, raw }: Group): boolean {
  return open === "{" && raw.value.startsWith("@");
}

/** The parameters that `@{ FilePath = 'msiexec'; Wait = $true }` stands for where it is handed to a command with `@name`. */
export function parametersOf(table: Group): readonly Item[] {
  return table.pipelines.flatMap(([command]) => parameterOf(command ?? []));
}

function parameterOf([key, assign, ...rest]: readonly Item[]): readonly Item[] {
  if (key?.kind !== "word") return [];
  const name = /^\w+/.exec(key.text.value)?.[0] ?? "";
  // Without blanks `FilePath='msiexec'` is one word.
  const glued = key.text.value[name.length] === "=";
  const text = part(key.text, name.length + 1);
  const attached: Item = { kind: "word", text, quoted: key.quoted, raw: part(key.raw, name.length + 1) };
  const value = glued ? [attached, ...(assign === undefined ? [] : [assign]), ...rest] : rest;
  if (name === "" || (!glued && assign?.kind !== "assign") || /^\$false$/i.test(wordOf(value[0]) ?? "")) return [];
  const spelled = inserted(`-${name}`, key.raw);
  const parameter: Item = { kind: "word", text: spelled, quoted: false, raw: spelled };
  return /^\$true$/i.test(wordOf(value[0]) ?? "") ? [parameter] : [parameter, ...value];
}
