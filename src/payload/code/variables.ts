import { evaluate } from "./evaluate.ts";
import type { Field } from "./routine.ts";
import type { Frame, Run } from "./run.ts";
import { unknownValue, type Value } from "./values.ts";

/** `psi` and `StartInfo.FileName` of `psi.StartInfo.FileName`; brackets belong to the name before them. */
function split(path: string): readonly string[] {
  return path.match(/[^.[\]]+(?:\[[^\]]*\])*/g) ?? [path];
}

/** What a variable, a field, a constant or a member holds. */
export function lookUp(run: Run, frame: Frame, path: string): Value {
  const [head = "", ...members] = split(path);
  const local = frame.locals.get(head);
  const first = local ?? fieldValue(run, frame, frame.routine.owner, head);
  if (first === undefined) return lookUpQualified(run, frame, path, members);
  return members.reduce((value, member) => memberOf(run, value, member, path), note(run, first));
}

/** `Constants.Tool`, `Setup.Constants.Tool`; what is no field of the project is only spelled. */
function lookUpQualified(run: Run, frame: Frame, path: string, members: readonly string[]): Value {
  const names = split(path);
  const owner = names.at(-2);
  const last = names.at(-1);
  const field =
    owner !== undefined && last !== undefined && members.length > 0 && run.project.classes.has(owner)
      ? fieldValue(run, frame, owner, last)
      : undefined;
  if (field !== undefined) return field;
  // A variable that nobody declared here, as a member of a base class: its members may still be told apart.
  const known = run.heap.get(`${frame.number}:${names[0]}.${names.slice(1).join(".")}`);
  return known ?? unknownValue(path, `${frame.number}:${path}`);
}

function fieldValue(run: Run, frame: Frame, owner: string, name: string): Value | undefined {
  const set = run.heap.get(`field ${owner}.${name}`);
  if (set !== undefined) return note(run, set);
  const fields = run.project.fields.get(name) ?? [];
  const field = fields.find((one) => one.owner === owner) ?? fields.find((one) => one.owner === "");
  if (field === undefined) return undefined;
  const value = firstValue(run, frame, field);
  run.heap.set(`field ${owner}.${name}`, value);
  return value;
}

/** A field that something may give another value has its first one only where nothing does. */
function firstValue(run: Run, frame: Frame, { name, owner, type, value, constant }: Field): Value {
  const unknown = unknownValue(name, `field ${owner}.${name}`, type);
  if (value === undefined || (!constant && run.project.assigned.has(name))) return unknown;
  // Constants that refer to each other in a circle end here.
  run.heap.set(`field ${owner}.${name}`, unknown);
  return evaluate(run, frame, value, type);
}

/** Notes that a started process is looked at. */
function note(run: Run, value: Value): Value {
  if (value.kind === "started") run.touched = true;
  return value;
}

/** A member of a value, as in `FileName` of a ProcessStartInfo. */
export function memberOf(run: Run, value: Value, name: string, path = name): Value {
  const started = value.kind === "started" ? value : startedBy(run, value);
  if (started !== undefined) {
    run.touched = true;
    if (name === "HasExited") run.polled = started.index;
    if (name === "hProcess" || name === "Handle" || name === "SafeHandle") return started;
  }
  const id = idOf(value);
  if (id === undefined) return unknownValue(path);
  const known = run.heap.get(`${id}.${name}`);
  if (known !== undefined) return note(run, known);
  // So that what is written into it is found again.
  return unknownValue(path, `${id}.${name}`);
}

/** The process that an object of the class Process has started. */
export function startedBy(run: Run, value: Value): (Value & { kind: "started" }) | undefined {
  if (value.kind === "started") return value;
  const id = idOf(value);
  const started = id === undefined ? undefined : run.heap.get(`${id}.<start>`);
  return started?.kind === "started" ? started : undefined;
}

/** The id by which the members of a value are kept; undefined for one that has none. */
export function idOf(value: Value): string | undefined {
  if (value.kind !== "object" && value.kind !== "unknown") return undefined;
  return value.id === "" ? undefined : value.id;
}

/** Gives a member of an object a value. */
export function setMember(run: Run, object: Value, name: string, value: Value): void {
  const id = idOf(object);
  if (id !== undefined) run.heap.set(`${id}.${name}`, value);
}

/** Gives a variable, a field or a member a value. */
export function setVariable(run: Run, frame: Frame, path: string, value: Value): void {
  const names = split(path);
  const last = names.at(-1) ?? path;
  if (names.length > 1) {
    const object = lookUp(run, frame, names.slice(0, -1).join("."));
    const owner = names.at(-2) ?? "";
    if (run.project.classes.has(owner) && object.kind === "unknown") run.heap.set(`field ${owner}.${last}`, value);
    else setMember(run, object, last, value);
    return;
  }
  const { owner } = frame.routine;
  const isField =
    !frame.locals.has(last) &&
    (run.project.fields.get(last) ?? []).some((one) => one.owner === owner || one.owner === "");
  if (isField) run.heap.set(`field ${owner}.${last}`, value);
  else frame.locals.set(last, value);
}
