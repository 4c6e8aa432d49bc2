import type { PackageAsProgram } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, quote, whereabouts } from "./wording.ts";

/** CreateProcess given a package: it is no program, so nothing starts. */
export const msiStartedAsProgram: Rule = {
  id: "msi-started-as-program",
  title: "An action starts a package as if it were a program",
  level: "error",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      const { step } = occurrence;
      const effect = occurrence.understanding.effects.find(isPackageAsProgram);
      if (effect === undefined) continue;
      const words = `a package is no program, so the action fails with error 1721 before anything is installed${ignored(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: "fails-to-start",
        basis: "documented",
        confidence: confidenceIn(occurrence, effect.proof, "documented"),
        message: `${step.action} starts ${quote(effect.package)} itself ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice:
          "Ship a bundle whose Chain installs that package. Putting msiexec in front makes it a program, but inside an installation msiexec gets error 1618.",
      });
    }
  },
};

function isPackageAsProgram(effect: { readonly kind: string }): effect is PackageAsProgram {
  return effect.kind === "package-as-program";
}

function ignored({ step }: Occurrence): string {
  return step.type?.return === "ignore" ? '; Return="ignore" hides that' : "";
}
