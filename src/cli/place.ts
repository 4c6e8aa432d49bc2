import path from "node:path";
import { toPath } from "../files.ts";
import { lineStarts, type Position, positionAt } from "../model/lines.ts";
import { isWithin } from "../model/path.ts";
import { cellName, type Site } from "../model/site.ts";

/** Positions of offsets, and the names of files as the outside is told them. */
export interface Places {
  /** Relative to the current folder where it lies below it, else absolute; with `/`. */
  readonly nameOf: (file: string) => string;
  readonly positionOf: (file: string, offset: number) => Position;
  /** The text of a line without its end, from 1. */
  readonly lineOf: (file: string, line: number) => string | undefined;
  /** `file:line:column`, or `file: Table/Row/Column` in a binary database. */
  readonly label: (site: Site) => string;
}

/** Looks places up in the texts as they were analysed; each text is split into lines once. */
export function createPlaces(cwd: string, textOf: (file: string) => string | undefined): Places {
  const base = toPath(path.resolve(cwd));
  const known = new Map<string, { readonly text: string; readonly starts: readonly number[] }>();
  const linesOf = (file: string) => {
    const text = textOf(file) ?? "";
    const lines = known.get(file) ?? { text, starts: lineStarts(text) };
    known.set(file, lines);
    return lines;
  };
  const nameOf = (file: string) =>
    isWithin(base, file) && file !== base ? file.slice(base.length).replace(/^\//, "") : file;
  const positionOf = (file: string, offset: number) => positionAt(linesOf(file).starts, offset);
  return {
    nameOf,
    positionOf,
    lineOf: (file, line) => {
      const { text, starts } = linesOf(file);
      const start = starts[line - 1];
      return start === undefined ? undefined : text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/, "");
    },
    label: (site) => {
      if (site.kind === "cell") return `${nameOf(site.file)}: ${cellName(site)}`;
      const { line, column } = positionOf(site.file, site.span.start);
      return `${nameOf(site.file)}:${line}:${column}`;
    },
  };
}
