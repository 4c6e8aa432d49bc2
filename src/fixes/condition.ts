import { evaluate, parseCondition, symbolsOf } from "../model/condition.ts";

/** A condition of an action, for the place that it is moved to. */
export interface Guarded {
  /** True where `NOT Installed` has to be added: nothing in the condition speaks of what is installed already. */
  readonly needsGuard: boolean;
  /** What is asked besides whether the product is installed; `""` where nothing is. */
  readonly rest: string;
}

const MAINTENANCE: ReadonlySet<string> = new Set([
  "Installed",
  "REMOVE",
  "REINSTALL",
  "PATCH",
  "UPGRADINGPRODUCTCODE",
  "ProductState",
  "Preselected",
]);

/** Looks at a condition for what it says of first installations. */
export function guarded(condition: string): Guarded {
  const symbols = symbolsOf(parseCondition(condition));
  const rest = condition
    .replace(/^\s*NOT\s+Installed\s*(?:AND\s+|$)/i, "")
    .replace(/\s+AND\s+NOT\s+Installed\s*$/i, "")
    .trim();
  return { needsGuard: !symbols.some(({ name }) => MAINTENANCE.has(name)), rest };
}

/** True where the condition holds at first installation and upgrade only. */
export function isFirstOnly(condition: string): boolean {
  const parsed = parseCondition(condition);
  return evaluate(parsed, ({ name }) => (name === "Installed" ? "1" : undefined)) === false;
}
