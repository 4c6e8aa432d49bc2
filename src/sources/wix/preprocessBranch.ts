import type { Assumption } from "../../model/database.ts";
import { textSite } from "../../model/site.ts";
import { evaluateExpression, type Truth } from "./expression.ts";
import { checkUses, contentSpan, contextOf, type Level, reportOnce, type Walk } from "./preprocessWalk.ts";
import { decodeRun, sliceLocated } from "./value.ts";
import {
  type Alternative,
  type Binding,
  bind,
  bindingAt,
  expand,
  type Place,
  resolve,
  undefinedBinding,
  unknownBinding,
} from "./variables.ts";
import type { XmlInstruction } from "./xml.ts";

/** What one branch of an undecided condition leaves behind: the variables as it bound them, and under which assumptions. */
interface Outcome {
  readonly bound: ReadonlyMap<string, Binding | undefined>;
  readonly when: readonly Assumption[];
}

/** An `<?if?>` that is open: what has been decided of its branches so far. */
export interface Branching {
  /** The latest of its instructions. */
  instruction: XmlInstruction;
  /** No branch of it can be on: it stands in one that is off. */
  readonly dead: boolean;
  /** A branch that is certainly on has been seen, or `else`. */
  settled: boolean;
  hadElse: boolean;
  /** Where the walk goes on in the present branch; undefined where that is off. */
  level: Level | undefined;
  /** What must hold for the next branch to be on at all. */
  readonly denied: Assumption[];
  /** What those say about variables. */
  readonly lessons: Lesson[];
  readonly outcomes: Outcome[];
  /** The version of the variables before the first undecided branch; negative while none has been seen. */
  before: number;
  /** The branch that is taken when nothing is defined from outside: its index, `open` while it may still come, `lost` where that cannot be told. */
  usual: number | "open" | "lost";
}

const conditionals: ReadonlySet<string> = new Set(["if", "ifdef", "ifndef", "elseif", "else", "endif"]);

/** True for the instructions that choose between branches. */
export function isConditional(target: string): boolean {
  return conditionals.has(target);
}

/** Where the walk is within the conditions that are open in a stretch; undefined in a branch that is off. */
export function levelOf(level: Level, branchings: readonly Branching[], open = branchings.length): Level | undefined {
  const innermost = branchings[open - 1];
  return innermost === undefined ? level : innermost.level;
}

/** Conditions deeper than this are not followed. */
const DEPTH = 256;

/** Carries out a conditional instruction: opens, turns or closes a condition. */
export function turn(walk: Walk, level: Level, branchings: Branching[], instruction: XmlInstruction): void {
  const innermost = branchings[branchings.length - 1];
  const { target } = instruction;
  if (target === "if" || target === "ifdef" || target === "ifndef") {
    const here = levelOf(level, branchings);
    const branching = opened(instruction, here === undefined || branchings.length >= DEPTH);
    branchings.push(branching);
    if (here !== undefined) enter(walk, here, branching, conditionOf(walk, here, instruction));
    return;
  }
  if (innermost === undefined || (innermost.hadElse && target !== "endif")) {
    const message = `<?${target}?> belongs to no <?if?> of the same element.`;
    reportOnce(walk, level, "unmatched-instruction", "error", message, instruction);
    return;
  }
  const outer = levelOf(level, branchings, branchings.length - 1);
  if (outer !== undefined) leave(walk, outer, innermost, instruction.start);
  innermost.instruction = instruction;
  if (target === "endif") {
    branchings.pop();
    if (outer !== undefined) settle(walk, innermost);
    return;
  }
  if (target === "else") innermost.hadElse = true;
  if (outer !== undefined)
    enter(walk, outer, innermost, target === "else" ? otherwise : conditionOf(walk, outer, instruction, innermost));
}

/** Closes what a stretch leaves open, as while an `<?endif?>` is still to be typed. */
export function closeBranches(walk: Walk, level: Level, branchings: Branching[], end: number): void {
  while (branchings.length > 0) {
    const innermost = branchings[branchings.length - 1];
    if (innermost === undefined) return;
    const message = `This <?${innermost.instruction.target}?> has no <?endif?> in the same element.`;
    reportOnce(walk, level, "unmatched-instruction", "error", message, innermost.instruction);
    const outer = levelOf(level, branchings, branchings.length - 1);
    if (outer !== undefined) leave(walk, outer, innermost, end);
    branchings.pop();
    if (outer !== undefined) settle(walk, innermost);
  }
}

function opened(instruction: XmlInstruction, dead: boolean): Branching {
  return {
    instruction,
    dead,
    settled: false,
    hadElse: false,
    level: undefined,
    denied: [],
    lessons: [],
    outcomes: [],
    before: -1,
    usual: "open",
  };
}

/** A condition as far as it can be decided. */
interface Condition {
  readonly value: Truth;
  /** Its value when nothing is defined from outside. */
  readonly usual: Truth;
  readonly holds: Assumption;
  readonly fails: Assumption;
  /** What its holding, and its failing, tells about a variable. */
  readonly learned?: { readonly holds: Lesson; readonly fails?: Lesson };
}

