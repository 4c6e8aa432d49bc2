import { textSite } from "../../model/site.ts";
import { type Resolved, resolve, resolveAnywhere } from "./project.ts";
import type { Call, Creation, Expression, Routine, Statement } from "./routine.ts";
import { type Asked, DEEPEST, type Frame, noteAwaited, type Run, step } from "./run.ts";
import { either, joined, textValue, unknownValue, type Value } from "./values.ts";
import { lookUp, memberOf, setMember, setVariable } from "./variables.ts";

/** Runs statements, one after the other, until one leaves. */
export function execute(run: Run, frame: Frame, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (frame.left || !step(run)) return;
    executeOne(run, frame, statement);
  }
}

function executeOne(run: Run, frame: Frame, statement: Statement): void {
  switch (statement.kind) {
    case "do":
      evaluate(run, frame, statement.value);
      return;
    case "declare":
      declare(run, frame, statement);
      return;
    case "leave":
      if (statement.value !== undefined) frame.returned.push(evaluate(run, frame, statement.value));
      frame.left = true;
      return;
    case "choice":
      choose(run, frame, statement);
  }
}

/** Types of which a variable without a value is an empty text. */
const TEXTS = /^(?:w?string|w?o?stringstream|CString[AW]?)$/;

function declare(run: Run, frame: Frame, { name, type, value }: Statement & { kind: "declare" }): void {
  const first = value === undefined && TEXTS.test(type) ? textValue("") : undefined;
  const known = value === undefined ? first : evaluate(run, frame, value, type);
  const id = `${frame.number}:${name}`;
  if (known === undefined) frame.locals.set(name, unknownValue(name, id, type));
  else frame.locals.set(name, known.kind === "unknown" ? { ...known, id, type: type || known.type } : known);
}

/** Runs each branch with what was known before, and knows after that what all of them leave alike. */
function choose(run: Run, frame: Frame, choice: Statement & { kind: "choice" }): void {
  run.touched = false;
  run.polled = undefined;
  if (choice.condition !== undefined) evaluate(run, frame, choice.condition);
  const doubt = { guard: run.touched };
  if (choice.loops === true && run.polled !== undefined) noteAwaited(run, frame, run.polled, "yes");
  const before = { locals: new Map(frame.locals), heap: run.heap, doubts: frame.doubts };
  const ends: { locals: ReadonlyMap<string, Value>; heap: Map<string, Value> }[] = [];
  let leaves = false;
  for (const branch of choice.total ? choice.branches : [...choice.branches, []]) {
    if (!step(run)) return;
    restore(frame, before.locals);
    run.heap = new Map(before.heap);
    frame.doubts = [...before.doubts, doubt];
    frame.left = false;
    execute(run, frame, branch);
    leaves ||= frame.left;
    if (!frame.left) ends.push({ locals: new Map(frame.locals), heap: run.heap });
  }
  frame.left = ends.length === 0;
  frame.doubts = leaves ? [...before.doubts, doubt] : before.doubts;
  restore(frame, merge(ends.map(({ locals }) => locals)));
  run.heap = merge(ends.map(({ heap }) => heap));
}

function restore(frame: Frame, locals: ReadonlyMap<string, Value>): void {
  frame.locals.clear();
  for (const [name, value] of locals) frame.locals.set(name, value);
}

/** A variable that only some branches know is as good as known: the others have not declared it. */
function merge(maps: readonly ReadonlyMap<string, Value>[]): Map<string, Value> {
  const [first, ...rest] = maps;
  const all = new Map(first);
  for (const map of rest)
    for (const [name, value] of map) {
      const known = all.get(name);
      if (known !== value) all.set(name, known === undefined ? value : either([known, value]));
    }
  return all;
}

/** Evaluates something that may not happen. */
function doubtful<T>(frame: Frame, action: () => T): T {
  const { doubts } = frame;
  frame.doubts = [...doubts, { guard: false }];
  const result = action();
  frame.doubts = doubts;
  return result;
}

/** What an expression comes to; all that it calls on the way is noted. */
export function evaluate(run: Run, frame: Frame, expression: Expression, type = ""): Value {
  if (!step(run)) return unknownValue("…");
  switch (expression.kind) {
    case "text":
      return { kind: "text", texts: [expression.value] };
    case "number":
      return expression;
    case "name":
      return lookUp(run, frame, expression.path);
    case "member":
      return memberOf(run, evaluate(run, frame, expression.of), expression.name);
    case "join":
      return joined(expression.parts.map((part) => evaluate(run, frame, part)));
    case "either":
      evaluate(run, frame, expression.condition);
      return either(expression.options.map((option) => doubtful(frame, () => evaluate(run, frame, option))));
    case "perhaps":
      evaluate(run, frame, expression.first);
      doubtful(frame, () => evaluate(run, frame, expression.second));
      return unknownValue("?");
    case "assign":
      return assign(run, frame, expression);
    case "address":
      return evaluate(run, frame, expression.of);
    case "closure":
      return { kind: "closure", body: expression.body, locals: frame.locals };
    case "call":
      return call(run, frame, expression);
    case "new":
      return create(run, frame, expression, type);
    case "other":
      for (const part of expression.parts) evaluate(run, frame, part);
      return unknownValue("…");
  }
}

