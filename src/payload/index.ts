import { type ActionType, decodeType } from "../model/customAction.ts";
import { artifactKey, type Cell, type Database, integerOf, type Row, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Site, Sourced } from "../model/site.ts";
import { followCommand, followProgram } from "./commandLine/follow.ts";
import { type FileNames, type ProgramName, programName } from "./commandLine/program.ts";
import type { Effect, Placement, Proof, Understanding } from "./effect.ts";
import { gap, NOTHING, type Outcome, outcomeOf } from "./effects.ts";
import { expand, expandCandidate, type Variant } from "./expand.ts";
import { binaryName, fileName, fileNames } from "./fileNames.ts";
import { OWN_BUNDLE } from "./knownInstallers.ts";
import { weaker } from "./proof.ts";
import { type Place, placeOf, valuesAt } from "./properties.ts";
import { siteOf } from "./text.ts";
import { entryOf } from "./wixEntries.ts";
import { outcomesOfCall } from "./wixLaunch.ts";

interface Outcomes {
  readonly outcomes: readonly Outcome[];
  /** True where one of the outcomes is what happens. */
  readonly complete: boolean;
}

/** An action in one place, and everything that is asked again and again on the way. */
interface Asked {
  readonly database: Database;
  readonly action: Row;
  readonly type: ActionType;
  readonly source: string;
  /** The cell with the command line, and its text, `""` where the cell is empty. */
  readonly target: Sourced<string>;
  readonly place: Place | undefined;
  readonly files: FileNames;
}

/** What an action does where it stands: the programs it starts, as far as they are known, and which of them start an installation. */
export function understandAction(database: Database, action: Row, placement: Placement | undefined): Understanding {
  const type = decodeType(integerOf(action, "Type") ?? 0);
  const target = action.cells["Target"];
  return combine(
    outcomesOf({
      database,
      action,
      type,
      source: textOf(action, "Source") ?? "",
      target: { value: textOf(action, "Target") ?? "", site: target?.site ?? action.site },
      place: placeOf(database, action, placement),
      files: fileNames(database),
    }),
  );
}

function outcomesOf(asked: Asked): Outcomes {
  const { type, action } = asked;
  if (action.cells["Type"]?.unknown === true) return one(gap("the type of the action is not known"));
  if (type.target === "text") return one(NOTHING);
  if (type.base === 2) return ofBinary(asked);
  if (type.base === 18) return ofFile(asked);
  if (type.base === 34) return ofCommandLine(asked);
  if (type.base === 50) return ofProperty(asked);
  if (type.base === 1 || type.base === 17) return ofLibrary(asked);
  if (type.target === "jscript" || type.target === "vbscript") return one(gap("what its script does is not followed"));
  if (type.target === "install")
    return one(gap(`it is a concurrent installation (type ${type.base}), which is not followed`));
  return one(gap(`${type.number} is no known type of custom action`));
}

const one = (outcome: Outcome): Outcomes => ({ outcomes: [outcome], complete: true });

function ofCommandLine(asked: Asked): Outcomes {
  const variants = expand(asked.database, asked.target, asked.place);
  return {
    outcomes: variants.map((variant) =>
      outcomeOf(followCommand(variant.text, asked.files), settingOf(variant, asked, [])),
    ),
    complete: true,
  };
}

function settingOf(variant: Variant, { files }: Asked, trail: readonly Related[]) {
  const proof: Proof = "proven";
  return {
    site: variant.site,
    files,
    proof,
    via: [],
    trail: [...trail, ...variant.trail],
    hypothetical: variant.hypothetical,
  };
}

function ofFile(asked: Asked): Outcomes {
  const name = fileName(asked.database, asked.source);
  if (name === undefined) return one(gap(`what the File ${asked.source} is called is not known`));
  return ofProgram(asked, name, asked.source, asked.action.cells["Source"], []);
}

function ofBinary(asked: Asked): Outcomes {
  const { database, source } = asked;
  const artifact = database.artifacts.get(artifactKey("Binary", source));
  const name = binaryName(database, source);
  if (name === undefined && artifact?.output?.kind !== "bundle")
    return one(gap(`which file the Binary ${source} holds is not known`));
  const trail =
    artifact === undefined
      ? []
      : [{ message: `the Binary ${source} is made from this file`, site: artifact.spelled.site }];
  if (artifact?.output?.kind === "bundle") return ofBundle(asked, name?.spelled ?? source, trail);
  return ofProgram(asked, name, source, asked.action.cells["Source"], trail);
}

