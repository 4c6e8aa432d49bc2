import { type Connection, type InlayHint, InlayHintKind, InlayHintRefreshRequest } from "vscode-languageserver/node";
import type { TypeHint } from "../analysis/navigation.ts";
import { describeType, summarizeType } from "./actionType.ts";
import { askedOf, offsetIn } from "./locations.ts";
import type { Session } from "./session.ts";

/** Several types of one element that would not fit beside it are in the tooltip. */
const MOST_TYPES = 3;

/** Serves the type numbers beside the names of custom actions, while the setting `msi1618.inlayHints` is on. */
export function serveInlayHints(connection: Connection, session: Session): void {
  connection.languages.inlayHint.on(async ({ textDocument, range }, token) => {
    const asked = session.inlayHints ? await askedOf(session, textDocument.uri, token) : null;
    if (asked === null) return null;
    const { navigation, path, text } = asked;
    const span = { start: offsetIn(asked, range.start), end: offsetIn(asked, range.end) };
    const places = session.places();
    return navigation.hintsOf(path, span).map((hint): InlayHint => {
      const offset = afterQuote(text, hint.offset);
      return { position: places.range(path, { start: offset, end: offset }).start, ...contentOf(hint) };
    });
  });
}

/** Makes the editor ask for its hints again, as when they were turned off. */
export function refreshInlayHints(connection: Connection): void {
  // The connection may end before the editor answers.
  connection.sendRequest(InlayHintRefreshRequest.type).catch((error) => connection.console.info(String(error)));
}

function afterQuote(text: string, offset: number): number {
  return text.charAt(offset) === '"' || text.charAt(offset) === "'" ? offset + 1 : offset;
}

function contentOf({ types }: TypeHint): Pick<InlayHint, "label" | "kind" | "tooltip"> {
  const shown = types.slice(0, MOST_TYPES).map(summarizeType).join(" or ");
  const label = `: ${shown}${types.length > MOST_TYPES ? " …" : ""}`;
  return {
    label,
    kind: InlayHintKind.Type,
    tooltip: types.map((type) => `${type} = ${describeType(type)}`).join("\n"),
  };
}
