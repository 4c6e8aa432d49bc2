import type { Basis, Confidence } from "../model/finding.ts";
import type { CallsInstaller, StartsInstallation } from "../payload/effect.ts";
import { confidenceIn } from "./circumstances.ts";
import type { Occurrence, Verdict } from "./rule.ts";
import type { Start } from "./situation.ts";
import { verdictOn } from "./verdict.ts";
import { adviceFor, claim, consequence, does, ERROR_1618, gets, onceWired } from "./wording.ts";

/** What msiexec comes to that is started and waited for while the mutex is held: 1618, or a child with windows of its own that may block. */
export function nestedVerdict(where: string, start: Start, effect: StartsInstallation, advice: string): Verdict {
  return asks(effect) ? blocked(where, start, effect, advice) : failing(where, start, effect, advice);
}

/** A child with windows of its own does not simply fail: it shows message 1500 and offers to try again. */
function asks({ ui }: StartsInstallation): boolean {
  return ui === "full" || ui === "reduced" || ui === "default";
}

function failing(where: string, start: Start, effect: StartsInstallation, advice: string): Verdict {
  const { occurrence, awaited } = start;
  const { step } = occurrence;
  const basis: Basis = step.type?.return === "asyncWait" ? "inferred" : step.basis;
  const settled = awaited === "yes" && effect.ui !== "unknown";
  const confidence = confidenceIn(occurrence, start.proof, basis, settled);
  const hidden = step.type?.return === "ignore";
  return verdictOn(occurrence, {
    effect,
    outcome: hidden ? "1618-hidden" : "1618",
    basis,
    confidence,
    message: `${step.action} ${does(effect)} ${where}. ${fails(start, basis, confidence)}`,
    advice,
    ...quieter(effect),
  });
}

/** An operation that cannot be read may as well be a harmless one. */
function quieter(effect: StartsInstallation): { severity?: "warning" } {
  return effect.operation === "unknown" && effect.ui !== "caller" ? { severity: "warning" } : {};
}

function fails(start: Start, basis: Basis, confidence: Confidence): string {
  const { occurrence } = start;
  const { step } = occurrence;
  const source = basis === "inferred" ? "by the documentation " : "";
  const gives = `${source}the nested installation ${gets(start, confidence)} ${ERROR_1618}`;
  return claim(occurrence, `${onceWired(occurrence)}${gives}, because ${step.because}${consequence(occurrence)}`);
}

function blocked(where: string, { occurrence, proof }: Start, effect: StartsInstallation, advice: string): Verdict {
  const { step } = occurrence;
  const level = effect.ui === "default" ? "no /q option, so with a full user interface" : "a user interface of its own";
  const words = `${onceWired(occurrence)}by the documentation it finds _MSIExecute set and may show message 1500 and wait for an answer, while this installation waits for it: ${step.because}`;
  return verdictOn(occurrence, {
    effect,
    outcome: "blocks",
    basis: "inferred",
    confidence: confidenceIn(occurrence, proof, "inferred"),
    message: `${step.action} ${does(effect)} ${where}, with ${level}. ${claim(occurrence, words)}`,
    advice: `${advice} A /q option makes it fail with 1618 at once.`,
    ...quieter(effect),
  });
}

/** What a call of the installer API comes to while the mutex is held: the call itself is answered with 1618. */
export function calledVerdict(where: string, { occurrence, proof }: Start, effect: CallsInstaller): Verdict {
  const { step } = occurrence;
  const basis: Basis = step.type?.return === "asyncWait" ? "inferred" : step.basis;
  const confidence = confidenceIn(occurrence, proof, basis);
  const source = basis === "inferred" ? "by the documentation " : "";
  const gets = { guaranteed: "gets", likely: "is likely to get", possible: "may get" }[confidence];
  const words = `${source}the call ${gets} ${ERROR_1618}, because ${step.because}${unseen(occurrence)}`;
  return verdictOn(occurrence, {
    effect,
    outcome: isUnseen(occurrence) ? "1618-hidden" : "1618",
    basis,
    confidence,
    message: `${step.action} ${does(effect)} ${where}. ${claim(occurrence, words)}`,
    advice: adviceFor(effect),
  });
}

/** Scripts that stand in the table always report success. @see https://learn.microsoft.com/windows/win32/msi/custom-action-type-38 */
const alwaysSucceeds = ({ step }: Occurrence) => step.type?.base === 37 || step.type?.base === 38;

/** True where nobody learns of a call that fails. */
export function isUnseen(occurrence: Occurrence): boolean {
  return occurrence.step.type?.return === "ignore" || alwaysSucceeds(occurrence);
}

/** Why nobody learns of it, as a clause. */
export function unseen(occurrence: Occurrence): string {
  if (occurrence.step.type?.return === "ignore")
    return '; Return="ignore" hides that, and the set-up goes on without it';
  return alwaysSucceeds(occurrence)
    ? "; a script in the table always reports success, so the set-up goes on without it"
    : "";
}
