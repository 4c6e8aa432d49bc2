import { type ActionType, decodeType } from "../model/customAction.ts";

const BASES: Readonly<Record<number, string>> = {
  1: "DLL in the Binary table",
  2: "EXE in the Binary table",
  5: "JScript in the Binary table",
  6: "VBScript in the Binary table",
  7: "nested installation of a package inside this one",
  17: "DLL that is installed with the product",
  18: "EXE that is installed with the product",
  19: "error message that ends the installation",
  21: "JScript file that is installed with the product",
  22: "VBScript file that is installed with the product",
  23: "nested installation of a package in the source tree",
  34: "EXE with the directory as working directory",
  35: "sets a directory",
  37: "JScript text",
  38: "VBScript text",
  39: "nested installation of an advertised product",
  50: "EXE whose path a property holds",
  51: "sets a property",
  53: "JScript text in a property",
  54: "VBScript text in a property",
};

const RETURNS: Readonly<Record<ActionType["return"], string | undefined>> = {
  check: undefined,
  ignore: "exit code ignored",
  asyncWait: "asynchronous, awaited at the end of the sequence",
  asyncNoWait: "asynchronous, never awaited",
};

const REPEATS: Readonly<Record<ActionType["repeat"], string | undefined>> = {
  always: undefined,
  firstSequence: "skipped in the execute sequence when the UI sequence ran (firstSequence)",
  oncePerProcess: "once per process (oncePerProcess)",
  secondSequence: "only on the client after the UI sequence (secondSequence)",
};

/** The base types in a word, for where there is no room; the elements that set something say so themselves. */
const WORDS: Readonly<Record<number, string>> = {
  1: "DLL",
  2: "EXE",
  5: "JScript",
  6: "VBScript",
  7: "nested install",
  17: "DLL",
  18: "EXE",
  19: "error",
  21: "JScript",
  22: "VBScript",
  23: "nested install",
  34: "EXE",
  37: "JScript",
  38: "VBScript",
  39: "nested install",
  50: "EXE",
  53: "JScript",
  54: "VBScript",
};

/** A custom action's type in few words: `3106 deferred EXE`, and `51` for what sets a property. */
export function summarizeType(number: number): string {
  const type = decodeType(number);
  const execution = type.execution === "immediate" ? undefined : type.execution;
  return [number, execution, WORDS[type.base]].filter((word) => word !== undefined).join(" ");
}

/**
 * A custom action's type number in words, its base type first: `EXE with the directory as working directory (34) + deferred + no impersonation` for 3106.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/custom-action-type-bits
 */
export function describeType(number: number): string {
  const type = decodeType(number);
  const base = BASES[type.base] ?? "no known type";
  return [`${base} (${type.base})`, ...optionsOf(type)].join(" + ");
}

function optionsOf(type: ActionType): readonly string[] {
  const deferred = type.execution !== "immediate";
  const set = (bit: number) => (type.number & bit) !== 0;
  return [
    deferred ? type.execution : undefined,
    REPEATS[type.repeat],
    RETURNS[type.return],
    // Bit 0x800 means something in deferred execution only; WiX 3 writes it for immediate actions too.
    set(0x800) ? (deferred ? "no impersonation" : "no impersonation (has no meaning here)") : undefined,
    set(0x1000) ? "64-bit script" : undefined,
    set(0x2000) ? "command hidden from the log" : undefined,
    set(0x4000) && deferred ? "terminal server aware" : undefined,
  ].filter((option) => option !== undefined);
}
