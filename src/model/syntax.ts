/** A language that a parser of syntax trees can be loaded for; JScript is read as JavaScript. */
export type SyntaxLanguage = "javascript" | "c-sharp" | "cpp";

/** A part of a syntax tree, as plain data that outlives the parser's own memory. */
export interface SyntaxNode {
  /** As the grammar calls it: `call_expression`; a token is called as it is spelled: `+`. */
  readonly type: string;
  /** Offsets into the parsed text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** What it is to the node around it, as in `arguments`; undefined where the grammar gives it no name. */
  readonly field: string | undefined;
  /** False for tokens. */
  readonly named: boolean;
  /** True where the text does not fit the grammar here: something too much, or something missing. */
  readonly broken: boolean;
  readonly children: readonly SyntaxNode[];
}

/** What became of a text. */
export interface SyntaxTree {
  readonly root: SyntaxNode;
  /** True where some of the text does not fit the grammar. */
  readonly broken: boolean;
}

/** Makes syntax trees of one language, synchronously. */
export interface SyntaxParser {
  /** Never throws; undefined for a text that is longer or more entangled than is worked on. */
  parse(text: string): SyntaxTree | undefined;
}

/** Where parsers come from: read from beside the program on first need. */
export interface Parsers {
  /** Undefined where there is none. */
  load(language: SyntaxLanguage): Promise<SyntaxParser | undefined>;
}

/** The first child that is `field` to a node. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The part of a text that a node stands for. */
export function textIn(text: string, { start, end }: SyntaxNode): string {
  return text.slice(start, end);
}
