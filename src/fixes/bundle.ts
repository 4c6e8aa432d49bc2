import { rowsByKey, textOf } from "../model/database.ts";
import type { FixOffer } from "../model/finding.ts";
import { folderOf, isWithin, nameOf } from "../model/path.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import { xmlOf } from "../sources/wix/xml.ts";
import {
  addItems,
  addToSolution,
  excluded,
  isClassic,
  projectReference,
  projectSource,
  referenceName,
} from "./bundleProject.ts";
import { bundleFor, type FoundBundle, packageCalled } from "./bundles.ts";
import { type BundleGeneration, chainNodes, vcSearch } from "./chain.ts";
import { guarded } from "./condition.ts";
import { Draft, type FileEdit } from "./edit.ts";
import { guidOf } from "./guid.ts";
import { insertInto } from "./insert.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { finishLinked } from "./keepLinks.ts";
import { indentAt, indentStep, lineEnding, type NewNode, written } from "./layout.ts";
import { bundleSource, searchElement } from "./newBundle.ts";
import { removePacked } from "./packed.ts";
import { type PayloadSource, sourceOf } from "./payloadSource.ts";
import { identifierFrom, relativePath } from "./relative.ts";
import { Removal } from "./removal.ts";
import { definitionsOf, unwire } from "./unwire.ts";
import { World } from "./world.ts";

type Offer = Extract<FixOffer, { kind: "bundle" }>;

/** A fix that can be made: its title for this workspace, and its edits. */
export interface Prepared {
  readonly title: string;
  /** Set where it needs a file that is not there yet. */
  readonly creates?: true;
  readonly edits: () => readonly FileEdit[];
}

/** Moves what an action installs into the chain of a bundle, and takes the action out of the package. */
export function prepareBundle(ground: Ground, job: Job, offer: Offer): Prepared {
  const [database] = job.databases;
  if (database === undefined || database.kind !== "package")
    throw new Refusal("Only a package can be shipped in a bundle: there is no Product or Package here.");
  if (database.toolset === "wix2") throw new Refusal("WiX 2 has no bundles.");
  if (job.databases.length > 1) throw new Refusal("Several packages share the action.");
  const world = new World(ground, job);
  const found = bundleFor(ground, job);
  if (found !== undefined && !(ground.isOwn(found.bundle.file) && ground.isOwn(found.chain.file)))
    throw new Refusal("The bundle is not in the folders that are open.");
  const draft = new Draft((file) => textIn(ground, file));
  const removal = new Removal(world, draft);
  if (offer.call === undefined) unwire(removal, job);
  else leaveNote(removal, draft, job, offer.call);
  removePacked(removal, job);
  const place = found ?? newPlace(ground, world, job);
  const { name } = sourceOf(offer.payload, job, ground, "/", variableIn("wix4"));
  const title =
    found === undefined
      ? `Ship a new bundle that installs ${name} ${offer.order} this package: from now on the bundle is what is shipped`
      : `Install ${name} from the chain of ${nameOf(found.chain.file)}: the bundle is what is shipped`;
  return {
    title,
    ...(found === undefined ? { creates: true } : {}),
    edits: () => {
      if ("unit" in place) extend(draft, ground, job, offer, place);
      else create(draft, ground, job, offer, place);
      return finishLinked(world, removal, draft);
    },
  };
}

/** Code that calls the installer may do more: it is not run any more, and what is to be done about it stands above it. */
function leaveNote(removal: Removal, draft: Draft, job: Job, call: string): void {
  const { world } = removal;
  const [definition] = definitionsOf(world, job.action);
  if (definition === undefined) throw new Refusal("The action is not defined in these sources.");
  world.mustBeOwn(definition);
  removal.unschedule(job.action, () => true);
  for (const { element } of removal.left("action", job.action))
    if (element.name === "Publish") removal.removeEvent(element);
  const text = world.textOf(definition.file);
  const note = `TODO: ${job.action} is not scheduled any more, because it calls ${call}; the bundle does that now. Take the call out before it is scheduled again.`;
  const comment = written({ comment: note }, { indent: "", step: "", eol: "" });
  const indent = indentAt(text, definition.span.start);
  draft.insert(definition.file, definition.span.start, `${comment}${lineEnding(text)}${indent}`);
}

function textIn(ground: Ground, path: string): string {
  const file = ground.snapshot.file(path);
  return file === undefined || file === "absent" ? "" : xmlOf(file).text;
}

function generationOf({ databases }: Job): BundleGeneration {
  return databases[0]?.toolset === "wix4" ? "wix4" : "wix3";
}

