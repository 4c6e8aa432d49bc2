import type { Field, Routine, SourceUnit } from "./routine.ts";

/** Everything that the sources of a project declare. */
export interface Project {
  readonly units: readonly SourceUnit[];
  /** By their name. */
  readonly routines: ReadonlyMap<string, readonly Routine[]>;
  readonly fields: ReadonlyMap<string, readonly Field[]>;
  /** With those that they are derived from; a namespace that has functions is as good as one. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly assigned: ReadonlySet<string>;
}

/** Puts together what the files of a project declare. */
export function projectOf(units: readonly SourceUnit[]): Project {
  return {
    units,
    routines: grouped(units.flatMap((unit) => unit.routines)),
    fields: grouped(units.flatMap((unit) => unit.fields)),
    classes: new Map([
      ...units.flatMap((unit) =>
        unit.routines.filter(({ owner }) => owner !== "").map(({ owner }) => [owner, []] as const),
      ),
      ...units.flatMap((unit) => [...unit.classes]),
    ]),
    assigned: new Set(units.flatMap((unit) => [...unit.assigned])),
  };
}

function grouped<T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(one.name);
    if (group === undefined) groups.set(one.name, [one]);
    else group.push(one);
  }
  return groups;
}

/** The routines that a DLL of the project has as this entry point. */
export function entryPoints(project: Project, entry: string): readonly Routine[] {
  const direct = project.units.flatMap((unit) => unit.routines.filter((one) => one.entries.includes(entry)));
  if (direct.length > 0) return direct;
  const internal = project.units.map((unit) => unit.exports.get(entry)).find((name) => name !== undefined);
  return internal === undefined ? [] : functionsCalled(project, internal);
}

/** The functions with a body that are called so and belong to no class. */
export function functionsCalled(project: Project, name: string): readonly Routine[] {
  return (project.routines.get(name) ?? []).filter((one) => one.imported === undefined && one.owner === "");
}

/** The methods of this name in the classes that are derived from `type`, as in those that implement an interface. */
export function implementationsOf(project: Project, type: string, name: string): readonly Routine[] {
  return (project.routines.get(name) ?? []).filter((one) => one.owner !== type && isOf(project, type, one.owner));
}

/** What a call may lead to, and whether it does so for sure. */
export interface Resolved {
  readonly routines: readonly Routine[];
  readonly sure: boolean;
}

const NONE: Resolved = { routines: [], sure: true };

/** More methods of one name are nothing that a call could be told of. */
const MOST_CANDIDATES = 8;

/** The routines of the project that a call by this name reaches: `owner` is the class where one is named or known, `from` the class of the caller. */
export function resolve(
  project: Project,
  name: string,
  owner: string | undefined,
  from: string,
  count: number,
): Resolved {
  const all = project.routines.get(name);
  if (all === undefined) return NONE;
  if (owner !== undefined)
    return chosen(
      all.filter((one) => isOf(project, one.owner, owner)),
      count,
      true,
    );
  const own = all.filter((one) => isOf(project, one.owner, from));
  if (own.length > 0) return chosen(own, count, true);
  return chosen(
    all.filter((one) => one.owner === ""),
    count,
    true,
  );
}

/** The methods that a call on a value of an unknown type may reach: those of one class, where only one has such a method. */
export function resolveAnywhere(project: Project, name: string, count: number): Resolved {
  const all = (project.routines.get(name) ?? []).filter((one) => one.owner !== "" && one.imported === undefined);
  const owners = new Set(all.map((one) => one.owner));
  return owners.size === 1 && !COMMON.has(name) ? chosen(all, count, false) : NONE;
}

/** Methods that objects of every library have: that a class of the project has one too says nothing. */
const COMMON: ReadonlySet<string> = new Set(
  "Start Run Add Close Dispose Stop Execute Open Read Write Get Set Invoke Wait Join Init Initialize Load Save Format Append Create Delete Show Log Message Connect Send begin end size c_str str clear push_back".split(
    " ",
  ),
);

function isOf(project: Project, owner: string, type: string, depth = 0): boolean {
  if (owner === type) return true;
  const bases = project.classes.get(type) ?? [];
  return depth < 8 && bases.some((base) => isOf(project, owner, base, depth + 1));
}

/** Of several the one with as many parameters as there are arguments; else any of them. */
function chosen(all: readonly Routine[], count: number, sure: boolean): Resolved {
  if (all.length > MOST_CANDIDATES) return NONE;
  const fitting = all.filter((one) => fits(one, count));
  const routines = fitting.length > 0 ? fitting : all;
  return { routines, sure: sure && routines.length <= 1 };
}

function fits({ parameters }: Routine, count: number): boolean {
  const needed = parameters.filter(({ value }) => value === undefined).length;
  return count >= needed && count <= parameters.length;
}
