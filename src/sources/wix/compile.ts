import type { Artifact } from "../../model/artifact.ts";
import type { Cell } from "../../model/database.ts";
import { folderOf, nameOf, resolvePath } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isUnknown, narrow, type Sourced } from "../../model/site.ts";
import type { Unit } from "../source.ts";
import { checkAttributes, isRead } from "./checkElement.ts";
import { compileCustomAction } from "./compileAction.ts";
import { identifierAt } from "./compileAttributes.ts";
import { compileDirectory, directoryInside } from "./compileDirectory.ts";
import { compileEmbeddedUi } from "./compileEmbeddedUi.ts";
import { compileBinary, compileProduct, compileProperty, compileWixVariable } from "./compileProperty.ts";
import {
  type CompileContext,
  define,
  finishSection,
  type Generation,
  refer,
  type Section,
  type SectionBuilder,
  type SectionKind,
  startSection,
} from "./compileSection.ts";
import { compileSequence, SEQUENCE_ELEMENTS } from "./compileSequence.ts";
import { compileSetDirectory, compileSetProperty } from "./compileSetter.ts";
import {
  compileCustomTable,
  compileEmbeddedChainer,
  compileLaunch,
  compileMajorUpgrade,
  compileUpgrade,
  isReference,
} from "./compileTables.ts";
import { compileControl, compileDialog, compilePublish, compileWixUi } from "./compileUi.ts";
import { compileVsixPackages } from "./compileVsix.ts";
import { noteTables } from "./content.ts";
import { PATCH_FRAGMENT, PATCH_ROOT, patchGeneration } from "./cpackPatch.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

const GENERATIONS: Readonly<Record<string, Generation>> = {
  "http://schemas.microsoft.com/wix/2003/01/wi": "wix2",
  "http://schemas.microsoft.com/wix/2006/wi": "wix3",
  "http://wixtoolset.org/schemas/v4/wxs": "wix4",
};

const KINDS: Readonly<Record<string, SectionKind>> = {
  Product: "package",
  Package: "package",
  Module: "module",
  Bundle: "bundle",
  Patch: "patch",
  PatchCreation: "patch",
  Fragment: "fragment",
};

/** Compiles the sections of one preprocessed source. What is wrong with it is added to `problems`. */
export function compileSource(root: Element, unit: Unit, problems: Problem[]): readonly Section[] {
  if (root.name === PATCH_ROOT) return compilePatch(root, unit, problems);
  if (root.name !== "Wix") {
    problems.push({
      code: "not-wix",
      severity: "error",
      message: `The root element is ${root.name}, and WiX reads Wix.`,
      site: tagSite(root),
    });
    return [];
  }
  const context = contextOf(root, generationOf(root, problems), unit);
  const sections: Section[] = [];
  for (const child of root.children) {
    const kind = KINDS[child.name];
    if (kind === undefined) {
      if (child.namespace === root.namespace) problems.push(unexpected(child));
      continue;
    }
    const builder = startSection(kind, child, context, problems);
    builder.name = attributeOf(child, "Name")?.value ?? attributeOf(child, "Id")?.value;
    if (kind === "package") compileProduct(builder, child);
    walk(builder, child, {});
    sections.push(finishSection(builder));
  }
  return sections;
}

/** The fragments of a patch file of CPack's, each of which counts as used: CPack puts it where its id says. */
function compilePatch(root: Element, unit: Unit, problems: Problem[]): readonly Section[] {
  const generation = patchGeneration(root);
  const context = contextOf(root, generation, unit);
  const sections: Section[] = [];
  for (const fragment of root.children) {
    if (fragment.name !== PATCH_FRAGMENT) {
      const message = `${fragment.name} cannot stand here: ${PATCH_ROOT} holds ${PATCH_FRAGMENT} elements.`;
      problems.push({ code: "unknown-element", severity: "error", message, site: tagSite(fragment) });
      continue;
    }
    const builder = startSection("fragment", fragment, context, problems);
    builder.injected = true;
    // What goes into a component or a file fills the tables that components fill.
    if (attributeOf(fragment, "Id")?.value !== "#PRODUCT") {
      for (const child of fragment.children) noteTables(builder.tables, child, generation);
    }
    walk(builder, fragment, {});
    sections.push(finishSection(builder));
  }
  return sections;
}

/** What stands beside the sections is rejected (Compiler.ParseWixElement, UnexpectedElement), and not read here: nothing says what it would belong to. */
function unexpected(element: Element): Problem {
  return {
    code: "unknown-element",
    severity: "error",
    message: `${element.name} cannot stand here: the root element Wix holds ${Object.keys(KINDS).join(", ")}.`,
    site: tagSite(element),
  };
}

