import { calledVerdict, nestedVerdict } from "./nested.ts";
import type { Rule } from "./rule.ts";
import { startsOf } from "./situation.ts";
import { keptVerdict } from "./verdict.ts";
import { adviceFor, whereabouts } from "./wording.ts";

/** msiexec started and waited for while the execute sequence is processed. */
export const nestedInstallInExecuteSequence: Rule = {
  id: "nested-install-in-execute-sequence",
  title: "An action of the execute sequence starts another installation and waits for it",
  level: "error",
  *check(subject) {
    for (const start of startsOf(subject, "nested")) {
      const { effect } = start;
      const where = whereabouts(subject.database, start.occurrence);
      if (effect.kind === "calls-installer") yield calledVerdict(where, start, effect);
      if (effect.kind === "starts-installation")
        yield keptVerdict(start.occurrence, where, () => nestedVerdict(where, start, effect, adviceFor(effect)));
    }
  },
};
