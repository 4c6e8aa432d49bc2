import type { Contents } from "../../model/contents.ts";
import { type CodeReading, fileText, unread } from "../code.ts";
import { readScript } from "../commandLine/powershellScript.ts";
import type { Text } from "../text.ts";
import { interpret } from "./interpret.ts";
import { readJScript } from "./jscript.ts";
import { readVbScript } from "./vbscript.ts";

/** A script as it is run. */
export interface ScriptCall {
  readonly text: Text;
  readonly language: string;
  /** The function that is called after the script has been loaded, `""` for none. */
  readonly entry: string;
  /** True for a script that Windows Installer runs itself. */
  readonly session: boolean;
}

/** A script longer than this (UTF-16 units) is not read. */
const LONGEST = 1024 * 1024;

/** How `screnc` marks what it encodes. */
const ENCODED = "#@~^";

/** JScript sets `Session.Property("X") = value`, which is no JavaScript; read as two expressions, each unit keeps its place. */
const SETS_BY_CALL = /\)(\s*)=(?!=)/g;

/** What a script does from where it is entered. A parser that is not loaded yet is asked for. */
export function readCode({ text, language, entry, session }: ScriptCall, contents: Contents): CodeReading {
  const { value } = text;
  if (language === "encoded" || value.trimStart().startsWith(ENCODED))
    return unread("the script is encoded by Script Encoder");
  if (value.length > LONGEST) return unread("the script is longer than is read");
  if (value.trim() === "") return unread("the script is empty, or no text");
  const question = { entry, session, text: value, anyCase: language === "vbscript" };
  if (language === "vbscript") return interpret(readVbScript(text), question);
  if (language === "powershell") return readScript(text);
  if (language !== "jscript" && language !== "javascript") return unread(`what a ${language} does is not followed`);
  const parser = contents.parser("javascript");
  if (parser === undefined) return unread("the parser of JScript is not loaded yet");
  if (parser === "absent") return unread("there is no parser of JScript here");
  const tree = parser.parse(value.replaceAll(SETS_BY_CALL, ")$1,"));
  if (tree === undefined) return unread("the script is longer or more entangled than is read");
  return interpret(readJScript(text, tree), question);
}

/** What a script of the workspace does that a program runs. */
export function readFileCode(text: string, language: string, contents: Contents): CodeReading {
  return readCode({ text: fileText(text), language, entry: "", session: false }, contents);
}
