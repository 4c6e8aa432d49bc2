import type { ActionType } from "../model/customAction.ts";
import { type Row, textOf } from "../model/database.ts";
import { followCommand, followProgram } from "./commandLine/follow.ts";
import { programName, UNKNOWN_PART } from "./commandLine/program.ts";
import { skipBlanks } from "./commandLine/words.ts";
import { installers } from "./directories.ts";
import type { CommandNotPassed, Proof, Run } from "./effect.ts";
import { explainBy, gap, NOTHING, type Outcome, outcomeOf, type Setting } from "./effects.ts";
import { expand, expandCandidate, type Variant, verbatim } from "./expand.ts";
import { binaryName, explainBinary, spelledBinary } from "./fileNames.ts";
import { groundOf } from "./ground.ts";
import { propertyOrigin } from "./origins.ts";
import { weaker } from "./proof.ts";
import { absence, type Candidate, type Place, valuesAt } from "./properties.ts";
import type { Reader } from "./reader.ts";
import { seenProgram } from "./seenProgram.ts";
import { part, spelledText, type Text } from "./text.ts";
import type { WixEntry } from "./wixEntries.ts";

/** An action that calls one of WiX's entry points, in one place. */
export interface WixCall {
  readonly reader: Reader;
  readonly action: Row;
  readonly type: ActionType;
  readonly entry: WixEntry;
  readonly place: Place | undefined;
}

/** What an entry point of WiX runs: one outcome for each value its property can have. `complete`: one of them is what happens. */
export function outcomesOfCall(call: WixCall): { readonly outcomes: readonly Outcome[]; readonly complete: boolean } {
  const { entry } = call;
  if (entry.kind === "inert") return { outcomes: [NOTHING], complete: true };
  if (entry.kind === "command") return commandOutcomes(call);
  if (call.type.execution !== "immediate")
    return {
      outcomes: [gap(`${entry.entry} reads ${entry.property}, which a deferred action cannot`)],
      complete: true,
    };
  const { candidates, complete } = valuesAt(call.reader, entry.property, call.place);
  if (candidates.length === 0)
    return {
      outcomes: [openTo(call, entry.property, `${entry.entry} reads ${entry.property}`)],
      complete: true,
    };
  return { outcomes: candidates.flatMap((candidate) => opened(call, candidate)), complete };
}

/** What is known where the property that an entry point reads has no value in the sources: its name, and who else may set it. */
function openTo({ entry, reader }: WixCall, property: string, reads: string): Outcome {
  const run: Run = { program: `[${property}]`, arguments: "", via: [entry.entry], unknown: true };
  return { ...gap(`${reads}: ${propertyOrigin(reader, property)}`), runs: [run] };
}

/** The property that a quiet-exec action reads in the way it is scheduled. */
const readsOf = ({ type, entry, action }: WixCall) =>
  type.execution === "immediate" ? entry.property : (textOf(action, "Action") ?? "");

function commandOutcomes(call: WixCall): { readonly outcomes: readonly Outcome[]; readonly complete: boolean } {
  const reads = readsOf(call);
  const { candidates, complete } = valuesAt(call.reader, reads, call.place);
  if (candidates.length > 0)
    return { outcomes: candidates.flatMap((candidate) => commanded(call, candidate, "proven")), complete };
  return { outcomes: notPassed(call, reads), complete: true };
}

/**
 * Nothing sets the property that the action reads. An author who set the other one, which the action reads in its other wiring, meant that command: both are said.
 * Code that is not followed may set the property at run time; then the other one being set only tells something where no action reads that.
 */
function notPassed(call: WixCall, reads: string): readonly Outcome[] {
  const { reader, entry, place, type, action } = call;
  const missing = absence(reader, reads, place);
  const other = type.execution === "immediate" ? (textOf(action, "Action") ?? "") : entry.property;
  const intended = missing === "open" && isReadElsewhere(call, other) ? [] : valuesAt(reader, other, place).candidates;
  const [first] = intended;
  if (missing === "open" && first === undefined)
    return [openTo(call, reads, `${entry.entry} takes its command from ${reads}`)];
  const effect: CommandNotPassed = {
    kind: "command-not-passed",
    entry: entry.entry,
    reads,
    ...(first === undefined ? {} : { setInstead: { property: other, site: first.site } }),
    proof: weaker(missing === "unset" ? "proven" : "likely", entry.fromWix ? "proven" : "likely"),
    site: action.cells["Target"]?.site ?? action.site,
  };
  const meant = intended.flatMap((candidate) => commanded(call, candidate, "likely"));
  return meant.length === 0
    ? [{ ...NOTHING, effects: [effect] }]
    : meant.map((one) => ({ ...one, effects: [effect, ...one.effects] }));
}

