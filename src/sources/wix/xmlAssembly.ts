import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import { decodeRun } from "./value.ts";
import type { Scope, XmlElement, XmlInstruction, XmlNode, XmlText } from "./xml.ts";
import { AttributeList } from "./xmlAttributes.ts";

/** Deeper elements are left out: no installer source nests like that, and whoever walks the tree may recurse. */
const DEPTH = 256;
const PROBLEMS = 100;

/** A start tag as the tokens gave it. */
export interface StartTag {
  readonly start: number;
  readonly nameEnd: number;
  readonly tagEnd: number;
  readonly attributesFrom: number;
  /** It binds a namespace. */
  readonly declares: boolean;
  readonly selfClosing: boolean;
}

interface OpenElement {
  readonly kind: "element";
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string;
  readonly scope: Scope;
  readonly start: number;
  readonly nameEnd: number;
  readonly tagEnd: number;
  end: number;
  readonly attributesFrom: number;
  readonly attributesTo: number;
  contents: XmlNode[];
  /** While it is open, the number of instructions before it, kept beside it. */
  plain: boolean;
  weight: number;
}

const nothing: XmlNode[] = [];
const outermost: Scope = {
  none: "",
  prefixes: new Map([
    ["xml", "http://www.w3.org/XML/1998/namespace"],
    ["xmlns", "http://www.w3.org/2000/xmlns/"],
  ]),
};

/** Owns the tree of one document while it is being read: which elements are open, what is in them, and what was wrong with them. */
export class Assembly {
  readonly text: string;
  readonly file: string;
  readonly contents: XmlNode[] = [];
  readonly attributes = new AttributeList();
  readonly problems: Problem[] = [];
  root: XmlElement | undefined;
  private readonly stack: OpenElement[] = [];
  private readonly instructionsBefore: number[] = [];
  private readonly names: string[] = new Array<string>(256).fill("");
  private instructions = 0;
  private elements = 0;
  private tooDeep = 0;
  /** End of the last text added, where the next run belongs to the same text although it may be blank. */
  private textEnd = -1;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  report(code: string, severity: Problem["severity"], message: string, start: number, end: number): void {
    if (this.problems.length >= PROBLEMS) return;
    this.problems.push({ code, severity, message, site: textSite(this.file, { start, end }) });
  }

  /** Keeps a run of characters, unless it is blank and stands between tags. */
  addText(kind: XmlText["kind"], start: number, end: number): void {
    if (start >= end) return;
    if (this.textEnd !== start && kind === "text" && isBlank(this.text, start, end)) return;
    if (this.stack.length === 0) {
      if (isBlank(this.text, start, end)) return;
      const message = "Text outside the root element is not XML: it was left out.";
      this.report("text-outside-root", "error", message, ...this.trimmed(start, end));
      return;
    }
    this.textEnd = end;
    this.add({ kind, start, end });
  }

  addInstruction(instruction: XmlInstruction): void {
    this.instructions++;
    this.addComment(instruction.start, instruction.end);
    this.add(instruction);
  }

  /** A comment or instruction stands between two runs of one text. */
  addComment(start: number, end: number): void {
    if (this.textEnd === start) this.textEnd = end;
  }

  open(tag: StartTag): void {
    if (this.stack.length >= DEPTH) {
      if (this.tooDeep++ === 0) this.reportDepth(tag);
      if (tag.selfClosing) this.tooDeep--;
      return;
    }
    const element = this.elementOf(tag);
    if (this.attributes.length > tag.attributesFrom + 4) this.checkDuplicates(tag.attributesFrom);
    this.elements++;
    this.add(element);
    if (tag.selfClosing) return;
    element.weight = this.elements;
    this.stack.push(element);
    this.instructionsBefore.push(this.instructions);
  }

  private elementOf(tag: StartTag): OpenElement {
    const { text } = this;
    const nameStart = tag.start + 1;
    let colon = nameStart;
    while (colon < tag.nameEnd && text.charCodeAt(colon) !== 58) colon++;
    const prefixed = colon < tag.nameEnd;
    const prefix = prefixed ? this.intern(nameStart, colon) : "";
    const outer = this.stack[this.stack.length - 1]?.scope ?? outermost;
    const scope = tag.declares ? this.bind(outer, tag.attributesFrom) : outer;
    return {
      kind: "element",
      name: this.intern(prefixed ? colon + 1 : nameStart, tag.nameEnd),
      prefix,
      namespace: prefixed ? this.resolve(scope, prefix, nameStart) : scope.none,
      scope,
      start: tag.start,
      nameEnd: tag.nameEnd,
      tagEnd: tag.tagEnd,
      end: tag.tagEnd,
      attributesFrom: tag.attributesFrom,
      attributesTo: this.attributes.length,
      contents: nothing,
      plain: true,
      weight: 1,
    };
  }

  /** Closes the element an end tag names; the elements in it that are still open were never closed. */
  close(nameStart: number, nameEnd: number, finish: number): void {
    if (this.tooDeep > 0) {
      this.tooDeep--;
      return;
    }
    let at = this.stack.length - 1;
    while (at >= 0 && !this.isNamed(this.stack[at], nameStart, nameEnd)) at--;
    if (at < 0) {
      const name = this.text.slice(nameStart, nameEnd);
      const message = `</${name}> closes nothing: no <${name}> is open here.`;
      this.report("unmatched-end-tag", "error", message, nameStart - 2, finish);
      return;
    }
    while (this.stack.length > at + 1) this.closeUnclosed(nameStart - 2);
    this.pop(finish);
  }

  /** Ends the document: what is still open ends with it. */
  finish(): void {
    this.tooDeep = 0;
    while (this.stack.length > 0) this.closeUnclosed(this.text.length);
  }

