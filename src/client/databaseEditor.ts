import * as vscode from "vscode";
import {
  type CellPlace,
  DATABASE,
  DATABASE_CLOSED,
  type DatabaseAnswer,
  type DatabaseQuery,
  type DatabaseRequest,
  type WebviewCommand,
} from "../protocol.ts";
import { cellIn, withoutCell } from "./cellUri.ts";
import { databasePage } from "./databasePage.ts";
import { openTable } from "./databaseText.ts";
import { EXPLAIN_RULE } from "./rulePage.ts";
import type { Server } from "./server.ts";
import { WebviewChannel } from "./webviewChannel.ts";

/** The types under which the manifest registers the editor: for files that are databases by their name, and for those that may be one. */
export const DATABASE_EDITOR = "msi1618.database";
const ISM_EDITOR = "msi1618.ism";

/** How long a cell that somebody asked for waits for its editor, in milliseconds. */
const PATIENCE = 30_000;

interface OpenEditor {
  readonly panel: vscode.WebviewPanel;
  readonly channel: WebviewChannel;
}

/** The read-only editors of databases: each page asks for what it shows, and learns when that is old. */
export class DatabaseEditors implements vscode.CustomReadonlyEditorProvider {
  readonly #extension: vscode.Uri;
  readonly #server: Server;
  readonly #output: vscode.LogOutputChannel;
  readonly #open = new Map<string, Set<OpenEditor>>();
  readonly #opened = new vscode.EventEmitter<string>();
  readonly #registrations: vscode.Disposable;

  constructor(extension: vscode.Uri, server: Server, output: vscode.LogOutputChannel) {
    this.#extension = extension;
    this.#output = output;
    this.#server = server;
    this.#registrations = vscode.Disposable.from(
      this.#opened,
      ...[DATABASE_EDITOR, ISM_EDITOR].map((type) =>
        vscode.window.registerCustomEditorProvider(type, this, { supportsMultipleEditorsPerDocument: true }),
      ),
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const cell = cellIn(uri);
    if (cell === undefined) this.#resolve(uri, panel);
    else this.#redirect(withoutCell(uri), cell, panel).catch((error: unknown) => this.#report(error));
  }

  /** Opens a database, or comes back to it. */
  async #reveal(uri: vscode.Uri, column: vscode.ViewColumn | undefined): Promise<void> {
    const first = this.#open.get(uri.toString())?.values().next().value;
    await vscode.commands.executeCommand("vscode.openWith", uri, first?.panel.viewType ?? DATABASE_EDITOR, {
      viewColumn: first?.panel.viewColumn ?? column ?? vscode.ViewColumn.Active,
    });
  }

  /** Says that all that the editors show may be old. */
  changed(): void {
    for (const editors of this.#open.values()) for (const { channel } of editors) channel.changed();
  }

  /** An entry of the Problems panel names its cell in the fragment of the URI: the one editor of the file shows it, and the tab that the entry opened closes. */
  async #redirect(uri: vscode.Uri, cell: CellPlace, panel: vscode.WebviewPanel): Promise<void> {
    try {
      await this.#reveal(uri, panel.viewColumn);
    } finally {
      panel.dispose();
    }
    const editor = await this.#editorOf(uri.toString());
    await editor.channel.show(cell);
  }

  #resolve(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    const key = uri.toString();
    const channel = new WebviewChannel(
      { post: (message) => void panel.webview.postMessage(message) },
      {
        answer: (query, signal) => this.#ask({ uri: key, query }, signal),
        command: (command) => void this.#run(uri, command),
      },
    );
    const editor = { panel, channel };
    this.#open.set(key, (this.#open.get(key) ?? new Set()).add(editor));
    panel.onDidDispose(() => this.#closed(key, editor));
    panel.webview.onDidReceiveMessage((message: unknown) => channel.receive(message));
    this.#fill(panel.webview);
    this.#opened.fire(key);
  }

  #fill(webview: vscode.Webview): void {
    const assets = vscode.Uri.joinPath(this.#extension, "media", "database");
    const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(assets, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.html = databasePage({
      style: address("style.css"),
      script: address("main.js"),
      source: webview.cspSource,
      nonce: crypto.randomUUID(),
    });
  }

  #closed(key: string, editor: OpenEditor): void {
    editor.channel.close();
    const editors = this.#open.get(key);
    editors?.delete(editor);
    if (editors?.size !== 0) return;
    this.#open.delete(key);
    this.#server.notify(DATABASE_CLOSED, key);
  }

  #ask(request: { readonly uri: string; readonly query: DatabaseQuery }, signal: AbortSignal): Promise<DatabaseAnswer> {
    return this.#server.request<DatabaseRequest, DatabaseAnswer>(DATABASE, request, signal);
  }

  /** An editor that was closed before it could show its cell is nothing to trouble anybody with. */
  #report(error: unknown): void {
    this.#output.warn(`The cell was not shown: ${error instanceof Error ? error.message : String(error)}`);
  }

  async #run(uri: vscode.Uri, command: WebviewCommand): Promise<void> {
    if (command.kind === "explain") await vscode.commands.executeCommand(EXPLAIN_RULE, String(command.rule));
    else await openTable(uri, { database: String(command.database), table: String(command.table) });
  }

  async #editorOf(key: string): Promise<OpenEditor> {
    const there = () => this.#open.get(key)?.values().next().value;
    const known = there();
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(new Error("The editor did not open.")), PATIENCE);
      const listening = this.#opened.event((opened) => opened === key && settle(there()));
      const settle = (outcome: OpenEditor | Error | undefined) => {
        clearTimeout(timer);
        listening.dispose();
        if (outcome === undefined || outcome instanceof Error) reject(outcome ?? new Error("The editor was closed."));
        else resolve(outcome);
      };
    });
  }
}