function generationOf(root: Element, problems: Problem[]): Generation {
  const generation = GENERATIONS[root.namespace];
  if (generation === undefined) {
    const message =
      root.namespace === ""
        ? "The element Wix has no namespace; it is read as WiX 3."
        : `WiX has no namespace ${root.namespace}; the file is read as the nearest generation.`;
    problems.push({ code: "unknown-namespace", severity: "warning", message, site: tagSite(root) });
  }
  return generation ?? (root.namespace.includes("wixtoolset.org") ? "wix4" : "wix3");
}

function contextOf(root: Element, generation: Generation, unit: Unit): CompileContext {
  return {
    generation,
    is64Bit: unit.architecture === "x64" || unit.architecture === "arm64",
    suffix: unit.architecture === "x64" ? "X64" : unit.architecture === "arm64" ? "A64" : "X86",
    artifact: (spelled, fileName) => artifactOf(unit, folderOf(root.file), spelled, fileName),
  };
}

const PROJECT_OUTPUT = /\$\((?:var\.)?([\w.-]+)\.Target(Path|FileName|Dir)\)/;

function artifactOf(unit: Unit, folder: string, spelled: Sourced<string>, fileName: string | undefined): Artifact {
  const [, referred, part] = PROJECT_OUTPUT.exec(spelled.value) ?? [];
  const named = nameIn(spelled) ?? fileName;
  const found = referred === undefined ? undefined : unit.references.get(referred);
  const reference = part === "Dir" && !isMadeOf(named, found?.outputName) ? undefined : found;
  const name = (part === "Dir" ? undefined : reference?.outputName) ?? named;
  const folders = unit.project === undefined ? [folder] : [folderOf(unit.project), folder];
  const paths = isUnknown(spelled.site) ? [] : folders.flatMap((one) => resolvePath(one, spelled.value) ?? []);
  return {
    spelled,
    paths: [...new Set(paths)],
    ...(name === undefined ? {} : { name }),
    ...(reference === undefined ? {} : { output: { project: reference.project, kind: reference.kind } }),
  };
}

/** True for a file of the output folder that the project itself makes: `Foo.dll`, and `Foo.CA.dll`, into which DTF packs that. */
function isMadeOf(name: string | undefined, outputName: string | undefined): boolean {
  const stem = (text: string | undefined) =>
    text
      ?.toLowerCase()
      .replace(/^.*\)/, "")
      .replace(/(?:\.ca)?\.\w+$/, "");
  return name !== undefined && stem(name) === stem(outputName);
}

/** The last segment of a path, where more of it is known than a variable. */
function nameIn({ value, site }: Sourced<string>): string | undefined {
  const name = nameOf(value);
  if (name === "" || /^[$!]\([^()]*\)$/.test(name)) return undefined;
  const unknown = isUnknown(narrow(site, value.length - name.length, value.length));
  return unknown && !/[^)]\.\w+$/.test(name) && !/\)[^()]*\.\w+$/.test(name) ? undefined : name;
}

/** What stands around an element that its rows mention. */
interface Around {
  readonly directory?: string | undefined;
  readonly dialog?: Cell | undefined;
  readonly control?: Cell | undefined;
  readonly order?: number;
}

/** Elements that other sections refer to and that make no row of their own here. */
const DEFINED = new Set(["ComponentGroup", "Feature", "FeatureGroup", "UI", "Icon", "PropertyGroup"]);

/** Elements that fill tables without standing in a component. */
const OUTSIDE_COMPONENTS = new Set(["ComplianceCheck", "Category", "AppId", "Extension", "ProgId", "Files"]);

type Compile = (builder: SectionBuilder, element: Element, around: Around) => Around | undefined;

/** What each element compiles to; the answer is what its children find around them, undefined where they are none of the compiler's business any more. */
const COMPILERS: Readonly<Record<string, Compile>> = {
  CustomAction: (builder, element) => void compileCustomAction(builder, element),
  SetProperty: (builder, element) => void compileSetProperty(builder, element),
  SetDirectory: (builder, element) => void compileSetDirectory(builder, element),
  Property: (builder, element) => void compileProperty(builder, element),
  WixVariable: (builder, element) => void compileWixVariable(builder, element),
  Binary: (builder, element) => void compileBinary(builder, element),
  CustomTable: (builder, element) => void compileCustomTable(builder, element),
  EmbeddedChainer: (builder, element) => {
    defineById(builder, element);
    compileEmbeddedChainer(builder, element);
    return undefined;
  },
  EmbeddedUI: (builder, element) => void compileEmbeddedUi(builder, element),
  Upgrade: (builder, element) => void compileUpgrade(builder, element),
  MajorUpgrade: (builder, element) => void compileMajorUpgrade(builder, element, element.parent),
  Launch: (builder, element) => void compileLaunch(builder, element),
  Condition: (builder, element) => void compileLaunch(builder, element),
  Directory: directory,
  StandardDirectory: directory,
  DirectoryRef: (builder, element, around) => {
    reference(builder, element);
    return { ...around, directory: identifierAt(element, "Id")?.id.value ?? around.directory };
  },
  Component: harvest,
  File: harvest,
  ComponentGroup: (builder, element, around) => {
    defineById(builder, element);
    return { ...around, directory: directoryInside(builder, element, around.directory) };
  },
  Dialog: (builder, element, around) => ({ ...around, dialog: compileDialog(builder, element) }),
  Control: (builder, element, around) =>
    around.dialog === undefined ? around : { ...around, control: compileControl(builder, element, around.dialog) },
};

