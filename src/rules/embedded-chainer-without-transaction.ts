import { confidenceIn } from "./circumstances.ts";
import type { Rule } from "./rule.ts";
import { startsOf } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { claim, does, whereabouts } from "./wording.ts";

/** A program of MsiEmbeddedChainer that starts an installation as anybody could, although only its own calls can join the transaction that waits for it. */
export const embeddedChainerWithoutTransaction: Rule = {
  id: "embedded-chainer-without-transaction",
  title: "An embedded chainer starts an installation without joining the transaction",
  level: "warning",
  *check(subject) {
    for (const { occurrence, effect, proof } of startsOf(subject, "chained")) {
      const { step } = occurrence;
      const words =
        "by the documentation a chainer has to join the running transaction with MsiJoinTransaction and to end it with MsiEndTransaction, " +
        "and where it returns without that, all installations are rolled back; nothing of that is known to happen here";
      yield verdictOn(occurrence, {
        effect,
        outcome: "outer-fails",
        basis: "inferred",
        confidence: confidenceIn(occurrence, proof, "inferred"),
        message: `${step.action} ${does(effect)} ${whereabouts(subject.database, occurrence)}. ${claim(occurrence, words)}`,
        advice:
          "Ship a bundle whose Chain runs the packages, or write a chainer that takes the transaction's handle from its command line, joins, installs with MsiInstallProduct and ends the transaction.",
      });
    }
  },
};
