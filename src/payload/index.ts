import type { Artifact } from "../model/artifact.ts";
import { type Contents, NO_CONTENTS } from "../model/contents.ts";
import { type ActionType, decodeType } from "../model/customAction.ts";
import { type Cell, type Database, integerOf, type Row, textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Site, Sourced } from "../model/site.ts";
import { readCreateProcess } from "./commandLine/createProcess.ts";
import { followCommand, followProgram } from "./commandLine/follow.ts";
import type { Ground } from "./commandLine/hop.ts";
import { named, type ProgramName, programName } from "./commandLine/program.ts";
import { installers } from "./directories.ts";
import type { Effect, Placement, Proof, Run, Understanding } from "./effect.ts";
import { explainBy, gap, NOTHING, type Outcome, outcomeOf, type Setting } from "./effects.ts";
import { expand, expandCandidate, type Variant } from "./expand.ts";
import {
  binaryName,
  explainBinary,
  explainFile,
  fileName,
  packedFrom,
  spelledBinary,
  spelledFile,
} from "./fileNames.ts";
import { groundOf } from "./ground.ts";
import { OWN_BUNDLE } from "./knownInstallers.ts";
import { outcomeOfEmbeddedUi, outcomeOfLibrary } from "./libraryAction.ts";
import { propertyOrigin } from "./origins.ts";
import { outcomeOfPrerequisites } from "./prerequisites.ts";
import { weaker } from "./proof.ts";
import { type Candidate, type Place, placeOf, valuesAt } from "./properties.ts";
import { type Notes, notingReader, type Reader, readerOf } from "./reader.ts";
import { recall, remember } from "./remembered.ts";
import { outcomesOfScript } from "./scriptAction.ts";
import { seenProgram } from "./seenProgram.ts";
import { siteOf, type Text } from "./text.ts";
import { entryOf } from "./wixEntries.ts";
import { outcomesOfCall } from "./wixLaunch.ts";

interface Outcomes {
  readonly outcomes: readonly Outcome[];
  /** True where one of the outcomes is what happens. */
  readonly complete: boolean;
}

/** An action in one place, and everything that is asked again and again on the way. */
interface Asked {
  readonly reader: Reader;
  readonly action: Row;
  readonly type: ActionType;
  readonly source: string;
  /** The cell with the command line, and its text, `""` where the cell is empty. */
  readonly target: Sourced<string>;
  readonly place: Place | undefined;
  readonly ground: Ground;
}

/**
 * What an action does where it stands: the programs it starts, as far as they are known, and which of them start an installation.
 *
 * Files and parsers that are not loaded yet are asked for in `contents`; what is said without them is to be asked again when they are.
 */
export function understandAction(
  database: Database,
  action: Row,
  placement: Placement | undefined,
  contents: Contents = NO_CONTENTS,
): Understanding {
  const reader = readerOf(database, contents);
  const known = recall(reader, action, placement);
  if (known !== undefined) return known;
  const notes: Notes = { tables: [], contents: new Map() };
  const understanding = understandWith(notingReader(reader, notes), action, placement);
  remember(action, placement, understanding, notes);
  return understanding;
}

function understandWith(reader: Reader, action: Row, placement: Placement | undefined): Understanding {
  const type = decodeType(integerOf(action, "Type") ?? 0);
  const target = action.cells["Target"];
  return combine(
    outcomesOf({
      reader,
      action,
      type,
      source: textOf(action, "Source") ?? "",
      target: { value: textOf(action, "Target") ?? "", site: target?.site ?? action.site },
      place: placeOf(reader, action, placement),
      ground: groundOf(reader),
    }),
  );
}

