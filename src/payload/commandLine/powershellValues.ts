import type { CodeCall, CodeStart, CodeWait } from "../code.ts";
import type { Proof } from "../effect.ts";
import { concat, inserted, part, standIn, type Text } from "../text.ts";
import { type Item, isVariable, type Pipeline } from "./powershellSyntax.ts";

/** What a variable holds that is no text: an object of which it is known what its methods do. */
export type PowerShellObject = "installer" | "shell" | "shell-application" | "web-client" | "product" | "process-class";

/** What is kept while a script is read. */
export interface Context {
  readonly starts: CodeStart[];
  readonly calls: CodeCall[];
  readonly waits: CodeWait[];
  readonly gaps: string[];
  /** Variables that the script sets to a text it spells. */
  readonly variables: Map<string, Text>;
  /** Variables that the script sets to a table `@{…}`, with what stands in it. */
  readonly tables: Map<string, readonly Item[]>;
  readonly objects: Map<string, PowerShellObject>;
  /** The functions that were defined so far, by their names in lower case. */
  readonly functions: Map<string, { readonly parameters: readonly string[]; readonly body: readonly Pipeline[] }>;
  /** The functions that are being carried out. */
  readonly running: string[];
  /** What was downloaded into a file, by the file as spelled: its name is then that of the address. */
  readonly downloads: Map<string, string>;
  /** The variables on which the script calls WaitForExit somewhere. */
  readonly waitedFor: ReadonlySet<string>;
  /** What the whole script names somewhere, found once: a script may have very many commands. */
  readonly names: {
    readonly chains: boolean;
    readonly waitProcess: boolean;
    readonly mutex: boolean;
    readonly products: boolean;
  };
  /** How many texts have been run as scripts, and how many commands were looked at. */
  expressions: number;
  steps: number;
  /** How many units of texts were put together. */
  units: number;
}

/** A text put together from more than this (UTF-16 units) is not known, and so many are put together in all: a script can double a text again and again. */
const LONGEST_VALUE = 32_767;
const MOST_UNITS = 4_000_000;

/** The texts one after the other; undefined where that is more than is worked on. */
export function joined(texts: readonly Text[], context: Context): Text | undefined {
  const length = texts.reduce((sum, { value }) => sum + value.length, 0);
  context.units += length;
  return length > LONGEST_VALUE || context.units > MOST_UNITS ? undefined : concat(texts);
}

/** What stands around a command: how certain it is to run, whether its output is piped on, whether what is around it waits for it. */
export interface Around {
  readonly proof: Proof;
  readonly piped: boolean;
  readonly waits: boolean;
}

/** The word that an item is, unless it stands in quotation marks. */
export function wordOf(item: Item | undefined): string | undefined {
  return item?.kind === "word" && !item.quoted ? item.text.value : undefined;
}

/** The name of a variable without its scope and type: `$x` of `[string]$Script:X`. */
export function variableName(word: string): string | undefined {
  const name = /^(?:\[[\w.[\]]+\])*\$\{?(?:(?:global|script|local|private):)?(\w+)\}?$/i.exec(word)?.[1];
  return name === undefined ? undefined : `$${name.toLowerCase()}`;
}

/** True where `.WaitForExit()` follows on the process that the command starts. */
export function waitsAfter(command: readonly Item[]): boolean {
  return command.some((item) => /\.waitforexit/i.test(wordOf(item) ?? ""));
}

/** The text that an item stands for; undefined where the script computes it. */
export function itemValue(item: Item | undefined, context: Context): Text | undefined {
  if (item?.kind === "group")
    return item.open === "(" && item.pipelines.length === 1
      ? expressionText(item.pipelines[0]?.[0] ?? [], context)
      : undefined;
  if (item?.kind !== "word") return undefined;
  const name = variableName(item.raw.value.replaceAll('"', ""));
  const known = name === undefined ? undefined : context.variables.get(name);
  if (known !== undefined) return standIn(known, item.text);
  if (isVariable(item.text.value) && !/^\$env:comspec$/i.test(item.text.value)) return undefined;
  return withValues(item.text, context);
}

/** The text that an expression stands for: `"a" + $b`, `Join-Path $a 'b'`, `[IO.Path]::Combine($a, 'b')`, a value in parentheses. */
export function expressionText(items: readonly Item[], context: Context): Text | undefined {
  const [first, second] = items;
  const word = wordOf(first)?.toLowerCase() ?? "";
  if (/^\[(?:system\.)?io\.path\]::combine$/.test(word) && second?.kind === "group")
    return joinPath(elementsOf(second.pipelines[0]?.[0] ?? []), context);
  if (word === "join-path") {
    const parts = items.slice(1).filter((item) => !/^-[a-z]+$/i.test(wordOf(item) ?? ""));
    return joinPath(
      parts.map((item) => [item]),
      context,
    );
  }
  if (items.some((item) => wordOf(item) === "+")) {
    const parts = items
      .filter((item) => wordOf(item) !== "+")
      .map((item) => itemValue(item, context) ?? spelledOf(item));
    return parts.every((text) => text !== undefined) ? joined(parts, context) : undefined;
  }
  return items.length === 1 ? itemValue(first, context) : undefined;
}

/** What is not known of an expression stays as spelled. */
const spelledOf = (item: Item): Text | undefined => (item.kind === "word" ? item.text : undefined);

function elementsOf(items: readonly Item[]): readonly (readonly Item[])[] {
  const elements: Item[][] = [[]];
  for (const item of items)
    if (item.kind === "comma") elements.push([]);
    else elements.at(-1)?.push(item);
  return elements;
}

function joinPath(elements: readonly (readonly Item[])[], context: Context): Text | undefined {
  const parts = elements.map(
    (element) => expressionText(element, context) ?? (element[0] === undefined ? undefined : spelledOf(element[0])),
  );
  const known = parts.filter((text): text is Text => text !== undefined);
  if (known.length === 0 || known.length !== parts.length) return undefined;
  return joined(
    known.flatMap((text, at) => (at === 0 ? [text] : [inserted("\\", known[at - 1] as Text), text])),
    context,
  );
}

/** `"$dir\x.msi"` with what the script has put into `$dir`. */
function withValues(text: Text, context: Context): Text {
  if (context.variables.size === 0 || !text.hidden.includes(1)) return text;
  const parts: Text[] = [];
  let from = 0;
  for (const { index, 0: spelled } of text.value.matchAll(/\$(?:\w+|\{\w+\})/g)) {
    const value = text.hidden[index] === 1 ? context.variables.get(variableName(spelled) ?? "") : undefined;
    if (value === undefined) continue;
    parts.push(part(text, from, index), standIn(value, part(text, index, index + spelled.length)));
    from = index + spelled.length;
  }
  return from === 0 ? text : (joined([...parts, part(text, from)], context) ?? text);
}

/** The text with quotation marks around it where it has blanks and none yet. */
export function requote(text: Text): Text {
  return /\s/.test(text.value) && !text.value.includes('"')
    ? concat([inserted('"', text), text, inserted('"', text)])
    : text;
}

/** The words with a blank before each. */
export function spaced(words: readonly Text[], after: Text): Text {
  return concat(words.flatMap((word) => [inserted(" ", after), word]));
}
