import type { CallsInstaller, Effect } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Rule, Verdict } from "./rule.ts";
import { verdictOn } from "./verdict.ts";
import { callerBusy, calls, claim, ERROR_1618, whereabouts } from "./wording.ts";

/** A function that installs what is missing, called with a mode that lets it. */
export const installOnDemandInCustomAction: Rule = {
  id: "install-on-demand-in-custom-action",
  title: "An action calls a function of the installer that installs on demand",
  level: "warning",
  *check(subject) {
    for (const occurrence of subject.occurrences) {
      const { effects } = occurrence.understanding;
      const effect = effects.find(installsOnDemand);
      if (effect === undefined || effects.some((one) => one.kind === "calls-installer" && one.api === "installs"))
        continue;
      // An embedded user interface is no custom action, and no page forbids it what starts no installation.
      if (occurrence.step.table === "MsiEmbeddedUI" && isForbidden(effect)) continue;
      const what = `${occurrence.step.action} ${calls(effect)} ${whereabouts(subject.database, occurrence)}.`;
      yield isForbidden(effect) ? forbidden(what, occurrence, effect) : onDemand(what, occurrence, effect);
    }
  },
};

function installsOnDemand(effect: Effect): effect is CallsInstaller {
  return effect.kind === "calls-installer" && effect.api === "installs-on-demand";
}

/** Their pages describe no installation; they are among what a custom action must never call. */
const isForbidden = ({ call }: CallsInstaller) => /UseFeature|CollectUserInfo/.test(call);

function forbidden(what: string, occurrence: Occurrence, effect: CallsInstaller): Verdict {
  const words = "Windows Installer's documentation forbids that in every custom action";
  return verdictOn(occurrence, {
    effect,
    outcome: "not-allowed",
    basis: "documented",
    confidence: confidenceIn(occurrence, effect.proof, "documented"),
    message: `${what} ${claim(occurrence, words)}`,
    advice: "Leave the call to the application, which makes it when it uses the feature.",
  });
}

function onDemand(what: string, occurrence: Occurrence, effect: CallsInstaller): Verdict {
  const { step } = occurrence;
  const because = step.mutexHeld ? step.because : callerBusy(occurrence);
  const words = `where something of it is missing, it starts an installation, which by the documentation gets ${ERROR_1618}, because ${because}`;
  return verdictOn(occurrence, {
    effect,
    outcome: "1618",
    basis: "inferred",
    confidence: confidenceIn(occurrence, effect.proof, "inferred"),
    message: `${what} ${claim(occurrence, words)}`,
    advice:
      "Call it with INSTALLMODE_EXISTING (-1) or INSTALLMODE_NODETECTION (-2), with which it only looks, or ask with MsiGetComponentPath or MsiLocateComponent.",
  });
}
