import type { PackageAsProgram } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { claim, hedged, quote, whereabouts } from "./wording.ts";

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
      const words = `it ${hedged(effect.proof, "fails", "fail")} with error 1721 before anything is installed, because a package is no program${ignored(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: "fails-to-start",
        basis: "documented",
        confidence: confidenceIn(occurrence, effect.proof, "documented"),
        message: `${step.action} starts ${quote(effect.package)} itself ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice: step.mutexHeld
          ? "Ship a bundle whose Chain installs that package. Starting it through msiexec does not help here: inside an installation msiexec gets error 1618."
          : "Start it through msiexec /i, or ship a bundle whose Chain installs that package.",
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