/** Sources of the bundle spell the output of a project so. */
function variableIn(generation: BundleGeneration): (project: string) => string {
  return (project) =>
    generation === "wix4" ? `$(${referenceName(project)}.TargetPath)` : `$(var.${referenceName(project)}.TargetPath)`;
}

function extend(draft: Draft, ground: Ground, job: Job, offer: Offer, found: FoundBundle): void {
  const { unit, chain, bundle, groups, own } = found;
  const generation = bundle.namespace.includes("2006") ? "wix3" : "wix4";
  const folder = folderOf(unit.project ?? bundle.file);
  const source = sourceOf(offer.payload, job, ground, folder, variableIn(generation));
  const there = packageCalled(found, source.name);
  if (there !== undefined) {
    remind(draft, ground, job, offer, there);
    return;
  }
  const nodes = chainNodes({
    id: freeId([bundle, ...groups], source),
    payload: offer.payload,
    source,
    generation,
    condition: guarded(job.condition).rest,
  });
  const outer = own === undefined ? outerNodes(ground, job, folder, generation) : [];
  const all = offer.order === "before" ? [...nodes, ...outer] : [...outer, ...nodes];
  insertInto(draft, textIn(ground, chain.file), chain, offer.order === "before" ? own : undefined, all, offer.order);
  const search = generation === "wix3" || offer.payload.kind === "exe" ? vcSearch(offer.payload, source) : undefined;
  if (search !== undefined && !textIn(ground, bundle.file).includes(`"${search.variable}"`))
    insertInto(draft, textIn(ground, bundle.file), bundle, groups[0], [searchElement(search, generation)], "before");
  const projects = [source.project, own === undefined ? job.databases[0]?.project : undefined];
  const file = unit.project === undefined ? undefined : ground.snapshot.file(unit.project);
  if (file === undefined || file === "absent") return;
  const classic = isClassic(file);
  const items = projects.flatMap((one) =>
    one === undefined || one === unit.project ? [] : [projectReference(file.path, one, classic)],
  );
  addItems(draft, file, items);
}

/** What the chain installs already is not put in twice: what this action asked for besides is said above it. */
function remind(draft: Draft, ground: Ground, job: Job, { payload }: Offer, there: Element): void {
  const { rest } = guarded(job.condition);
  const set = new Set(there.children.map((one) => `${saidIn(one, "Name")}=${saidIn(one, "Value")}`));
  const missing = payload.properties.map(({ name, value }) => `${name}=${value}`).filter((one) => !set.has(one));
  if (missing.length === 0 && (rest === "" || there.has("InstallCondition"))) return;
  const told = [
    ...(missing.length === 0 ? [] : [` with ${missing.join(" ")}`]),
    ...(rest === "" ? [] : [` only where ${rest}`]),
  ];
  const note = { comment: `TODO: ${job.action} started it too,${told.join(",")}: see that this package serves both.` };
  if (there.parent !== undefined && ground.isOwn(there.file))
    insertInto(draft, textIn(ground, there.file), there.parent, there, [note], "before");
}

const saidIn = (element: Element, name: string) => attributeOf(element, name)?.value ?? "";

function freeId(used: readonly Element[], { name }: PayloadSource): string {
  const taken = new Set<string>();
  const pending = [...used];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    taken.add(attributeOf(element, "Id")?.value ?? "");
    pending.push(...element.children);
  }
  return unlike(identifierFrom(name), taken);
}

