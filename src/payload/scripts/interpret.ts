import type { CodeReading } from "../code.ts";
import type { Proof } from "../effect.ts";
import { weaker } from "../proof.ts";
import { concat, isPartlyHidden, standIn, type Text } from "../text.ts";
import { createObject, getObject, type Seen, useMethod } from "./automation.ts";
import { callBuiltIn, constantNamed } from "./builtIns.ts";
import type { Expression, Procedure, Program, Statement } from "./program.ts";
import { asText, unknownAt, type Value } from "./values.ts";

/** So many statements are looked at, those of a procedure each time it is called. */
const MOST_STEPS = 20_000;

/** Procedures that call each other further than this. */
const DEEPEST = 16;

/** A value put together from more than this (UTF-16 units) is not known: a script can double a text again and again. */
const LONGEST_VALUE = 32_767;

/** So many units are put together in all. */
const MOST_UNITS = 4_000_000;

/** What a script is asked. */
export interface Question {
  /** The function that is called after the script has been loaded, `""` for none. */
  readonly entry: string;
  /** True for a script of a custom action: it has Session, and whatever calls the installer does so in the action's own process. */
  readonly session: boolean;
  /** True where the language does not tell upper from lower case. */
  readonly anyCase: boolean;
  readonly text: string;
}

interface Running {
  readonly program: Program;
  readonly question: Question;
  readonly seen: Seen;
  readonly globals: Map<string, Value>;
  readonly callers: string[];
  steps: number;
  units: number;
}

/** Where a statement stands: the variables it sees, and how sure it is to be carried out. */
interface Frame {
  readonly locals: Map<string, Value>;
  readonly inProcedure: boolean;
  proof: Proof;
  returned: Value | undefined;
}

/** Whether what follows is carried out: `on`, no more than perhaps, or not. */
type Flow = "on" | "perhaps" | "left";

/**
 * Carries a script out as far as its texts are known: what stands at its top, the function that is called, and what these call. Both branches of what nobody can decide are
 * looked at, and what they set differently is not known afterwards. Nothing is run.
 */
export function interpret(program: Program, question: Question): CodeReading {
  const seen: Seen = {
    starts: [],
    calls: [],
    waits: [],
    gaps: new Set(),
    downloads: new Map(),
    address: undefined,
    session: question.session,
    products: /\bwin32_product\b/i.test(question.text),
  };
  const running: Running = { program, question, seen, globals: new Map(), callers: [], steps: 0, units: 0 };
  const proof: Proof = program.reason === undefined ? "proven" : "possible";
  const flow = runBlock(
    program.body,
    { locals: running.globals, inProcedure: false, proof, returned: undefined },
    running,
  );
  const entry = question.anyCase ? question.entry.toLowerCase() : question.entry;
  const procedure = program.procedures.get(entry);
  if (entry !== "" && procedure === undefined) seen.gaps.add(`the script has no function ${question.entry}`);
  if (procedure !== undefined && flow !== "left")
    callProcedure(procedure, [], flow === "on" ? proof : weaker(proof, "likely"), running);
  if (running.steps > MOST_STEPS) seen.gaps.add("the script has more statements than are followed");
  if (program.reason !== undefined) seen.gaps.add(program.reason);
  return { starts: distinct(seen.starts), calls: distinct(seen.calls), waits: seen.waits, gaps: [...seen.gaps] };
}

/** The same place reached in several ways counts once, as sure as the surest of them. */
function distinct<T extends { readonly whole: Text; readonly proof: Proof }>(all: readonly T[]): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const { whole, proof: _, ...rest } = one;
    const texts = Object.values(rest).map((value) =>
      typeof value === "object" && value !== null && "value" in value ? value.value : value,
    );
    const key = JSON.stringify([whole.starts[0], whole.value.length, texts]);
    const known = found.get(key);
    if (known === undefined || weaker(known.proof, one.proof) !== one.proof) found.set(key, one);
  }
  return [...found.values()];
}

function runBlock(body: readonly Statement[], frame: Frame, running: Running): Flow {
  const before = frame.proof;
  let flow: Flow = "on";
  for (const statement of body) {
    if (++running.steps > MOST_STEPS) return "left";
    const next = runStatement(statement, frame, running);
    if (next === "left") {
      frame.proof = before;
      return "left";
    }
    if (next === "perhaps") {
      flow = "perhaps";
      frame.proof = weaker(frame.proof, "likely");
    }
  }
  frame.proof = before;
  return flow;
}

function runStatement(statement: Statement, frame: Frame, running: Running): Flow {
  switch (statement.kind) {
    case "expression":
      if (ends(statement.value)) return leave(statement.value, frame, running);
      evaluate(statement.value, frame, running);
      return "on";
    case "assign":
      assign(statement, frame, running);
      return "on";
    case "block":
      return runBlock(statement.body, frame, running);
    case "branch":
      return runBranch(statement, frame, running);
    case "loop":
      return runLoop(statement, frame, running);
    case "leave":
      if (statement.value !== undefined) frame.returned = evaluate(statement.value, frame, running);
      return statement.what === "procedure" ? "left" : "perhaps";
  }
}

