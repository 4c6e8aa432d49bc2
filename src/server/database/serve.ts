import { type CancellationToken, type Connection, RequestType } from "vscode-languageserver/node";
import {
  DATABASE,
  DATABASE_CLOSED,
  DATABASE_TEXT,
  type DatabaseAnswer,
  type DatabaseRequest,
  type DatabaseText,
  type DatabaseTextRequest,
} from "../../protocol.ts";
import { pathOf } from "../documents.ts";
import type { Session } from "../session.ts";
import { ShownDatabase } from "./shownDatabase.ts";

const ASKED = new RequestType<DatabaseRequest, DatabaseAnswer, void>(DATABASE);
const TEXT = new RequestType<DatabaseTextRequest, DatabaseText | null, void>(DATABASE_TEXT);

/** Answers editors of databases: what is in a file, as the newest analysis has it. */
export function serveDatabases(connection: Connection, session: Session): void {
  const kept = new Map<string, ShownDatabase>();
  const shownAt = async (uri: string, token: CancellationToken): Promise<ShownDatabase | undefined> => {
    const path = pathOf(uri);
    const report = await session.reportOn(path, token);
    const known = kept.get(path);
    if (report === undefined || known?.isOf(report) === true) return known;
    const shown = new ShownDatabase(report, path);
    kept.set(path, shown);
    return shown;
  };
  connection.onRequest(ASKED, async ({ uri, query }, token): Promise<DatabaseAnswer> => {
    const shown = await shownAt(uri, token);
    return shown?.answer(query) ?? { kind: "unavailable", reason: "The file was not analysed." };
  });
  connection.onRequest(TEXT, async ({ uri, database, table }, token) => {
    return (await shownAt(uri, token))?.text(database, table) ?? null;
  });
  connection.onNotification(DATABASE_CLOSED, (uri: string) => {
    const path = pathOf(uri);
    kept.delete(path);
    session.release(path);
  });
}
