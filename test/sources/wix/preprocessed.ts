import assert from "node:assert/strict";
import type { Sourced } from "../../../src/model/site.ts";
import type { SourceFile, Unit } from "../../../src/sources/source.ts";
import { type Preprocessed, preprocess } from "../../../src/sources/wix/preprocess.ts";
import type { Element } from "../../../src/sources/wix/tree.ts";
import { type Marked, marked } from "../../marked.ts";

/** A unit of one source with the given facts. */
export function unitOf(facts: Partial<Unit> = {}): Unit {
  return {
    id: "/w",
    name: "w",
    sources: ["/w/main.wxs"],
    localizations: [],
    defines: new Map(),
    includePaths: [],
    references: new Map(),
    alone: false,
    kind: "wix",
    ...facts,
  };
}

export const wix4 = (inside: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">${inside}</Wix>`;
export const wix3 = (inside: string) => `<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">${inside}</Wix>`;

/** A folder `/w` of marked sources, the first of which was preprocessed. */
export class Workspace {
  readonly result: Preprocessed;
  private readonly sources = new Map<string, Marked>();

  constructor(sources: Readonly<Record<string, string>>, facts: Partial<Unit> = {}) {
    const files = new Map<string, SourceFile>();
    for (const [name, source] of Object.entries(sources)) {
      const path = name.startsWith("/") ? name : `/w/${name}`;
      const one = marked(source);
      this.sources.set(path, one);
      files.set(path, { path, content: one.text });
    }
    const [main] = files.values();
    assert.ok(main);
    this.result = preprocess(main, unitOf(facts), { file: (path) => files.get(path) ?? "absent" });
  }

  /** What the n-th mark of a file covers, as `file:start..end`. */
  mark(name: string, index = 0): string {
    const span = this.sources.get(`/w/${name}`)?.spans[index];
    return `${name}:${span?.start}..${span?.end}`;
  }

  /** The tree in one line, as in `A(x=1) B[C]{$(var.X) = 1}`, what is unknown behind a `?`. */
  outline(): string {
    return this.result.root === undefined ? "" : this.result.root.children.map(outline).join(" ");
  }

  /** Code, severity's first letter, and the text at the place. */
  problems(): string[] {
    return this.result.problems.map(({ code, severity, site }) => {
      assert.equal(site.kind, "text");
      if (site.kind !== "text") return code;
      return `${severity.charAt(0)} ${code} ${this.sources.get(site.file)?.text.slice(site.span.start, site.span.end)}`;
    });
  }

  /** Each piece of a value: its text, its place, the frames that led there, whether it may be edited. */
  pieces({ value, site }: Sourced<string>): string[] {
    assert.ok(site.kind === "text");
    return site.pieces.map((piece) => {
      const place = `${piece.file.slice(3)}:${piece.span.start}..${piece.span.end}`;
      const via = piece.via.map((frame) => ` ${frame.kind} ${frame.name}`).join("");
      return `${value.slice(piece.from, piece.to)}|${place}${via}${piece.editable ? "" : " fixed"}${piece.unknown ? " unknown" : ""}`;
    });
  }

  /** The value of the only attribute of that name. */
  value(name: string): Sourced<string> {
    const found: Sourced<string>[] = [];
    const visit = (element: Element) => {
      for (const attribute of element.attributes) if (attribute.name === name) found.push(attribute.value);
      element.children.forEach(visit);
    };
    if (this.result.root !== undefined) visit(this.result.root);
    assert.equal(found.length, 1, `attributes ${name}`);
    const [only] = found;
    assert.ok(only);
    return only;
  }
}

function outline(element: Element): string {
  const attributes = element.attributes.map(({ name, value }) => `${name}=${shown(value)}`).join(",");
  const inside = [...element.children.map(outline)];
  const text = element.text();
  if (text !== undefined) inside.push(JSON.stringify(shown(text)));
  const outer = element.parent?.when.length ?? 0;
  const when = element.when.slice(outer).map((one) => `{${one.text}}`);
  return `${element.name}${attributes && `(${attributes})`}${inside.length > 0 ? `[${inside.join(" ")}]` : ""}${when.join("")}`;
}

function shown({ value, site }: Sourced<string>): string {
  return site.kind === "text" && site.pieces.some((piece) => piece.unknown) ? `?${value}` : value;
}