/** `WScript.Quit` ends the script. */
function ends(expression: Expression): boolean {
  const callee = expression.kind === "call" ? expression.callee : expression;
  return (
    callee.kind === "member" &&
    callee.name.toLowerCase() === "quit" &&
    callee.object.kind === "name" &&
    callee.object.name.toLowerCase() === "wscript"
  );
}

function leave(expression: Expression, frame: Frame, running: Running): Flow {
  if (expression.kind === "call") for (const argument of expression.args) evaluate(argument, frame, running);
  return "left";
}

function runBranch({ tests, blocks }: Extract<Statement, { kind: "branch" }>, frame: Frame, running: Running): Flow {
  for (const test of tests) evaluate(test, frame, running);
  const before = new Map(frame.locals);
  // Comparing what all the variables hold is work too.
  running.steps += Math.ceil(before.size / 20);
  const outcomes: Map<string, Value>[] = [before];
  let left = false;
  for (const block of blocks) {
    restore(frame.locals, before);
    const inside: Frame = { ...frame, proof: weaker(frame.proof, "likely") };
    const flow = runBlock(block, inside, running);
    frame.returned = inside.returned;
    if (flow === "on") outcomes.push(new Map(frame.locals));
    else left = true;
  }
  if (blocks.length > 1 && !left) outcomes.shift();
  restore(frame.locals, before);
  for (const name of new Set(outcomes.flatMap((one) => [...one.keys()]))) {
    const values = outcomes.map((one) => one.get(name));
    const [first] = values;
    if (first !== undefined && values.every((value) => isSame(value, first))) frame.locals.set(name, first);
    else frame.locals.delete(name);
    // Of a name that only some branches set, no more is known than that it is set.
    const some = values.find((value) => value !== undefined);
    if (!frame.locals.has(name) && some !== undefined)
      frame.locals.set(name, settled(values) ?? unknownAt(asText(some)));
  }
  return left ? "perhaps" : "on";
}

/** An object that is made in a branch and not set in the others is that object, where it is one at all. */
function settled(values: readonly (Value | undefined)[]): Value | undefined {
  const known = values.filter((value) => value !== undefined);
  const [first] = known;
  return first?.kind === "object" && known.every((value) => isSame(value, first)) ? first : undefined;
}

function restore(locals: Map<string, Value>, values: ReadonlyMap<string, Value>): void {
  locals.clear();
  for (const [name, value] of values) locals.set(name, value);
}

function isSame(a: Value | undefined, b: Value): boolean {
  if (a === undefined || a.kind !== b.kind) return false;
  if (a.kind === "text" && b.kind === "text")
    return a.text.value === b.text.value && !isPartlyHidden(a.text) && !isPartlyHidden(b.text);
  return a.kind === "object" && b.kind === "object" && a.object === b.object;
}

function runLoop(loop: Extract<Statement, { kind: "loop" }>, frame: Frame, running: Running): Flow {
  const over = loop.over === undefined ? undefined : evaluate(loop.over, frame, running);
  for (const test of loop.tests) evaluate(test, frame, running);
  if (loop.variable !== undefined) {
    const isProduct = over?.kind === "object" && over.object === "products";
    const at = loop.over?.at ?? frame.returned;
    if (at !== undefined && "value" in at)
      frame.locals.set(
        nameIn(loop.variable, running),
        isProduct ? { kind: "object", object: "product", at } : unknownAt(at),
      );
  }
  const before = new Map(frame.locals);
  const inside: Frame = { ...frame, proof: loop.once ? frame.proof : weaker(frame.proof, "likely") };
  const flow = runBlock(loop.body, inside, running);
  frame.returned = inside.returned;
  // What the body sets may be set once, again and again, or never.
  for (const [name, value] of frame.locals) {
    const known = before.get(name);
    if (!loop.once && value.kind !== "object" && (known === undefined || !isSame(known, value)))
      frame.locals.set(name, unknownAt(asText(value)));
  }
  return flow === "left" ? "perhaps" : "on";
}

const nameIn = (name: string, { question }: Running) => (question.anyCase ? name.toLowerCase() : name);

function assign(
  { target, value, appends }: Extract<Statement, { kind: "assign" }>,
  frame: Frame,
  running: Running,
): void {
  const given = evaluate(value, frame, running);
  if (target.kind === "name") {
    const name = nameIn(target.name, running);
    const isLocal = !frame.inProcedure || frame.locals.has(name) || !running.globals.has(name);
    const scope = isLocal ? frame.locals : running.globals;
    const before = scope.get(name);
    scope.set(name, appends ? joined([before ?? unknownAt(target.at), given], target.at, running) : given);
    if (isLocal && running.callers.at(-1) === name) frame.returned = given;
  } else if (target.kind === "member") {
    const object = evaluate(target.object, frame, running);
    const sets = object.kind === "object" && object.object === "installer" && target.name.toLowerCase() === "uilevel";
    if (sets) setUiLevel(target.at, frame, running);
  } else evaluate(target, frame, running);
}

