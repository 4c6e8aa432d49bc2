import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Comment, type Node, parseSync, visitorKeys } from "oxc-parser";

const sourceFolder = path.resolve(import.meta.dirname, "../src");

/** A source file as a syntax tree; `path` is what stands below src: "sources/wix/xml.ts". */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly Node[];
  readonly comments: readonly Comment[];
}

/** Reads one source text; a text that is no TypeScript is an error, for a broken tree would hide what the tests look for. */
export function readSource(file: string, text: string): Source {
  const { program, comments, errors } = parseSync(file, text, { sourceType: "module", lang: "ts" });
  const [error] = errors;
  if (error !== undefined) throw new Error(`src/${file}: ${error.message}`);
  return { path: file, text, nodes: [...withDescendants(program)], comments };
}

/** Every TypeScript file below src, in the order of their paths. */
export function readSources(): readonly Source[] {
  return readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.[cm]?tsx?$/.test(file))
    .sort()
    .map((file) => readSource(file, readFileSync(path.join(sourceFolder, file), "utf8")));
}

/** The line, counted from 1, that an offset lies on. */
export function lineOf(source: Source, offset: number): number {
  return source.text.slice(0, offset).split("\n").length;
}

function* withDescendants(node: Node): Generator<Node> {
  yield node;
  for (const key of visitorKeys[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* withDescendants(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}
