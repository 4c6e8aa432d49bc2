import { part, type Text } from "../text.ts";
import { isAt, isBlankAt, skipBlanks } from "./words.ts";

/** A command line parted into the program and what follows it, each with its way back to the source. */
export interface Invocation {
  /** The path of the program, without quotation marks. */
  readonly program: Text;
  /** Everything after the program. */
  readonly rest: Text;
  /** Program and arguments as spelled. */
  readonly whole: Text;
}

/** The longest command line that CreateProcess takes, in UTF-16 units. */
export const LONGEST_COMMAND = 32_767;

/** Programs that people start without path and extension; `C:\Windows\System32\msiexec /i "a b.exe"` ends at the first of them. */
const BARE = /(?:^|[\\/\]})])(?:msiexec|cmd|powershell|pwsh|rundll32|regsvr32|wscript|cscript|net|sc|start|wmic)$/i;

const EXECUTABLE = /\.(?:exe|com|bat|cmd|scr|msi|msp|msu|vbs|js|ps1|hta)$/i;

/**
 * The program that CreateProcess starts where it is given the command line only: the quoted first part, or else, of the parts that end at a blank, the first that is a file.
 * Which files there are is not known here: the first part that looks like a program is taken, and the first part of all where none does.
 *
 * @see https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw
 */
export function readCreateProcess(command: Text): Invocation | undefined {
  const start = skipBlanks(command, 0);
  if (start >= command.value.length) return undefined;
  const whole = part(command, start);
  if (isAt(whole, 0, '"')) {
    let end = 1;
    while (end < whole.value.length && !isAt(whole, end, '"')) end++;
    return { program: part(whole, 1, end), rest: part(whole, Math.min(end + 1, whole.value.length)), whole };
  }
  const end = programEnd(whole);
  return { program: part(whole, 0, end), rest: part(whole, end), whole };
}

function programEnd(command: Text): number {
  const first = blankFrom(command, 0);
  const segment = command.value.slice(0, first);
  if (EXECUTABLE.test(segment) || BARE.test(segment) || !/[\\/\]:]/.test(segment)) return first;
  for (let end = first; end < command.value.length; ) {
    const next = skipBlanks(command, end);
    if (next >= command.value.length || startsArgument(command, next)) break;
    end = blankFrom(command, next);
    if (command.value.slice(next, end).includes('"')) break;
    if (EXECUTABLE.test(command.value.slice(next, end))) return end;
  }
  return first;
}

const startsArgument = (command: Text, at: number) =>
  ["/", "-", '"', "\\"].some((unit) => isAt(command, at, unit)) || command.hidden[at] === 1;

function blankFrom(command: Text, from: number): number {
  let at = from;
  while (at < command.value.length && !isBlankAt(command, at)) at++;
  return at;
}