/** UILevel is MsiSetInternalUI, which a custom action must not call. @see https://learn.microsoft.com/windows/win32/msi/functions-not-for-use-in-custom-actions */
function setUiLevel(whole: Text, { proof }: Frame, { seen }: Running): void {
  seen.calls.push({
    api: "opens-session",
    operation: "unknown",
    call: "Installer.UILevel",
    package: "",
    runsIn: "own",
    whole,
    proof,
  });
}

function joined(values: readonly Value[], at: Text, running: Running): Value {
  const texts = values.map(asText);
  const length = texts.reduce((sum, { value }) => sum + value.length, 0);
  running.units += length;
  if (length > LONGEST_VALUE || running.units > MOST_UNITS) return unknownAt(at);
  return { kind: "text", text: concat(texts) };
}

function evaluate(expression: Expression, frame: Frame, running: Running): Value {
  switch (expression.kind) {
    case "text":
      return { kind: "text", text: expression.text };
    case "joined":
      return joined(
        expression.parts.map((part) => evaluate(part, frame, running)),
        expression.at,
        running,
      );
    case "name":
      return lookUp(expression, frame, running);
    case "member":
      return memberOf(expression, [], frame, running);
    case "call":
      return callOf(expression, frame, running);
    case "function":
      // A function that is handed over, or called where it stands, may be carried out.
      callProcedure(expression.procedure, [], weaker(frame.proof, "likely"), running);
      return unknownAt(expression.at);
    case "other":
      for (const part of expression.parts) evaluate(part, frame, running);
      return unknownAt(expression.at);
  }
}

function lookUp({ name, at }: Extract<Expression, { kind: "name" }>, frame: Frame, running: Running): Value {
  const key = nameIn(name, running);
  const known = frame.locals.get(key) ?? running.globals.get(key);
  if (known !== undefined) return known.kind === "text" ? { kind: "text", text: standIn(known.text, at) } : known;
  const procedure = running.program.procedures.get(key);
  if (procedure !== undefined && running.question.anyCase) return callProcedure(procedure, [], frame.proof, running);
  return constantNamed(key.toLowerCase(), at, running.question.session) ?? unknownAt(at);
}

function memberOf(
  { object, name, at }: Extract<Expression, { kind: "member" }>,
  args: readonly Value[],
  frame: Frame,
  running: Running,
): Value {
  const owner = evaluate(object, frame, running);
  // A method of a class of the script, which is kept by its name alone: the object may be of another class.
  const method = running.question.anyCase && owner.kind === "unknown" && running.program.procedures.get(name);
  if (method) return callProcedure(method, args, weaker(frame.proof, "likely"), running);
  return useMethod({ object: owner, name: name.toLowerCase(), args, at, proof: frame.proof }, running.seen);
}

function callOf(call: Extract<Expression, { kind: "call" }>, frame: Frame, running: Running): Value {
  const { callee, at } = call;
  const args = call.args.map((argument) => evaluate(argument, frame, running));
  if (callee.kind === "member") return memberOf({ ...callee, at }, args, frame, running);
  if (callee.kind === "function") return callProcedure(callee.procedure, args, frame.proof, running);
  if (callee.kind !== "name") {
    evaluate(callee, frame, running);
    return unknownAt(at);
  }
  const name = nameIn(callee.name, running);
  const procedure = running.program.procedures.get(name);
  if (procedure !== undefined) return callProcedure(procedure, args, frame.proof, running);
  const lower = name.toLowerCase();
  if (lower === "createobject" || lower === "activexobject") return createObject(args, at);
  if (lower === "getobject") return getObject(args, at);
  if (lower === "execute" || lower === "executeglobal" || lower === "eval")
    running.seen.gaps.add(`the script runs a text with ${lower}`);
  return callBuiltIn(lower, args, at, running.question.session) ?? unknownAt(at);
}

function callProcedure(procedure: Procedure, args: readonly Value[], proof: Proof, running: Running): Value {
  const { name, parameters, body, at } = procedure;
  if (running.callers.length >= DEEPEST || (name !== "" && running.callers.includes(name))) return unknownAt(at);
  const locals = new Map<string, Value>();
  parameters.forEach((parameter, index) => {
    locals.set(nameIn(parameter, running), args[index] ?? unknownAt(at));
  });
  const frame: Frame = { locals, inProcedure: true, proof, returned: undefined };
  running.callers.push(name);
  runBlock(body, frame, running);
  running.callers.pop();
  return frame.returned ?? unknownAt(at);
}
