import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { ANALYSIS_STATE, type AnalysisState, type InitializationOptions } from "../protocol.ts";
import { ACCEPT_FINDING } from "./accept.ts";
import { TEXT_SCHEME } from "./databaseText.ts";
import { EXPLAIN_RULE, RULE_PAGE } from "./rulePage.ts";
import { DOCUMENTS } from "./sources.ts";

/** A server that ended by itself more often than this within `RESTART_WINDOW` is left alone until the user restarts it. */
const MOST_RESTARTS = 3;

const RESTART_WINDOW = 3 * 60 * 1000;

/** What the client tells of its server. */
export interface ServerListener {
  starting(): void;
  analysed(state: AnalysisState): void;
  /** `what` is half a sentence. The server does not run then. */
  failed(what: string): void;
}

/** Says what is wrong in the output channel only: the status item tells the rest, and no message box comes up over the user's work. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** A client that is not started yet: its server is the program dist/server.js, run by the extension host's own Node. */
export function createLanguageClient(
  extension: vscode.Uri,
  output: vscode.LogOutputChannel,
  listener: ServerListener,
): LanguageClient {
  const server = { module: vscode.Uri.joinPath(extension, "dist", "server.js").fsPath, transport: TransportKind.ipc };
  const inspected = { ...server, options: { execArgv: ["--nolazy", "--inspect=6018"] } };
  let wasRunning = false;
  const client = new QuietClient(
    "msi1618",
    "msi1618",
    { run: server, debug: inspected },
    {
      documentSelector: DOCUMENTS,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: (): InitializationOptions => ({
        trusted: vscode.workspace.isTrusted,
        rulePage: RULE_PAGE,
        explainCommand: EXPLAIN_RULE,
        acceptCommand: ACCEPT_FINDING,
        cellUris: true,
      }),
      // A table of a database as text is told about by its own provider: analysed by itself it would say other things.
      middleware: {
        didOpen: (document, next) => (document.uri.scheme === TEXT_SCHEME ? Promise.resolve() : next(document)),
        didChange: (event, next) => (event.document.uri.scheme === TEXT_SCHEME ? Promise.resolve() : next(event)),
        didClose: (document, next) => (document.uri.scheme === TEXT_SCHEME ? Promise.resolve() : next(document)),
      },
      initializationFailedHandler: (error) => {
        output.error(`The server refused to start: ${String(error)}`);
        return false;
      },
      errorHandler: {
        error: (error) => {
          output.error(`The connection to the server has an error: ${error.message}`);
          return { action: ErrorAction.Continue, handled: true };
        },
        closed: closedHandler(listener, () => wasRunning),
      },
    },
  );
  client.onNotification(ANALYSIS_STATE, (state: AnalysisState) => listener.analysed(state));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) wasRunning = true;
    if (newState === State.Starting) listener.starting();
  });
  return client;
}

/** Restarts a server that ended by itself, but not one that never came up: it would not the next time either. */
function closedHandler(listener: ServerListener, wasRunning: () => boolean): () => CloseHandlerResult {
  const ends: number[] = [];
  return () => {
    if (!wasRunning()) return { action: CloseAction.DoNotRestart, handled: true };
    const now = Date.now();
    ends.push(now);
    const recent = ends.filter((end) => now - end < RESTART_WINDOW);
    if (recent.length <= MOST_RESTARTS) return { action: CloseAction.Restart, handled: true };
    listener.failed(`the server ended ${recent.length} times within three minutes`);
    return { action: CloseAction.DoNotRestart, handled: true };
  };
}
