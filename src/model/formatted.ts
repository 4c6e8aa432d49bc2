import type { Span } from "./span.ts";

/**
 * What a reference asks for: `[PROP]`, `[%PATH]`, `[#File]` (its path), `[!File]` (its short path), `[$Component]` (its folder).
 */
export type ReferenceKind = "property" | "environment" | "file" | "short-file" | "component";

/** A reference without its brackets and mark. The name may be put together from other references, as in `[[WHICH]_DIR]`. */
export interface FormattedReference extends Span {
  readonly kind: "reference";
  readonly reference: ReferenceKind;
  readonly name: readonly FormattedNode[];
}

export type FormattedNode =
  /** Stands for itself: `text.slice(start, end)`. */
  | (Span & { readonly kind: "text" })
  /** `[\x]`, which is `x`, or `[~]`, which is a null character. */
  | (Span & { readonly kind: "escape"; readonly value: string })
  | FormattedReference
  /** `{…}` around at least one reference: dropped as a whole where one of them is empty. */
  | (Span & { readonly kind: "group"; readonly nodes: readonly FormattedNode[] });

/**
 * A Formatted text as parsed: always there, whatever the text; brackets and braces without a partner are text.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/formatted
 */
export interface Formatted {
  readonly text: string;
  readonly nodes: readonly FormattedNode[];
}

/** A run of a folded text and the part of the source it stems from; `same` maps unit by unit, any other as a whole. */
export interface FoldedRun {
  /** Range of the folded text. */
  readonly from: number;
  readonly to: number;
  /** Range of the source text. */
  readonly start: number;
  readonly end: number;
  readonly kind: "same" | "value" | "unknown";
}

/** A Formatted text with what is known put in. `unknown` runs stand as the source spells them. */
export interface Folded {
  readonly text: string;
  readonly runs: readonly FoldedRun[];
}

/** What a reference stands for: a text of which the ranges `unknown` are spelled, not known; undefined where nothing is known of it. */
export type Resolve = (reference: ReferenceKind, name: string) => Resolved | undefined;

export interface Resolved {
  readonly text: string;
  readonly unknown: readonly Span[];
}

interface Frame {
  readonly open: "[" | "{";
  readonly start: number;
  readonly nodes: FormattedNode[];
}

const MARKS: Readonly<Record<string, ReferenceKind>> = {
  "%": "environment",
  "#": "file",
  "!": "short-file",
  $: "component",
};

/** Deeper brackets are text: nobody writes them, and the tree stays safe to walk. */
const DEEPEST = 50;

/** Parses a Formatted text. Never throws. */
export function parseFormatted(text: string): Formatted {
  const frames: Frame[] = [{ open: "{", start: -1, nodes: [] }];
  const lastClosing = text.lastIndexOf("]");
  const special = /[[\]{}]/g;
  let done = 0;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    const at = match.index;
    const escaped = match[0] === "[" && at < lastClosing ? escapeAt(text, at) : undefined;
    const nodes = top(frames).nodes;
    if (escaped !== undefined) {
      pushText(nodes, done, at);
      nodes.push(escaped);
      done = special.lastIndex = escaped.end;
    } else if ((match[0] === "[" || match[0] === "{") && frames.length <= DEEPEST) {
      pushText(nodes, done, at);
      frames.push({ open: match[0], start: at, nodes: [] });
      done = at + 1;
    } else if (closes(frames, match[0])) {
      pushText(nodes, done, at);
      close(frames, match[0] === "]" ? "[" : "{", at + 1, text);
      done = at + 1;
    }
  }
  pushText(top(frames).nodes, done, text.length);
  return { text, nodes: spill(frames, 0) };
}

/** The name of a reference where it holds no other reference. */
export function fixedName(formatted: Formatted, reference: FormattedReference): string | undefined {
  const parts = reference.name.map((node) =>
    node.kind === "text" ? formatted.text.slice(node.start, node.end) : node.kind === "escape" ? node.value : undefined,
  );
  return parts.includes(undefined) ? undefined : parts.join("");
}

/** Every reference with a fixed name, groups and names looked into, in order. */
export function referencesOf(formatted: Formatted): readonly FormattedReference[] {
  const found: FormattedReference[] = [];
  const visit = (nodes: readonly FormattedNode[]): void => {
    for (const node of nodes) {
      if (node.kind === "group") visit(node.nodes);
      else if (node.kind === "reference") {
        if (fixedName(formatted, node) !== undefined) found.push(node);
        visit(node.name);
      }
    }
  };
  visit(formatted.nodes);
  return found;
}

/** Puts in what `resolve` knows. What it does not know stays as written and is an `unknown` run; so does a group that hangs on it. */
export function fold(formatted: Formatted, resolve: Resolve): Folded {
  const out: Output = { source: formatted.text, text: [], length: 0, runs: [] };
  foldNodes(formatted.nodes, resolve, out);
  return { text: out.text.join(""), runs: out.runs };
}

interface Output {
  readonly source: string;
  readonly text: string[];
  readonly runs: FoldedRun[];
  length: number;
}

