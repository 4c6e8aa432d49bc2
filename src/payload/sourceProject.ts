import type { Artifact } from "../model/artifact.ts";
import type { ContentFile, Contents } from "../model/contents.ts";
import { extensionOf, folderOf, nameOf, resolvePath } from "../model/path.ts";
import { readCpp } from "./code/cpp.ts";
import { readCSharp } from "./code/cSharp.ts";
import { readDefinitionFile } from "./code/definitionFile.ts";
import type { CodeLanguage } from "./code/followCode.ts";
import { type Project, projectOf } from "./code/project.ts";
import type { SourceUnit } from "./code/routine.ts";

/** The sources that a program of the package is built from. */
export type SourceProject =
  | { readonly kind: "found"; readonly path: string; readonly language: CodeLanguage; readonly project: Project }
  /** There are sources, and why they are not read. */
  | { readonly kind: "unread"; readonly path: string; readonly reason: string }
  | { readonly kind: "loading" }
  | { readonly kind: "none" };

/** A project of more files than this is not read, where nothing else is asked for: those of custom actions have a few. */
const MOST_FILES = 400;
/** So many projects that a project refers to are read with it. */
const MOST_PROJECTS = 8;

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = { ".csproj": "c-sharp", ".vcxproj": "cpp" };
const SOURCES: Readonly<Record<CodeLanguage, RegExp>> = {
  "c-sharp": /\.cs$/i,
  cpp: /\.(?:c|cc|cpp|cxx|h|hpp|def)$/i,
};

/**
 * The project that builds what an artifact leads to: the one that the source refers to, else the only one of the workspace that is called like the file. `Foo.CA.dll` is what
 * DTF packs `Foo.dll` into.
 */
export function sourceProject(contents: Contents, artifact: Artifact, most: number = MOST_FILES): SourceProject {
  const path = projectPath(contents, artifact);
  if (path !== undefined) return readProject(contents, path, most);
  const loose = looseSource(contents, artifact);
  return loose === undefined
    ? { kind: "none" }
    : readSources(contents, loose, languageOf(loose), besides(contents, loose));
}

function projectPath(contents: Contents, { output, name }: Artifact): string | undefined {
  if (output !== undefined) return output.project;
  return onlyCalled(contents, name, [".csproj", ".vcxproj", ".vbproj"]);
}

/** A source without a project, as those that a makefile compiles. */
const looseSource = (contents: Contents, { name }: Artifact) =>
  onlyCalled(contents, name, [".def", ".cpp", ".c", ".cc", ".cs"]);

const languageOf = (path: string): CodeLanguage => (extensionOf(path) === ".cs" ? "c-sharp" : "cpp");

const besides = (contents: Contents, path: string) =>
  contents
    .below(folderOf(path))
    .filter((one) => folderOf(one) === folderOf(path) && SOURCES[languageOf(path)].test(one));

function onlyCalled(contents: Contents, name: string | undefined, extensions: readonly string[]): string | undefined {
  // `$(var.Actions.TargetDir)Actions.CA.dll`: what a variable ends is its folder.
  const file = name?.toLowerCase().replace(/^.*\)/, "") ?? "";
  if (!/\.(?:dll|exe)$/.test(file)) return undefined;
  const stem = file.slice(0, -4);
  const stems = [...new Set([stem, stem.replace(/\.ca$/, "")])];
  for (const extension of extensions)
    for (const one of stems) {
      const paths = contents.namesakes(one + extension);
      if (paths.length === 1) return paths[0];
    }
  return undefined;
}

function readProject(contents: Contents, path: string, most: number): SourceProject {
  const language = LANGUAGES[extensionOf(path)];
  if (language === undefined)
    return extensionOf(path) === ".vbproj"
      ? { kind: "unread", path, reason: "Visual Basic is not read" }
      : { kind: "none" };
  const files = new Set<string>();
  const seen = new Set<string>();
  const open = [path];
  let loading = false;
  for (let at = open.shift(); at !== undefined && seen.size < MOST_PROJECTS; at = open.shift()) {
    if (seen.has(at) || LANGUAGES[extensionOf(at)] !== language) continue;
    seen.add(at);
    const file = contents.file(at);
    loading ||= file === undefined;
    if (file === undefined || file === "absent") continue;
    const { sources, references } = itemsOf(contents, at, contents.text(file), language);
    for (const source of sources) files.add(source);
    open.push(...references);
  }
  if (loading) return { kind: "loading" };
  return files.size === 0 ? { kind: "none" } : readSources(contents, path, language, [...files].sort(), most);
}

interface Items {
  readonly sources: readonly string[];
  readonly references: readonly string[];
}

