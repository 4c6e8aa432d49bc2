import { folderOf, isWithin, nameOf } from "../model/path.ts";
import type { Unit } from "../sources/source.ts";
import { preprocess } from "../sources/wix/preprocess.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Ground, Job } from "./job.ts";

/** A bundle of the workspace. */
export interface FoundBundle {
  readonly unit: Unit;
  readonly bundle: Element;
  /** The Chain, or the PackageGroup of it that has the product. */
  readonly chain: Element;
  /** Every Chain and PackageGroup of it. */
  readonly groups: readonly Element[];
  /** The package of its chain that is the product of the job. */
  readonly own: Element | undefined;
}

/** The bundle that ships the product already; else the only bundle that there is. */
export function bundleFor(ground: Ground, job: Job): FoundBundle | undefined {
  const all = bundlesOf(ground, job).filter((one) => one.own !== undefined || isNear(ground, job, one));
  const shipping = all.filter(({ own }) => own !== undefined);
  if (shipping.length > 0) return shipping[0];
  return all.length === 1 ? all[0] : undefined;
}

function bundlesOf(ground: Ground, job: Job): readonly FoundBundle[] {
  const found = new Map<string, FoundBundle>();
  for (const unit of ground.compilations.keys()) {
    for (const path of unit.sources) {
      const file = ground.snapshot.file(path);
      if (file === undefined || file === "absent") continue;
      const { root } = preprocess(file, unit, ground.snapshot);
      for (const bundle of root?.children ?? []) {
        const top = bundle.name === "Bundle" ? bundle.children.find(({ name }) => name === "Chain") : undefined;
        if (top === undefined) continue;
        const groups = groupsOf(top, unit, ground);
        const own = groups
          .flatMap(({ children }) => children)
          .find((one) => one.name === "MsiPackage" && isProduct(one, unit, ground, job));
        found.set(`${bundle.file}:${bundle.span.start}`, { unit, bundle, chain: own?.parent ?? top, groups, own });
      }
    }
  }
  return [...found.values()];
}

/** A chain with the groups of packages that it refers to, and those that these refer to. */
function groupsOf(chain: Element, unit: Unit, ground: Ground): readonly Element[] {
  const groups = [chain];
  const wanted = new Set<string>();
  const refer = (group: Element) => {
    for (const one of group.children)
      if (one.name === "PackageGroupRef") wanted.add(attributeOf(one, "Id")?.value ?? "");
  };
  refer(chain);
  if (wanted.size === 0) return groups;
  const defined = unit.sources.flatMap((path) => {
    const file = ground.snapshot.file(path);
    const root = file === undefined || file === "absent" ? undefined : preprocess(file, unit, ground.snapshot).root;
    const sections = root?.children ?? [];
    return sections.flatMap(({ children }) => children).filter(({ name }) => name === "PackageGroup");
  });
  for (const id of wanted) {
    const named = defined.filter((one) => attributeOf(one, "Id")?.value === id);
    groups.push(...named);
    named.forEach(refer);
  }
  return groups;
}

/** True for a bundle of the same solution, or one that lies beside or below the folder of the product: another one of the workspace ships something else. */
function isNear({ solutions }: Ground, { databases }: Job, { unit, bundle }: FoundBundle): boolean {
  const [database] = databases;
  const solution = solutions.get(database?.project ?? "");
  if (solution !== undefined && solution === solutions.get(unit.project ?? "")) return true;
  const place = folderOf(database?.project ?? database?.files[0] ?? "/");
  const around = database?.project === undefined ? place : folderOf(place);
  return isWithin(around, bundle.file);
}

/** By the reference to the project, else by the name of the file that is built. */
function isProduct(element: Element, unit: Unit, ground: Ground, job: Job): boolean {
  const source = attributeOf(element, "SourceFile")?.value ?? "";
  const [database] = job.databases;
  const reference = /^\$\((?:var\.)?([\w.-]+)\.TargetPath\)$/.exec(source)?.[1];
  if (reference !== undefined) {
    const target = unit.references.get(reference)?.project;
    return target !== undefined && target === database?.project;
  }
  const project = ground.projects.find(({ path }) => path === database?.project);
  const names = [project?.outputName, database === undefined ? undefined : `${database.name}.msi`];
  return names.some((name) => name !== undefined && name.toLowerCase() === nameOf(source).toLowerCase());
}

/** The package of a bundle that installs a file of that name already. */
export function packageCalled({ groups }: FoundBundle, name: string): Element | undefined {
  const wanted = name.toLowerCase();
  const packages = groups.flatMap(({ children }) => children);
  return packages.find((one) => nameOf(attributeOf(one, "SourceFile")?.value ?? "").toLowerCase() === wanted);
}
