import type { Problem } from "../../model/problem.ts";
import { type Sourced, textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { SourceFile } from "../source.ts";
import { decodedOf } from "./encoding.ts";
import { blanksIn, outsideComments, readable, templateProblems } from "./template.ts";
import { decodeRun, type Located } from "./value.ts";
import { buildTree } from "./xmlTree.ts";

/** An element as written. Its attributes are spans of the document (`attributesOf`), so that a file of many thousand elements stays small. */
export interface XmlElement {
  readonly kind: "element";
  /** Local name, as in `WixUI` of `ui:WixUI`. */
  readonly name: string;
  readonly prefix: string;
  /** What the prefix is bound to; the prefix itself where nothing binds it. */
  readonly namespace: string;
  readonly scope: Scope;
  /** Offset of `<`. */
  readonly start: number;
  readonly nameEnd: number;
  /** Offset after the `>` of the start tag. */
  readonly tagEnd: number;
  /** Offset after the end tag. */
  readonly end: number;
  /** Range of `XmlDocument.attributes` that is this element's. */
  readonly attributesFrom: number;
  readonly attributesTo: number;
  /** Elements, text that is not blank, CDATA and instructions in their order. */
  readonly contents: readonly XmlNode[];
  /** True where neither it nor anything in it holds a processing instruction. */
  readonly plain: boolean;
  /** How many elements it is, itself included. */
  readonly weight: number;
}

/** Characters between tags, or between `<![CDATA[` and `]]>`. */
export interface XmlText {
  readonly kind: "text" | "cdata";
  readonly start: number;
  readonly end: number;
}

/** `<?target content?>`; the content has no blanks around it. */
export interface XmlInstruction {
  readonly kind: "instruction";
  readonly target: string;
  readonly start: number;
  readonly end: number;
  readonly contentStart: number;
  readonly contentEnd: number;
}

export type XmlNode = XmlElement | XmlText | XmlInstruction;

/** The namespaces bound at an element. */
export interface Scope {
  readonly none: string;
  readonly prefixes: ReadonlyMap<string, string>;
}

/** A file as XML, with everything that is wrong with it. Nothing in it is ever an error to the reader of this tree: ill-formed text gives the nearest tree. */
export interface XmlDocument {
  readonly file: string;
  readonly text: string;
  readonly encoding: string;
  readonly root: XmlElement | undefined;
  /** The root and the instructions around it. */
  readonly contents: readonly XmlNode[];
  /** The text of each comment, without `<!--` and `-->`. */
  readonly comments: readonly Span[];
  /** Four numbers an attribute: start and end of its name, start and end of its value as written, without quotes. */
  readonly attributes: ArrayLike<number>;
  /** Offsets of every `$(` outside comments. */
  readonly uses: readonly number[];
  /** What another tool fills in before WiX reads the file, outside comments: `{{version}}`, `@VERSION@`. */
  readonly templates: readonly Span[];
  readonly problems: readonly Problem[];
}

/** What of a document the tokens of its text tell. */
export type XmlTree = Omit<XmlDocument, "file" | "text" | "encoding" | "uses" | "templates">;

/** An attribute as written, its value still encoded. */
export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

/** Parses XML text of any shape; never throws, takes time in proportion to its length, expands no entity that the text declares and fetches nothing. */
export function parseXml(text: string, file: string): XmlDocument {
  return documentOf(text, "utf-8", file);
}

const documents = new WeakMap<SourceFile, XmlDocument>();

/** The file as XML, decoded and parsed once for as long as its content stays the same. */
export function xmlOf(source: SourceFile): XmlDocument {
  const known = documents.get(source);
  if (known !== undefined) return known;
  const decoded = decodedOf(source);
  const tree =
    decoded.text.trim() === "" ? emptyDocument(source.path) : documentOf(decoded.text, decoded.encoding, source.path);
  const document = { ...tree, text: decoded.text, problems: [...decoded.problems, ...tree.problems] };
  documents.set(source, document);
  return document;
}

function emptyDocument(file: string): XmlDocument {
  return {
    file,
    text: "",
    encoding: "utf-8",
    root: undefined,
    contents: [],
    comments: [],
    attributes: [],
    uses: [],
    templates: [],
    problems: [],
  };
}

function documentOf(text: string, encoding: string, file: string): XmlDocument {
  const blanks = blanksIn(text, file);
  const tree = buildTree(blanks.length === 0 ? text : readable(text, blanks), file);
  const uses = usesIn(text, tree.comments);
  if (blanks.length === 0) return { file, text, encoding, ...tree, uses, templates: blanks };
  const templates = outsideComments(blanks, tree.comments);
  const problems = templateProblems(file, templates, tree.problems);
  return { file, text, encoding, ...tree, uses, templates, problems };
}

function usesIn(text: string, comments: readonly Span[]): number[] {
  const uses: number[] = [];
  let next = 0;
  for (let at = text.indexOf("$("); at >= 0; at = text.indexOf("$(", at + 2)) {
    while (next < comments.length && (comments[next]?.end ?? 0) <= at) next++;
    if (at < (comments[next]?.start ?? Number.POSITIVE_INFINITY)) uses.push(at);
  }
  return uses;
}

/** The attributes of an element in their order. */
export function attributesOf(document: XmlDocument, element: XmlElement): XmlAttribute[] {
  const found: XmlAttribute[] = [];
  for (let at = element.attributesFrom; at < element.attributesTo; at += 4) found.push(attributeAt(document, at));
  return found;
}

function attributeAt({ text, attributes }: XmlDocument, at: number): XmlAttribute {
  const [start = 0, end = 0, from = 0, to = 0] = [
    attributes[at],
    attributes[at + 1],
    attributes[at + 2],
    attributes[at + 3],
  ];
  const written = text.slice(start, end);
  const colon = written.indexOf(":");
  return {
    name: written.slice(colon + 1),
    prefix: colon < 0 ? "" : written.slice(0, colon),
    nameSpan: { start, end },
    valueSpan: { start: from, end: to },
  };
}

/** The decoded value of the attribute of that name (as written, with its prefix if it has one), with its site. */
export function xmlAttribute(document: XmlDocument, element: XmlElement, name: string): Sourced<string> | undefined {
  const { text, attributes } = document;
  for (let at = element.attributesFrom; at < element.attributesTo; at += 4) {
    const start = attributes[at] ?? 0;
    if ((attributes[at + 1] ?? 0) - start !== name.length || !text.startsWith(name, start)) continue;
    const span = { start: attributes[at + 2] ?? 0, end: attributes[at + 3] ?? 0 };
    return sourced(document, span, decodeRun(document, "attribute", span));
  }
  return undefined;
}

/** The text directly inside an element, comments and child elements left out, entities decoded; undefined where there is none but white space. */
export function xmlText(document: XmlDocument, element: XmlElement): Sourced<string> | undefined {
  if (!element.contents.some(isText)) return undefined;
  const runs = element.contents.filter(isText);
  const first = runs[0];
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const pieces: Located["pieces"][number][] = [];
  let value = "";
  for (const run of runs) {
    const decoded = decodeRun(document, run.kind, { start: run.start, end: run.end });
    for (const piece of decoded.pieces)
      pieces.push({ ...piece, from: piece.from + value.length, to: piece.to + value.length });
    value += decoded.value;
  }
  return sourced(document, { start: first.start, end: last.end }, { value, pieces });
}

function isText(node: XmlNode): node is XmlText {
  return node.kind === "text" || node.kind === "cdata";
}

function sourced(document: XmlDocument, span: Span, located: Located): Sourced<string> {
  return { value: located.value, site: { ...textSite(document.file, span), pieces: located.pieces } };
}

/** The child elements in their order. */
export function xmlChildren(element: XmlElement): XmlElement[] {
  return element.contents.filter((node) => node.kind === "element");
}