function assign(run: Run, frame: Frame, { target, value, adds }: Expression & { kind: "assign" }): Value {
  const known = evaluate(run, frame, value);
  if (adds && known.kind === "closure") runClosure(run, frame, known);
  const result = adds ? joined([lookUp(run, frame, target), known]) : known;
  setVariable(run, frame, target, result);
  return result;
}

/** A closure that is handed over may run. */
function runClosure(run: Run, frame: Frame, { body, locals }: Value & { kind: "closure" }): void {
  const inner: Frame = { ...frame, locals, doubts: [...frame.doubts, { guard: false }], left: false, returned: [] };
  execute(run, inner, body);
}

function call(run: Run, frame: Frame, expression: Call): Value {
  const { receiver, name } = expression;
  const on = receiver === undefined ? undefined : evaluate(run, frame, receiver);
  const args = expression.arguments.map((argument) => evaluate(run, frame, argument));
  const owner = receiver?.kind === "name" ? receiver.path : "";
  const asked: Asked = { call: expression, name, owner, receiver: on, args };
  const held = receiver === undefined ? frame.locals.get(name) : name === "Invoke" ? on : undefined;
  if (held?.kind === "closure") {
    runClosure(run, frame, held);
    return unknownValue(`${name}()`);
  }
  if (held?.kind === "function") return callPointer(run, frame, asked, held.name);
  const found = resolveCall(run, frame, asked);
  if (found.routines.length > 0) return enter(run, frame, found, asked);
  const known = run.known.call(run, frame, asked);
  if (known !== undefined) return known;
  handOver(run, frame, expression.arguments, args);
  return unknownValue(`${name}()`, `${++run.ids}`);
}

/** Whether a function was found under its name hangs on the machine. */
function callPointer(run: Run, frame: Frame, asked: Asked, name: string): Value {
  const known = doubtful(frame, () => run.known.call(run, frame, { ...asked, name, owner: "msi.dll" }));
  return known ?? unknownValue(`${name}()`);
}

function resolveCall(run: Run, frame: Frame, { name, owner, receiver, args, call }: Asked): Resolved {
  const { project } = run;
  const from = frame.routine.owner;
  if (call.receiver === undefined) return resolve(project, name, undefined, from, args.length);
  if (owner === "this" || owner === "base") return resolve(project, name, from, from, args.length);
  const last = owner.slice(owner.lastIndexOf(".") + 1);
  const isVariable =
    receiver !== undefined && !(receiver.kind === "unknown" && receiver.name === owner && receiver.type === "");
  if (!isVariable && project.classes.has(last)) return resolve(project, name, last, from, args.length);
  const type = receiver?.kind === "object" || receiver?.kind === "unknown" ? receiver.type : "";
  if (type !== "")
    return project.classes.has(type) ? resolve(project, name, type, from, args.length) : { routines: [], sure: true };
  return receiver?.kind === "unknown" && !/^[A-Z]\w*(?:\.[A-Z]\w*)*$/.test(owner)
    ? resolveAnywhere(project, name, args.length)
    : { routines: [], sure: true };
}

function enter(run: Run, frame: Frame, { routines, sure }: Resolved, asked: Asked): Value {
  const results = routines.map((routine) => {
    if (routine.imported !== undefined) return imported(run, frame, routine, asked);
    const go = () => enterOne(run, frame, routine, asked);
    return sure ? go() : doubtful(frame, go);
  });
  return either(results);
}

/** Libraries of Windows, of which the functions that matter are known. */
const OF_WINDOWS =
  /^(?:api-ms-|ext-ms-|(?:kernel32|kernelbase|user32|advapi32|msi|shell32|ole32|oleaut32|ntdll|shlwapi|version|ws2_32|crypt32|wintrust|wininet|winhttp|setupapi|cfgmgr32|newdev|gdi32|comctl32|comdlg32|secur32|rpcrt4|userenv|netapi32|psapi|iphlpapi|wtsapi32|fwpuclnt|mscoree|urlmon|msvcrt|ucrtbase|dwmapi|uxtheme|bcrypt|ncrypt|powrprof|mpr|imagehlp|dbghelp|activeds|winspool|odbccp32|httpapi|dnsapi|wevtapi)\.)/;

