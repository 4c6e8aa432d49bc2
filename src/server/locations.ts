import type { Connection, Location, Position } from "vscode-languageserver/node";
import type { Navigation } from "../analysis/navigation.ts";
import type { TextSite } from "../model/site.ts";
import { pathOf } from "./documents.ts";
import { offsetAt } from "./places.ts";
import type { Session } from "./session.ts";

/** A place in an analysed document, with what answers for it. */
export interface Asked {
  readonly navigation: Navigation;
  readonly path: string;
  readonly text: string;
}

/** Serves "go to definition" and "find all references". */
export function serveLocations(connection: Connection, session: Session): void {
  const locations = (sites: readonly TextSite[]): Location[] => {
    const places = session.places();
    return sites.map((site) => places.location(site));
  };
  connection.onDefinition(async ({ textDocument, position }, token) => {
    const asked = await askedOf(session, textDocument.uri, token);
    return asked && locations(asked.navigation.definitionAt(asked.path, offsetIn(asked, position)));
  });
  connection.onReferences(async ({ textDocument, position, context }, token) => {
    const asked = await askedOf(session, textDocument.uri, token);
    const declared = context.includeDeclaration;
    return asked && locations(asked.navigation.referencesAt(asked.path, offsetIn(asked, position), declared));
  });
}

/** What can be asked of a document once it is analysed; null where it is none that an analysis reads. */
export async function askedOf(
  session: Session,
  uri: string,
  token: Parameters<Session["upToDate"]>[0],
): Promise<Asked | null> {
  const path = pathOf(uri);
  if (!session.matters(path)) return null;
  await session.upToDate(token, uri);
  const workspace = session.areas.areaOf(path)?.workspace;
  const text = workspace?.textOf(path);
  return workspace === undefined || text === undefined ? null : { navigation: workspace.navigation(), path, text };
}

/** The offset of a position in what was asked for. */
export function offsetIn({ text }: Asked, position: Position): number {
  return offsetAt(text, position);
}
