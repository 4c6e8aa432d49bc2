import { folderOf, nameOf } from "../model/path.ts";
import type { SourceFile } from "../sources/source.ts";
import { decodeXml } from "../sources/wix/encoding.ts";
import { attributesOf, type XmlElement, xmlChildren, xmlOf } from "../sources/wix/xml.ts";
import type { Draft } from "./edit.ts";
import { inAttribute, indentAt, indentStep, lineEnding, type NewElement, type NewNode, writtenAll } from "./layout.ts";
import { identifierFrom, relativePath } from "./relative.ts";

/** What the project of a new bundle is written from. */
export interface ProjectFacts {
  /** Where it will be. */
  readonly path: string;
  readonly guid: string;
  /** The project of the package that the bundle ships. */
  readonly outer: SourceFile;
  /** Every project whose output the chain installs, the outer one among them. */
  readonly references: readonly string[];
  /** True where its sources search the registry. */
  readonly searches: boolean;
}

/** The name under which sources of a project that refers to another one find its output. */
export function referenceName(project: string): string {
  return identifierFrom(nameOf(project));
}

/** The text of a .wixproj that builds a bundle, of the same kind as the project of the package. */
export function projectSource(facts: ProjectFacts): string {
  const { root, text } = xmlOf(facts.outer);
  const eol = lineEnding(text);
  const sdk = root === undefined ? undefined : attribute(facts.outer, root, "Sdk");
  const isSdk = sdk !== undefined || (root !== undefined && xmlChildren(root).some(({ name }) => name === "Sdk"));
  const project = isSdk ? sdkProject(facts, sdk ?? "WixToolset.Sdk") : classicProject(facts, root);
  const head = isSdk ? "" : `<?xml version="1.0" encoding="utf-8"?>${eol}`;
  const step = indentStep(text, root?.start ?? 0);
  return `${head}${writtenAll([project], { indent: "", step, eol })}${eol}`;
}

function sdkProject({ path, references, searches }: ProjectFacts, sdk: string): NewElement {
  const version = sdk.split("/")[1];
  const major = Number(/^\d+/.exec(version ?? "")?.[0] ?? "0");
  const application = major === 4 ? "WixToolset.Bal.wixext" : "WixToolset.BootstrapperApplications.wixext";
  const extensions = [application, ...(searches ? ["WixToolset.Util.wixext"] : [])];
  const notes: readonly NewNode[] = [
    ...(version === undefined ? [{ comment: "TODO: give the extensions the version of the SDK." }] : []),
    ...(major >= 7 ? [{ comment: "WiX 7 builds this only once its licence has been accepted (error WIX7015)." }] : []),
  ];
  return {
    name: "Project",
    attributes: [["Sdk", sdk]],
    children: [
      ...notes,
      { name: "PropertyGroup", attributes: [], children: [textElement("OutputType", "Bundle")] },
      {
        name: "ItemGroup",
        attributes: [],
        children: extensions.map((name) => include("PackageReference", name, [["Version", version]])),
      },
      {
        name: "ItemGroup",
        attributes: [],
        children: references.map((one) => projectReference(path, one, false)),
      },
    ],
  };
}

/** A project as Votive writes it; the targets are imported as the project of the package imports them. */
function classicProject(facts: ProjectFacts, root: XmlElement | undefined): NewElement {
  const { path, guid, outer, references, searches } = facts;
  const imports = (root === undefined ? [] : xmlChildren(root))
    .filter(({ name }) => name === "Import")
    .map((element) => copied(outer, element));
  const extensions = ["WixBalExtension", ...(searches ? ["WixUtilExtension"] : [])];
  return {
    name: "Project",
    attributes: [
      ["ToolsVersion", "4.0"],
      ["DefaultTargets", "Build"],
      ["xmlns", "http://schemas.microsoft.com/developer/msbuild/2003"],
    ],
    children: [
      {
        name: "PropertyGroup",
        attributes: [],
        children: [
          conditional("Configuration", "Debug"),
          conditional("Platform", "x86"),
          textElement("ProjectGuid", `{${guid}}`),
          textElement("SchemaVersion", "2.0"),
          textElement("OutputName", nameOf(path).replace(/\.wixproj$/i, "")),
          textElement("OutputType", "Bundle"),
          textElement("OutputPath", "bin\\$(Configuration)\\"),
          textElement("IntermediateOutputPath", "obj\\$(Configuration)\\"),
        ],
      },
      { name: "ItemGroup", attributes: [], children: [include("Compile", "Bundle.wxs")] },
      { name: "ItemGroup", attributes: [], children: extensions.map(classicExtension) },
      {
        name: "ItemGroup",
        attributes: [],
        children: references.map((one) => projectReference(path, one, true)),
      },
      ...(imports.length > 0 ? imports : [include("Import", "", [["Project", "$(WixTargetsPath)"]])]),
    ],
  };
}

