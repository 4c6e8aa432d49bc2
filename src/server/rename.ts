import { type Connection, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { EditContext } from "./codeActions.ts";
import { askedOf, offsetIn } from "./locations.ts";
import type { Session } from "./session.ts";
import { workspaceEdit } from "./workspaceEdit.ts";

/** Serves the renaming of custom actions. What cannot be renamed is refused with the reason, which the editor shows. */
export function serveRename(connection: Connection, session: Session, context: () => EditContext): void {
  connection.onPrepareRename(async ({ textDocument, position }, token) => {
    const asked = await askedOf(session, textDocument.uri, token);
    if (asked === null) return null;
    const target = asked.navigation.renamableAt(asked.path, offsetIn(asked, position));
    if ("refused" in target) throw refusal(target.refused);
    return { range: session.places().range(asked.path, target.span), placeholder: target.name };
  });
  connection.onRenameRequest(async ({ textDocument, position, newName }, token) => {
    const asked = await askedOf(session, textDocument.uri, token);
    if (asked === null) return null;
    const renaming = asked.navigation.renameAt(asked.path, offsetIn(asked, position), newName);
    if ("refused" in renaming) throw refusal(renaming.refused);
    return workspaceEdit(renaming.edits, context());
  });
}

const refusal = (reason: string) => new ResponseError(LSPErrorCodes.RequestFailed, reason);
