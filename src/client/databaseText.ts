import * as vscode from "vscode";
import {
  DATABASE,
  DATABASE_TEXT,
  type DatabaseAnswer,
  type DatabaseRequest,
  type DatabaseText,
  type DatabaseTextRequest,
} from "../protocol.ts";
import { withoutCell } from "./cellUri.ts";
import { RULE_PAGE } from "./rulePage.ts";
import type { Server } from "./server.ts";

/** The scheme of tables as text: `msi1618-idt:/setup/product.msi/CustomAction.idt?…`, the query being the request. */
export const TEXT_SCHEME = "msi1618-idt";

/** Opens a table of a database as text; asks for one where none is given. */
export const OPEN_AS_TEXT = "msi1618.openDatabaseAsText";

interface TableName {
  readonly database: string;
  readonly table: string;
}

/** Shows a table as a text archive, read-only. */
export async function openTable(file: vscode.Uri, { database, table }: TableName): Promise<void> {
  const request: DatabaseTextRequest = { uri: file.toString(), database, table };
  const uri = vscode.Uri.from({
    scheme: TEXT_SCHEME,
    path: `${file.path}/${table}.idt`,
    query: JSON.stringify(request),
  });
  await vscode.window.showTextDocument(uri);
}

const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Tables of databases as documents, with what is found in them while they are open. */
export class DatabaseTexts implements vscode.TextDocumentContentProvider {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #diagnostics = vscode.languages.createDiagnosticCollection("msi1618 tables");
  readonly #registrations: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#server = server;
    this.#registrations = vscode.Disposable.from(
      this.#changed,
      this.#diagnostics,
      vscode.workspace.registerTextDocumentContentProvider(TEXT_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#diagnostics.delete(uri)),
      vscode.commands.registerCommand(OPEN_AS_TEXT, (given?: unknown) => this.#open(given)),
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  /** Says that all that is shown may be old. */
  changed(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === TEXT_SCHEME) this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const request = requestIn(uri);
    if (request === undefined) return "This names no table of a database.\n";
    const answer = await this.#server.request<DatabaseTextRequest, DatabaseText | null>(DATABASE_TEXT, request);
    this.#diagnostics.set(uri, (answer?.findings ?? []).map(diagnosticOf));
    return answer?.text ?? `There is no table ${request.table}.\n`;
  }

  /** From the palette and the menus of the explorer and of the editor, which all hand over the file they stand at. */
  async #open(given: unknown): Promise<void> {
    const file = given instanceof vscode.Uri ? given : activeDatabase();
    if (file === undefined) {
      await vscode.window.showInformationMessage("Open an installer database first.");
      return;
    }
    const picked = await this.#pick(withoutCell(file));
    if (picked !== undefined) await openTable(withoutCell(file), picked);
  }

  async #pick(file: vscode.Uri): Promise<TableName | undefined> {
    const request: DatabaseRequest = { uri: file.toString(), query: { kind: "overview" } };
    const answer = await this.#server.request<DatabaseRequest, DatabaseAnswer>(DATABASE, request);
    if (answer.kind !== "overview") {
      const reason = answer.kind === "unavailable" ? answer.reason : "The file could not be read.";
      await vscode.window.showWarningMessage(reason);
      return undefined;
    }
    const items = answer.databases.flatMap(({ id, name, tables }) =>
      tables.map(({ name: table, rows }) => {
        const inside = answer.databases.length > 1 ? ` in ${name}` : "";
        return { label: table, description: `${rows} ${rows === 1 ? "row" : "rows"}${inside}`, database: id, table };
      }),
    );
    return vscode.window.showQuickPick(items, { placeHolder: "The table to open as text" });
  }
}

function activeDatabase(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? input.uri : undefined;
}

function requestIn(uri: vscode.Uri): DatabaseTextRequest | undefined {
  try {
    const { uri: file, database, table } = JSON.parse(uri.query) as Partial<Record<string, unknown>>;
    if (typeof file !== "string" || typeof database !== "string" || typeof table !== "string") return undefined;
    return { uri: file, database, table };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function diagnosticOf(found: DatabaseText["findings"][number]): vscode.Diagnostic {
  const { line, start, end, severity, message, advice, rule } = found;
  const range = new vscode.Range(line, start, line, end);
  const diagnostic = new vscode.Diagnostic(range, `${message}\n${advice}`, SEVERITIES[severity]);
  diagnostic.source = "msi1618";
  diagnostic.code = { value: rule, target: vscode.Uri.parse(RULE_PAGE.replace("{rule}", encodeURIComponent(rule))) };
  return diagnostic;
}
