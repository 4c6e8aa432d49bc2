import type { Awaited, Proof } from "../effect.ts";
import { concat, inserted, type Text } from "../text.ts";
import { type Item, isVariable } from "./powershellSyntax.ts";

/** A program that a script starts. `shell`: through ShellExecute, which opens documents too. */
export interface ScriptStart {
  readonly program: Text;
  readonly arguments: Text;
  readonly whole: Text;
  readonly how: "shell" | "process";
  readonly awaited: Awaited;
  readonly proof: Proof;
}

/** What a script was seen to start, and the places where it starts something that is not known, with half a sentence on why. */
export interface ScriptReading {
  readonly starts: readonly ScriptStart[];
  readonly gaps: readonly string[];
}

/** What is kept while a script is read. */
export interface Context {
  readonly starts: ScriptStart[];
  readonly gaps: string[];
  /** Variables that the script sets to a text it spells. */
  readonly variables: Map<string, Text>;
  /** Variables that the script sets to a table `@{…}`, with what stands in it. */
  readonly tables: Map<string, readonly Item[]>;
  /** The whole script, to see whether it waits somewhere. */
  readonly script: string;
  /** How many texts have been run as scripts. */
  expressions: number;
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

/** True where `.WaitForExit()` follows on the process that the command starts. */
export function waitsAfter(command: readonly Item[]): boolean {
  return command.some((item) => /\.waitforexit/i.test(wordOf(item) ?? ""));
}

/** The text that an item stands for; undefined where the script computes it. */
export function itemValue(item: Item | undefined, context: Context): Text | undefined {
  if (item?.kind === "group")
    return item.open === "(" && item.pipelines.length === 1
      ? itemValue(item.pipelines[0]?.[0]?.[0], context)
      : undefined;
  if (item?.kind !== "word") return undefined;
  const known = context.variables.get(item.raw.value.replaceAll('"', "").toLowerCase());
  if (known !== undefined) return known;
  return isVariable(item.text.value) && !/^\$env:comspec$/i.test(item.text.value) ? undefined : item.text;
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