function foldNodes(nodes: readonly FormattedNode[], resolve: Resolve, out: Output): void {
  for (const node of nodes) {
    if (node.kind === "text") emit(out, node, out.source.slice(node.start, node.end), "same");
    else if (node.kind === "escape") emit(out, node, node.value, "value");
    else if (node.kind === "reference") foldReference(node, resolve, out);
    else foldGroup(node.nodes, node, resolve, out);
  }
}

function foldReference(node: FormattedReference, resolve: Resolve, out: Output): void {
  const resolved = resolveReference(node, resolve, out.source);
  if (resolved === undefined) {
    emit(out, node, out.source.slice(node.start, node.end), "unknown");
    return;
  }
  let done = 0;
  for (const { start, end } of resolved.unknown) {
    emit(out, node, resolved.text.slice(done, start), "value");
    emit(out, node, resolved.text.slice(start, end), "unknown");
    done = end;
  }
  emit(out, node, resolved.text.slice(done), "value");
}

function resolveReference(node: FormattedReference, resolve: Resolve, source: string): Resolved | undefined {
  const name: Output = { source, text: [], length: 0, runs: [] };
  foldNodes(node.name, resolve, name);
  return name.runs.some((run) => run.kind === "unknown") ? undefined : resolve(node.reference, name.text.join(""));
}

function foldGroup(nodes: readonly FormattedNode[], span: Span, resolve: Resolve, out: Output): void {
  const states = nodes.flatMap((node) =>
    node.kind === "reference" ? [resolveReference(node, resolve, out.source)] : [],
  );
  if (states.some((resolved) => resolved?.text === "")) return;
  if (states.includes(undefined)) emit(out, span, out.source.slice(span.start + 1, span.end - 1), "unknown");
  else foldNodes(nodes, resolve, out);
}

function emit(out: Output, { start, end }: Span, text: string, kind: FoldedRun["kind"]): void {
  if (text === "") return;
  out.runs.push({ from: out.length, to: out.length + text.length, start, end, kind });
  out.text.push(text);
  out.length += text.length;
}

const top = (frames: readonly Frame[]) => frames[frames.length - 1] as Frame;

function pushText(nodes: FormattedNode[], start: number, end: number): void {
  if (end > start) nodes.push({ kind: "text", start, end });
}

/** `[\x]` keeps one character and drops the rest up to the bracket; `[~]` is the null that parts the strings of a registry value. */
function escapeAt(text: string, at: number): (FormattedNode & { kind: "escape" }) | undefined {
  if (text.startsWith("[~]", at)) return { kind: "escape", value: "\0", start: at, end: at + 3 };
  if (text.charAt(at + 1) !== "\\" || at + 2 >= text.length) return undefined;
  const end = text.indexOf("]", at + 3);
  return end < 0 ? undefined : { kind: "escape", value: text.charAt(at + 2), start: at, end: end + 1 };
}

function closes(frames: readonly Frame[], closing: string): boolean {
  const open = closing === "]" ? "[" : closing === "}" ? "{" : undefined;
  return open !== undefined && frames.some((frame, index) => index > 0 && frame.open === open);
}

/** Ends the innermost frame that `open` began; what was begun inside it and never ended is text. */
function close(frames: Frame[], open: "[" | "{", end: number, text: string): void {
  const index = frames.findLastIndex((frame, at) => at > 0 && frame.open === open);
  const { start } = frames[index] as Frame;
  const nodes = spill(frames, index);
  frames.length = index;
  const node = open === "[" ? referenceOf(nodes, start, end, text) : groupOf(nodes, start, end);
  const target = top(frames).nodes;
  const literal: FormattedNode[] = [
    { kind: "text", start, end: start + 1 },
    ...nodes,
    { kind: "text", start: end - 1, end },
  ];
  for (const one of node === undefined ? literal : [node]) target.push(one);
}

function spill(frames: readonly Frame[], from: number): FormattedNode[] {
  const nodes = frames[from]?.nodes ?? [];
  for (const frame of frames.slice(from + 1)) {
    nodes.push({ kind: "text", start: frame.start, end: frame.start + 1 });
    for (const node of frame.nodes) nodes.push(node);
  }
  return nodes;
}

function referenceOf(
  nodes: readonly FormattedNode[],
  start: number,
  end: number,
  text: string,
): FormattedReference | undefined {
  const first = nodes[0];
  if (first === undefined || nodes.some((node) => node.kind === "group")) return undefined;
  const mark = first.kind === "text" ? MARKS[text.charAt(first.start)] : undefined;
  if (mark === undefined || isVariable(text, first.start))
    return { kind: "reference", reference: "property", name: nodes, start, end };
  const rest = first.end - first.start > 1 ? [{ ...first, start: first.start + 1 }, ...nodes.slice(1)] : nodes.slice(1);
  return rest.length === 0 ? undefined : { kind: "reference", reference: mark, name: rest, start, end };
}

/** `[$(var.Dir)]` is a property whose name a variable of the source language gives, not a component; `[!(loc.X)]` likewise. */
const isVariable = (text: string, at: number) => text.charAt(at + 1) === "(";

function groupOf(nodes: readonly FormattedNode[], start: number, end: number): FormattedNode | undefined {
  return nodes.some((node) => node.kind === "reference" || node.kind === "group")
    ? { kind: "group", nodes, start, end }
    : undefined;
}
