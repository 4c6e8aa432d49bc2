import { folderOf, isWithin, nameOf } from "../model/path.ts";
import type { Unit } from "../sources/source.ts";
import { preprocess } from "../sources/wix/preprocess.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Ground, Job } from "./job.ts";

/** A bundle of the workspace. */
export interface FoundBundle {
  readonly unit: Unit;
  readonly bundle: Element;
  readonly chain: Element;
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
        const chain = bundle.name === "Bundle" ? bundle.children.find(({ name }) => name === "Chain") : undefined;
        if (chain === undefined) continue;
        const own = chain.children.find((one) => one.name === "MsiPackage" && isProduct(one, unit, ground, job));
        found.set(`${bundle.file}:${bundle.span.start}`, { unit, bundle, chain, own });
      }
    }
  }
  return [...found.values()];
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

/** True where a chain installs a file of that name already. */
export function installs(chain: Element, name: string): boolean {
  const wanted = name.toLowerCase();
  return chain.children.some((one) => nameOf(attributeOf(one, "SourceFile")?.value ?? "").toLowerCase() === wanted);
}
