import { checkJson } from "./checkJson.ts";
import { checkText } from "./checkText.ts";
import { type Fixed, fixAll, report as reportFixes } from "./fix.ts";
import { EXIT, type Io } from "./io.ts";
import { type Command, reaches } from "./options.ts";
import { createPlaces } from "./place.ts";
import { type Analysed, analyse, nothingRead } from "./scope.ts";

/** `check`: prints the findings, those that are left where it fixes some; the exit code says whether there are any that count. */
export async function check(command: Extract<Command, { name: "check" }>, io: Io): Promise<number> {
  const first = await analyse(command.sources, io, "judged");
  const fixed = command.fix === undefined ? undefined : await fixAll(first, command.fix, io);
  if (fixed !== undefined) await reportFixes(fixed, command.dryRun, io);
  const analysed = fixed?.analysed ?? first;
  if (fixed === undefined || !command.dryRun) print(analysed, command, io);
  return codeOf(analysed, fixed, command, io);
}

function print({ report, workspace }: Analysed, command: Extract<Command, { name: "check" }>, io: Io): void {
  const places = createPlaces(io.cwd, (file) => workspace.textOf(file));
  const color = command.color && io.terminal && (io.env["NO_COLOR"] ?? "") === "";
  const columns = Math.min(Math.max(io.columns ?? 120, 60), 160);
  io.out(
    command.format === "json"
      ? checkJson(report, places, (finding) => workspace.fixesOf(finding))
      : checkText(report, places, { ...command, color, columns }),
  );
}

function codeOf(
  analysed: Analysed,
  fixed: Fixed | undefined,
  command: Extract<Command, { name: "check" }>,
  io: Io,
): number {
  const { report } = analysed;
  const nothing = nothingRead(analysed, command.sources);
  if (nothing !== undefined) io.error(`msi1618: ${nothing}\n`);
  if (report.problems.some((problem) => problem.code === "internal-error")) return EXIT.failed;
  if (nothing !== undefined) return EXIT.usage;
  if (fixed !== undefined && fixed.failed.length > 0) return EXIT.failed;
  return report.findings.some((one) => reaches(one.severity, command.failOn)) ? EXIT.findings : EXIT.clean;
}
