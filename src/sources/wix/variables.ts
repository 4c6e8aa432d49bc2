import type { Assumption } from "../../model/database.ts";
import { folderOf } from "../../model/path.ts";
import type { Frame, Piece } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { Unit } from "../source.ts";
import type { Dialect } from "./expression.ts";
import { type Located, movedPiece, type Origin, spanOf } from "./value.ts";

/**
 * What is known of a variable.
 *
 * `known` by a define, the project or a loop; with `byDefault`, only as long as nothing from outside says otherwise. `unknown`: it has a value that cannot be told.
 * `maybe`: some branch gives it one. `undefined`: it certainly has none. A name without any binding may still be defined outside, by a build script or `-d`.
 */
export interface Binding {
  readonly state: "known" | "unknown" | "maybe" | "undefined";
  readonly located: Located;
  readonly byDefault?: true;
  /** It follows from the condition of the branch and ends with it. */
  readonly assumed?: true;
  /** The values that an undecided condition chooses between, two or more. */
  readonly alternatives?: readonly Alternative[];
}

/** One of several values of a variable, and what must hold for it. */
export interface Alternative {
  /** Which branch of which condition it comes from. */
  readonly picks: ReadonlyMap<object, number>;
  readonly when: readonly Assumption[];
  readonly binding: Binding;
}

/** The variables of one compiled file through all its text: every binding a name ever had, so that a value can be asked for later as of its place. */
export interface Variables {
  /** The bindings before the first line. */
  readonly given: ReadonlyMap<string, Binding>;
  readonly histories: Map<string, { readonly versions: number[]; readonly bindings: (Binding | undefined)[] }>;
  version: number;
  /** The names bound since each undecided instruction that is still open. */
  readonly recorders: Set<string>[];
  /** True once any binding has alternatives. */
  choices: boolean;
}

const nothing: Located = { value: "", pieces: [] };
export const unknownBinding: Binding = { state: "unknown", located: nothing };
export const undefinedBinding: Binding = { state: "undefined", located: nothing };

/** The variables as the project or the command line gives them, before the first line. */
export function givenVariables(defines: Unit["defines"]): Variables {
  let given = givens.get(defines);
  if (given === undefined) {
    given = new Map([...defines].map(([name, value]) => [name, givenBinding(value ?? "")]));
    givens.set(defines, given);
  }
  return { given, histories: new Map(), version: 0, recorders: [], choices: false };
}

/** A solution of many projects gives hundreds of variables, and each source of each project begins with them: they are made once. */
const givens = new WeakMap<Unit["defines"], ReadonlyMap<string, Binding>>();

const givenBinding = (value: string): Binding => ({ state: "known", located: { value, pieces: [] } });

/** Binds a name from here on; without a binding it is as if nobody had ever defined it. */
export function bind(variables: Variables, name: string, binding: Binding | undefined): void {
  let history = variables.histories.get(name);
  if (history === undefined) {
    history = { versions: [], bindings: [] };
    variables.histories.set(name, history);
  }
  history.versions.push(++variables.version);
  history.bindings.push(binding);
  variables.recorders.at(-1)?.add(name);
  if (binding?.alternatives !== undefined) variables.choices = true;
}

/** What a name was bound to at a version, found by halving. */
export function bindingAt(variables: Variables, name: string, version: number): Binding | undefined {
  const history = variables.histories.get(name);
  if (history === undefined) return variables.given.get(name);
  let low = 0;
  let high = history.versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history.versions[middle] ?? 0) <= version) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? variables.given.get(name) : history.bindings[low - 1];
}

/** What is the same for everything in one compiled file. */
export interface Session {
  readonly variables: Variables;
  readonly unit: Unit;
  readonly dialect: Dialect;
  /** Units of text that expansions may still make. */
  budget: number;
}

/** Where a text stands, and which variables hold there. */
export interface Place extends Origin {
  readonly via: readonly Frame[];
  readonly editable: boolean;
  readonly session: Session;
  readonly version: number;
}

/** A `$…` of a text: an escaped `$$`, a `$(loc.X)` that the preprocessor leaves alone, a reference, or one that is never closed. */
export interface Use {
  readonly kind: "dollar" | "localized" | "reference" | "broken";
  readonly start: number;
  readonly end: number;
  /** What stands between the parentheses. */
  readonly inner: string;
}

