import type { Text } from "../text.ts";
import { joinWords, splitWords, type Word } from "./words.ts";

/** What the command line of PowerShell hands to it. */
export type PowerShellInput =
  | { readonly kind: "script"; readonly text: Text }
  | { readonly kind: "file"; readonly path: Text }
  | { readonly kind: "encoded"; readonly text: Text }
  | { readonly kind: "input" | "nothing" };

/** Parameters in the order in which an abbreviation finds them; those that take a value. */
const PARAMETERS =
  "command file encodedcommand executionpolicy noprofile noninteractive nologo noexit windowstyle version inputformat outputformat psconsolefile configurationname custompipename settingsfile workingdirectory sta mta login interactive help".split(
    " ",
  );
const WITH_VALUE = new Set(
  "executionpolicy windowstyle version inputformat outputformat psconsolefile configurationname custompipename settingsfile workingdirectory".split(
    " ",
  ),
);
const ALIASES: Readonly<Record<string, string>> = {
  ec: "encodedcommand",
  ep: "executionpolicy",
  if: "inputformat",
  of: "outputformat",
  wd: "workingdirectory",
  "?": "help",
};

/**
 * Reads what follows `powershell` or `pwsh`. Parameters may be shortened; what is no parameter is a command, for `pwsh` a file.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe
 */
export function readPowerShell(rest: Text, program: string): PowerShellInput {
  const words = splitWords(rest);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    const name = /^(?:--?|\/)([a-z?]+)$/i.exec(word.text.value)?.[1]?.toLowerCase();
    const parameter = name === undefined ? (program === "pwsh" ? "file" : "command") : parameterOf(name);
    const next = name === undefined ? at : at + 1;
    if (parameter === "command") return scriptOf(words.slice(next));
    if (parameter === "file")
      return words[next] === undefined ? { kind: "nothing" } : { kind: "file", path: words[next].text };
    if (parameter === "encodedcommand")
      return words[next] === undefined ? { kind: "nothing" } : { kind: "encoded", text: words[next].text };
    if (parameter === "help" || parameter === undefined) return { kind: "nothing" };
    if (WITH_VALUE.has(parameter)) at++;
  }
  return { kind: "nothing" };
}

/** True for arguments that no other program has, as in `-NoProfile -Command "…"`: the program is PowerShell then, whatever it is called. */
export function isForPowerShell(rest: Text): boolean {
  const words = splitWords(rest).map(({ text }) => text.value);
  const own = words.some((word) =>
    /^[-/](?:noprofile|nop|noninteractive|executionpolicy|ep|encodedcommand)$/i.test(word),
  );
  return own && words.some((word) => /^[-/](?:c|command|f|file|ec|enc|encodedcommand)$/i.test(word));
}

function parameterOf(name: string): string | undefined {
  return ALIASES[name] ?? PARAMETERS.find((parameter) => parameter.startsWith(name));
}

function scriptOf(words: readonly Word[]): PowerShellInput {
  if (words.length === 0) return { kind: "nothing" };
  if (words.length === 1 && words[0]?.text.value === "-") return { kind: "input" };
  return { kind: "script", text: joinWords(words) };
}
