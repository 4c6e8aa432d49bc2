import { folderOf, resolvePath } from "../../model/path.ts";
import type { SourceFile } from "../source.ts";
import { type XmlElement, xmlChildren, xmlOf } from "./xml.ts";

/** What the tree of a source tells before anything is compiled: enough to plan what goes together and what must be read first. */
export interface Sniff {
  /** True for a file that only makes sense inside another one, because its root element is `Include`. */
  readonly included: boolean;
  /** True where an element below the root becomes a database of its own. */
  readonly entry: boolean;
  /** The files that it includes under a literal name, absolute, as they lie beside it. */
  readonly includes: readonly string[];
}

const ENTRIES: ReadonlySet<string> = new Set(["Product", "Module", "Package", "Patch", "PatchCreation"]);

const known = new WeakMap<SourceFile, Sniff>();

/** Looks at a source, once for as long as its content stays the same. */
export function sniffWix(file: SourceFile): Sniff {
  const before = known.get(file);
  if (before !== undefined) return before;
  const { root, text } = xmlOf(file);
  const sniff = {
    included: root?.name === "Include",
    entry: root !== undefined && xmlChildren(root).some((child) => ENTRIES.has(child.name)),
    includes: text.includes("<?include") && root !== undefined ? includesOf(root, text, folderOf(file.path)) : [],
  };
  known.set(file, sniff);
  return sniff;
}

function includesOf(root: XmlElement, text: string, folder: string): readonly string[] {
  const found = new Set<string>();
  const open: XmlElement[] = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    for (const node of element.contents) {
      if (node.kind === "element" && !node.plain) open.push(node);
      if (node.kind !== "instruction" || node.target !== "include") continue;
      const spelled = text.slice(node.contentStart, node.contentEnd).replace(/^(["'])(.*)\1$/, "$2");
      const path = spelled.includes("$(") ? undefined : resolvePath(folder, spelled);
      if (path !== undefined) found.add(path);
    }
  }
  return [...found];
}