/** The first `$` construct at or after `from`; a lone `$` is passed over (PreprocessString in WiX's PreprocessHelper.cs). */
export function nextUse(text: string, from: number): Use | undefined {
  for (let at = text.indexOf("$", from); at >= 0; at = text.indexOf("$", at + 1)) {
    const next = text.charAt(at + 1);
    if (next === "$") return { kind: "dollar", start: at, end: at + 2, inner: "" };
    if (next !== "(") continue;
    const localized = text.startsWith("(loc.", at + 1);
    const close = localized ? text.indexOf(")", at) : closing(text, at + 1);
    if (close < 0) return { kind: "broken", start: at, end: text.length, inner: text.slice(at + 2) };
    const kind = localized ? "localized" : "reference";
    return { kind, start: at, end: close + 1, inner: text.slice(at + 2, close) };
  }
  return undefined;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 40) depth++;
    else if (unit === 41 && --depth === 0) return at;
  }
  return -1;
}

/** What a `$(…)` stands for. `foreign`: a prefix or function whose value only the build knows; `nobody`: no source defines it; `malformed`: WiX refuses the spelling. */
export type Resolution =
  | { readonly state: "known"; readonly name: string; readonly binding: Binding }
  | { readonly state: "unknown" | "maybe" | "foreign" | "nobody" | "undefined" | "malformed"; readonly name: string };

/** Resolves what stands in `$(…)` at a place (GetVariableValue and EvaluateFunction of PreprocessHelper.cs; PreprocessorCore.cs in v3). */
export function resolve(inner: string, place: Place): Resolution {
  const dot = inner.indexOf(".");
  const short = place.session.dialect === "wix4";
  if (dot < 0) return short && inner !== "" ? resolveName(inner, place) : { state: "malformed", name: inner };
  const name = inner.slice(dot + 1);
  if (name === "") return { state: "malformed", name: inner };
  const prefix = inner.slice(0, dot);
  if (prefix === "env" || prefix === "fun" || prefix === "wix" || prefix === "bind")
    return { state: "foreign", name: inner };
  if (prefix === "sys") return resolveSystem(name, place);
  const own = prefix === "var" ? resolveName(name, place) : undefined;
  if (own !== undefined && own.state !== "nobody") return own;
  // WiX 4: perhaps the dot belongs to the name.
  const whole = short ? resolveName(inner, place) : undefined;
  if (whole !== undefined && whole.state !== "nobody") return whole;
  return own ?? { state: "nobody", name: inner };
}

function resolveName(name: string, { session, version }: Place): Resolution {
  const binding = bindingAt(session.variables, name, version);
  if (binding === undefined) return { state: "nobody", name };
  return binding.state === "known" ? { state: "known", name, binding } : { state: binding.state, name };
}

const shortArchitectures = { x86: "X86", x64: "X64", arm64: "A64" } as const;

function resolveSystem(name: string, place: Place): Resolution {
  const { unit, dialect } = place.session;
  const known = (value: string | undefined): Resolution =>
    value === undefined
      ? { state: "foreign", name: `sys.${name}` }
      : { state: "known", name: `sys.${name}`, binding: { state: "known", located: { value, pieces: [] } } };
  switch (name) {
    case "SOURCEFILEDIR":
      return known(`${folderOf(place.file)}\\`);
    case "SOURCEFILEPATH":
      return known(place.file);
    case "CURRENTDIR":
      return known(unit.project === undefined ? undefined : `${folderOf(unit.project)}\\`);
    case "BUILDARCH":
    case "PLATFORM":
      return known(unit.architecture);
    case "BUILDARCHSHORT":
      if (dialect === "wix3") break;
      return known(unit.architecture === undefined ? undefined : shortArchitectures[unit.architecture]);
    case "WIXMAJORVERSION":
    case "WIXVERSION":
      if (dialect === "wix3") break;
      return known(undefined);
  }
  return { state: "undefined", name: `sys.${name}` };
}

/** A value grows no longer than this by expansion. */
const LONGEST = 65536;
/** A define that leads through more defines than this tells no reader anything. */
const FRAMES = 24;

/** A text with its variables put in, and how sure that is. */
export interface Expansion extends Located {
  readonly certainty: "known" | "byDefault" | "unknown";
  /** True where it would have grown beyond all measure. */
  readonly tooLong?: true;
}

/**
 * Puts the variables into a text as PreprocessString of WiX does, once: what comes out is not looked at again.
 * What is not known stays as it is written, in a piece marked unknown.
 */
