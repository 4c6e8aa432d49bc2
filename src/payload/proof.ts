import type { Awaited, Proof } from "./effect.ts";

const PROOFS: readonly Proof[] = ["possible", "likely", "proven"];

/** The weaker of two proofs. */
export function weaker(one: Proof, other: Proof): Proof {
  return PROOFS[Math.min(PROOFS.indexOf(one), PROOFS.indexOf(other))] ?? "possible";
}

/** Whether a chain of processes is waited for, of which the first waits as `one` says and the next as `other` says. */
export function chained(one: Awaited, other: Awaited): Awaited {
  if (one === "no" || other === "no") return "no";
  return one === "yes" && other === "yes" ? "yes" : "unknown";
}
