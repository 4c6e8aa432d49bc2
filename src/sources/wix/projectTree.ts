import type { Problem } from "../../model/problem.ts";
import type { SourceFile } from "../source.ts";
import { attributesOf, type XmlDocument, type XmlElement, xmlAttribute, xmlChildren, xmlOf, xmlText } from "./xml.ts";

/** An element of a project file with its texts decoded: project files are small, and nothing of them is ever edited. */
export interface ProjectElement {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly children: readonly ProjectElement[];
  readonly text: string;
}

/** A project file as a tree; `root` is undefined where there is no element at all. */
export interface ProjectTree {
  readonly root: ProjectElement | undefined;
  readonly problems: readonly Problem[];
}

/** Deeper elements are left out: MSBuild has no use for them. */
const DEEPEST = 64;

const trees = new WeakMap<SourceFile, ProjectTree>();

/** The tree of a project file, made once for as long as its content stays the same. */
export function projectTree(file: SourceFile): ProjectTree {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const document = xmlOf(file);
  const root = document.root === undefined ? undefined : convert(document, document.root, 0);
  const tree = { root, problems: document.problems };
  trees.set(file, tree);
  return tree;
}

function convert(document: XmlDocument, element: XmlElement, depth: number): ProjectElement {
  return {
    name: element.name,
    attributes: attributesOf(document, element).map(({ name }) => ({
      name,
      value: xmlAttribute(document, element, name)?.value ?? "",
    })),
    children: depth >= DEEPEST ? [] : xmlChildren(element).map((child) => convert(document, child, depth + 1)),
    text: xmlText(document, element)?.value ?? "",
  };
}
