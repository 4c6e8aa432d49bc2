import type { Assumption } from "../../model/database.ts";
import type { Piece, Sourced, TextSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { Attribute, Element } from "./tree.ts";
import { decodeRun, type Located } from "./value.ts";
import { expand, type Place } from "./variables.ts";
import type { XmlDocument, XmlElement, XmlText } from "./xml.ts";

/** What holds for everything between two instructions of one file. */
export interface Context extends Place {
  readonly document: XmlDocument;
  readonly when: readonly Assumption[];
}

/** A run of characters in an element, with what held where it stands; `undecided` where an instruction inside the element may leave it out. */
export interface Run {
  readonly node: XmlText;
  readonly context: Context;
  readonly undecided: boolean;
}

const none: readonly never[] = [];
const xmlns = "http://www.w3.org/2000/xmlns/";

/**
 * An element after preprocessing. A class, so that the thousands of elements nobody asks about cost one object each:
 * attributes, text and, below an element without instructions, children come into being when they are first asked for.
 */
export class PreparedElement implements Element {
  readonly parent: PreparedElement | undefined;
  private readonly xml: XmlElement;
  private readonly context: Context;
  private readonly runs: readonly Run[] | undefined;
  private madeChildren: readonly Element[] | undefined;
  private madeAttributes: readonly Attribute[] | undefined;
  /** Those that were asked for by name before all were: often one or two of many. */
  private named: PreparedAttribute[] | undefined;
  private madeSite: TextSite | undefined;

  constructor(xml: XmlElement, context: Context, parent: PreparedElement | undefined, walked?: Walked) {
    this.xml = xml;
    this.context = context;
    this.parent = parent;
    this.madeChildren = walked?.children ?? (xml.contents.length === 0 ? none : undefined);
    this.runs = walked?.runs;
    this.madeAttributes = xml.attributesFrom === xml.attributesTo ? none : undefined;
  }

  get name(): string {
    return this.xml.name;
  }

  get namespace(): string {
    return this.xml.namespace;
  }

  get file(): string {
    return this.context.file;
  }

  get tagSpan(): Span {
    return { start: this.xml.start, end: this.xml.tagEnd };
  }

  get tagSite(): TextSite {
    this.madeSite ??= { kind: "text", file: this.context.file, span: this.tagSpan, pieces: none };
    return this.madeSite;
  }

  get nameSpan(): Span {
    return { start: this.xml.start + 1, end: this.xml.nameEnd };
  }

  get span(): Span {
    return { start: this.xml.start, end: this.xml.end };
  }

  get when(): readonly Assumption[] {
    return this.context.when;
  }

  get via() {
    return this.context.via;
  }

  get children(): readonly Element[] {
    this.madeChildren ??= plainChildren(this.xml, this.context, this);
    return this.madeChildren;
  }

  get attributes(): readonly Attribute[] {
    this.madeAttributes ??= attributesFor(this.xml, this.context, this.named ?? none);
    return this.madeAttributes;
  }

  attribute(name: string): Attribute | undefined {
    if (this.madeAttributes !== undefined) return namedIn(this.madeAttributes, name);
    const at = this.find(name);
    if (at < 0 || name === "xmlns") return undefined;
    const known = this.named === undefined ? undefined : namedIn(this.named, name);
    if (known !== undefined) return known;
    const made = new PreparedAttribute(this.xml, this.context, at);
    if (this.named === undefined) this.named = [made];
    else this.named.push(made);
    return made;
  }

  has(name: string): boolean {
    return this.find(name) >= 0;
  }

  /** Where the attribute is in the document's list; negative where there is none. */
  private find(name: string): number {
    const { text, attributes } = this.context.document;
    for (let at = this.xml.attributesFrom; at < this.xml.attributesTo; at += 4) {
      const start = attributes[at] ?? 0;
      if ((attributes[at + 1] ?? 0) - start === name.length && text.startsWith(name, start)) return at;
    }
    return -1;
  }

  text(): Sourced<string> | undefined {
    return textOfRuns(this.runs ?? plainRuns(this.xml, this.context));
  }
}

/** What instructions made of the inside of an element; both lists are filled while it is walked. */
export interface Walked {
  readonly children: Element[];
  readonly runs: Run[];
}

function plainChildren(xml: XmlElement, context: Context, parent: PreparedElement): readonly Element[] {
  const children: Element[] = [];
  for (const node of xml.contents)
    if (node.kind === "element") children.push(new PreparedElement(node, context, parent));
  return children;
}

function plainRuns(xml: XmlElement, context: Context): Run[] {
  const runs: Run[] = [];
  for (const node of xml.contents) {
    if (node.kind === "text" || node.kind === "cdata") runs.push({ node, context, undecided: false });
  }
  return runs;
}

function textOfRuns(runs: readonly Run[]): Sourced<string> | undefined {
  const first = runs[0];
  if (first === undefined) return undefined;
  let value = "";
  let end = first.node.end;
  const pieces: Piece[] = [];
  for (const { node, context, undecided } of runs) {
    const located = expand(decodeRun(context, node.kind, { start: node.start, end: node.end }), context);
    for (const piece of located.pieces) {
      const moved = { ...piece, from: piece.from + value.length, to: piece.to + value.length };
      pieces.push(undecided ? { ...moved, unknown: true } : moved);
    }
    value += located.value;
    if (context.file === first.context.file) end = Math.max(end, node.end);
  }
  if (value.trim() === "") return undefined;
  const span = { start: first.node.start, end };
  return { value, site: { kind: "text", file: first.context.file, span, pieces } };
}

function namedIn<T extends Attribute>(attributes: readonly T[], name: string): T | undefined {
  for (const one of attributes) if (one.name === name && one.namespace === "") return one;
  return undefined;
}

/** All attributes of an element, those among them that are there already as they are. */
function attributesFor(xml: XmlElement, context: Context, known: readonly PreparedAttribute[]): readonly Attribute[] {
  const made: Attribute[] = [];
  for (let at = xml.attributesFrom; at < xml.attributesTo; at += 4) {
    const attribute = known.find((one) => one.at === at) ?? new PreparedAttribute(xml, context, at);
    if (attribute.namespace !== xmlns) made.push(attribute);
  }
  return made;
}

/** An attribute whose value is decoded and expanded once, when it is first asked for. */
class PreparedAttribute implements Attribute {
  readonly name: string;
  readonly namespace: string;
  private readonly context: Context;
  /** Where it is in the document's list. */
  readonly at: number;
  private made: Sourced<string> | undefined;

  constructor(xml: XmlElement, context: Context, at: number) {
    const { text, attributes } = context.document;
    const written = text.slice(attributes[at], attributes[at + 1]);
    const colon = written.indexOf(":");
    this.name = colon < 0 ? written : written.slice(colon + 1);
    this.namespace = colon >= 0 ? prefixed(xml, written.slice(0, colon)) : written === "xmlns" ? xmlns : "";
    this.context = context;
    this.at = at;
  }

  get nameSpan(): Span {
    const { attributes } = this.context.document;
    return { start: attributes[this.at] ?? 0, end: attributes[this.at + 1] ?? 0 };
  }

  get value(): Sourced<string> {
    this.made ??= this.read();
    return this.made;
  }

  private read(): Sourced<string> {
    const { file, text, via, editable, document } = this.context;
    const span = { start: document.attributes[this.at + 2] ?? 0, end: document.attributes[this.at + 3] ?? 0 };
    const raw = text.slice(span.start, span.end);
    // Most values mean what they say: they go without the steps between, which for a whole corpus are a good part of what is allocated.
    if (raw !== "" && document.templates.length === 0 && !special.test(raw)) {
      const piece = { from: 0, to: raw.length, file, span, via, editable };
      return { value: raw, site: { kind: "text", file, span, pieces: [piece] } };
    }
    const located: Located = expand(decodeRun(this.context, "attribute", span), this.context);
    const site: TextSite = { kind: "text", file, span, pieces: located.pieces };
    return { value: located.value, site };
  }
}

/** What decoding or a variable may change in a value. */
const special = /[&\r\t\n$]/;

const prefixed = (xml: XmlElement, prefix: string) => xml.scope.prefixes.get(prefix) ?? prefix;
