import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  type FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  InlayHintRefreshRequest,
  LogMessageNotification,
  type Position,
  type ProtocolConnection,
  type ProtocolRequestType,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { ANALYSIS_STATE, type AnalysisState, type InitializationOptions } from "../../src/protocol.ts";

const program = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));

/** The ways to start the server: as an editor's client does, and through the command line. */
export const COMMANDS = {
  server: [program("server/main.ts"), "--stdio"],
  cli: [program("cli/bin.ts"), "lsp"],
} as const;

/** How long a test waits for what the server says by itself. */
const PATIENCE = 20_000;

/** A temporary folder with files, given by name. */
export interface Folder {
  readonly path: string;
  readonly uri: string;
  uriOf(name: string): string;
  write(name: string, text: string | Uint8Array): void;
  remove(name?: string): void;
}

export function createFolder(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const root = mkdtempSync(path.join(tmpdir(), "msi1618 lsp-"));
  const write = (name: string, text: string | Uint8Array) => {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    path: root,
    uri: pathToFileURL(root).href,
    uriOf: (name) => pathToFileURL(path.join(root, name)).href,
    write,
    remove: (name = "") => rmSync(path.join(root, name), { recursive: true, force: true }),
  };
}

export interface ClientOptions {
  readonly folders: readonly Folder[];
  /** The `msi1618` section of the settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly options?: InitializationOptions;
  /** False for an editor that wants edits with the code actions at once. */
  readonly resolves?: boolean;
  /** True for an editor that selects what is to be written over. */
  readonly snippets?: boolean;
  readonly command?: keyof typeof COMMANDS;
}

/** A small editor: speaks LSP to the server as a process of its own, over its standard input and output, and keeps what the server says. */
export class LspClient {
  readonly published: PublishDiagnosticsParams[] = [];
  readonly states: AnalysisState[] = [];
  readonly log: string[] = [];
  readonly watched: unknown[] = [];
  /** How often the server has asked for the hints to be shown anew. */
  hintRefreshes = 0;
  settings: Readonly<Record<string, unknown>>;
  initialized: InitializeResult | undefined;
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #versions = new Map<string, number>();
  #changed = () => {};

  static async start(options: ClientOptions): Promise<LspClient> {
    const client = new LspClient(options.settings ?? {}, COMMANDS[options.command ?? "server"]);
    await client.#initialize(options);
    return client;
  }

  private constructor(settings: Readonly<Record<string, unknown>>, command: readonly string[]) {
    this.settings = settings;
    this.#process = spawn(process.execPath, [...command], { stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.#process;
    if (stdin === null || stdout === null) throw new Error("the server has no pipes");
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onNotification(PublishDiagnosticsNotification.type, (params) =>
      this.#heard(this.published, params),
    );
    this.#connection.onNotification(ANALYSIS_STATE, (state: AnalysisState) => this.#heard(this.states, state));
    this.#connection.onNotification(LogMessageNotification.type, ({ message }) => this.#heard(this.log, message));
    this.#connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.settings));
    this.#connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      this.watched.push(...registrations.filter(({ method }) => method === DidChangeWatchedFilesNotification.method));
    });
    this.#connection.onRequest(InlayHintRefreshRequest.type, () => {
      this.hintRefreshes++;
      this.#changed();
    });
    this.#connection.listen();
  }

  async #initialize({ folders, options, resolves = true, snippets = false }: ClientOptions): Promise<void> {
    const codeAction = resolves ? { dataSupport: true, resolveSupport: { properties: ["edit"] } } : {};
    this.initialized = await this.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map(({ uri, path: name }) => ({ uri, name })),
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          inlayHint: { refreshSupport: true },
          workspaceEdit: {
            documentChanges: true,
            resourceOperations: ["create"],
            changeAnnotationSupport: {},
            ...(snippets ? { snippetEditSupport: true } : {}),
          },
        },
        textDocument: { codeAction },
      },
      initializationOptions: options,
    });
    await this.#connection.sendNotification(InitializedNotification.type, {});
  }

  open(uri: string, text: string): Promise<void> {
    this.#versions.set(uri, 1);
    const textDocument = { uri, languageId: "xml", version: 1, text };
    return this.#connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** Replaces a range of an open document, or all of it. */
  change(uri: string, text: string, range?: Range): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const contentChanges = [range === undefined ? { text } : { text, range }];
    return this.#connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  close(uri: string): Promise<void> {
    return this.#connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  changedOnDisk(uri: string, type: FileChangeType): Promise<void> {
    return this.#connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri, type }] });
  }

  changeFolders(added: readonly Folder[], removed: readonly Folder[]): Promise<void> {
    const folder = ({ uri, path: name }: Folder) => ({ uri, name });
    const event = { added: added.map(folder), removed: removed.map(folder) };
    return this.#connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
  }

  configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    this.settings = settings;
    return this.#connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  notify(method: string, params?: unknown): Promise<void> {
    return params === undefined
      ? this.#connection.sendNotification(method)
      : this.#connection.sendNotification(method, params);
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.#connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  }

  /** Any other request, by its type in the protocol. */
  ask<P, R, PR, E, O>(type: ProtocolRequestType<P, R, PR, E, O>, params: P): Promise<R> {
    return this.#connection.sendRequest<R>(type.method, params);
  }

  async codeActions(uri: string, range: Range, only?: readonly string[]): Promise<readonly CodeAction[]> {
    const found = await this.#connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [...this.diagnostics(uri)], ...(only === undefined ? {} : { only: [...only] }) },
    });
    return (found ?? []).flatMap((one) => ("kind" in one ? [one] : []));
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.#connection.sendRequest(CodeActionResolveRequest.type, action);
  }

  /** What the editor shows of a document now. */
  diagnostics(uri: string): readonly Diagnostic[] {
    return this.published.findLast((params) => params.uri === uri)?.diagnostics ?? [];
  }

  codes(uri: string): readonly unknown[] {
    return this.diagnostics(uri).map(({ code }) => code);
  }

  /** Resolves when `holds` does, which is looked at after each message of the server. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!holds()) {
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`${what}: not within ${PATIENCE / 1000} s; the server said ${this.log.join("\n")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Does something and resolves when the server has analysed after it. */
  async analysed(step: () => Promise<unknown> = () => Promise.resolve()): Promise<AnalysisState> {
    const before = this.states.length;
    await step();
    await this.until("an analysis", () => this.states.length > before);
    const state = this.states.at(-1);
    if (state === undefined) throw new Error("no state");
    return state;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.#connection.sendRequest(ShutdownRequest.type);
    await this.#connection.sendNotification(ExitNotification.type);
    await ended;
    this.#connection.dispose();
  }

  /** Ends as an editor does that crashes: the pipes close without a word. Resolves when the server has ended. */
  async vanish(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#connection.dispose();
    this.#process.stdin?.destroy();
    await ended;
  }

  #heard<T>(list: T[], one: T): void {
    list.push(one);
    this.#changed();
  }
}