function textElement(name: string, rawText: string): NewElement {
  return { name, attributes: [], rawText };
}

function conditional(name: string, rawText: string): NewElement {
  return { name, attributes: [["Condition", { raw: `" '$(${name})' == '' "` }]], rawText };
}

function include(
  name: string,
  path: string,
  more: NewElement["attributes"] = [],
  children: readonly NewElement[] = [],
): NewElement {
  return { name, attributes: [["Include", path === "" ? undefined : path], ...more], children };
}

function classicExtension(name: string): NewElement {
  return include(
    "WixExtension",
    name,
    [],
    [textElement("HintPath", `$(WixExtDir)\\${name}.dll`), textElement("Name", name)],
  );
}

/** An element without children, its attributes as they are written. */
function copied(file: SourceFile, element: XmlElement): NewElement {
  const document = xmlOf(file);
  const attributes = attributesOf(document, element).map(({ nameSpan, valueSpan }) => {
    const raw = document.text.slice(valueSpan.start - 1, valueSpan.end + 1);
    return [document.text.slice(nameSpan.start, nameSpan.end), { raw }] as const;
  });
  return { name: element.name, attributes };
}

function attribute(file: SourceFile, element: XmlElement, name: string): string | undefined {
  const document = xmlOf(file);
  const found = attributesOf(document, element).find((one) => one.name === name);
  return found === undefined ? undefined : document.text.slice(found.valueSpan.start, found.valueSpan.end);
}

/** Adds items to a project file, beside others of their kind where it has some; those that it has already are left out. */
export function addItems(draft: Draft, file: SourceFile, items: readonly NewElement[]): void {
  const { root, text } = xmlOf(file);
  const missing = items.filter((item) => !hasItem(text, item));
  if (root === undefined || missing.length === 0) return;
  const eol = lineEnding(text);
  if (root.end === root.tagEnd) {
    openWith(draft, file, root, missing);
    return;
  }
  for (const item of missing) {
    const alike = xmlChildren(root)
      .flatMap(xmlChildren)
      .findLast(({ name }) => name === item.name);
    if (alike !== undefined) {
      const indent = indentAt(text, alike.start);
      const step = indentStep(text, root.start);
      draft.insert(file.path, alike.end, eol + writtenAll([item], { indent, step, eol }));
      continue;
    }
    const last = xmlChildren(root).findLast(({ name }) => name === "ItemGroup" || name === "PropertyGroup");
    const at = last?.end ?? root.tagEnd;
    const indent = last === undefined ? indentStep(text, root.start) : indentAt(text, last.start);
    const group: NewElement = { name: "ItemGroup", attributes: [], children: [item] };
    draft.insert(file.path, at, eol + writtenAll([group], { indent, step: indentStep(text, root.start), eol }));
  }
}

/** A project that is a single tag, as those that say nothing but their SDK are: it gets an end, and its first items. */
function openWith(draft: Draft, { path, content }: SourceFile, root: XmlElement, items: readonly NewElement[]): void {
  const { text } = decodeXml(content, path);
  const eol = lineEnding(text);
  const step = indentStep(text, root.start);
  const tag = text.slice(root.start, root.tagEnd).replace(/\s*\/>$/, ">");
  const group: NewElement = { name: "ItemGroup", attributes: [], children: items };
  const lines = writtenAll([group], { indent: step, step, eol });
  draft.replace(path, { start: root.start, end: root.tagEnd }, `${tag}${eol}${lines}${eol}</${root.name}>`);
}

function hasItem(text: string, item: NewElement): boolean {
  const [, value] = item.attributes.find(([name]) => name === "Include" || name === "Remove") ?? [];
  return typeof value === "string" && text.toLowerCase().includes(`"${inAttribute(value).toLowerCase()}"`);
}

