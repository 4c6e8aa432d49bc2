/** How the lines of a text end: as the first one does. */
export function lineEnding(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
}

/** The blanks before the first character of the line that `offset` is in. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, start + 400))?.[0] ?? "";
}

/** Where the line begins that `offset` is in. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** One step of indentation: what the child's line has more than its parent's, else as elsewhere in the text, else two blanks. */
export function indentStep(text: string, parent: number, child?: number): string {
  const outer = indentAt(text, parent);
  const inner = child === undefined ? "" : indentAt(text, child);
  if (inner.startsWith(outer) && inner.length > outer.length) return inner.slice(outer.length);
  return /(?:\r\n|\r|\n)([ \t]+)</.exec(text)?.[1] ?? "  ";
}

/** A text as it stands in an attribute's value between `quote`. */
export function inAttribute(value: string, quote = '"'): string {
  const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = quote === '"' ? escaped.replaceAll('"', "&quot;") : escaped.replaceAll("'", "&apos;");
  return quoted.replaceAll("\n", "&#10;").replaceAll("\r", "&#13;").replaceAll("\t", "&#9;");
}

/** A text as it stands between tags. */
export function inText(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A text as it may stand in a comment: without `--`, which WiX rejects, and in one line. */
export function inComment(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/-{2,}/g, "-").trim().replace(/-$/, "").trim();
}

/** An element to be written: its attributes in order, those without a value left out, and its content. */
export interface NewElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string | Raw | undefined])[];
  readonly children?: readonly NewNode[];
  /** The text inside as it is to stand in the file. */
  readonly rawText?: string;
}

/** A comment to be written. */
export interface NewComment {
  readonly comment: string;
}

export type NewNode = NewElement | NewComment;

/** A value as a source has it, with its quotes: it is put in as it is. */
export interface Raw {
  readonly raw: string;
}

/** How new lines are written. */
export interface Style {
  readonly indent: string;
  readonly step: string;
  readonly eol: string;
}

/** The lines of a node, each with its indentation, without an end after the last. */
export function written(node: NewNode, style: Style): string {
  const { indent, step, eol } = style;
  if ("comment" in node) return `${indent}<!-- ${inComment(node.comment)} -->`;
  const attributes = node.attributes.map(([name, value]) =>
    value === undefined ? "" : ` ${name}=${typeof value === "string" ? `"${inAttribute(value)}"` : value.raw}`,
  );
  const open = `${indent}<${node.name}${attributes.join("")}`;
  if (node.rawText !== undefined) return `${open}>${node.rawText}</${node.name}>`;
  const { children = [] } = node;
  if (children.length === 0) return `${open} />`;
  const inside = children.map((child) => written(child, { ...style, indent: indent + step }));
  return [`${open}>`, ...inside, `${indent}</${node.name}>`].join(eol);
}

/** Several nodes, each on lines of its own. */
export function writtenAll(nodes: readonly NewNode[], style: Style): string {
  return nodes.map((node) => written(node, style)).join(style.eol);
}
