import { concurrentInstallation } from "./concurrent-installation.ts";
import { embeddedChainerWithoutTransaction } from "./embedded-chainer-without-transaction.ts";
import { installOnDemandInCustomAction } from "./install-on-demand-in-custom-action.ts";
import { installerApiInUiSequence } from "./installer-api-in-ui-sequence.ts";
import { msiStartedAsProgram } from "./msi-started-as-program.ts";
import { msiexecOnOwnProduct } from "./msiexec-on-own-product.ts";
import { nestedInstallInExecuteSequence } from "./nested-install-in-execute-sequence.ts";
import { nestedInstallMovesWhenSilent } from "./nested-install-moves-when-silent.ts";
import { nestedInstallSkippedWhenSilent } from "./nested-install-skipped-when-silent.ts";
import { quietExecCommandNotPassed } from "./quiet-exec-command-not-passed.ts";
import { redistributableInExecuteSequence } from "./redistributable-in-execute-sequence.ts";
import type { Rule } from "./rule.ts";
import { sessionApiInCustomAction } from "./session-api-in-custom-action.ts";
import { unawaitedInstallBeforeExecute } from "./unawaited-install-before-execute.ts";
import { unawaitedInstallInExecuteSequence } from "./unawaited-install-in-execute-sequence.ts";
import { unresolvedAction } from "./unresolved-action.ts";
import { vsixInstallInExecuteSequence } from "./vsix-install-in-execute-sequence.ts";
import { waitsForOwnMutex } from "./waits-for-own-mutex.ts";

/** Every rule there is, in the order in which people read of them. */
export const RULES: readonly Rule[] = [
  nestedInstallInExecuteSequence,
  installerApiInUiSequence,
  redistributableInExecuteSequence,
  unawaitedInstallInExecuteSequence,
  unawaitedInstallBeforeExecute,
  nestedInstallMovesWhenSilent,
  nestedInstallSkippedWhenSilent,
  msiStartedAsProgram,
  quietExecCommandNotPassed,
  sessionApiInCustomAction,
  installOnDemandInCustomAction,
  waitsForOwnMutex,
  msiexecOnOwnProduct,
  concurrentInstallation,
  embeddedChainerWithoutTransaction,
  vsixInstallInExecuteSequence,
  unresolvedAction,
];