interface Lesson {
  readonly name: string;
  readonly binding: Binding;
}

const nowhere: Assumption = { text: "", site: textSite("", { start: 0, end: 0 }) };
const otherwise: Condition = { value: true, usual: true, holds: nowhere, fails: nowhere };
const impossible: Condition = { value: false, usual: false, holds: nowhere, fails: nowhere };

function conditionOf(walk: Walk, level: Level, instruction: XmlInstruction, branching?: Branching): Condition {
  if (branching?.settled) return impossible;
  if (instruction.target === "ifdef") return definedness(walk, level, instruction, true);
  if (instruction.target === "ifndef") return definedness(walk, level, instruction, false);
  return comparison(walk, level, instruction);
}

function enter(walk: Walk, outer: Level, branching: Branching, condition: Condition): void {
  branching.level = undefined;
  if (branching.dead || branching.settled) return;
  decideUsual(branching, condition.usual);
  if (condition.value === false) return;
  const { variables } = walk.session;
  const certain = condition.value === true && branching.denied.length === 0;
  if (!certain && branching.before < 0) {
    branching.before = variables.version;
    variables.recorders.push(new Set());
  }
  const when = condition.value === true ? [] : [condition.holds];
  branching.level = certain ? outer : { ...outer, when: [...outer.when, ...branching.denied, ...when] };
  if (!certain) for (const { name, binding } of branching.lessons) bind(variables, name, binding);
  if (condition.value === true) branching.settled = true;
  else {
    const { learned } = condition;
    if (learned !== undefined) bind(variables, learned.holds.name, learned.holds.binding);
    if (learned?.fails !== undefined) branching.lessons.push(learned.fails);
    branching.denied.push(condition.fails);
  }
}

function decideUsual(branching: Branching, usual: Truth): void {
  if (branching.usual !== "open") return;
  if (usual === "unknown") branching.usual = "lost";
  else if (usual) branching.usual = branching.outcomes.length;
}

/** Ends the present branch: notes what it bound and undoes that, or notes that it was skipped. */
function leave(walk: Walk, outer: Level, branching: Branching, end: number): void {
  const { variables } = walk.session;
  if (branching.level === undefined) {
    const span = { start: branching.instruction.end, end };
    if (!branching.dead && !outer.again && span.start < span.end)
      walk.skipped.push({ file: outer.document.file, span });
    return;
  }
  if (branching.before < 0) return;
  const bound = new Map<string, Binding | undefined>();
  for (const name of variables.recorders.at(-1) ?? []) bound.set(name, bindingAt(variables, name, variables.version));
  branching.outcomes.push({ bound, when: branching.level.when.slice(outer.when.length) });
  for (const [name, binding] of bound) {
    const before = bindingAt(variables, name, branching.before);
    if (before !== binding) bind(variables, name, before);
  }
}

/** Ends the condition: what its branches left behind becomes what is known after it. */
function settle(walk: Walk, branching: Branching): void {
  if (branching.before < 0) return;
  const { variables } = walk.session;
  const names = variables.recorders.pop() ?? new Set<string>();
  const { outcomes } = branching;
  if (!branching.settled) {
    if (branching.usual === "open") branching.usual = outcomes.length;
    outcomes.push({ bound: new Map(), when: branching.denied });
  }
  for (const name of names) {
    const before = bindingAt(variables, name, branching.before);
    const after = outcomes.map(({ bound }) => {
      const binding = bound.has(name) ? bound.get(name) : before;
      return binding?.assumed ? before : binding;
    });
    bind(variables, name, merged(branching, after));
  }
}

/**
 * One binding for what several branches made of a name. Where they differ, the branch that is taken when nothing is defined from outside gives the value,
 * marked so: `<?ifndef X?><?define X=1?><?endif?>` is how sources say what X is by default. Conditions stay undecided on such a value.
 */
function merged(branching: Branching, after: readonly (Binding | undefined)[]): Binding | undefined {
  const [first] = after;
  if (after.every((one) => isSame(one, first))) return first;
  const alternatives = alternativesOf(branching, after);
  const chosen = typeof branching.usual === "number" ? after[branching.usual] : undefined;
  if (chosen?.state === "known") return { ...chosen, byDefault: true, ...alternatives };
  const certain = after.every((one) => one?.state === "known" || one?.state === "unknown");
  return { ...unknownBinding, state: certain ? "unknown" : "maybe", ...alternatives };
}

/** The values that the branches give a name, where there is more than one that is fully known. */
function alternativesOf(branching: Branching, after: readonly (Binding | undefined)[]): Pick<Binding, "alternatives"> {
  const alternatives: Alternative[] = [];
  after.forEach((binding, index) => {
    const when = branching.outcomes[index]?.when ?? [];
    if (binding?.alternatives !== undefined) {
      for (const inner of binding.alternatives) {
        const picks = new Map([...inner.picks, [branching, index] as const]);
        alternatives.push({ picks, when: [...when, ...inner.when], binding: inner.binding });
      }
    } else if (binding?.state === "known" && !binding.located.pieces.some((piece) => piece.unknown)) {
      alternatives.push({ picks: new Map([[branching, index]]), when, binding });
    }
  });
  const values = new Set(alternatives.map(({ binding }) => binding.located.value));
  return values.size > 1 && alternatives.length <= 8 ? { alternatives } : {};
}

