import type { FixOffer } from "../model/finding.ts";
import { type Prepared, prepareBundle } from "./bundle.ts";
import { prepareExitDialog } from "./exitDialog.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { preparePassCommand } from "./passCommand.ts";
import { prepareTableSequence } from "./tableSequence.ts";
import { prepareUiSequence } from "./uiSequence.ts";
import { prepareUpgrade } from "./upgrade.ts";
import { prepareWait } from "./wait.ts";

/** A fix that cannot be made here, with the reason as a sentence. */
export interface Refused {
  readonly refused: string;
}

/** Looks whether an offered fix can be made; its edits are built when they are asked for. */
export function prepareFix(ground: Ground, job: Job, offer: FixOffer): Prepared | Refused {
  try {
    const fix = prepared(ground, job, offer);
    return { ...fix, edits: () => orNone(fix.edits) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message };
    throw error;
  }
}

/** What shows only while the edits are built is refused there: nothing is changed then. */
function orNone(edits: Prepared["edits"]): ReturnType<Prepared["edits"]> {
  try {
    return edits();
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** Of tables only rows can be moved; a bundle takes the place of a package that is made of sources. */
function inTables(ground: Ground, job: Job, offer: FixOffer): Prepared {
  if (offer.kind === "ui-sequence") return prepareTableSequence(ground, job, offer);
  throw new Refusal("These tables are not changed: change what they are made from.");
}

function prepared(ground: Ground, job: Job, offer: FixOffer): Prepared {
  if (job.databases.some(({ toolset }) => !toolset.startsWith("wix"))) return inTables(ground, job, offer);
  switch (offer.kind) {
    case "bundle":
      return prepareBundle(ground, job, offer);
    case "exit-dialog":
      return prepareExitDialog(ground, job, offer);
    case "ui-sequence":
      return prepareUiSequence(ground, job, offer);
    case "upgrade":
      return prepareUpgrade(ground, job, offer);
    case "wait":
      return prepareWait(ground, job, offer.title);
    case "pass-command":
      return preparePassCommand(ground, job, offer);
    default:
      throw new Refusal("A suppression needs no job.");
  }
}