function outcomesOf(asked: Asked): Outcomes {
  const { type, action } = asked;
  if (integerOf(action, "Type") === undefined) return one(gap("the type of the action is not known"));
  if (type.target === "text") return one(NOTHING);
  if (type.base === 2) return ofBinary(asked);
  if (type.base === 18) return ofFile(asked);
  if (type.base === 34) return ofCommandLine(asked);
  if (type.base === 50) return ofProperty(asked);
  if (type.base === 1 || type.base === 17) return ofLibrary(asked);
  if (type.target === "jscript" || type.target === "vbscript") return outcomesOfScript(asked);
  // What a concurrent installation does is known, and a rule of its own speaks of it: its package is another database.
  if (type.base === 7 || type.base === 23 || type.base === 39) return one(NOTHING);
  return one(gap(`${type.number} is no known type of custom action`));
}

const one = (outcome: Outcome): Outcomes => ({ outcomes: [outcome], complete: true });

function ofCommandLine(asked: Asked): Outcomes {
  const variants = expand(asked.reader, asked.target, asked.place);
  return {
    outcomes: variants.map((variant) =>
      outcomeOf(followCommand(variant.text, asked.ground), settingOf(variant, asked, [])),
    ),
    complete: true,
  };
}

function settingOf(variant: Variant, { ground, reader }: Asked, trail: readonly Related[]): Setting {
  const proof: Proof = "proven";
  return {
    site: variant.site,
    ground,
    proof,
    via: [],
    trail: [...trail, ...variant.trail],
    hypothetical: variant.hypothetical,
    explain: explainBy(reader),
    installers: (command) => installers(reader, command),
  };
}

function ofFile(asked: Asked): Outcomes {
  const { reader, source } = asked;
  const name = fileName(reader, source);
  const program = { name, spelled: spelledFile(reader, source), explain: () => explainFile(reader, source) };
  return ofProgram(seeing(asked, reader.artifact("File", source), program), program, asked.action.cells["Source"], []);
}

/** The program that the Source column names is known by the row that it comes from; how it is spelled leads nowhere. */
function seeing(asked: Asked, artifact: Artifact | undefined, { spelled }: Named): Asked {
  if (artifact === undefined) return asked;
  const { ground, reader } = asked;
  const program: Ground["program"] = (path, name) =>
    path === spelled ? seenProgram(reader.contents, artifact) : ground.program(path, name);
  return { ...asked, ground: { ...ground, program } };
}

