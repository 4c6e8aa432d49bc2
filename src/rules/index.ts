import { msiStartedAsProgram } from "./msi-started-as-program.ts";
import { nestedInstallInExecuteSequence } from "./nested-install-in-execute-sequence.ts";
import { nestedInstallMovesWhenSilent } from "./nested-install-moves-when-silent.ts";
import { nestedInstallSkippedWhenSilent } from "./nested-install-skipped-when-silent.ts";
import { quietExecCommandNotPassed } from "./quiet-exec-command-not-passed.ts";
import { redistributableInExecuteSequence } from "./redistributable-in-execute-sequence.ts";
import type { Rule } from "./rule.ts";
import { unawaitedInstallBeforeExecute } from "./unawaited-install-before-execute.ts";
import { unawaitedInstallInExecuteSequence } from "./unawaited-install-in-execute-sequence.ts";
import { unresolvedAction } from "./unresolved-action.ts";

/** Every rule there is, in the order in which people read of them. */
export const RULES: readonly Rule[] = [
  nestedInstallInExecuteSequence,
  redistributableInExecuteSequence,
  unawaitedInstallInExecuteSequence,
  unawaitedInstallBeforeExecute,
  nestedInstallMovesWhenSilent,
  nestedInstallSkippedWhenSilent,
  msiStartedAsProgram,
  quietExecCommandNotPassed,
  unresolvedAction,
];
