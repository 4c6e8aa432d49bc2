import { folderOf, resolvePath } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import type { Snapshot } from "../source.ts";
import { expand, holds, type Properties } from "./msbuild.ts";
import { type ProjectElement, projectTree } from "./projectTree.ts";

/** A source, a localization or a reference whose condition is met or not decidable; texts with their properties replaced. */
export interface Item {
  /** Lower case, as in `compile`. */
  readonly name: string;
  readonly include: string;
  readonly exclude: string;
  readonly remove: string;
  /** What a reference calls the project. */
  readonly alias: string | undefined;
}

/** What one pass over a project and what it imports leaves behind. */
export interface Evaluation {
  readonly isProject: boolean;
  /** True for an SDK-style project, which compiles every source below its folder unless told otherwise. */
  readonly sdk: boolean;
  readonly properties: Properties;
  readonly items: readonly Item[];
  /** The names that conditions compare `$(Configuration)` and `$(Platform)` with. */
  readonly configurations: readonly string[];
  readonly platforms: readonly string[];
  readonly problems: readonly Problem[];
  readonly wanted: readonly string[];
  readonly dependencies: readonly string[];
}

/** The values of global properties, as `/p:Configuration=Release` gives them; lower-case names. */
export type Globals = Readonly<Record<string, string>>;

/** An import chain longer than this is a cycle or made to hurt. */
const DEEPEST_IMPORT = 16;

/** No project has more elements than this; what stands behind is left out. */
const MOST_ELEMENTS = 200_000;

interface Run {
  readonly snapshot: Snapshot;
  readonly globals: Globals;
  readonly properties: Properties;
  readonly items: Item[];
  readonly configurations: Set<string>;
  readonly platforms: Set<string>;
  readonly problems: Problem[];
  readonly wanted: Set<string>;
  readonly dependencies: Set<string>;
  readonly importing: string[];
  left: number;
}

/** Evaluates a project from top to bottom with these global properties: first Directory.Build.props where the project's kind reads it, then the file itself. */
export function evaluate(path: string, snapshot: Snapshot, globals: Globals): Evaluation {
  const run: Run = {
    snapshot,
    globals,
    properties: new Map([...Object.entries(globals), ...reservedOf(path)]),
    items: [],
    configurations: new Set(),
    platforms: new Set(),
    problems: [],
    wanted: new Set(),
    dependencies: new Set(),
    importing: [],
    left: MOST_ELEMENTS,
  };
  const root = rootOf(path, run);
  const sdk = root !== undefined && isSdkStyle(root);
  if (root !== undefined && sdk) importNearest("Directory.Build.props", path, run);
  if (root !== undefined) evaluateProject(root, path, run);
  return {
    isProject: root !== undefined,
    sdk,
    properties: run.properties,
    items: run.items,
    configurations: [...run.configurations],
    platforms: [...run.platforms],
    problems: run.problems,
    wanted: [...run.wanted],
    dependencies: [...run.dependencies],
  };
}

/** @see https://learn.microsoft.com/visualstudio/msbuild/msbuild-reserved-and-well-known-properties */
function reservedOf(path: string): readonly [string, string][] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return [
    ["msbuildprojectdirectory", folderOf(path)],
    ["msbuildprojectfullpath", path],
    ["msbuildprojectfile", name],
    ["msbuildprojectname", dot > 0 ? name.slice(0, dot) : name],
    ["msbuildprojectextension", dot > 0 ? name.slice(dot) : ""],
    ["projectdir", `${folderOf(path)}/`],
    ["os", "Windows_NT"],
  ];
}

function rootOf(path: string, run: Run): ProjectElement | undefined {
  run.dependencies.add(path);
  const file = run.snapshot.file(path);
  if (file === undefined) run.wanted.add(path);
  if (file === undefined || file === "absent") return undefined;
  const { root, problems } = projectTree(file);
  if (run.importing.length === 0) for (const problem of problems) run.problems.push(problem);
  if (root?.name === "Project") return root;
  if (run.importing.length === 0) run.problems.push(notAProject(path));
  return undefined;
}

function notAProject(path: string): Problem {
  return {
    code: "not-a-project",
    severity: "error",
    message: "The root element of a project file is Project.",
    site: textSite(path, { start: 0, end: 0 }),
  };
}

/** `<Project Sdk="…">`, `<Sdk Name="…"/>` and `<Import Sdk="…"/>` mean the same. */
function isSdkStyle(root: ProjectElement): boolean {
  if (root.attribute("Sdk") !== undefined) return true;
  return root.children.some(
    (child) => child.name === "Sdk" || (child.name === "Import" && child.attribute("Sdk") !== undefined),
  );
}

function importNearest(name: string, path: string, run: Run): void {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const candidate = folder === "/" ? `/${name}` : `${folder}/${name}`;
    const file = run.snapshot.file(candidate);
    run.dependencies.add(candidate);
    if (file === undefined) run.wanted.add(candidate);
    if (file !== undefined && file !== "absent") {
      importFile(candidate, run);
      return;
    }
    if (folder === folderOf(folder)) return;
  }
}

function importFile(path: string, run: Run): void {
  if (run.importing.length >= DEEPEST_IMPORT || run.importing.includes(path)) return;
  run.importing.push(path);
  const root = rootOf(path, run);
  if (root !== undefined) evaluateProject(root, path, run);
  run.importing.pop();
}