function ofBundle({ target, action }: Asked, program: string, trail: readonly Related[]): Outcomes {
  const site = target.value === "" ? (action.cells["Source"]?.site ?? action.site) : target.site;
  const effect: Effect = {
    kind: "starts-redistributable",
    installer: OWN_BUNDLE,
    awaited: "yes",
    proof: "likely",
    program,
    site,
  };
  return one({ ...NOTHING, effects: [effect], runs: [{ program, arguments: target.value, via: [] }], trail });
}

/** Runs a program that the Source column names, with the Target column as its arguments. */
function ofProgram(
  asked: Asked,
  name: ProgramName | undefined,
  spelled: string,
  source: Cell | undefined,
  trail: readonly Related[],
): Outcomes {
  const site = source?.site ?? asked.action.site;
  const variants = expand(asked.database, asked.target, asked.place);
  const outcomes = variants.map((variant) => {
    const outcome = outcomeOf(
      followProgram(name, variant.text, asked.files, spelled),
      settingOf(variant, asked, trail),
    );
    return variant.text.value === "" ? withSite(outcome, site) : outcome;
  });
  return { outcomes, complete: true };
}

/** Where there are no arguments, what names the program is the text that starts it. */
const withSite = (outcome: Outcome, site: Site): Outcome => ({
  ...outcome,
  effects: outcome.effects.map((effect) => ({ ...effect, site })),
});

function ofProperty(asked: Asked): Outcomes {
  const { database, source, place } = asked;
  const { candidates, complete } = valuesAt(database, source, place);
  if (candidates.length === 0)
    return one(gap(`the program is in the property ${source}, and nothing in the sources sets that`));
  const outcomes = candidates.flatMap((candidate) =>
    expandCandidate(database, candidate).flatMap((path) => {
      const name = programName(path.text, asked.files);
      const trail = [candidate.related, ...path.trail];
      const { outcomes: some } = ofProgram(asked, name, path.text.value, undefined, trail);
      const site = siteOf(path.text, path.site);
      return asked.target.value === "" ? some.map((outcome) => withSite(outcome, site)) : some;
    }),
  );
  return { outcomes, complete };
}

function ofLibrary({ database, action, type, place, source, target }: Asked): Outcomes {
  const entry = entryOf(action);
  if (entry !== undefined) return outcomesOfCall({ database, action, type, entry, place });
  const library =
    type.base === 1
      ? (binaryName(database, source)?.spelled ?? source)
      : (fileName(database, source)?.spelled ?? source);
  return one(gap(`the entry point ${target.value} of ${library} is code that is not followed`));
}

/** One understanding from all outcomes: an effect that not every outcome has is likely at most. */
function combine({ outcomes, complete }: Outcomes): Understanding {
  const effects = new Map<string, { effect: Effect; count: number }>();
  for (const outcome of outcomes) {
    const seen = new Set<string>();
    for (const effect of outcome.effects) {
      const key = keyOf(effect);
      const before = effects.get(key);
      effects.set(key, {
        effect: before === undefined ? effect : merged(before.effect, effect),
        count: (before?.count ?? 0) + (seen.has(key) ? 0 : 1),
      });
      seen.add(key);
    }
  }
  const told = outcomes.filter(({ hypothetical }) => !hypothetical);
  const gaps = [...new Set((told.length > 0 ? told : outcomes).flatMap((outcome) => outcome.gaps))];
  return {
    understood: gaps.length === 0,
    ...(gaps.length === 0 ? {} : { reason: gaps.join("; ") }),
    runs: distinct(outcomes.flatMap(({ runs }) => runs)),
    effects: [...effects.values()].map(({ effect, count }) =>
      complete && count === outcomes.length ? effect : { ...effect, proof: weaker(effect.proof, "likely") },
    ),
    trail: distinct(outcomes.flatMap(({ trail }) => trail)),
  };
}

/** One effect of two that differ in what is said of them only: what they disagree on is not known. */
function merged(a: Effect, b: Effect): Effect {
  const proof = weaker(a.proof, b.proof);
  if (a.kind === "starts-installation" && b.kind === "starts-installation")
    return {
      ...a,
      proof,
      ui: a.ui === b.ui ? a.ui : "unknown",
      awaited: a.awaited === b.awaited ? a.awaited : "unknown",
    };
  if (a.kind === "starts-redistributable" && b.kind === "starts-redistributable")
    return { ...a, proof, awaited: a.awaited === b.awaited ? a.awaited : "unknown" };
  return { ...a, proof };
}

function keyOf(effect: Effect): string {
  const what =
    effect.kind === "starts-installation"
      ? effect.operation
      : effect.kind === "starts-redistributable"
        ? effect.installer.id
        : "";
  return JSON.stringify([effect.kind, what, effect.site]);
}

function distinct<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
