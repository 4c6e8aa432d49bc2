import { concealed, inserted, isPartlyHidden, standIn, type Text } from "../text.ts";
import type { Value } from "./values.ts";

const SPELLED: Readonly<Record<string, string>> = {
  vbcrlf: "\r\n",
  vbcr: "\r",
  vblf: "\n",
  vbnewline: "\r\n",
  vbtab: "\t",
  vbnullstring: "",
  empty: "",
  true: "True",
  false: "False",
  vbtrue: "-1",
  vbfalse: "0",
};

const constant = (value: string, at: Text): Value => ({ kind: "text", text: standIn(inserted(value, at), at) });

/**
 * What a name stands for that the script does not set: constants of VBScript, the host, and in a script of a custom action Session, whose members need no qualifier.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/session-object
 */
export function constantNamed(name: string, at: Text, session: boolean): Value | undefined {
  const value = Object.hasOwn(SPELLED, name) ? SPELLED[name] : undefined;
  if (value !== undefined) return constant(value, at);
  if (name === "wscript") return { kind: "object", object: "script-host", at };
  if (session && name === "session") return { kind: "object", object: "session", at };
  return session && name === "installer" ? { kind: "object", object: "installer", at } : undefined;
}

/** What a function of the language makes of texts that are known; undefined for one that makes nothing that is followed. */
export function callBuiltIn(name: string, args: readonly Value[], at: Text, session: boolean): Value | undefined {
  const [first] = args;
  const text = first?.kind === "text" ? first.text : undefined;
  if (name === "chr" || name === "chrw") {
    const code = text === undefined || isPartlyHidden(text) ? Number.NaN : Number(text.value.replace(/^&h/i, "0x"));
    return code > 0 && code < 0x10000 ? constant(String.fromCharCode(code), at) : undefined;
  }
  // These leave a path what it is.
  if (["cstr", "string", "trim", "ltrim", "rtrim", "lcase", "ucase"].includes(name))
    return text === undefined ? undefined : { kind: "text", text };
  if (["cbool", "cint", "clng"].includes(name)) return first;
  if (session && name === "property" && text !== undefined)
    return { kind: "text", text: concealed(standIn(inserted(`[${text.value}]`, at), at)) };
  return undefined;
}
