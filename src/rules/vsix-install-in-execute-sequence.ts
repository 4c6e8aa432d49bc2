import type { Basis } from "../model/finding.ts";
import type { Site } from "../model/site.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { claim, consequence, does, ERROR_1618, NO_HELP, whereabouts } from "./wording.ts";

/** VSIXInstaller started while the mutex is held: since Visual Studio 2017 an extension may bring along workloads that are Windows Installer packages. */
export const vsixInstallInExecuteSequence: Rule = {
  id: "vsix-install-in-execute-sequence",
  title: "An action of the execute sequence installs a Visual Studio extension, which may install packages",
  level: "warning",
  *check(subject) {
    const seen = new Set<Site>();
    for (const { occurrence, effect, awaited, proof } of startsOf(subject, "vsix")) {
      const { step } = occurrence;
      // One VsixPackage element of WiX makes up to six actions, all of which stand there: the first speaks for them.
      if (step.definition === undefined || seen.has(step.definition.site)) continue;
      seen.add(step.definition.site);
      const basis: Basis = step.basis === "inferred" ? "inferred" : "reported";
      const hidden = step.type?.return === "ignore";
      const words = `where the extension asks for a workload of Visual Studio 2017 or later that is not there yet, the packages of that workload may get ${ERROR_1618}, because ${step.because}${consequence(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: awaited === "no" ? "race" : hidden ? "1618-hidden" : "1618",
        basis,
        confidence: confidenceIn(occurrence, proof, basis),
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice: `Install the extension from a bundle, with an ExePackage that runs VSIXInstaller.exe, or let the person install it after ExecuteAction. ${NO_HELP}`,
      });
    }
  },
};
