import type { Database } from "../model/database.ts";
import type {
  Awaited,
  CallsInstaller,
  Effect,
  Proof,
  StartsInstallation,
  StartsRedistributable,
} from "../payload/effect.ts";
import type { Step } from "../timeline/step.ts";
import { isOwnProduct } from "./ownProduct.ts";
import type { Occurrence, Subject } from "./rule.ts";

/** The installer of Visual Studio extensions in the table of known installers. */
const VSIX_INSTALLER = "vsix-installer";

/** An effect that starts an installation: in another process, or by a call of the installer API that always does. */
export type Starting = StartsInstallation | StartsRedistributable | CallsInstaller;

/**
 * What a step comes to that starts an installation. Each step comes to one of these at most, and each rule speaks of one, so that a step is never reported twice.
 *
 * `nested`, `redistributable`: while the mutex is held, and waited for; `own-product`: the same as `nested`, of the product itself; `vsix`: an installer of Visual Studio
 * extensions; `called`: by a call in the process of a UI sequence or of an embedded user interface; `moves`: waited for, but only where no UI sequence ran; `race`: not waited for; `chained`: by an embedded chainer;
 * `overtakes`: not waited for until ExecuteAction, or never; `interactive`: waited for, before ExecuteAction, or in a dialog of which it is not known when it is shown.
 */
export type Situation =
  | "nested"
  | "own-product"
  | "redistributable"
  | "vsix"
  | "called"
  | "moves"
  | "race"
  | "chained"
  | "overtakes"
  | "interactive";

/** A step that starts an installation, the effect that says so, and what it comes to. */
export interface Start {
  readonly occurrence: Occurrence;
  readonly effect: Starting;
  readonly awaited: Awaited;
  /** How sure it is that the effect happens at that moment: no more than possible where the moment or the operation is not known. */
  readonly proof: Proof;
  readonly situation: Situation;
}

/** Each rule asks for another situation: what a step comes to is found out once for all of them. */
const sorted = new WeakMap<Subject, ReadonlyMap<Situation, readonly Start[]>>();

/** Every step of a subject that comes to the given situation, in timeline order. */
export function startsOf(subject: Subject, situation: Situation): readonly Start[] {
  const known = sorted.get(subject) ?? sortStarts(subject);
  sorted.set(subject, known);
  return known.get(situation) ?? [];
}

function sortStarts({ database, occurrences }: Subject): ReadonlyMap<Situation, readonly Start[]> {
  const found = new Map<Situation, Start[]>();
  for (const occurrence of occurrences) {
    const start = startOf(database, occurrence);
    if (start === undefined) continue;
    const others = found.get(start.situation);
    if (others === undefined) found.set(start.situation, [start]);
    else others.push(start);
  }
  return found;
}

/** What a step comes to; undefined where it starts no installation, or where that does no harm: after ExecuteAction. */
function startOf(database: Database, occurrence: Occurrence): Start | undefined {
  const effect = strongestStart(occurrence.understanding.effects);
  if (effect === undefined) return undefined;
  const awaited = occurrence.step.type?.return === "asyncNoWait" ? "no" : awaitedOf(effect);
  const situation = situationOf(database, occurrence.step, effect, awaited);
  return situation === undefined
    ? undefined
    : { occurrence, effect, awaited, proof: proofOf(occurrence.step, effect), situation };
}

function proofOf(step: Step, effect: Starting): Proof {
  const unread = effect.kind === "starts-installation" && effect.operation === "unknown" && effect.ui !== "caller";
  if (effect.kind === "calls-installer") return effect.proof;
  // When a chainer is started matters to no verdict on it.
  const unplaced = step.moment === "unknown" && step.table !== "MsiEmbeddedChainer";
  return unread || unplaced ? "possible" : effect.proof;
}

function situationOf(database: Database, step: Step, effect: Starting, awaited: Awaited): Situation | undefined {
  if (step.table === "MsiEmbeddedChainer") return "chained";
  // In a UI sequence the process alone decides, whatever the mutex: also after ExecuteAction.
  if (effect.kind === "calls-installer") return step.mutexHeld ? "nested" : "called";
  if (step.moment === "after-execute") return undefined;
  if (effect.kind === "starts-redistributable" && effect.installer.id === VSIX_INSTALLER) {
    return step.mutexHeld ? "vsix" : undefined;
  }
  if (!step.mutexHeld) return awaited === "no" || step.type?.return === "asyncWait" ? "overtakes" : "interactive";
  if (awaited === "no") return "race";
  if (step.presence === "silent-only" || step.presence === "once") return "moves";
  if (effect.kind === "starts-redistributable") return "redistributable";
  return isOwnProduct(database, effect.package) ? "own-product" : "nested";
}

const AWAITED: readonly Awaited[] = ["yes", "unknown", "no"];
const PROOFS: readonly Proof[] = ["proven", "likely", "possible"];

const awaitedOf = (effect: Starting): Awaited => (effect.kind === "calls-installer" ? "yes" : effect.awaited);

const KINDS: readonly Starting["kind"][] = ["calls-installer", "starts-installation", "starts-redistributable"];

function isStarting(effect: Effect): effect is Starting {
  if (effect.kind === "calls-installer") return effect.api === "installs";
  return effect.kind === "starts-installation" || effect.kind === "starts-redistributable";
}

/** Of several effects of one action, what is waited for counts first, then the better proven, then a call and msiexec before a redistributable. */
function strongestStart(effects: readonly Effect[]): Starting | undefined {
  const starting = effects.filter(isStarting);
  const rank = (one: Starting) =>
    AWAITED.indexOf(awaitedOf(one)) * 100 + PROOFS.indexOf(one.proof) * 10 + KINDS.indexOf(one.kind);
  return starting.reduce<Starting | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  );
}