  private isNamed(element: OpenElement | undefined, start: number, end: number): boolean {
    if (element === undefined) return false;
    const length = element.nameEnd - element.start - 1;
    if (length !== end - start) return false;
    const { name, prefix } = element;
    if (prefix === "") return this.text.startsWith(name, start);
    return this.text.startsWith(prefix, start) && this.text.startsWith(name, end - name.length);
  }

  private pop(end: number): void {
    const element = this.stack.pop();
    if (element === undefined) return;
    element.end = end;
    element.weight = this.elements - element.weight + 1;
    element.plain = this.instructionsBefore.pop() === this.instructions;
  }

  /**
   * An element whose end tag was never written, as in an editor after `<CustomAction …>`: what is indented no deeper than itself
   * was not meant to be inside it and goes to its parent, so that the rest of the file keeps its meaning.
   */
  private closeUnclosed(end: number): void {
    const element = this.stack[this.stack.length - 1];
    if (element === undefined) return;
    if (this.text.charCodeAt(element.tagEnd - 1) === 62) {
      this.report("unclosed-element", "error", `<${element.name}> is never closed.`, element.start, element.tagEnd);
    }
    const strays = this.straysOf(element);
    this.pop(strays.length > 0 ? element.tagEnd : end);
    for (const stray of strays) this.add(stray);
  }

  private straysOf(element: OpenElement): XmlNode[] {
    const indentation = indentationAt(this.text, element.start);
    if (indentation === undefined) return [];
    const first = element.contents.findIndex((node) => {
      if (node.kind === "text" || node.kind === "cdata") return false;
      const own = indentationAt(this.text, node.start);
      return own !== undefined && own <= indentation;
    });
    return first < 0 ? [] : element.contents.splice(first);
  }

  private add(node: XmlNode): void {
    const parent = this.stack[this.stack.length - 1];
    if (parent === undefined) this.addOutermost(node);
    else if (parent.contents === nothing) parent.contents = [node];
    else parent.contents.push(node);
  }

  private addOutermost(node: XmlNode): void {
    this.contents.push(node);
    if (node.kind !== "element") return;
    if (this.root === undefined) this.root = node;
    else {
      const message = `XML has one root element: <${node.name}> is a second one.`;
      this.report("several-roots", "error", message, node.start, node.nameEnd);
    }
  }

  private bind(outer: Scope, attributesFrom: number): Scope {
    let none = outer.none;
    const prefixes = new Map(outer.prefixes);
    for (let at = attributesFrom; at < this.attributes.length; at += 4) {
      const name = this.text.slice(this.attributes.at(at), this.attributes.at(at + 1));
      if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
      const span = { start: this.attributes.at(at + 2), end: this.attributes.at(at + 3) };
      const { value } = decodeRun(this, "attribute", span);
      if (name === "xmlns") none = value;
      else prefixes.set(name.slice(6), value);
    }
    return { none, prefixes };
  }

  private resolve(scope: Scope, prefix: string, at: number): string {
    const namespace = scope.prefixes.get(prefix);
    if (namespace !== undefined) return namespace;
    const message = `The prefix ${prefix} is bound to no namespace: xmlns:${prefix} is missing.`;
    this.report("unbound-prefix", "error", message, at, at + prefix.length);
    return prefix;
  }

  private checkDuplicates(from: number): void {
    const { attributes } = this;
    const seen = attributes.length - from > 4 * 16 ? new Set<string>() : undefined;
    for (let at = from; at < attributes.length; at += 4) {
      const start = attributes.at(at);
      const end = attributes.at(at + 1);
      if (seen === undefined ? !this.isRepeated(from, at) : !seen.has(this.text.slice(start, end))) {
        seen?.add(this.text.slice(start, end));
        continue;
      }
      const name = this.text.slice(start, end);
      this.report("duplicate-attribute", "error", `The attribute ${name} is given twice.`, start, end);
    }
  }

  /** For the few attributes of an ordinary element: comparing lengths and first letters needs no strings. */
  private isRepeated(from: number, at: number): boolean {
    const { attributes, text } = this;
    const start = attributes.at(at);
    const length = attributes.at(at + 1) - start;
    const first = text.charCodeAt(start);
    for (let other = from; other < at; other += 4) {
      const begin = attributes.at(other);
      if (attributes.at(other + 1) - begin !== length || text.charCodeAt(begin) !== first) continue;
      if (text.startsWith(text.slice(start, start + length), begin)) return true;
    }
    return false;
  }

  /** The same few dozen names make up any source: each is cut out of the text once. */
  private intern(start: number, end: number): string {
    const { text } = this;
    const slot = ((end - start) * 31 + text.charCodeAt(start) * 7 + text.charCodeAt(end - 1) * 3) & 255;
    const known = this.names[slot];
    if (known !== undefined && known.length === end - start && text.startsWith(known, start)) return known;
    const name = text.slice(start, end);
    this.names[slot] = name;
    return name;
  }

  private reportDepth(tag: StartTag): void {
    const message = `Elements are nested more than ${DEPTH} deep here: what is deeper was left out.`;
    this.report("too-deep", "error", message, tag.start, tag.tagEnd);
  }

  private trimmed(start: number, end: number): [number, number] {
    const raw = this.text.slice(start, end);
    const from = start + raw.length - raw.trimStart().length;
    return [from, from + raw.trim().length];
  }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > 32) return false;
  return true;
}

/** How far a tag is indented where it begins its line. */
function indentationAt(text: string, at: number): number | undefined {
  let column = 0;
  for (let before = at - 1; before >= 0; before--) {
    const unit = text.charCodeAt(before);
    if (unit === 10 || unit === 13) return column;
    if (unit === 9) column += 4;
    else if (unit === 32) column++;
    else return undefined;
  }
  return column;
}