function isSame(a: Binding | undefined, b: Binding | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.state !== b.state || a.byDefault !== b.byDefault) return false;
  return (
    a.state !== "known" || (a.located.value === b.located.value && !a.located.pieces.some((piece) => piece.unknown))
  );
}

/** `<?ifdef X?>`: X may be written with or without `var.`, as `env.X` or `sys.X` (GetVariableValue with allowMissingPrefix). */
function definedness(walk: Walk, level: Level, instruction: XmlInstruction, positive: boolean): Condition {
  const written = level.document.text.slice(instruction.contentStart, instruction.contentEnd);
  const defined = isDefined(walk, contextOf(walk, level), written);
  const site = textSite(level.document.file, contentSpan(instruction));
  const holds = { text: `${written} is defined`, site };
  const fails = { text: `${written} is not defined`, site };
  const name = /^(?:var\.)?([^.$()"]+)$/.exec(written)?.[1];
  const value = defined === "foreign" ? "unknown" : defined;
  // Without anything from outside a name that no source defines is not defined; of the environment nothing is known.
  const usual = defined === "unknown" ? false : value;
  const there = name === undefined ? undefined : { name, binding: { ...unknownBinding, assumed: true as const } };
  const missing = name === undefined ? undefined : { name, binding: { ...undefinedBinding, assumed: true as const } };
  if (positive) {
    return {
      value,
      usual,
      holds,
      fails,
      ...(there && missing && { learned: { holds: there, fails: missing } }),
    };
  }
  const flipped = (truth: Truth): Truth => (truth === "unknown" ? truth : !truth);
  return {
    value: flipped(value),
    usual: flipped(usual),
    holds: fails,
    fails: holds,
    ...(there && missing && { learned: { holds: missing, fails: there } }),
  };
}

function isDefined(walk: Walk, place: Place, written: string): Truth | "foreign" {
  const wix3 = walk.session.dialect === "wix3";
  // Version 3 takes `$(` off the front but leaves `)`: such a name is never defined.
  if (written.startsWith("$(") && wix3) return false;
  const inner = written.startsWith("$(") ? written.slice(2, -1) : written;
  if (/["()\s]/.test(inner)) return false;
  if (inner.startsWith("env.")) return "foreign";
  if (inner.startsWith("sys.")) return resolve(inner, place).state !== "undefined";
  const own = resolve(inner.includes(".") ? inner : `var.${inner}`, place).state;
  const state = own === "nobody" ? resolve(`var.${inner}`, place).state : own;
  if (state === "known" || state === "unknown") return true;
  return state === "nobody" || state === "maybe" ? "unknown" : false;
}

function comparison(walk: Walk, level: Level, instruction: XmlInstruction): Condition {
  const { document } = level;
  const text = document.text.slice(instruction.contentStart, instruction.contentEnd);
  const site = textSite(document.file, contentSpan(instruction));
  checkUses(walk, level, contentSpan(instruction));
  const place = contextOf(walk, level);
  const evaluate = (strict: boolean) =>
    evaluateExpression(text, walk.session.dialect, (raw) => {
      const { value, certainty } = expand({ value: raw, pieces: [] }, place);
      return { text: value, known: certainty === "known" || (certainty === "byDefault" && !strict) };
    });
  const { value, fault } = evaluate(true);
  if (fault !== undefined) {
    const start = instruction.contentStart;
    reportOnce(walk, level, fault.code, "error", fault.message, { start: start + fault.start, end: start + fault.end });
  }
  const usual = value === "unknown" ? evaluate(false).value : value;
  const learned = value === "unknown" ? equality(instruction, place) : undefined;
  const shown = text.replace(/\s+/g, " ");
  return {
    value,
    usual,
    holds: { text: shown, site },
    fails: { text: `not (${shown})`, site },
    ...(learned && { learned }),
  };
}

/** In a branch that is there only if `$(var.X) = "Pro"`, the value of X is known. */
function equality(instruction: XmlInstruction, place: Place): Condition["learned"] {
  const content = decodeRun(place, "instruction", contentSpan(instruction));
  const found = /^"?\$\((?:var\.)?([^.()$"]+)\)"?\s*==?\s*(?:"([^"$]*)"|([^\s"$()=<>!~]+))$/d.exec(content.value);
  const name = found?.[1];
  const at = found?.indices?.[2] ?? found?.indices?.[3];
  if (name === undefined || at === undefined) return undefined;
  const located = sliceLocated(content, at[0], at[1]);
  return { holds: { name, binding: { state: "known", located, assumed: true } } };
}
