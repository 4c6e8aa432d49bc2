import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import type { Span } from "../../model/span.ts";
import type { XmlTree } from "./xml.ts";
import { Assembly } from "./xmlAssembly.ts";
import { withoutDoctype } from "./xmlProlog.ts";
import {
  closedQuote,
  cutTagText,
  find,
  hidesNextAttribute,
  hidesTag,
  isNameStart,
  lineWithTag,
  referenceFault,
} from "./xmlRecovery.ts";

/**
 * The tree of a text: the tokens of htmlparser2 with what an editor needs added, that is recovery from half typed tags, exact spans,
 * and a problem for each thing an XML reader would refuse.
 */
export function buildTree(text: string, file: string): XmlTree {
  const prolog = withoutDoctype(text);
  const assembly = new Assembly(prolog.text, file);
  if (prolog.doctype !== undefined) {
    const message = "A document type definition: what it declares is not expanded here, and nothing is fetched.";
    assembly.report("doctype", "warning", message, prolog.doctype.start, prolog.doctype.end);
  }
  const tokens = new Tokens(assembly);
  tokens.run();
  const { root, contents, attributes, problems } = assembly;
  if (root === undefined) assembly.report("no-root-element", "error", "This file has no root element.", 0, 0);
  return { root, contents, comments: tokens.comments, attributes: attributes.taken(), problems };
}

/** The object that htmlparser2's Tokenizer calls: owns the tokenizer, the start tag being read, and where to begin again after an error. */
class Tokens implements TokenizerCallbacks {
  readonly comments: Span[] = [];
  private readonly assembly: Assembly;
  private readonly text: string;
  private readonly tokenizer: Tokenizer;
  /** Where the text that the tokenizer has now begins. */
  private base = 0;
  /** Where to begin again; negative while the tokenizer just goes on. */
  private restart = -1;
  /** Units that may be read once more: recovery stays linear on any input. */
  private allowance: number;
  /** Offset of the `<` of the start tag being read; negative outside one. */
  private tagStart = -1;
  private nameEnd = 0;
  private attributesFrom = 0;
  private declares = false;
  private valuePending = false;
  /** Before this offset attribute tokens are remains of a value that a missing quote tore apart. */
  private ignoreBefore = 0;
  /** The nearest `<` and `&` at or after the place last asked for. */
  private nextLess = -1;
  private nextAmpersand = -1;

