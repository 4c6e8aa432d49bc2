import { checkJson } from "./checkJson.ts";
import { checkText } from "./checkText.ts";
import { EXIT, type Io } from "./io.ts";
import { type Command, reaches } from "./options.ts";
import { createPlaces } from "./place.ts";
import { analyse, nothingRead } from "./scope.ts";

/** `check`: prints the findings; the exit code says whether there are any that count. */
export async function check(command: Extract<Command, { name: "check" }>, io: Io): Promise<number> {
  const analysed = await analyse(command.sources, io, "judged");
  const { report, workspace } = analysed;
  const places = createPlaces(io.cwd, (file) => workspace.textOf(file));
  const color = command.color && io.terminal && (io.env["NO_COLOR"] ?? "") === "";
  const columns = Math.min(Math.max(io.columns ?? 120, 60), 160);
  const text =
    command.format === "json" ? checkJson(report, places) : checkText(report, places, { ...command, color, columns });
  io.out(text);
  const nothing = nothingRead(analysed, command.sources);
  if (nothing !== undefined) io.error(`msi1618: ${nothing}\n`);
  if (report.problems.some((problem) => problem.code === "internal-error")) return EXIT.failed;
  if (nothing !== undefined) return EXIT.usage;
  return report.findings.some((one) => reaches(one.severity, command.failOn)) ? EXIT.findings : EXIT.clean;
}