function imported(run: Run, frame: Frame, { imported: target }: Routine, asked: Asked): Value {
  const name = target?.name ?? asked.name;
  const library = target?.library ?? "";
  const known = run.known.call(run, frame, { ...asked, name, owner: library });
  if (known === undefined && !OF_WINDOWS.test(library))
    run.gaps.add(`it calls ${name} of ${library}, which is not followed`);
  return known ?? unknownValue(`${name}()`);
}

/** Runs a routine with the given arguments; one that is running already does nothing that it is not seen to do anyway. */
function enterOne(run: Run, frame: Frame, routine: Routine, { call, name, args }: Asked): Value {
  if (run.running.has(routine)) return unknownValue(`${name}()`);
  if (frame.depth >= DEEPEST) {
    run.gaps.add(`its code calls itself through more than ${DEEPEST} functions`);
    return unknownValue(`${name}()`);
  }
  const here = { message: `${name} is called here`, site: textSite(frame.routine.file, call.span) };
  noteBroken(run, routine);
  const inner = frameFor(run, routine, args, { ...frame, trail: [...frame.trail, here], depth: frame.depth + 1 });
  run.running.add(routine);
  execute(run, inner, routine.body);
  run.running.delete(routine);
  return inner.returned.length === 0 ? unknownValue(`${name}()`, `${++run.ids}`) : either(inner.returned);
}

/** What could not be parsed may do anything. */
export function noteBroken(run: Run, { broken, name }: Routine): void {
  if (broken) run.gaps.add(`a part of ${name} could not be parsed`);
}

/** A frame in which a routine has its arguments, or what its parameters have without one. */
export function frameFor(
  run: Run,
  routine: Routine,
  args: readonly Value[],
  { doubts, trail, depth }: Pick<Frame, "doubts" | "trail" | "depth">,
): Frame {
  const number = ++run.ids;
  const frame: Frame = { routine, locals: new Map(), number, doubts, left: false, returned: [], trail, depth };
  for (const [index, { name, type, value }] of routine.parameters.entries()) {
    const given = args[index] ?? (value === undefined ? undefined : evaluate(run, frame, value));
    if (given === undefined) frame.locals.set(name, unknownValue(name, `${number}:${name}`, type));
    else frame.locals.set(name, given.kind === "unknown" ? { ...given, type: given.type || type } : given);
  }
  return frame;
}

/** What is handed to code that is not followed may be called by it, or changed. */
function handOver(run: Run, frame: Frame, expressions: readonly Expression[], args: readonly Value[]): void {
  for (const [index, argument] of args.entries()) {
    const expression = expressions[index];
    if (argument.kind === "closure") runClosure(run, frame, argument);
    else if (expression?.kind === "name" && argument.kind === "unknown") callByName(run, frame, expression.path);
    else if (expression?.kind === "address" && expression.of.kind === "name")
      setVariable(run, frame, expression.of.path, unknownValue(expression.of.path, `${++run.ids}`));
  }
}

/** `new Thread(Work)` and `list.ForEach(Install)`: a method that is handed over. */
function callByName(run: Run, frame: Frame, path: string): void {
  if (frame.locals.has(path) || !run.project.routines.has(path.slice(path.lastIndexOf(".") + 1))) return;
  const cut = path.lastIndexOf(".");
  const receiver: Expression | undefined = cut < 0 ? undefined : { kind: "name", path: path.slice(0, cut) };
  const span = frame.routine.span;
  doubtful(frame, () => call(run, frame, { kind: "call", name: path.slice(cut + 1), receiver, arguments: [], span }));
}

function create(run: Run, frame: Frame, creation: Creation, declared: string): Value {
  const type = creation.type || declared;
  const args = creation.arguments.map((argument) => evaluate(run, frame, argument));
  const known = run.known.creation(run, frame, { ...creation, type }, args);
  const made: Value = known ?? { kind: "object", type, id: `#${++run.ids}` };
  if (known === undefined) {
    const constructors = resolve(run.project, `new ${type}`, type, type, args.length);
    if (constructors.routines.length > 0) enter(run, frame, constructors, asCall(creation, args, `new ${type}`, made));
    else handOver(run, frame, creation.arguments, args);
  }
  for (const { name, value } of creation.members) fill(run, frame, made, name, value);
  return made;
}

const asCall = (creation: Creation, args: readonly Value[], name: string, receiver: Value): Asked => ({
  call: { kind: "call", name, receiver: undefined, arguments: creation.arguments, span: creation.span },
  name,
  owner: "",
  receiver,
  args,
});

function fill(run: Run, frame: Frame, object: Value, name: string, value: Expression): void {
  // `StartInfo = { … }` fills what is there.
  const nested = value.kind === "new" && value.type === "" ? memberOf(run, object, name) : undefined;
  if (value.kind !== "new" || nested === undefined) setMember(run, object, name, evaluate(run, frame, value));
  else for (const member of value.members) fill(run, frame, nested, member.name, member.value);
}
