/** What an action of this target runs, from the low three bits of its type. */
export type ActionTarget = "dll" | "exe" | "text" | "jscript" | "vbscript" | "install";

/** Where what it runs is found, from bits 4 and 5. */
export type ActionSource = "binary" | "file" | "directory" | "property";

/** What Windows Installer does about the exit code, and whether it waits. */
export type ActionReturn = "check" | "ignore" | "asyncWait" | "asyncNoWait";

/** When an action runs relative to the script that the execute sequence writes. */
export type ActionExecution = "immediate" | "deferred" | "rollback" | "commit";

/** Which of the two processes repeat an immediate action. */
export type ActionRepeat = "always" | "firstSequence" | "oncePerProcess" | "secondSequence";

/**
 * The meaning of `CustomAction.Type`.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/summary-list-of-all-custom-action-types
 */
export interface ActionType {
  readonly number: number;
  /** The type without its options: 1, 2, 5, 6, 7, 17, 18, 19, 21, 22, 23, 34, 35, 37, 38, 39, 50, 51, 53, 54, or a number that is no known type. */
  readonly base: number;
  readonly target: ActionTarget | undefined;
  readonly source: ActionSource;
  readonly return: ActionReturn;
  readonly execution: ActionExecution;
  readonly repeat: ActionRepeat;
  readonly impersonates: boolean;
}

const TARGETS: readonly (ActionTarget | undefined)[] = [
  undefined,
  "dll",
  "exe",
  "text",
  undefined,
  "jscript",
  "vbscript",
  "install",
];
const SOURCES: readonly ActionSource[] = ["binary", "file", "directory", "property"];
const RETURNS: readonly ActionReturn[] = ["check", "ignore", "asyncWait", "asyncNoWait"];
const EXECUTIONS: readonly ActionExecution[] = ["deferred", "rollback", "commit", "deferred"];
const REPEATS: readonly ActionRepeat[] = ["always", "firstSequence", "oncePerProcess", "secondSequence"];

/** Reads the bits of `CustomAction.Type`. Bits 8 and 9 say rollback and commit where bit 10 is set, and which process repeats the action where it is not. */
export function decodeType(number: number): ActionType {
  const inScript = (number & 0x400) !== 0;
  const option = (number >> 8) & 3;
  return {
    number,
    base: number & 0x3f,
    target: TARGETS[number & 7],
    source: SOURCES[(number >> 4) & 3] ?? "binary",
    return: RETURNS[(number >> 6) & 3] ?? "check",
    execution: inScript ? (EXECUTIONS[option] ?? "deferred") : "immediate",
    repeat: inScript ? "always" : (REPEATS[option] ?? "always"),
    impersonates: !(inScript && (number & 0x800) !== 0),
  };
}

/** True for the types that start a program, call code or run a script; the others set a value, show an error or are no known type. */
export function runsCode(type: ActionType): boolean {
  return type.target !== undefined && type.target !== "text" && type.base !== 33 && type.base !== 49;
}
