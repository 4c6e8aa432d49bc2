import type { Folded } from "../model/formatted.ts";
import { narrow, type Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";

/**
 * A text whose units know where in the source they come from, through substitution, unquoting and joining.
 *
 * In `"[DIR]setup.exe"` with `DIR` unknown, unquoted: value `[DIR]setup.exe`, of which the first five units are `hidden`: spelled, not known.
 */
export interface Text {
  readonly value: string;
  /** The source range of each unit. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 for a unit that belongs to something not known. */
  readonly hidden: Uint8Array;
}

/**
 * What a variable of a source language or of a template looks like where nobody resolved it:
 * `$(var.X)`, `$(env.ProgramFiles(x86))`, `!(loc.X)`, `${X}`, `{{X}}`, `@X@`, `<%X%>`.
 */
const VARIABLE = /[$!]\([A-Za-z_](?:[^()]|\([^()]*\))*\)|\$\{[^{}]*\}|\{\{[^{}]*\}\}|@[A-Za-z_][\w.]*@|<%[^%]*%>/g;

/** The ranges of a text that a variable nobody resolved stands for. */
export function variablesIn(value: string): readonly Span[] {
  return [...value.matchAll(VARIABLE)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** A text as its source spells it: unknown pieces of its site and unresolved variables are hidden. */
export function spelledText(value: string, site?: Site): Text {
  const { length } = value;
  const text = {
    value,
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    hidden: new Uint8Array(length),
  };
  for (let at = 0; at < length; at++) {
    text.starts[at] = at;
    text.ends[at] = at + 1;
  }
  for (const { start, end } of hiddenIn(value, site)) text.hidden.fill(1, start, end);
  return text;
}

/** The ranges of a value that are not known. */
export function hiddenIn(value: string, site: Site | undefined): readonly Span[] {
  const pieces = site?.kind === "text" ? site.pieces.filter((piece) => piece.unknown === true) : [];
  return [...variablesIn(value), ...pieces.map(({ from, to }) => ({ start: from, end: to }))];
}

/** A Formatted text with its known references put in, over the source text `source`. */
export function foldedText(folded: Folded, source: Text): Text {
  const { length } = folded.text;
  const text = {
    value: folded.text,
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    hidden: new Uint8Array(length),
  };
  for (const run of folded.runs) {
    for (let at = run.from; at < run.to; at++) {
      const same = run.kind === "same";
      text.starts[at] = same ? run.start + (at - run.from) : run.start;
      text.ends[at] = same ? run.start + (at - run.from) + 1 : run.end;
      text.hidden[at] = run.kind === "unknown" || (same && source.hidden[run.start + (at - run.from)] === 1) ? 1 : 0;
    }
  }
  return text;
}

/** The part `[from, to)`, without copying. */
export function part(text: Text, from: number, to: number = text.value.length): Text {
  return {
    value: text.value.slice(from, to),
    starts: text.starts.subarray(from, to),
    ends: text.ends.subarray(from, to),
    hidden: text.hidden.subarray(from, to),
  };
}

/** The texts one after the other. */
export function concat(texts: readonly Text[]): Text {
  const length = texts.reduce((sum, text) => sum + text.value.length, 0);
  const joined = {
    value: texts.map((text) => text.value).join(""),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    hidden: new Uint8Array(length),
  };
  let at = 0;
  for (const text of texts) {
    joined.starts.set(text.starts, at);
    joined.ends.set(text.ends, at);
    joined.hidden.set(text.hidden, at);
    at += text.value.length;
  }
  return joined;
}

/** The units for which `keep` holds, in order: a text with its quotation marks taken out. */
export function picked(text: Text, indices: readonly number[]): Text {
  const { length } = indices;
  const first = indices[0] ?? 0;
  // Most words have no quotation mark inside: they are a part as it stands.
  if ((indices[length - 1] ?? -1) - first === length - 1) return part(text, first, first + length);
  let value = "";
  const [starts, ends, hidden] = [new Uint32Array(length), new Uint32Array(length), new Uint8Array(length)];
  for (let at = 0; at < length; at++) {
    const index = indices[at] ?? 0;
    value += text.value[index];
    starts[at] = text.starts[index] ?? 0;
    ends[at] = text.ends[index] ?? 0;
    hidden[at] = text.hidden[index] ?? 0;
  }
  return { value, starts, ends, hidden };
}

/** A text that no source spells, as the blank between two arguments that were joined; it stands where `after` ends. */
export function inserted(value: string, after: Text): Text {
  const place = after.ends[after.ends.length - 1] ?? 0;
  const places = new Uint32Array(value.length).fill(place);
  return { value, starts: places, ends: places, hidden: new Uint8Array(value.length) };
}

/** A value that stands in for something spelled elsewhere, as for a variable: all of it leads to where that is spelled. */
export function standIn(value: Text, spelled: Text): Text {
  const { start, end } = sourceSpan(spelled);
  const { length } = value.value;
  return {
    value: value.value,
    starts: new Uint32Array(length).fill(start),
    ends: new Uint32Array(length).fill(end),
    hidden: value.hidden,
  };
}

/** The text as it is spelled, of which nothing is known. */
export function concealed(text: Text): Text {
  return { ...text, hidden: new Uint8Array(text.value.length).fill(1) };
}

/** True where any unit is not known. */
export function isPartlyHidden(text: Text): boolean {
  return text.hidden.includes(1);
}

/** True where there is something and none of it is known. */
export function isHidden(text: Text): boolean {
  return text.value !== "" && !text.hidden.includes(0);
}

/** The source range that the text covers. */
export function sourceSpan(text: Text): Span {
  return { start: text.starts[0] ?? 0, end: text.ends[text.ends.length - 1] ?? text.starts[0] ?? 0 };
}

/** Where the text stands in the source whose site is `site`. */
export function siteOf(text: Text, site: Site): Site {
  const { start, end } = sourceSpan(text);
  return text.value === "" ? site : narrow(site, start, end);
}
