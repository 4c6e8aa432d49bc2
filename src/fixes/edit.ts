import type { Span } from "../model/span.ts";

/** A replacement of `[start, end)` of a file's text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The part of `text` that a person is to write over, where there is one. */
  readonly placeholder?: Span;
}

/** A change to one file of the user's: replacements in its text as it was when the fix was built, or, where `created`, a file that is not there yet. */
export interface FileEdit {
  readonly file: string;
  readonly edits: readonly TextEdit[];
  readonly created?: true;
}

/** The text with the edits made; they do not overlap and are in the order of their places. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  let at = 0;
  let out = "";
  for (const { start, end, text: inserted } of edits) {
    out += text.slice(at, start) + inserted;
    at = end;
  }
  return out + text.slice(at);
}

/** Collects what a fix changes, in any order and file, and makes edits of it that do not overlap. */
export class Draft {
  readonly #textOf: (file: string) => string;
  readonly #removed = new Map<string, Span[]>();
  readonly #changed = new Map<string, TextEdit[]>();
  readonly #created = new Map<string, string>();

  constructor(textOf: (file: string) => string) {
    this.#textOf = textOf;
  }

  /** Takes a range out; with it its lines, where nothing else stands on them. */
  remove(file: string, span: Span): void {
    push(this.#removed, file, span);
  }

  replace(file: string, { start, end }: Span, text: string): void {
    push(this.#changed, file, { start, end, text });
  }

  insert(file: string, at: number, text: string): void {
    this.replace(file, { start: at, end: at }, text);
  }

  create(file: string, text: string): void {
    this.#created.set(file, text);
  }

  /** True where nothing was collected. */
  get isEmpty(): boolean {
    return this.#removed.size === 0 && this.#changed.size === 0 && this.#created.size === 0;
  }

  /** One entry for each file, sorted. What was to be changed inside of something that is taken out goes with it. */
  finish(): readonly FileEdit[] {
    const files = new Set([...this.#removed.keys(), ...this.#changed.keys()]);
    const edited = [...files].map((file): FileEdit => ({ file, edits: this.#editsOf(file) }));
    const created = [...this.#created].map(
      ([file, text]): FileEdit => ({ file, edits: [{ start: 0, end: 0, text }], created: true }),
    );
    return [...edited, ...created].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  #editsOf(file: string): readonly TextEdit[] {
    const text = this.#textOf(file);
    const removed = joined(text, this.#removed.get(file) ?? []);
    const inside = ({ start, end }: TextEdit) =>
      removed.some((span) => span.start <= start && end <= span.end && (start < end || span.start < start));
    const kept = (this.#changed.get(file) ?? []).filter((edit) => !inside(edit));
    const takesOut = removed.map((span) => ({ ...aroundLines(text, span, kept), text: "" }));
    return merged([...takesOut, ...kept]);
  }
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Ranges that touch, or that only blanks of one line part, as one. */
function joined(text: string, spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last !== undefined && (span.start <= last.end || /^[ \t]*$/.test(text.slice(last.end, span.start))))
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else out.push(span);
  }
  return out;
}

/** The range with the whole lines that it stands on, where only blanks stand beside it and nothing is put in its place. */
function aroundLines(text: string, { start, end }: Span, others: readonly TextEdit[]): Span {
  const before = /[ \t]*$/.exec(text.slice(Math.max(0, start - 400), start))?.[0].length ?? 0;
  const after = /^[ \t]*(?:\r\n|\r|\n|$)/.exec(text.slice(end, end + 400))?.[0].length ?? -1;
  const from = start - before;
  const opens = from === 0 || text[from - 1] === "\n" || text[from - 1] === "\r";
  const replaced = others.some(
    (edit) => from <= edit.start && edit.start <= end && edit.text !== "" && !/^[\r\n]/.test(edit.text),
  );
  return opens && after >= 0 && !replaced ? { start: from, end: end + after } : { start, end };
}

/** In order; what is inserted at the place of something that is taken out takes its place. */
function merged(edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits
    .map((edit, at) => ({ edit, at }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.at - b.at)
    .map(({ edit }) => edit);
  const out: TextEdit[] = [];
  for (const edit of sorted) {
    const last = out.at(-1);
    if (
      last !== undefined &&
      edit.start <= last.end &&
      (edit.start < last.end || last.start === last.end || edit.start === edit.end)
    )
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: last.text + edit.text };
    else out.push(edit);
  }
  return out;
}