  constructor(assembly: Assembly) {
    this.assembly = assembly;
    this.text = assembly.text;
    this.allowance = 8 * assembly.text.length + 65536;
    this.tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, this);
  }

  run(): void {
    this.tokenizer.write(this.text);
    for (;;) {
      if (this.restart < 0) this.end();
      if (this.restart < 0) break;
      this.base = this.restart;
      this.restart = -1;
      this.tagStart = -1;
      this.valuePending = false;
      this.nextLess = -1;
      this.nextAmpersand = -1;
      this.tokenizer.reset();
      this.tokenizer.write(this.text.slice(this.base));
    }
    this.assembly.finish();
  }

  onopentagname(start: number, end: number): void {
    if (this.restart >= 0) return;
    const from = start + this.base;
    if (!isNameStart(this.text.charCodeAt(from))) {
      this.strayLess(from - 1);
      this.assembly.addText("text", from - 1, from);
      this.again(from, end + this.base);
      return;
    }
    this.tagStart = from - 1;
    this.nameEnd = end + this.base;
    this.attributesFrom = this.assembly.attributes.length;
    this.declares = false;
    const less = this.lessAfter(from);
    if (less >= this.nameEnd) return;
    this.nameEnd = less;
    this.cutTag(less, end + this.base);
  }

  onattribname(start: number, end: number): void {
    const from = start + this.base;
    if (this.restart >= 0 || this.tagStart < 0 || from < this.ignoreBefore) return;
    const to = end + this.base;
    const less = this.lessAfter(from);
    if (less < to) {
      this.cutTag(less, to);
      return;
    }
    if (!isNameStart(this.text.charCodeAt(from))) this.badName(from, to);
    if (this.text.charCodeAt(from) === 120 && this.text.startsWith("xmlns", from)) this.declares = true;
    this.assembly.attributes.add(from, to, to, to);
    this.valuePending = true;
  }

  onattribdata(start: number, end: number): void {
    if (this.restart >= 0 || !this.valuePending) return;
    const { attributes } = this.assembly;
    attributes.setLast(2, start + this.base);
    attributes.setLast(1, end + this.base);
  }

  onattribend(quote: number, end: number): void {
    if (this.restart >= 0 || !this.valuePending) return;
    this.valuePending = false;
    const { attributes } = this.assembly;
    const from = attributes.last(2);
    const to = attributes.last(1);
    if (quote < 2) this.unquoted(quote, from, to);
    else {
      if (this.lessAfter(from) < to) this.lessInValue(from, to);
      if (this.restart < 0 && !closedQuote(this.text, end + this.base)) this.gluedAttribute(from, to);
    }
    if (this.restart < 0 && this.ampersandAfter(from) < to) this.checkReferences(from, to);
  }

  onopentagend(end: number): void {
    if (this.restart < 0) this.openTag(end + this.base + 1, false);
  }

  onselfclosingtag(end: number): void {
    if (this.restart < 0) this.openTag(end + this.base + 1, true);
  }

  onclosetag(start: number, end: number): void {
    if (this.restart >= 0) return;
    const from = start + this.base;
    const less = this.lessAfter(from);
    const to = Math.min(end + this.base, less);
    const close = find(this.text, ">", to);
    const finish = Math.min(close + 1, less, this.text.length);
    if (less < close || close === this.text.length) {
      const message = `The end tag </${this.text.slice(from, to)} has no >.`;
      this.assembly.report("unclosed-tag", "error", message, from - 2, to);
      if (less < close) this.again(less, end + this.base);
    }
    this.assembly.close(from, to, finish);
  }

  ontext(start: number, end: number): void {
    if (this.restart >= 0 || this.tagStart >= 0 || start < 0) return;
    const from = start + this.base;
    const to = end + this.base;
    if (this.text.startsWith("<?", from - 2)) this.torn(from, to);
    else if (this.text.startsWith("</", from)) this.unnamedEndTag(from, to);
    else {
      if (this.text.charCodeAt(from) === 60) this.strayLess(from);
      if (this.ampersandAfter(from) < to) this.checkReferences(from, to);
      this.assembly.addText("text", from, to);
    }
  }

  oncdata(start: number, end: number, offset: number): void {
    if (this.restart >= 0) return;
    const from = start + this.base;
    if (offset === 0) this.assembly.report("unclosed-cdata", "error", "This CDATA section has no ]]>.", from - 9, from);
    this.assembly.addText("cdata", from, end + this.base - offset);
  }

  oncomment(start: number, end: number, offset: number): void {
    if (this.restart >= 0) return;
    const from = start + this.base;
    if (!this.text.startsWith("<!--", from - 4)) {
      // What HTML calls a bogus comment: `</` without a name.
      this.assembly.report("unmatched-end-tag", "error", "This end tag has no name.", from - 2, end + this.base);
      return;
    }
    let to = end + this.base - offset;
    let closed = offset > 0;
    if (offset === 3) {
      // The tokenizer follows HTML, where `--!>` ends a comment too; XML waits for `-->`.
      to = find(this.text, "-->", to);
      closed = to < this.text.length;
      this.jump(Math.min(to + 3, this.text.length));
    }
    if (!closed) {
      const message = "This comment has no -->: everything after it was left out.";
      this.assembly.report("unclosed-comment", "error", message, from - 4, from);
    }
    const dashes = this.text.slice(from, to).indexOf("--");
    if (dashes >= 0 && closed) {
      const message = "XML allows no -- inside a comment: WiX refuses this file.";
      this.assembly.report("hyphens-in-comment", "error", message, from + dashes, from + dashes + 2);
    }
    this.assembly.addComment(from - 4, to + 3);
    this.comments.push({ start: from, end: to });
  }

  ondeclaration(start: number, end: number): void {
    if (this.restart >= 0) return;
    const message = "XML allows no declaration here: it was left out.";
    this.assembly.report("misplaced-declaration", "error", message, start + this.base - 2, end + this.base + 1);
  }

  onprocessinginstruction(start: number, end: number): void {
    if (this.restart >= 0) return;
    const from = start + this.base;
    const to = end + this.base;
    const line = lineWithTag(this.text, from, to);
    if (line !== undefined && this.again(line, to)) this.unclosedInstruction(from, line);
    else this.instruction(from, to, to + 2);
  }

  onattribentity(): void {}
  ontextentity(): void {}
  onend(): void {}

  /** The end of the text: a tag that it interrupts counts as written so far. */
  private end(): void {
    const tagStart = this.tagStart;
    this.tokenizer.end();
    if (this.restart >= 0) return;
    if (tagStart < 0) {
      this.unfinishedTag();
      return;
    }
    const { attributes } = this.assembly;
    const from = attributes.last(2);
    if (this.valuePending && this.lessAfter(from) < this.text.length) this.lessInValue(from, this.text.length);
    if (this.restart >= 0) return;
    this.assembly.report("unclosed-tag", "error", "This tag has no >.", this.tagStart, this.nameEnd);
    this.openTag(this.text.length, false);
  }

  /** Text that ends in `<name` or `</name`, of which the tokenizer says nothing. */
  private unfinishedTag(): void {
    const less = this.text.lastIndexOf("<");
    if (
      less < this.base ||
      this.text.indexOf(">", less) >= 0 ||
      !/^<\/?[A-Za-z_]/.test(this.text.slice(less, less + 3))
    )
      return;
    this.assembly.report("unclosed-tag", "error", "This tag has no >.", less, this.text.length);
  }

  private openTag(tagEnd: number, selfClosing: boolean): void {
    if (this.tagStart < 0) return;
    const { tagStart: start, nameEnd, attributesFrom, declares } = this;
    this.tagStart = -1;
    this.assembly.open({ start, nameEnd, tagEnd, attributesFrom, declares, selfClosing });
  }

  /** A tag interrupted by the `<` of the next one. */
  private cutTag(less: number, reached: number): void {
    const cut = cutTagText(this.text, this.tagStart, less);
    this.assembly.report("unclosed-tag", "error", "This tag has no >.", this.tagStart, cut);
    this.openTag(cut, false);
    this.again(less, reached);
  }

  private lessInValue(from: number, to: number): void {
    const cut = hidesTag(this.text, from, to);
    if (cut === undefined || !this.again(cut.resume, to)) {
      const less = this.lessAfter(from);
      const message = "XML allows no < in an attribute value: write &lt;.";
      this.assembly.report("less-than-in-value", "error", message, less, less + 1);
      return;
    }
    this.setLastValueEnd(cut.valueEnd);
    this.valuePending = false;
    this.assembly.report(
      "unclosed-value",
      "error",
      "This attribute value has no closing quote.",
      from - 1,
      cut.valueEnd,
    );
    this.openTag(cut.tagEnd, cut.selfClosing);
  }

  /** `A="b"C=…`: a blank is missing, or the quote that ends here was meant to begin the next value. */
  private gluedAttribute(from: number, to: number): void {
    const next = hidesNextAttribute(this.text, from, to);
    if (next === undefined) {
      this.assembly.report("missing-blank", "error", "A blank is missing between two attributes.", to, to + 1);
      return;
    }
    this.setLastValueEnd(next.valueEnd);
    this.assembly.report(
      "unclosed-value",
      "error",
      "This attribute value has no closing quote.",
      from - 1,
      next.valueEnd,
    );
    this.assembly.attributes.add(next.nameStart, next.nameEnd, to + 1, next.nextEnd);
    this.ignoreBefore = next.nextEnd + 1;
  }

  private unquoted(quote: number, from: number, to: number): void {
    const { attributes } = this.assembly;
    const nameStart = attributes.last(4);
    const name = this.text.slice(nameStart, attributes.last(3));
    const message = quote === 0 ? `The attribute ${name} has no value.` : `The value of ${name} has no quotes.`;
    this.assembly.report("unquoted-value", "error", message, nameStart, Math.max(to, nameStart));
    const less = this.lessAfter(from);
    if (quote === 0 || less >= to) return;
    this.setLastValueEnd(less);
    this.cutTag(less, to);
  }

  private setLastValueEnd(end: number): void {
    const { attributes } = this.assembly;
    attributes.setLast(1, end);
  }

  /** `<?` without `?>` up to the end of the text. */
  private torn(from: number, to: number): void {
    const line = lineWithTag(this.text, from, to);
    const end = line !== undefined && this.again(line, to) ? line : to;
    this.unclosedInstruction(from, end);
  }

  private unclosedInstruction(from: number, end: number): void {
    this.assembly.report("unclosed-instruction", "error", "This instruction has no ?>.", from - 2, end);
    const trimmed = this.text.charCodeAt(end - 1) === 62 ? end - 1 : end;
    this.instruction(from, trimmed, end);
  }

  private instruction(from: number, to: number, end: number): void {
    const content = this.text.slice(from, to);
    const target = /^\S*/.exec(content)?.[0] ?? "";
    if (target.toLowerCase() === "xml") {
      const message = "The XML declaration must be the very first thing in the file.";
      if (from > 2) this.assembly.report("misplaced-declaration", "error", message, from - 2, end);
      return;
    }
    const rest = content.slice(target.length);
    const contentStart = from + target.length + rest.length - rest.trimStart().length;
    const contentEnd = Math.max(contentStart, from + content.trimEnd().length);
    this.assembly.addInstruction({ kind: "instruction", target, start: from - 2, end, contentStart, contentEnd });
  }

  private unnamedEndTag(from: number, to: number): void {
    this.assembly.report("unmatched-end-tag", "error", "This end tag has no name.", from, Math.min(from + 3, to));
    this.assembly.addText("text", from + 3, to);
  }

  private strayLess(at: number): void {
    this.assembly.report("stray-less-than", "error", "A < that begins no tag: write &lt;.", at, at + 1);
  }

  private badName(from: number, to: number): void {
    const name = this.text.slice(from, Math.min(to, from + 40));
    this.assembly.report("bad-attribute-name", "error", `${name} is no attribute name.`, from, to);
  }

  private checkReferences(from: number, to: number): void {
    for (let at = this.ampersandAfter(from); at < to; at = this.ampersandAfter(at + 1)) {
      const fault = referenceFault(this.text, at, to);
      if (fault !== undefined) this.assembly.report(fault.code, "error", fault.message, at, fault.end);
    }
  }

  /** Begins again at `at`, as far as the work already spent allows. */
  private again(at: number, reached: number): boolean {
    const cost = Math.max(0, reached - at);
    if (this.restart >= 0 || cost > this.allowance) return false;
    this.allowance -= cost;
    this.jump(at);
    return true;
  }

  private jump(at: number): void {
    this.restart = at;
    this.tokenizer.pause();
  }

  private lessAfter(at: number): number {
    if (this.nextLess < at) this.nextLess = find(this.text, "<", at);
    return this.nextLess;
  }

  private ampersandAfter(at: number): number {
    if (this.nextAmpersand < at) this.nextAmpersand = find(this.text, "&", at);
    return this.nextAmpersand;
  }
}
