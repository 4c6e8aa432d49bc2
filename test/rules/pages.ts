import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A fenced source of a rule's page, with the marks still in it. */
export interface Block {
  /** `Wrong` or `Right`. */
  readonly heading: string;
  /** The line of the page at which the source begins. */
  readonly line: number;
  readonly source: string;
  /** Other rules that may speak of a wrong block, as in ```` ```xml also=nested-install-in-execute-sequence ````. */
  readonly also: readonly string[];
}

/** A rule's page. */
export interface Page {
  readonly id: string;
  readonly title: string;
  /** The headings of the second level, in order. */
  readonly headings: readonly string[];
  readonly blocks: readonly Block[];
}

const folder = path.join(import.meta.dirname, "../../src/rules");

/** The ids that have a page, sorted. */
export const pageIds: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -".md".length))
  .sort();

/** Reads the page of a rule. */
export function readPage(id: string): Page {
  const lines = readFileSync(path.join(folder, `${id}.md`), "utf8").split("\n");
  const headings: string[] = [];
  const blocks: Block[] = [];
  let fence: { readonly info: string; readonly from: number } | undefined;
  for (const [at, line] of lines.entries()) {
    if (fence !== undefined && line === "```") {
      const also = fence.info.split(" ").flatMap((word) => (word.startsWith("also=") ? word.slice(5).split(",") : []));
      const source = lines.slice(fence.from, at).join("\n");
      blocks.push({ heading: headings.at(-1) ?? "", line: fence.from + 1, source, also });
      fence = undefined;
    } else if (fence === undefined && line.startsWith("```")) fence = { info: line.slice(3), from: at + 1 };
    else if (fence === undefined && line.startsWith("## ")) headings.push(line.slice(3));
  }
  return { id, title: (lines[0] ?? "").replace(/^# /, ""), headings, blocks };
}
