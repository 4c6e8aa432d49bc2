import * as vscode from "vscode";
import type { AnalysisState } from "../protocol.ts";
import { registerAccept } from "./accept.ts";
import { DatabaseEditors } from "./databaseEditor.ts";
import { DatabaseTexts } from "./databaseText.ts";
import { type InstallerDoor, registerInstaller } from "./installer/door.ts";
import type { ServerListener } from "./languageClient.ts";
import { registerRulePages } from "./rulePage.ts";
import { Server } from "./server.ts";
import { onFirstSource } from "./sources.ts";
import { StatusItem } from "./statusItem.ts";
import { showUnresolved } from "./unresolved.ts";

/** What the extension tells other extensions, and its own tests. */
export interface Api {
  /** What the newest analysis said; undefined before the first. */
  readonly state: () => AnalysisState | undefined;
  /** What the status bar item about Windows Installer shows; undefined while it is hidden. */
  readonly installer: InstallerDoor["shown"];
}

let server: Server | undefined;

/** Called by VS Code. Loads nothing heavy: the language client comes with the first installer source. */
export function activate(context: vscode.ExtensionContext): Api {
  const began = performance.now();
  const output = vscode.window.createOutputChannel("msi1618", { log: true });
  let status: StatusItem | undefined;
  let newest: AnalysisState | undefined;
  const listener: ServerListener = {
    starting: () => status?.starting(),
    analysed: (state) => {
      newest = state;
      status?.analysed(state);
      editors.changed();
      texts.changed();
    },
    failed: (what) => status?.failed(what),
  };
  const start = () => {
    status ??= new StatusItem();
    return own.restart();
  };
  const installer = registerInstaller(context.extensionUri, output);
  // The first database that is opened is an installer source as any other, but no text document that would tell of itself.
  const startForDatabase = () => {
    installer.sourceSeen();
    return start();
  };
  const own = new Server(context.extensionUri, output, listener, startForDatabase);
  const editors = new DatabaseEditors(context.extensionUri, own, output);
  const texts = new DatabaseTexts(own);
  context.subscriptions.push(
    output,
    installer,
    { dispose: () => status?.dispose() },
    editors,
    texts,
    registerRulePages(context.extensionUri),
    registerAccept(),
    vscode.commands.registerCommand("msi1618.restart", start),
    vscode.commands.registerCommand("msi1618.showOutput", () => output.show()),
    vscode.commands.registerCommand("msi1618.showUnresolved", () => showUnresolved(newest)),
    // What lies outside the opened folders may be read from now on.
    vscode.workspace.onDidGrantWorkspaceTrust(() => (own.runs ? start() : undefined)),
  );
  server = own;
  const watching = onFirstSource((source) => {
    output.info(`Starting the server: ${vscode.workspace.asRelativePath(source)} is an installer source.`);
    installer.sourceSeen();
    void start();
  });
  context.subscriptions.push(watching);
  output.info(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
  return { state: () => newest, installer: installer.shown };
}

/** Called by VS Code before it ends the extension. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