/** A reference of a project to another one. */
export function projectReference(from: string, to: string, classic: boolean): NewElement {
  const name = referenceName(to);
  const path = relativePath(folderOf(from), to);
  if (classic) return include("ProjectReference", path, [], [textElement("Name", name)]);
  // What is no identifier is changed by the build, not in every version alike: then the name is said.
  const isPlain = nameOf(to).replace(/\.[^.]*$/, "") === name;
  return include("ProjectReference", path, isPlain ? [] : [["Name", name]]);
}

/** What keeps a folder of a project's own out of what its SDK compiles by itself. */
export function excluded(folder: string): NewElement {
  return { name: "Compile", attributes: [["Remove", `${folder}\\**`]] };
}

/** True for a project that lists what it compiles, as those of WiX 3 do. */
export function isClassic(file: SourceFile): boolean {
  const { root } = xmlOf(file);
  if (root === undefined) return true;
  return attribute(file, root, "Sdk") === undefined && !xmlChildren(root).some(({ name }) => name === "Sdk");
}

/** Gives a project its place in the solution that lists another one, built in the same configurations. */
export function addToSolution(draft: Draft, solution: SourceFile, beside: string, project: string, guid: string): void {
  if (solution.path.toLowerCase().endsWith(".slnx")) addToXml(draft, solution, beside, project);
  else addToText(draft, solution, beside, project, guid);
}

function addToXml(draft: Draft, solution: SourceFile, beside: string, project: string): void {
  const document = xmlOf(solution);
  const { text, root } = document;
  const folder = folderOf(solution.path);
  const wanted = relativePath(folder, beside).replaceAll("\\", "/").toLowerCase();
  const pending = root === undefined ? [] : [root];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    pending.push(...xmlChildren(element));
    const path = element.name === "Project" ? attribute(solution, element, "Path") : undefined;
    if (path?.replaceAll("\\", "/").toLowerCase() !== wanted) continue;
    const type = attribute(solution, element, "Type");
    const added: NewElement = {
      name: "Project",
      attributes: [
        ["Path", relativePath(folder, project).replaceAll("\\", "/")],
        ["Type", type],
      ],
    };
    const eol = lineEnding(text);
    draft.insert(
      solution.path,
      element.end,
      eol + writtenAll([added], { indent: indentAt(text, element.start), step: "  ", eol }),
    );
    return;
  }
}

/** @see https://learn.microsoft.com/visualstudio/extensibility/internals/solution-dot-sln-file */
function addToText(draft: Draft, solution: SourceFile, beside: string, project: string, guid: string): void {
  const { text } = decodeXml(solution.content, solution.path);
  const folder = folderOf(solution.path);
  const wanted = relativePath(folder, beside).toLowerCase();
  for (const match of text.matchAll(
    /^Project\("([^"\n]*)"\)\s*=\s*"[^"\n]*",\s*"([^"\n]+)",\s*"([^"\n]+)"[\s\S]*?^EndProject[ \t]*\r?\n/gm,
  )) {
    const [whole, type = "", path = "", id = ""] = match;
    if (path.replaceAll("/", "\\").toLowerCase() !== wanted) continue;
    const eol = lineEnding(text);
    const name = nameOf(project).replace(/\.wixproj$/i, "");
    const block = `Project("${type}") = "${name}", "${relativePath(folder, project)}", "{${guid}}"${eol}EndProject${eol}`;
    draft.insert(solution.path, match.index + whole.length, block);
    const lines = [
      ...text.matchAll(new RegExp(`^[ \\t]*${id.replaceAll(/[{}]/g, "\\$&")}[^\\r\\n]*(?:\\r\\n|\\n)`, "gim")),
    ];
    for (const run of runsOf(lines)) {
      const copies = run.map(([line]) => line.replace(new RegExp(id.replaceAll(/[{}]/g, "\\$&"), "i"), `{${guid}}`));
      const last = run.at(-1);
      if (last !== undefined) draft.insert(solution.path, last.index + last[0].length, copies.join(""));
    }
    return;
  }
}

/** Lines that follow each other, together: those of one section. */
function runsOf(lines: readonly RegExpMatchArray[]): readonly (readonly (RegExpMatchArray & { index: number })[])[] {
  const runs: (RegExpMatchArray & { index: number })[][] = [];
  for (const line of lines) {
    const placed = Object.assign(line, { index: line.index ?? 0 });
    const last = runs.at(-1)?.at(-1);
    if (last !== undefined && last.index + last[0].length === placed.index) runs.at(-1)?.push(placed);
    else runs.push([placed]);
  }
  return runs;
}