function evaluateProject(element: ProjectElement, file: string, run: Run): void {
  for (const child of element.children) {
    if (run.left-- <= 0) return;
    if (!mayHold(child, run)) continue;
    if (child.name === "PropertyGroup") evaluateProperties(child, file, run);
    else if (child.name === "ItemGroup") evaluateItems(child, run);
    else if (child.name === "Import") evaluateImport(child, file, run);
    else if (child.name === "ImportGroup") evaluateProject(child, file, run);
    else if (child.name === "Choose") evaluateChoose(child, file, run);
  }
}

/** The first `When` that holds is the only one; where that cannot be decided, each that may hold counts. */
function evaluateChoose(choose: ProjectElement, file: string, run: Run): void {
  for (const branch of choose.children) {
    const decided = holds(branch.condition, run.properties);
    if (decided === false) continue;
    evaluateProject(branch, file, run);
    if (decided === true) return;
  }
}

function mayHold(element: ProjectElement, run: Run): boolean {
  if (element.condition.length === 0) return true;
  noteConfigurations(element.condition, run);
  return holds(element.condition, run.properties) !== false;
}

/** Reads `'$(Configuration)|$(Platform)' == 'Release|x64'` and its parts as names of configurations and platforms. */
function noteConfigurations(condition: readonly string[], run: Run): void {
  for (let at = condition.indexOf("=="); at >= 0; at = condition.indexOf("==", at + 1)) {
    const left = quoted(condition[at - 1])
      .toLowerCase()
      .split("|");
    const right = quoted(condition[at + 1]).split("|");
    for (const [index, property] of left.entries()) {
      const value = right[index]?.trim() ?? "";
      if (value === "" || value.includes("$")) continue;
      if (property.trim() === "$(configuration)") run.configurations.add(value);
      if (property.trim() === "$(platform)") run.platforms.add(value);
    }
  }
}

const quoted = (token: string | undefined) => (token !== undefined && /^'.*'$/s.test(token) ? token.slice(1, -1) : "");

/** A property whose condition cannot be decided may have either value: it is unknown from then on. */
function evaluateProperties(group: ProjectElement, file: string, run: Run): void {
  const certain = holds(group.condition, run.properties) === true;
  run.properties.set("msbuildthisfiledirectory", `${folderOf(file)}/`);
  for (const property of group.children) {
    if (run.left-- <= 0) return;
    const name = property.name.toLowerCase();
    if (name in run.globals || !mayHold(property, run)) continue;
    const known = certain && holds(property.condition, run.properties) === true;
    const text = property.text;
    const value = name === "defineconstants" ? expandList(text, run.properties) : expand(text, run.properties);
    if (known) run.properties.set(name, value?.trim());
    else if (run.properties.get(name) !== value?.trim()) run.properties.set(name, undefined);
  }
}

/**
 * The entries of a list that are known. `NAME=$(Nobody)` is not: MSBuild would take it as empty, but what nothing in the project sets is set by whoever builds it.
 */
function expandList(text: string, properties: Properties): string {
  const entries = text.split(";").map((entry) => {
    const used = [...entry.matchAll(/\$\(([\w-]+)\)/g)].map((match) => (match[1] ?? "").toLowerCase());
    const whole = /^\s*\$\([\w-]+\)\s*$/.test(entry);
    return whole || used.every((name) => properties.has(name)) ? (expand(entry, properties) ?? "") : "";
  });
  return entries.filter((entry) => entry.trim() !== "").join(";");
}

/** What the engine asks of a project; the other lists, which can be long, are left as they are. */
const ITEMS: ReadonlySet<string> = new Set(["compile", "embeddedresource", "projectreference"]);

function evaluateItems(group: ProjectElement, run: Run): void {
  for (const item of group.children) {
    if (run.left-- <= 0) return;
    const name = item.name.toLowerCase();
    if (!ITEMS.has(name) || !mayHold(item, run)) continue;
    const text = (attributeName: string) => expandItems(item.attribute(attributeName) ?? "", run.properties);
    run.items.push({
      name,
      include: text("Include"),
      exclude: text("Exclude"),
      remove: text("Remove"),
      alias: name === "projectreference" ? nameOf(item, run.properties) : undefined,
    });
  }
}

/** Each entry by itself: one that cannot be known does not hide the others. */
function expandItems(text: string, properties: Properties): string {
  if (!/[$@%]\(/.test(text)) return text;
  return text
    .split(";")
    .flatMap((entry) => expand(entry, properties) ?? [])
    .join(";");
}

/** Metadata is written as a child element, or, since MSBuild 15, as an attribute. */
function nameOf(item: ProjectElement, properties: Properties): string | undefined {
  const written = item.attribute("Name") ?? item.children.find((one) => one.name === "Name")?.text;
  const name = written === undefined ? undefined : expand(written, properties)?.trim();
  return name === "" ? undefined : name;
}

function evaluateImport(element: ProjectElement, file: string, run: Run): void {
  const spelled = expand(element.attribute("Project") ?? "", run.properties);
  if (element.attribute("Sdk") !== undefined || spelled === undefined || spelled === "") return;
  const path = resolvePath(folderOf(file), spelled);
  // What a package or an installed toolset brings is not part of the workspace.
  if (path !== undefined && !/\$\(|\*/.test(spelled) && !/wix[^/]*\.targets$/i.test(path)) importFile(path, run);
}
