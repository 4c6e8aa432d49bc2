import type { CallsInstaller, Effect } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { calls, claim, whereabouts } from "./wording.ts";

/** A function that a custom action must not call, although it starts no installation. */
export const sessionApiInCustomAction: Rule = {
  id: "session-api-in-custom-action",
  title: "An action calls a function of the installer that custom actions must not call",
  level: "error",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      // An embedded user interface is no custom action: its pages forbid none of these.
      if (occurrence.step.table === "MsiEmbeddedUI") continue;
      const { effects } = occurrence.understanding;
      const effect = effects.find(opensSession);
      // Of an action that installs as well, the rule on that speaks.
      if (effect === undefined || effects.some((one) => one.kind === "calls-installer" && one.api === "installs"))
        continue;
      const { step } = occurrence;
      const words = `Windows Installer's documentation forbids that in every custom action; what the call returns is documented nowhere${surely(occurrence)}`;
      yield verdictOn(occurrence, {
        effect,
        outcome: "not-allowed",
        basis: "documented",
        confidence: confidenceIn(occurrence, effect.proof, "documented"),
        message: `${step.action} ${calls(effect)} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice:
          "Ask the running session instead (Session.Property, MsiGetProperty and the like); what is known of other products is asked with MsiQueryProductState or MsiGetProductInfo, which are allowed.",
      });
    }
  },
};

function opensSession(effect: Effect): effect is CallsInstaller {
  return effect.kind === "calls-installer" && effect.api === "opens-session";
}

const surely = ({ step }: Occurrence) => (step.type?.return === "ignore" ? '; Return="ignore" hides it' : "");
