import type { Span } from "../src/model/span.ts";

/** A source whose marks have been taken out. */
export interface Marked {
  readonly text: string;
  /** What stood between `«` and `»`, in the order in which the marks open: the outer one first, `««a»»` twice the same. */
  readonly spans: readonly Span[];
  /** Where `‸` stood. */
  readonly cursor: number | undefined;
}

/** Takes the marks of style.md out of a source: `«…»` for a span, `‸` for the cursor. Throws where they do not pair up. */
export function marked(source: string): Marked {
  const text: string[] = [];
  const spans: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  let cursor: number | undefined;
  let length = 0;
  for (const part of source.split(/([«»‸])/)) {
    if (part === "«") {
      const span = { start: length, end: -1 };
      spans.push(span);
      open.push(span);
    } else if (part === "»") {
      const span = open.pop();
      if (span === undefined) throw new Error(`» without « after ${JSON.stringify(text.at(-1))}`);
      span.end = length;
    } else if (part === "‸") cursor = length;
    else {
      text.push(part);
      length += part.length;
    }
  }
  if (open.length > 0) throw new Error("« without »");
  return { text: text.join(""), spans, cursor };
}
