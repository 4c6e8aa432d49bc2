import type { Assumption } from "../../model/database.ts";
import type { Problem } from "../../model/problem.ts";
import { type Frame, textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { Snapshot, SourceFile } from "../source.ts";
import { type Context, PreparedElement, type Run, type Walked } from "./element.ts";
import { type Branching, closeBranches, isConditional, levelOf, turn } from "./preprocessBranch.ts";
import { choicesIn, combinationsOf, usesWithin, withCombination } from "./preprocessChoice.ts";
import { carryOut } from "./preprocessInstruction.ts";
import type { Element } from "./tree.ts";
import { nextUse, resolve, type Session } from "./variables.ts";
import type { XmlDocument, XmlElement, XmlInstruction, XmlNode, XmlText } from "./xml.ts";

/** Everything that grows while one source is preprocessed. */
export interface Walk {
  readonly session: Session;
  readonly snapshot: Snapshot;
  readonly problems: Problem[];
  readonly wanted: Set<string>;
  readonly dependencies: Map<string, SourceFile | "absent" | undefined>;
  readonly skipped: { readonly file: string; readonly span: Span }[];
  readonly includes: { readonly file: string; readonly span: Span; readonly path: string }[];
  /** What is said once for each file. */
  readonly reported: Set<string>;
  /** What may still be done before expansion stops. */
  work: number;
  /** An include could not be had: what nothing defines may be defined there, and is not spoken of. */
  blind: boolean;
  /** The latest context, kept for as long as it holds. */
  context: (Context & { readonly level: Level }) | undefined;
}

/** Where the walk is: the file, how it came there, and what is assumed. */
export interface Level {
  readonly document: XmlDocument;
  readonly via: readonly Frame[];
  readonly when: readonly Assumption[];
  readonly editable: boolean;
  /** The files that include each other here, the compiled one first. */
  readonly files: readonly string[];
  readonly depth: number;
  /** True where the same text has been walked before: it has been spoken of. */
  readonly again: boolean;
  /** Assumptions that already hold for the element the walk is in. */
  readonly outer: number;
}

/** Deeper than this nothing is followed, elements, loops and includes counted together. */
const DEPTH = 400;

/** Walks a compiled source and gives the elements at its top, of which well-formed XML has one. */
export function walkDocument(walk: Walk, document: XmlDocument): readonly Element[] {
  const sink: Sink = { children: [], runs: [], parent: undefined };
  const level: Level = {
    document,
    via: [],
    when: [],
    editable: true,
    files: [document.file],
    depth: 0,
    again: false,
    outer: 0,
  };
  walkNodes(walk, level, { nodes: document.contents, from: 0, to: document.contents.length, sink });
  return sink.children;
}

/** Where elements and text go. */
export interface Sink extends Walked {
  readonly children: Element[];
  readonly runs: Run[];
  readonly parent: PreparedElement | undefined;
}

/** The part `[from, to)` of some contents, and where to put what comes of it. */
export interface Stretch {
  readonly nodes: readonly XmlNode[];
  readonly from: number;
  readonly to: number;
  readonly sink: Sink;
  /** An element that is replaced by what is in it: the root of an include. */
  readonly dissolved?: XmlElement;
}

/** Walks a stretch of siblings; conditions must open and close within it. */
export function walkNodes(walk: Walk, level: Level, stretch: Stretch): void {
  if (level.depth > DEPTH) {
    reportOnce(
      walk,
      level,
      "too-deep",
      "error",
      "Includes, loops and elements are nested too deeply here.",
      spanOfStretch(stretch),
    );
    return;
  }
  const branchings: Branching[] = [];
  for (let at = stretch.from; at < stretch.to; at++) {
    const node = stretch.nodes[at];
    if (node === undefined) break;
    if (level.again && walk.work-- < 0) return;
    if (node.kind === "instruction" && isConditional(node.target)) {
      turn(walk, level, branchings, node);
      continue;
    }
    const here = levelOf(level, branchings);
    if (here === undefined) continue;
    if (node.kind === "instruction") at = carryOut(walk, here, stretch, at);
    else if (node.kind === "element") walkElement(walk, here, node, stretch);
    else walkText(walk, here, node, stretch.sink);
  }
  closeBranches(walk, level, branchings, stretch.nodes[stretch.to - 1]?.end ?? 0);
}

function spanOfStretch({ nodes, from }: Stretch): Span {
  const first = nodes[from];
  return { start: first?.start ?? 0, end: first?.end ?? 0 };
}

function walkElement(walk: Walk, level: Level, xml: XmlElement, stretch: Stretch): void {
  if (xml === stretch.dissolved) {
    walkNodes(walk, level, { nodes: xml.contents, from: 0, to: xml.contents.length, sink: stretch.sink });
    return;
  }
  if (xml.plain && walkPlain(walk, level, xml, stretch.sink)) return;
  const context = contextOf(walk, level);
  const { parent, children } = stretch.sink;
  checkUses(walk, level, { start: xml.start, end: xml.tagEnd });
  const walked: Walked = { children: [], runs: [] };
  const element = new PreparedElement(xml, context, parent, walked);
  children.push(element);
  const inside = { ...level, depth: level.depth + 1, outer: level.when.length };
  walkNodes(walk, inside, {
    nodes: xml.contents,
    from: 0,
    to: xml.contents.length,
    sink: { ...walked, parent: element },
  });
}

/** An element without instructions needs no walk, unless it is to be split by the values that a variable in it may have. */
function walkPlain(walk: Walk, level: Level, xml: XmlElement, sink: Sink): boolean {
  const names = choicesIn(walk, level.document, xml);
  if (names.size > 0 && xml.weight > 1) return false;
  walk.work -= level.again ? xml.weight : 0;
  checkUses(walk, level, xml);
  const combinations = combinationsOf(walk, names, level.when);
  for (const combination of combinations) {
    const assumed = { ...level, when: [...level.when, ...combination.when] };
    withCombination(walk, combination, () => {
      sink.children.push(new PreparedElement(xml, contextOf(walk, assumed), sink.parent));
    });
  }
  if (combinations.length === 0) sink.children.push(new PreparedElement(xml, contextOf(walk, level), sink.parent));
  return true;
}

function walkText(walk: Walk, level: Level, node: XmlText, sink: Sink): void {
  checkUses(walk, level, node);
  sink.runs.push({ node, context: contextOf(walk, level), undecided: level.when.length > level.outer });
}

/** The context of a level as the variables are now. */
export function contextOf(walk: Walk, level: Level): Context {
  const { session, context: last } = walk;
  const { version } = session.variables;
  if (last?.level === level && last.version === version) return last;
  const { document, via, when, editable } = level;
  const { file, text, templates } = document;
  const context = { document, file, text, templates, via, when, editable, session, version, level };
  walk.context = context;
  return context;
}

/** Says of each variable in a range that nothing defines it, once for each file. */
export function checkUses(walk: Walk, level: Level, span: Span): void {
  const { uses, text } = level.document;
  if (level.again || uses.length === 0) return;
  for (const start of usesWithin(uses, span)) {
    if (text.charAt(start - 1) !== "$") checkUse(walk, level, start, Math.min(span.end, start + 400));
  }
}

function checkUse(walk: Walk, level: Level, start: number, limit: number): void {
  const use = nextUse(level.document.text.slice(start, limit), 0);
  if (use === undefined || use.kind === "localized" || use.kind === "dollar") return;
  const span = { start, end: start + (use.kind === "broken" ? 2 : use.end) };
  if (use.kind === "broken") {
    reportOnce(walk, level, "bad-variable", "error", "This $( is never closed.", span);
    return;
  }
  const { state, name } = resolve(use.inner, contextOf(walk, level));
  if (state === "nobody") {
    if (walk.blind || comesFromReference(name, walk)) return;
    const message = `Nothing in these sources gives ${name} a value that is certain: it comes from the build and is unknown here.`;
    reportOnce(walk, level, "undefined-variable", "information", message, span, name);
  } else if (state === "undefined") {
    reportOnce(walk, level, "undefined-variable", "error", `${name} is not defined here.`, span, name);
  } else if (state === "malformed") {
    const advice = walk.session.dialect === "wix3" && name !== "" ? `: WiX 3 wants $(var.${name})` : "";
    reportOnce(walk, level, "bad-variable", "error", `$(${use.inner}) is no variable${advice}.`, span, name);
  }
}

/** `Server.TargetPath` where the project refers to one named `Server`: the build defines it, with a value that the compiler takes from the reference. */
function comesFromReference(name: string, { session }: Walk): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && session.unit.references.has(name.slice(0, dot));
}

/** Nobody reads more problems of one source than this. */
const MOST_REPORTS = 1000;

/** Reports a problem at a range of the level's file, and of each kind and subject only the first there. */
export function reportOnce(
  walk: Walk,
  level: Level,
  code: string,
  severity: Problem["severity"],
  message: string,
  span: Span,
  subject = String(span.start),
): void {
  const key = `${level.document.file}\t${code}\t${subject}`;
  if (walk.reported.has(key) || walk.reported.size >= MOST_REPORTS) return;
  walk.reported.add(key);
  walk.problems.push({ code, severity, message, site: textSite(level.document.file, span) });
}

/** The range of what an instruction says. */
export function contentSpan(instruction: XmlInstruction): Span {
  return { start: instruction.contentStart, end: instruction.contentEnd };
}
