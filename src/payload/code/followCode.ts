import { textSite } from "../../model/site.ts";
import type { CodeReading } from "../code.ts";
import { DOT_NET } from "./dotNet.ts";
import { execute, frameFor, noteBroken } from "./evaluate.ts";
import type { Project } from "./project.ts";
import type { Routine } from "./routine.ts";
import { createRun, readingOf } from "./run.ts";
import { WINDOWS } from "./windowsApi.ts";

/** The languages that are followed so. */
export type CodeLanguage = "c-sharp" | "cpp";

const KNOWN = { "c-sharp": DOT_NET, cpp: WINDOWS } as const;

/**
 * What a routine of a project does from where it is entered: the programs that it starts, the installer API that it calls. `called` is what people call it, as in
 * `the entry point Install`; where it is not `sure` that the routine is what is entered, nothing is more than likely.
 */
export function followRoutine(
  project: Project,
  language: CodeLanguage,
  routine: Routine,
  { called, sure = true }: { readonly called: string; readonly sure?: boolean },
): CodeReading {
  const run = createRun(project, KNOWN[language]);
  const here = { message: `${called} is this code`, site: textSite(routine.file, routine.span) };
  noteBroken(run, routine);
  run.running.add(routine);
  execute(
    run,
    frameFor(run, routine, [], { doubts: sure ? [] : [{ guard: false }], trail: [here], depth: 0 }),
    routine.body,
  );
  return readingOf(run);
}
