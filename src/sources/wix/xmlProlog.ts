import type { Span } from "../../model/span.ts";

/** A text in which the document type definition has been blanked out, every other offset unchanged. */
export interface Prolog {
  readonly text: string;
  readonly doctype?: Span;
}

/**
 * Takes a `<!DOCTYPE …>` before the root element out of the text.
 *
 * The tokenizer ends a declaration at the first `>`, but an internal subset holds many: nothing in it may be taken for the document.
 */
export function withoutDoctype(text: string): Prolog {
  const start = doctypeStart(text);
  if (start < 0) return { text };
  const end = doctypeEnd(text, start);
  const blank = text.slice(start, end).replace(/[^\r\n]/g, " ");
  return { text: text.slice(0, start) + blank + text.slice(end), doctype: { start, end } };
}

function doctypeStart(text: string): number {
  let at = 0;
  for (;;) {
    while (text.charCodeAt(at) <= 32) at++;
    if (text.startsWith("<!DOCTYPE", at)) return at;
    const close = text.startsWith("<?", at) ? "?>" : text.startsWith("<!--", at) ? "-->" : undefined;
    const end = close === undefined ? -1 : text.indexOf(close, at + 2);
    if (close === undefined || end < 0) return -1;
    at = end + close.length;
  }
}

/** After the `>` that closes the declaration: quotes, comments and instructions inside it are passed over. Without one, after its first line. */
function doctypeEnd(text: string, start: number): number {
  const stops = /["']|<!--|<\?|[[\]>]/g;
  stops.lastIndex = start;
  let inside = 0;
  for (let stop = stops.exec(text); stop !== null; stop = stops.exec(text)) {
    const [mark] = stop;
    if (mark === "[") inside++;
    else if (mark === "]") inside = Math.max(0, inside - 1);
    else if (mark === ">") {
      if (inside === 0) return stop.index + 1;
    } else {
      const close = mark === "<!--" ? "-->" : mark === "<?" ? "?>" : mark;
      const end = text.indexOf(close, stops.lastIndex);
      if (end < 0) break;
      stops.lastIndex = end + close.length;
    }
  }
  const line = text.indexOf("\n", start);
  return line < 0 ? text.length : line;
}