/** What a project file names, and what its SDK adds: every source below it. Which configuration is built is not asked. */
function itemsOf(contents: Contents, path: string, text: string, language: CodeLanguage): Items {
  const folder = folderOf(path);
  const plain = text.replaceAll(/<!--[\s\S]*?-->/g, "");
  const included = attributesOf(
    plain,
    /<(?:Compile|ClCompile|ClInclude|None)\s[^>]*?\bInclude\s*=\s*"([^"]*)"/gi,
    folder,
  );
  const removed = attributesOf(plain, /<Compile\s[^>]*?\bRemove\s*=\s*"([^"]*)"/gi, folder);
  const definition = attributesOf(plain, /<ModuleDefinitionFile>([^<>]*)<\/ModuleDefinitionFile>/gi, folder);
  const isSdk = language === "c-sharp" && /<(?:Project|Import)\b[^>]*\bSdk\s*=|<Sdk\b/i.test(plain);
  const patterns = [
    ...included.filter((one) => one.includes("*")).map((one) => one.slice(0, one.indexOf("*"))),
    ...(isSdk ? [`${folder}/`] : []),
  ];
  const matched = patterns.flatMap((one) => contents.below(one.replace(/\/[^/]*$/, "")));
  const kept = [...matched, ...included, ...definition].filter(
    (one) => SOURCES[language].test(one) && !one.includes("*") && !removed.some((pattern) => isRemoved(one, pattern)),
  );
  const references = attributesOf(plain, /<ProjectReference\s[^>]*?\bInclude\s*=\s*"([^"]*)"/gi, folder);
  return { sources: [...new Set(kept)], references };
}

function attributesOf(text: string, pattern: RegExp, folder: string): readonly string[] {
  return [...text.matchAll(pattern)]
    .flatMap(([, list = ""]) => list.split(";"))
    .map((one) =>
      one.trim().replace(/^\$\((?:MSBuildThisFileDirectory|ProjectDir|MSBuildProjectDirectory)\)[\\/]?/i, ""),
    )
    .flatMap((one) => (one === "" || one.includes("$(") ? [] : (resolvePath(folder, one) ?? [])));
}

/** `Generated\**` removes what lies below; a path removes itself. */
function isRemoved(path: string, pattern: string): boolean {
  const star = pattern.indexOf("*");
  return star < 0
    ? path.toLowerCase() === pattern.toLowerCase()
    : path.toLowerCase().startsWith(pattern.slice(0, star).toLowerCase());
}

function readSources(
  contents: Contents,
  path: string,
  language: CodeLanguage,
  paths: readonly string[],
  most: number = MOST_FILES,
): SourceProject {
  if (paths.length > most) return { kind: "unread", path, reason: `it has more than ${most} files` };
  const parser = contents.parser(language);
  const files = paths.map((one) => contents.file(one));
  if (parser === "absent") return { kind: "unread", path, reason: "no parser for it is at hand" };
  if (parser === undefined || files.includes(undefined)) return { kind: "loading" };
  const units: SourceUnit[] = [];
  for (const file of files) {
    if (file === undefined || file === "absent") continue;
    const unit = unitOf(contents, file, (text) => parser.parse(text), language);
    if (unit === undefined)
      return { kind: "unread", path, reason: `${nameOf(file.path)} is too long or too entangled to be parsed` };
    units.push(unit);
  }
  return units.length === 0 ? { kind: "none" } : { kind: "found", path, language, project: rememberedProject(units) };
}

type Parse = (text: string) => ReturnType<Exclude<ReturnType<Contents["parser"]>, "absent" | undefined>["parse"]>;

const units = new WeakMap<ContentFile, SourceUnit>();

/** What a file declares, read once for as long as its content is the same. */
function unitOf(contents: Contents, file: ContentFile, parse: Parse, language: CodeLanguage): SourceUnit | undefined {
  const known = units.get(file);
  if (known !== undefined) return known;
  const text = contents.text(file);
  const unit =
    extensionOf(file.path) === ".def" ? definitionUnit(file.path, text) : parsedUnit(file.path, text, parse, language);
  if (unit !== undefined) units.set(file, unit);
  return unit;
}

function parsedUnit(path: string, text: string, parse: Parse, language: CodeLanguage): SourceUnit | undefined {
  const tree = parse(text);
  if (tree === undefined) return undefined;
  return language === "cpp" ? readCpp(path, text, tree) : readCSharp(path, text, tree);
}

function definitionUnit(file: string, text: string): SourceUnit {
  const exports = readDefinitionFile(text);
  return { file, routines: [], fields: [], classes: new Map(), assigned: new Set(), exports };
}

const projects = new WeakMap<SourceUnit, { readonly units: readonly SourceUnit[]; readonly project: Project }>();

/** Many actions have their entry points in the same project: it is put together once. */
function rememberedProject(all: readonly SourceUnit[]): Project {
  const [first] = all;
  const known = first === undefined ? undefined : projects.get(first);
  if (known !== undefined && known.units.length === all.length && known.units.every((unit, at) => unit === all[at]))
    return known.project;
  const project = projectOf(all);
  if (first !== undefined) projects.set(first, { units: all, project });
  return project;
}
