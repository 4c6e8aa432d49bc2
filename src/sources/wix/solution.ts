import { extensionOf, folderOf, nameOf, resolvePath } from "../../model/path.ts";
import type { SourceFile } from "../source.ts";
import { decodeXml } from "./encoding.ts";
import { type ProjectElement, projectTree } from "./projectTree.ts";

const listed = new WeakMap<SourceFile, readonly string[]>();

/** The paths of the projects that a solution lists, .sln or .slnx, in its order; read once for as long as its content stays the same. */
export function projectsOf(solution: SourceFile): readonly string[] {
  const known = listed.get(solution);
  if (known !== undefined) return known;
  const spelled = extensionOf(solution.path) === ".slnx" ? inXml(solution) : inText(solution);
  const folder = folderOf(solution.path);
  const paths = spelled.flatMap((path) => resolvePath(folder, path) ?? []);
  listed.set(solution, paths);
  return paths;
}

/** `Project("{type}") = "Name", "folder\Name.wixproj", "{id}"`. */
function inText(solution: SourceFile): readonly string[] {
  const { text } = decodeXml(solution.content, solution.path);
  return [...text.matchAll(/^Project\("[^"\n]*"\)\s*=\s*"[^"\n]*",\s*"([^"\n]+)"/gm)].map((match) => match[1] ?? "");
}

/** `<Project Path="folder/Name.wixproj" />`, in folders or not. */
function inXml(solution: SourceFile): readonly string[] {
  const { root } = projectTree(solution);
  const paths = (element: ProjectElement): readonly string[] => {
    const path = element.name === "Project" ? element.attribute("Path") : undefined;
    return [...(path === undefined ? [] : [path]), ...element.children.flatMap(paths)];
  };
  return root === undefined ? [] : paths(root);
}

/**
 * What the targets define from the solution that a project is built with.
 *
 * @see https://github.com/wixtoolset/wix3/blob/develop/src/tools/WixTasks/wix.targets (SolutionDefineConstants)
 */
export function solutionDefines(path: string): ReadonlyMap<string, string> {
  const [name, extension] = [nameOf(path), extensionOf(path)];
  return new Map([
    ["SolutionDir", `${folderOf(path)}/`],
    ["SolutionExt", extension],
    ["SolutionFileName", name],
    ["SolutionName", name.slice(0, -extension.length || undefined)],
    ["SolutionPath", path],
  ]);
}