/** Files call for InstallFiles, components for folders, and what else stands in a component for its own actions; their rows are made when asked for. */
function harvest(builder: SectionBuilder, element: Element, around: Around): undefined {
  const directory = element.has("Subdirectory")
    ? directoryInside(builder, element, around.directory)
    : around.directory;
  builder.harvested.push({ element, directory });
  noteTables(builder.tables, element, builder.context.generation);
  if (element.name !== "Component") return;
  for (const child of element.children) attributeReferences(builder, child);
  compileVsixPackages(builder, element, identifierAt(element, "Id")?.id.value ?? "");
}

function directory(builder: SectionBuilder, element: Element, around: Around): Around {
  return { ...around, directory: compileDirectory(builder, element, around.directory) };
}

/** Events of one control are counted on, from what the last one says; those beside the dialogs each begin anew (v4+ Compiler_UI.cs, ParseUIElement and ParseControlElement). */
function walk(builder: SectionBuilder, element: Element, around: Around): void {
  let order = 0;
  for (const child of element.children) {
    if (child.name === "Publish") {
      checkAttributes(builder, child);
      const last = compilePublish(builder, child, around.dialog, around.control, order + 1);
      if (around.control !== undefined) order = last;
    } else if (isRead(builder, child, element)) visit(builder, child, around);
    else if (child.name === "WixUI" && child.namespace.endsWith("/ui")) compileWixUi(builder, child);
  }
}

function visit(builder: SectionBuilder, element: Element, around: Around): void {
  const table = SEQUENCE_ELEMENTS[element.name];
  if (table !== undefined) {
    compileSequence(builder, element, table);
    return;
  }
  const compile = Object.hasOwn(COMPILERS, element.name) ? COMPILERS[element.name] : undefined;
  attributeReferences(builder, element);
  checkAttributes(builder, element);
  if (compile === undefined) {
    reference(builder, element);
    if (DEFINED.has(element.name)) defineById(builder, element);
    else if (OUTSIDE_COMPONENTS.has(element.name)) noteTables(builder.tables, element, builder.context.generation);
    walk(builder, element, around);
    return;
  }
  const inside = compile(builder, element, around);
  if (inside !== undefined) walk(builder, element, inside);
}

function defineById(builder: SectionBuilder, element: Element): void {
  const identifier = identifierAt(element, "Id");
  if (identifier !== undefined) define(builder, element.name, identifier.id.value, identifier.reach);
}

/** `ComponentRef Id="x"` refers to Component x, and so does every other element of that form. */
function reference(builder: SectionBuilder, element: Element): void {
  const attribute = isReference(element);
  if (attribute !== undefined) refer(builder, element.name.slice(0, -"Ref".length), attribute.value.value, attribute);
}

/** Attributes that name something another section may define, by element (the CreateSimpleReference calls of v4+, CreateWixSimpleReferenceRow of v3). */
const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Component: { Directory: "Directory", Feature: "Feature" },
  ComponentGroup: { Directory: "Directory" },
  File: { Directory: "Directory" },
  Feature: { ConfigurableDirectory: "Directory" },
  Shortcut: { Directory: "Directory", Icon: "Icon", WorkingDirectory: "Directory" },
  CreateFolder: { Directory: "Directory" },
  RemoveFolder: { Directory: "Directory" },
  RemoveFile: { Directory: "Directory" },
  IniFile: { Directory: "Directory" },
  CopyFile: { FileId: "File", DestinationDirectory: "Directory", SourceDirectory: "Directory" },
  IsolateComponent: { Shared: "Component" },
};

/** The same as lists: every element is looked up here. */
const REFERRING = new Map(Object.entries(REFERENCES).map(([element, names]) => [element, Object.entries(names)]));

/** `Directory="x"` on a component refers to Directory x, and so on. */
function attributeReferences(builder: SectionBuilder, element: Element): void {
  for (const [name, kind] of REFERRING.get(element.name) ?? []) {
    const attribute = element.attribute(name);
    if (attribute !== undefined) refer(builder, kind, attribute.value.value, attribute);
  }
}