/** True where another action reads the property rightly: its being set says nothing about this one. */
function isReadElsewhere({ reader, action, type }: WixCall, property: string): boolean {
  if (type.execution === "immediate") return reader.rows("CustomAction", property).some((row) => row !== action);
  return reader.callers(property).some((row) => row !== action);
}

/** An immediate action formats the value when it reads it; a deferred one gets what was stored for it. */
function variantsOf({ reader, type, place }: WixCall, candidate: Candidate): readonly Variant[] {
  if (candidate.kind === "setter") return expandCandidate(reader, candidate);
  return type.execution === "immediate" ? expand(reader, candidate, place) : [verbatim(candidate)];
}

function commanded(call: WixCall, candidate: Candidate, most: Proof): readonly Outcome[] {
  const ground = groundOf(call.reader);
  return variantsOf(call, candidate).map((variant) => {
    const unquoted = !beginsQuoted(variant.text);
    const failing = {
      message: `${call.entry.entry} fails here before it starts anything: the command does not begin with a quotation mark`,
      site: candidate.site,
    };
    const proof = weaker(weaker(most, call.entry.fromWix ? "proven" : "likely"), unquoted ? "possible" : "proven");
    const trail = [candidate.related, ...variant.trail, ...(unquoted ? [failing] : [])];
    const { site, hypothetical } = variant;
    return outcomeOf(followCommand(variant.text, ground), {
      site,
      ground,
      proof,
      via: [call.entry.entry],
      trail,
      hypothetical,
      explain: explainBy(call.reader),
      installers: (command) => installers(call.reader, command),
    });
  });
}

/** @see wixtoolset/wix src/libs/wcautil/WixToolset.WcaUtil/qtexec.cpp: a command that does not begin with a quotation mark is refused. */
function beginsQuoted(text: Text): boolean {
  const at = skipBlanks(text, 0);
  return text.value[at] === '"' || text.hidden[at] === 1;
}

function opened(call: WixCall, candidate: Candidate): readonly Outcome[] {
  const ground = groundOf(call.reader);
  return variantsOf(call, candidate).map((variant) => {
    const { site, hypothetical, text } = variant;
    const trail = [candidate.related, ...variant.trail];
    const explain = explainBy(call.reader);
    const installed = (command: string) => installers(call.reader, command);
    const setting = {
      site,
      ground,
      proof: fromWix(call),
      via: [call.entry.entry],
      trail,
      hypothetical,
      explain,
      installers: installed,
    };
    return call.entry.kind === "binary" ? openedBinary(call, text, setting) : openedFile(text, setting);
  });
}

const fromWix = ({ entry }: WixCall): Proof => (entry.fromWix ? "proven" : "likely");

function openedFile(text: Text, setting: Setting): Outcome {
  if (/^\s*(?:https?|mailto|ms-[a-z]+):/i.test(text.value))
    return { ...NOTHING, trail: setting.trail, hypothetical: setting.hypothetical };
  const known = programName(text, setting.ground.files);
  const name = known ?? { spelled: text.value.trim(), pattern: UNKNOWN_PART };
  if (name.spelled === "")
    return { ...gap(`${setting.via.join()} is given no file`, setting.trail), hypothetical: setting.hypothetical };
  const seen = known === undefined ? undefined : setting.ground.program(text.value, known);
  const launch = {
    name,
    ...(seen?.kind === "carries" ? { carries: seen.carries } : {}),
    ...(known === undefined ? { unknown: true as const } : {}),
    arguments: part(text, text.value.length),
    whole: text,
    how: "shell" as const,
    via: [],
    own: false,
    trail: [],
    awaited: "no" as const,
    proof: "proven" as const,
  };
  return outcomeOf({ launches: [launch], calls: [], waits: [], gaps: [] }, setting);
}

function openedBinary({ reader }: WixCall, text: Text, setting: Setting): Outcome {
  const name = binaryName(reader, text.value);
  const artifact = reader.artifact("Binary", text.value);
  const program = () => (artifact === undefined ? undefined : seenProgram(reader.contents, artifact));
  const ground = { ...setting.ground, program };
  const followed = followProgram(name, spelledText(""), ground, spelledBinary(reader, text.value));
  const launches = followed.launches.map((launch) => ({
    ...launch,
    whole: text,
    how: "shell" as const,
    awaited: "no" as const,
  }));
  return outcomeOf({ ...followed, launches }, { ...setting, explain: () => explainBinary(reader, text.value) });
}
