import { isHidden, part, type Text } from "../text.ts";
import { isAt } from "./words.ts";

/** What stands for a part of a name that is not known. */
export const UNKNOWN_PART = "*";

/** Answers `[#File]`, `[INSTALLFOLDER]setup.exe` and the like with the name of the file, as in `vc_redist.x64.exe`; undefined where that is not known. */
export type FileNames = (reference: string) => string | undefined;

/** A program's file name, as far as it is known. */
export interface ProgramName {
  /** As people write it: `vc_redist.$(var.Platform).exe`. */
  readonly spelled: string;
  /** Lower case, with `*` for a part that is not known: `vc_redist.*.exe`. */
  readonly pattern: string;
}

/**
 * The last segment of a path to a program; undefined where that segment is not known.
 *
 * A variable before the first known letter of the segment counts as its folder: `[SystemFolder]msiexec.exe` and `$(var.Bin)setup.exe` are msiexec and setup.
 */
export function programName(path: Text, files: FileNames): ProgramName | undefined {
  const trimmed = trim(path);
  const spelled = spelledName(trimmed, files);
  const installed = trimmed.hidden[0] === 1 && trimmed.value.startsWith("[") ? named(files(trimmed.value)) : undefined;
  return installed === undefined || installed.pattern === spelled?.pattern ? spelled : installed;
}

function spelledName(path: Text, files: FileNames): ProgramName | undefined {
  const segment = lastSegment(path);
  if (/^(?:\[%comspec\]|%comspec%|\$env:comspec)$/i.test(segment.value))
    return { spelled: "cmd.exe", pattern: "cmd.exe" };
  if (isHidden(segment)) return named(files(segment.value));
  if (/^%[^%]+%$/.test(segment.value)) return undefined;
  const rest = withoutFolder(segment);
  const pattern = patternOf(rest).toLowerCase();
  const stem = pattern.replace(/\.[a-z\d]+$/, "");
  return /[\p{L}\p{N}_]/u.test(stem) ? { spelled: rest.value, pattern } : undefined;
}

/** The name of a program without folder and without `.exe`, by which the known ones are told apart: `msiexec`, `cmd`, `setup.msi`. */
export function knownAs(name: ProgramName): string {
  return name.pattern.replace(/\.(?:exe|com)$/, "");
}

/** The extension of a program's file name, in lower case: `.msi`; `""` where it has none. */
export function extensionOfProgram(name: ProgramName): string {
  return /\.[a-z\d]+$/.exec(name.pattern)?.[0] ?? "";
}

/** A file name that is wholly known. */
export function named(name: string | undefined): ProgramName | undefined {
  return name === undefined || name === "" ? undefined : { spelled: name, pattern: name.toLowerCase() };
}

function trim(path: Text): Text {
  const before = /^[\s"']*/.exec(path.value)?.[0].length ?? 0;
  const after = /[\s"']*$/.exec(path.value.slice(-64))?.[0].length ?? 0;
  return part(path, before, Math.max(before, path.value.length - after));
}

function lastSegment(path: Text): Text {
  let at = path.value.length;
  while (at > 0 && !isAt(path, at - 1, "\\") && !isAt(path, at - 1, "/")) at--;
  return part(path, at);
}

function withoutFolder(segment: Text): Text {
  let at = 0;
  while (at < segment.value.length && segment.hidden[at] === 1) at++;
  return part(segment, at);
}

function patternOf(text: Text): string {
  let pattern = "";
  for (let at = 0; at < text.value.length; at++) {
    if (text.hidden[at] !== 1) pattern += text.value[at];
    else if (!pattern.endsWith(UNKNOWN_PART)) pattern += UNKNOWN_PART;
  }
  return pattern;
}
