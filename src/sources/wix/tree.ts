import type { Assumption } from "../../model/database.ts";
import type { Frame, Sourced, TextSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";

/** An attribute of a preprocessed element. Its value is expanded and decoded when first asked for. */
export interface Attribute {
  /** Local name, as in `ExeCommand`. */
  readonly name: string;
  /** The namespace its prefix is bound to; `""` where it has no prefix. */
  readonly namespace: string;
  readonly nameSpan: Span;
  /** The value with entities decoded and `$(…)` expanded; unknown variables stand as written in a piece marked unknown. */
  readonly value: Sourced<string>;
}

/**
 * An element after preprocessing, as the compiler sees it: includes spliced in, loops unrolled, undecided branches both kept.
 */
export interface Element {
  /** Local name, as in `CustomAction`. */
  readonly name: string;
  readonly namespace: string;
  readonly file: string;
  /** Start tag from `<` to `>`. */
  readonly tagSpan: Span;
  /** The site of its start tag: one object for as long as the element lives, because every cell that the source leaves empty stands there. */
  readonly tagSite: TextSite;
  readonly nameSpan: Span;
  /** From `<` of the start tag to the end of the end tag. */
  readonly span: Span;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Element[];
  readonly parent: Element | undefined;
  /** Preprocessor conditions that nobody can decide and under which this element is there, the outermost first. */
  readonly when: readonly Assumption[];
  readonly via: readonly Frame[];
  /** The attribute of that local name without a prefix; makes nothing of the others. */
  attribute(name: string): Attribute | undefined;
  /** True where it has an attribute of that local name without a prefix; makes nothing of it. */
  has(name: string): boolean;
  /** The text directly inside it, comments left out, CDATA included, entities decoded, `$(…)` expanded; undefined where there is none but white space. */
  text(): Sourced<string> | undefined;
}

/** The attribute of that local name without a prefix. */
export function attributeOf(element: Element, name: string): Sourced<string> | undefined {
  return element.attribute(name)?.value;
}

/** The site of an element's start tag. */
export function tagSite(element: Element): TextSite {
  return element.tagSite;
}
