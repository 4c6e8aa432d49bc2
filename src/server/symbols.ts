import { type Connection, type DocumentSymbol, SymbolKind } from "vscode-languageserver/node";
import type { OutlineEntry, OutlineKind } from "../analysis/outline.ts";
import { askedOf } from "./locations.ts";
import type { Places } from "./places.ts";
import type { Session } from "./session.ts";

const KINDS: Readonly<Record<OutlineKind, SymbolKind>> = {
  product: SymbolKind.Package,
  fragment: SymbolKind.Namespace,
  group: SymbolKind.Namespace,
  action: SymbolKind.Function,
  property: SymbolKind.Property,
  binary: SymbolKind.Object,
  file: SymbolKind.File,
  directory: SymbolKind.Module,
  component: SymbolKind.Struct,
  feature: SymbolKind.Class,
  dialog: SymbolKind.Interface,
  control: SymbolKind.Field,
  sequence: SymbolKind.Array,
  step: SymbolKind.Event,
  variable: SymbolKind.Constant,
  include: SymbolKind.File,
};

/** Serves the outline of a document. */
export function serveSymbols(connection: Connection, session: Session): void {
  connection.onDocumentSymbol(async ({ textDocument }, token) => {
    const asked = await askedOf(session, textDocument.uri, token);
    if (asked === null) return null;
    const places = session.places();
    return asked.navigation.symbolsOf(asked.path).map((entry) => symbolOf(entry, asked.path, places));
  });
}

function symbolOf(entry: OutlineEntry, path: string, places: Places): DocumentSymbol {
  return {
    name: entry.name,
    detail: entry.detail,
    kind: KINDS[entry.kind],
    range: places.range(path, entry.span),
    selectionRange: places.range(path, entry.selection),
    children: entry.children.map((child) => symbolOf(child, path, places)),
  };
}