export function expand(source: Located, place: Place): Expansion {
  if (!source.value.includes("$")) return { ...source, certainty: "known" };
  const made = new Made();
  let from = 0;
  for (let use = nextUse(source.value, 0); use !== undefined; use = nextUse(source.value, use.end)) {
    made.addPart(source, from, use.start);
    from = use.end;
    if (use.kind === "dollar") made.addWhole("$", { use, source, place });
    else if (use.kind === "localized") made.addPart(source, use.start, use.end);
    else expandReference(made, { use, source, place });
    if (made.value.length > LONGEST || place.session.budget < 0) return withheld(source);
  }
  made.addPart(source, from, source.value.length);
  return { value: made.value, pieces: made.pieces, certainty: made.certainty };
}

function withheld(source: Located): Expansion {
  const pieces = source.pieces.map((piece): Piece => ({ ...piece, unknown: true }));
  return { value: source.value, pieces, certainty: "unknown", tooLong: true };
}

interface Occurrence {
  readonly use: Use;
  readonly source: Located;
  readonly place: Place;
}

function expandReference(made: Made, occurrence: Occurrence): void {
  const { use, source, place } = occurrence;
  const found = use.kind === "broken" ? undefined : resolve(use.inner, place);
  if (found?.state !== "known") {
    made.addUnknown(occurrence);
    return;
  }
  const { located, byDefault } = found.binding;
  place.session.budget -= located.value.length + 16;
  if (byDefault) made.weaken("byDefault");
  if (located.pieces.length === 0) {
    made.addWhole(located.value, occurrence);
    return;
  }
  const at = spanOf(source, use.start, use.end);
  const frame: Frame = {
    kind: "variable",
    name: found.name,
    file: at?.file ?? place.file,
    span: at?.span ?? { start: 0, end: 0 },
  };
  const outer = source.pieces.find((piece) => piece.to > use.start)?.via ?? place.via;
  made.addThrough(located, [...outer, frame].slice(0, FRAMES));
}

/** Owns a value while its parts are put together. */
class Made {
  value = "";
  certainty: Expansion["certainty"] = "known";
  readonly pieces: Piece[] = [];

  weaken(certainty: "byDefault" | "unknown"): void {
    if (this.certainty !== "unknown") this.certainty = certainty;
  }

  addPart(source: Located, from: number, to: number): void {
    if (from >= to) return;
    const by = this.value.length - from;
    for (const piece of source.pieces) {
      if (piece.to <= from || piece.from >= to) continue;
      if (piece.unknown) this.weaken("unknown");
      this.pieces.push(movedPiece(piece, from, to, by));
    }
    this.value += source.value.slice(from, to);
  }

  addThrough(located: Located, via: readonly Frame[]): void {
    for (const piece of located.pieces) {
      this.push(piece, via.length < FRAMES ? [...via, ...piece.via].slice(0, FRAMES) : via, false);
    }
    this.value += located.value;
  }

  addUnknown({ use, source, place }: Occurrence): void {
    const at = spanOf(source, use.start, use.end);
    const text = source.value.slice(use.start, use.end);
    const span = at?.span ?? emptySpan;
    const from = this.value.length;
    const { via, editable } = place;
    this.pieces.push({
      from,
      to: from + text.length,
      file: at?.file ?? place.file,
      span,
      via,
      editable,
      unknown: true,
    });
    this.value += text;
    this.weaken("unknown");
  }

  /**
   * Text that stands nowhere in a file: the use of the variable is its place.
   * Pieces as long as their place would map unit by unit, so such a text is cut in two that do not.
   */
  addWhole(text: string, { use, source, place }: Occurrence): void {
    const at = spanOf(source, use.start, use.end);
    const span = at?.span ?? emptySpan;
    const mark = { file: at?.file ?? place.file, span, via: place.via, editable: false };
    const from = this.value.length;
    const to = from + text.length;
    if (text.length > 1 && text.length === span.end - span.start) {
      this.pieces.push({ from, to: from + 1, ...mark }, { from: from + 1, to, ...mark });
    } else if (text !== "") this.pieces.push({ from, to, ...mark });
    this.value += text;
  }

  private push(piece: Piece, via: readonly Frame[], editable: boolean): void {
    if (piece.unknown) this.weaken("unknown");
    const from = piece.from + this.value.length;
    this.pieces.push({ ...piece, from, to: from + piece.to - piece.from, via, editable });
  }
}

const emptySpan: Span = { start: 0, end: 0 };
