import type { Problem } from "../../model/problem.ts";
import type { SourceFile } from "../source.ts";
import { tokenise } from "./msbuild.ts";
import { type XmlDocument, type XmlElement, xmlAttribute, xmlChildren, xmlOf, xmlText } from "./xml.ts";

/** An element of a project file, its texts decoded when they are asked for: nothing of them is ever edited. */
export interface ProjectElement {
  readonly name: string;
  readonly children: readonly ProjectElement[];
  readonly text: string;
  /** The tokens of its `Condition`, none where it has none. */
  readonly condition: readonly string[];
  attribute(name: string): string | undefined;
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
  const root = document.root === undefined ? undefined : new Node(document, document.root, 0);
  const tree = { root, problems: document.problems };
  trees.set(file, tree);
  return tree;
}

/** A class for its laziness: most of a project file are lists that nobody asks for, and the rest is evaluated once for each configuration. */
class Node implements ProjectElement {
  readonly #document: XmlDocument;
  readonly #xml: XmlElement;
  readonly #depth: number;
  #children: readonly ProjectElement[] | undefined;
  #text: string | undefined;
  #condition: readonly string[] | undefined;

  constructor(document: XmlDocument, xml: XmlElement, depth: number) {
    this.#document = document;
    this.#xml = xml;
    this.#depth = depth;
  }

  get name(): string {
    return this.#xml.name;
  }

  get children(): readonly ProjectElement[] {
    this.#children ??=
      this.#depth >= DEEPEST
        ? []
        : xmlChildren(this.#xml).map((child) => new Node(this.#document, child, this.#depth + 1));
    return this.#children;
  }

  get text(): string {
    this.#text ??= xmlText(this.#document, this.#xml)?.value ?? "";
    return this.#text;
  }

  get condition(): readonly string[] {
    this.#condition ??= tokenise(this.attribute("Condition") ?? "");
    return this.#condition;
  }

  attribute(name: string): string | undefined {
    return xmlAttribute(this.#document, this.#xml, name)?.value;
  }
}