function unlike(id: string, taken: ReadonlySet<string>): string {
  for (let at = 1; ; at++) {
    const candidate = at === 1 ? id : `${id}${at}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The package itself, as a chain has it. */
function outerNodes(ground: Ground, job: Job, folder: string, generation: BundleGeneration): readonly NewNode[] {
  const { id, sourceFile, todo } = outerOf(ground, job, folder, generation);
  const todos = todo === undefined ? [] : [{ comment: `TODO: ${todo}.` }];
  return [
    ...todos,
    {
      name: "MsiPackage",
      attributes: [
        ["Id", id],
        ["SourceFile", sourceFile],
      ],
    },
  ];
}

function outerOf(ground: Ground, job: Job, folder: string, generation: BundleGeneration) {
  const [database] = job.databases;
  const project = ground.projects.find(({ path }) => path === database?.project);
  if (project !== undefined)
    return { id: identifierFrom(project.outputName), sourceFile: variableIn(generation)(project.path) };
  const name = `${fileNameFrom(database?.name ?? "Product")}.msi`;
  const sourceFile =
    database?.files[0] === undefined ? name : relativePath(folder, `${folderOf(entryFile(job))}/${name}`);
  return { id: identifierFrom(name), sourceFile, todo: "say where the package is built to" };
}

const fileNameFrom = (name: string) => name.replaceAll(/[^\w.-]+/g, "");

/** The source with the Product or Package. */
function entryFile({ databases }: Job): string {
  const [database] = databases;
  const row = database === undefined ? undefined : rowsByKey(database, "Property", "ProductName")[0];
  return row?.site.file ?? database?.files[0] ?? "/";
}

/** Where a new bundle comes to be. */
interface NewPlace {
  readonly folder: string;
  readonly name: string;
  /** The project of the package, where it has one. */
  readonly outer: string | undefined;
}

/** Beside the folder of the package's project, so that its SDK does not compile it; below it where nothing above is open. */
function newPlace(ground: Ground, world: World, job: Job): NewPlace {
  const outer = job.databases[0]?.project;
  const base = folderOf(outer ?? entryFile(job));
  const solution = outer === undefined ? undefined : ground.solutions.get(outer);
  const parents =
    outer === undefined ? [base] : [...(solution === undefined ? [] : [folderOf(solution)]), folderOf(base), base];
  const parent = parents.find((one) => ground.isOwn(`${one}/Bundle/Bundle.wxs`)) ?? base;
  const names = ["Bundle", `${fileNameFrom(job.databases[0]?.name ?? "")}Bundle`, `${job.action}Bundle`];
  const name = names.find(
    (one) => !ground.exists(`${parent}/${one}/Bundle.wxs`) && !ground.exists(`${parent}/${one}/${one}.wixproj`),
  );
  if (name === undefined) throw new Refusal(`There is a bundle in ${parent} already.`);
  if (!ground.isOwn(`${parent}/${name}/Bundle.wxs`)) throw new Refusal("The folder of the project is not open.");
  if (outer !== undefined && world.units.length === 0) throw new Refusal("The project is not known.");
  return { folder: `${parent}/${name}`, name, outer };
}

function create(draft: Draft, ground: Ground, job: Job, offer: Offer, { folder, name, outer }: NewPlace): void {
  const generation = generationOf(job);
  const [database] = job.databases;
  const source = sourceOf(offer.payload, job, ground, folder, variableIn(generation));
  const product = outerOf(ground, job, folder, generation);
  const id = unlike(identifierFrom(source.name), new Set([product.id]));
  const search = offer.payload.kind === "burn" && generation === "wix4" ? undefined : vcSearch(offer.payload, source);
  const text = database === undefined ? "" : textIn(ground, entryFile(job));
  const style = { step: indentStep(text, 0), eol: lineEnding(text) };
  const facts = {
    generation,
    name: propertyOf(job, "ProductName") ?? database?.name ?? name,
    manufacturer: propertyOf(job, "Manufacturer"),
    upgradeCode: guidOf(["bundle", propertyOf(job, "UpgradeCode") ?? "", database?.name ?? ""]),
    outer: product,
    chain: chainNodes({ id, payload: offer.payload, source, generation, condition: guarded(job.condition).rest }),
    order: offer.order,
    search,
  };
  draft.create(`${folder}/Bundle.wxs`, bundleSource(facts, style));
  if (outer === undefined) return;
  createProject(draft, ground, { path: `${folder}/${name}.wixproj`, outer, source, searches: search !== undefined });
}

interface NewProject {
  readonly path: string;
  readonly outer: string;
  readonly source: PayloadSource;
  readonly searches: boolean;
}

function createProject(draft: Draft, ground: Ground, { path, outer, source, searches }: NewProject): void {
  const file = ground.snapshot.file(outer);
  if (file === undefined || file === "absent") return;
  const guid = guidOf(["project", nameOf(outer), nameOf(path)]);
  const references = [...new Set([outer, ...(source.project === undefined ? [] : [source.project])])];
  draft.create(path, projectSource({ path, guid, outer: file, references, searches }));
  const inside = isWithin(folderOf(outer), path);
  if (inside && !isClassic(file)) addItems(draft, file, [excluded(nameOf(folderOf(path)))]);
  const solution = ground.solutions.get(outer);
  const solutionFile = solution === undefined ? undefined : ground.snapshot.file(solution);
  if (solutionFile === undefined || solutionFile === "absent") return;
  if (ground.isOwn(solutionFile.path)) addToSolution(draft, solutionFile, outer, path, guid);
}

/** A property whose value the sources say to the end. */
function propertyOf({ databases }: Job, name: string): string | undefined {
  const [database] = databases;
  const row = database === undefined ? undefined : rowsByKey(database, "Property", name)[0];
  const value = row === undefined || row.cells["Value"]?.unknown === true ? undefined : textOf(row, "Value");
  return value === undefined || /[$!]\(/.test(value) ? undefined : value;
}
