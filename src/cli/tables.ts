import { EXIT, type Io } from "./io.ts";
import type { Command } from "./options.ts";
import { createPlaces } from "./place.ts";
import { analyse, nothingRead } from "./scope.ts";
import { tablesIdt } from "./tablesIdt.ts";
import { tablesJson } from "./tablesJson.ts";

/** `tables`: prints, or writes as text archives, the rows that the sources were understood to make, with what is wrong with the sources on standard error. */
export async function tables(command: Extract<Command, { name: "tables" }>, io: Io): Promise<number> {
  const analysed = await analyse(command.sources, io, "every");
  const { report, workspace } = analysed;
  const places = createPlaces(io.cwd, (file) => workspace.textOf(file));
  if (command.archives === undefined) io.out(tablesJson(report, places));
  else await tablesIdt(analysed, command.archives, io);
  for (const { site, severity, message } of report.problems) {
    if (severity === "error") io.error(`${places.label(site)}: ${severity}: ${message}\n`);
  }
  const nothing = nothingRead(analysed, command.sources);
  if (nothing !== undefined) io.error(`msi1618: ${nothing}\n`);
  if (report.problems.some((problem) => problem.code === "internal-error")) return EXIT.failed;
  return nothing === undefined ? EXIT.clean : EXIT.usage;
}