function ofBinary(asked: Asked): Outcomes {
  const { reader, source } = asked;
  const artifact = reader.artifact("Binary", source);
  const name = binaryName(reader, source);
  const trail = artifact === undefined ? [] : [packedFrom(`the Binary ${source}`, artifact)];
  if (artifact?.output?.kind === "bundle") return ofBundle(asked, name?.spelled ?? source, trail);
  const program = { name, spelled: spelledBinary(reader, source), explain: () => explainBinary(reader, source) };
  return ofProgram(seeing(asked, artifact, program), program, asked.action.cells["Source"], trail);
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

/** A program that the Source column names; where it is not known which that is, how it is spelled and why. */
interface Named {
  readonly name: ProgramName | undefined;
  readonly spelled: string;
  readonly explain: Setting["explain"];
}

/** Runs a program that the Source column names, with the Target column as its arguments. */
function ofProgram(
  asked: Asked,
  { name, spelled, explain }: Named,
  source: Cell | undefined,
  trail: readonly Related[],
  commands = expand(asked.reader, asked.target, asked.place),
): Outcomes {
  const site = source?.site ?? asked.action.site;
  const outcomes = commands.map((variant) => {
    const outcome = outcomeOf(followProgram(name, variant.text, asked.ground, spelled), {
      ...settingOf(variant, asked, trail),
      explain: (again) => (again === spelled ? explain(again) : explainBy(asked.reader)(again)),
    });
    return variant.text.value === "" ? withSite(outcome, site) : outcome;
  });
  return { outcomes, complete: true };
}

/** Where there are no arguments, what names the program is the text that starts it. */
const withSite = (outcome: Outcome, site: Site): Outcome => ({
  ...outcome,
  effects: outcome.effects.map((effect) => ({ ...effect, site })),
});

/** The property in which the VS extension of WiX finds the installer of Visual Studio extensions (VSCompiler.cs). */
const VSIX_INSTALLER_PATH = "VS_VSIX_INSTALLER_PATH";

function ofProperty(asked: Asked): Outcomes {
  const { reader, source, place } = asked;
  const { candidates, complete } = valuesAt(reader, source, place);
  if (candidates.length === 0 && source === VSIX_INSTALLER_PATH) {
    const explain = () => `${source} is searched for by the VS extension of WiX`;
    return ofProgram(asked, { name: named("VSIXInstaller.exe"), spelled: `[${source}]`, explain }, undefined, []);
  }
  if (candidates.length === 0) {
    const explain = () =>
      source === ""
        ? "the program is in a property, and Source names none"
        : `the program is in the property ${source}: ${propertyOrigin(reader, source)}`;
    return ofProgram(asked, { name: undefined, spelled: `[${source}]`, explain }, undefined, []);
  }
  const commands = expand(reader, asked.target, place);
  const outcomes = candidates.flatMap((candidate) =>
    expandCandidate(reader, candidate).flatMap((path) => ofPath(asked, candidate, path, commands)),
  );
  return { outcomes, complete };
}

/** The whole value is the path of the program: one that goes on with arguments names no file. */
function ofPath(asked: Asked, candidate: Candidate, path: Variant, commands: readonly Variant[]): readonly Outcome[] {
  const formatted = candidate.kind === "setter" ? path.text.value : "";
  const trail = [candidate.related, ...path.trail, ...installers(asked.reader, formatted)];
  const spelled = path.text.value.trim();
  if (hasArguments(path.text)) {
    const reason = `the whole value of ${asked.source}, arguments included, is taken for the path of the program, so it is expected not to start`;
    const runs = [{ program: spelled, arguments: asked.target.value, via: [], unknown: true as const }];
    return [{ ...gap(reason, trail), runs, hypothetical: path.hypothetical }];
  }
  const program = { name: programName(path.text, asked.ground.files), spelled, explain: explainBy(asked.reader) };
  const { outcomes } = ofProgram(asked, program, undefined, trail, commands);
  const site = siteOf(path.text, path.site);
  const placed = asked.target.value === "" ? outcomes.map((outcome) => withSite(outcome, site)) : outcomes;
  return path.hypothetical ? placed.map((outcome) => ({ ...outcome, hypothetical: true })) : placed;
}

/** True for a command line in the place of a path: `msiexec.exe /i child.msi`, `"C:\a.exe" -x`. */
function hasArguments(path: Text): boolean {
  const invocation = readCreateProcess(path);
  if (invocation === undefined || invocation.rest.value.trim() === "") return false;
  return (
    /^\s*"/.test(path.value) ||
    /(?:^|[\\/\]])(?:msiexec|cmd|powershell|[^\\/]*\.(?:exe|com|bat|cmd))$/i.test(invocation.program.value)
  );
}

function ofLibrary(asked: Asked): Outcomes {
  const { reader, action, type, place } = asked;
  if (place?.table === "MsiEmbeddedUI") return one(outcomeOfEmbeddedUi(asked));
  const prerequisites = outcomeOfPrerequisites(asked);
  if (prerequisites !== undefined) return one(prerequisites);
  const entry = entryOf(action);
  if (entry !== undefined) return outcomesOfCall({ reader, action, type, entry, place });
  return one(outcomeOfLibrary({ ...asked, table: type.base === 1 ? "Binary" : "File" }));
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
    runs: distinct(runsOf(outcomes, told)),
    effects: [...effects.values()].map(({ effect, count }) =>
      complete && count === outcomes.length ? effect : { ...effect, proof: weaker(effect.proof, "likely") },
    ),
    trail: distinct(outcomes.flatMap(({ trail }) => trail)),
  };
}

/** Every program that may run; one of which only the spelling is known says nothing where another value of it is known. */
function runsOf(outcomes: readonly Outcome[], told: readonly Outcome[]): readonly Run[] {
  return outcomes.flatMap((outcome) =>
    outcome.hypothetical && told.length > 0 ? outcome.runs.filter(({ unknown }) => unknown !== true) : outcome.runs,
  );
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
