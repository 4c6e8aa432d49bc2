import type { SourceFile, Unit } from "../source.ts";
import { PreparedElement } from "./element.ts";
import type { Element } from "./tree.ts";
import { givenVariables } from "./variables.ts";
import { xmlOf } from "./xml.ts";

const nobody: Unit = {
  id: "",
  name: "",
  sources: [],
  localizations: [],
  defines: new Map(),
  includePaths: [],
  references: new Map(),
  alone: false,
  kind: "wix",
};

const trees = new WeakMap<SourceFile, Element>();

/** The elements of a source as a person sees them: every branch and each loop body once, no include, no variable put in. */
export function asWritten(file: SourceFile): Element | undefined {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const document = xmlOf(file);
  if (document.root === undefined) return undefined;
  const session = { variables: givenVariables(nobody.defines), unit: nobody, dialect: "wix4", budget: 0 } as const;
  const { text } = document;
  const context = { document, file: file.path, text, via: [], when: [], editable: true, session, version: 0 };
  const tree = new PreparedElement(document.root, context, undefined);
  trees.set(file, tree);
  return tree;
}
