import type { InstallerOperation, StartsInstallation } from "../payload/effect.ts";
import { nestedVerdict } from "./nested.ts";
import type { Rule } from "./rule.ts";
import { startsOf } from "./situation.ts";
import { NO_HELP, whereabouts } from "./wording.ts";

/** msiexec started on the product that is just being installed, repaired or removed, and waited for. */
export const msiexecOnOwnProduct: Rule = {
  id: "msiexec-on-own-product",
  title: "An action of the execute sequence runs msiexec on the product that it belongs to",
  level: "error",
  *check(subject) {
    for (const start of startsOf(subject, "own-product")) {
      const { effect } = start;
      if (effect.kind !== "starts-installation") continue;
      const where = `${whereabouts(subject.database, start.occurrence)}, which is the product's own installation`;
      yield nestedVerdict(where, start, effect, adviceFor(effect));
    }
  },
};

/** What Windows Installer does by itself, by what the action wants done. */
const INSTEAD: Readonly<Partial<Record<InstallerOperation, string>>> = {
  uninstall:
    "Remove the action: Windows Installer removes the product when it is uninstalled, and MajorUpgrade removes an older version of it. An installation that is to be given up ends with an error action (type 19), and is rolled back.",
  repair:
    "Remove the action: the property REINSTALL makes this installation itself repair the product or some of its features.",
  install: "Remove the action: the properties ADDLOCAL and REMOVE choose the features of this installation itself.",
};

function adviceFor({ operation }: StartsInstallation): string {
  const instead = INSTEAD[operation] ?? "Remove the action: an installation cannot run another one of its own product.";
  return `${instead} ${NO_HELP}`;
}
