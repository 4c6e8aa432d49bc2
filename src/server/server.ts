import {
  CodeActionKind,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type InitializationOptions, REANALYSE } from "../protocol.ts";
import { codeActionsOf, type EditContext, FIX_ALL, resolveCodeAction } from "./codeActions.ts";
import { serveDatabases } from "./database/serve.ts";
import { pathOf } from "./documents.ts";
import { hoverOf } from "./hover.ts";
import { refreshInlayHints, serveInlayHints } from "./inlayHints.ts";
import { serveLocations } from "./locations.ts";
import { offsetAt } from "./places.ts";
import { serveRename } from "./rename.ts";
import { Session } from "./session.ts";
import { serveSymbols } from "./symbols.ts";
import type { EditSupport } from "./workspaceEdit.ts";

/** What is watched. Deleting a folder reports the folder only, whatever lay in it: hence the last pattern. */
const WATCHED = [
  { globPattern: "**/*.{wxs,wxi,wxl,wixproj,csproj,vbproj,vcxproj,fsproj,sqlproj,props,targets,sln,slnx}" },
  { globPattern: "**/*.{wxs.xml,wxs.in,wix.in,wixpatch,wixpatch.in,wixpatch.cmake}" },
  { globPattern: "**/*.{vbs,vbe,js,jse,wsf,ps1,psm1,bat,cmd,cs,vb,c,cc,cpp,cxx,h,hpp,def,exe,dll}" },
  { globPattern: "**/*.{idt,ism,aip,vdproj}" },
  { globPattern: "**/*.{msi,msm,msp,mst,pcp}" },
  { globPattern: "**/*", kind: WatchKind.Delete },
];

/** What the client can do, as far as this server asks. */
interface Client {
  readonly options: InitializationOptions;
  readonly pullsConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly resolvesEdit: boolean;
  readonly refreshesHints: boolean;
  readonly edits: EditSupport;
  readonly folders: readonly string[];
}

/** Serves one client over its connection. */
export function startServer(connection: Connection): void {
  connection.onInitialize((params) => {
    const client = clientOf(params);
    const session = new Session(connection, pageOf(client.options), client.options.cellUris);
    session.setFolders(client.folders, client.options.trusted !== false);
    serveState(connection, session, client);
    serveDocuments(connection, session);
    serveFeatures(connection, session, client);
    return answer();
  });
  connection.listen();
}

/** Serves a client on standard input and output: what `msi1618 lsp` does. The process ends with the connection. */
export function serveStdio(): void {
  startServer(createConnection(process.stdin, process.stdout));
}

function clientOf({ initializationOptions, capabilities, workspaceFolders, ...params }: InitializeParams): Client {
  const resolved = capabilities.textDocument?.codeAction?.resolveSupport?.properties ?? [];
  const uris =
    workspaceFolders?.map(({ uri }) => uri) ?? ("rootUri" in params && params.rootUri ? [params.rootUri] : []);
  return {
    options: initializationOptionsOf(initializationOptions),
    pullsConfiguration: capabilities.workspace?.configuration === true,
    registersConfiguration: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    resolvesEdit: resolved.includes("edit"),
    refreshesHints: capabilities.workspace?.inlayHint?.refreshSupport === true,
    edits: {
      creates: capabilities.workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
      annotates: capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
      snippets: capabilities.workspace?.workspaceEdit?.snippetEditSupport === true,
    },
    folders: uris,
  };
}

function initializationOptionsOf(value: unknown): InitializationOptions {
  const given = new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  const trusted = given.get("trusted");
  const rulePage = given.get("rulePage");
  const cellUris = given.get("cellUris");
  const explainCommand = given.get("explainCommand");
  const acceptCommand = given.get("acceptCommand");
  return {
    ...(typeof trusted === "boolean" ? { trusted } : {}),
    ...(typeof rulePage === "string" ? { rulePage } : {}),
    ...(typeof cellUris === "boolean" ? { cellUris } : {}),
    ...(typeof explainCommand === "string" ? { explainCommand } : {}),
    ...(typeof acceptCommand === "string" ? { acceptCommand } : {}),
  };
}

function pageOf({ rulePage }: InitializationOptions): (rule: string) => string {
  if (rulePage !== undefined) return (rule) => rulePage.replaceAll("{rule}", encodeURIComponent(rule));
  // The pages lie beside the bundle, and beside the rules while the sources themselves run.
  const folder = new URL(import.meta.url.endsWith(".ts") ? "../rules/" : "rules/", import.meta.url);
  return (rule) => new URL(`${encodeURIComponent(rule)}.md`, folder).href;
}

function answer(): InitializeResult {
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      hoverProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentSymbolProvider: true,
      renameProvider: { prepareProvider: true },
      inlayHintProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: "msi1618" },
  };
}

function serveState(connection: Connection, session: Session, client: Client): void {
  const configure = async () => session.configure(await connection.workspace.getConfiguration("msi1618"));
  let folders = client.folders;
  connection.onInitialized(async () => {
    if (client.registersConfiguration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "msi1618" });
    }
    if (client.registersWatchers) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED });
    }
    if (client.pullsConfiguration) await configure();
    else session.configure({});
  });
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
    const gone = new Set(removed.map(({ uri }) => uri));
    folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
    session.setFolders(folders, client.options.trusted !== false);
  });
  connection.onDidChangeConfiguration(async ({ settings }) => {
    if (client.pullsConfiguration) await configure();
    else session.configure(sectionOf(settings));
    if (client.refreshesHints) refreshInlayHints(connection);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) session.changedOnDisk(uri, type === FileChangeType.Deleted);
  });
  connection.onNotification(REANALYSE, () => session.reanalyse());
  connection.onShutdown(() => session.end());
}

/** Our section of settings that a client pushes, as those do that cannot be asked. */
function sectionOf(settings: unknown): unknown {
  return typeof settings === "object" && settings !== null && "msi1618" in settings ? settings.msi1618 : {};
}

function serveDocuments(connection: Connection, session: Session): void {
  const documents = new TextDocuments(TextDocument);
  // Opening counts as the first change.
  documents.onDidChangeContent(({ document }) => session.changed(document));
  documents.onDidSave(({ document }) => session.changedOnDisk(document.uri, false));
  documents.onDidClose(({ document }) => session.closed(document.uri));
  documents.listen(connection);
}

function serveFeatures(connection: Connection, session: Session, client: Client): void {
  const { explainCommand, acceptCommand } = client.options;
  const support = { explainCommand, acceptCommand, resolvesEdit: client.resolvesEdit };
  const context = (): EditContext => ({
    areas: session.areas.all(),
    places: session.places(),
    uriOf: (path) => session.documents.uriOf(path),
    versionOf: (uri) => session.versionOf(uri),
    edits: client.edits,
  });
  connection.onHover(async ({ textDocument, position }, token) => {
    const path = pathOf(textDocument.uri);
    if (!session.matters(path)) return null;
    await session.upToDate(token, textDocument.uri);
    const workspace = session.areas.areaOf(path)?.workspace;
    const text = workspace?.textOf(path);
    if (text === undefined) return null;
    const offset = offsetAt(text, position);
    return hoverOf(workspace?.actionAt(path, offset), workspace?.sequenceAt(path, offset));
  });
  serveLocations(connection, session);
  serveSymbols(connection, session);
  serveRename(connection, session, context);
  serveInlayHints(connection, session);
  serveDatabases(connection, session);
  connection.onCodeAction(async (params, token) => {
    if (!session.matters(pathOf(params.textDocument.uri))) return null;
    await session.upToDate(token, params.textDocument.uri);
    return codeActionsOf(params, support, context());
  });
  connection.onCodeActionResolve(async (action, token) => {
    await session.upToDate(token);
    return resolveCodeAction(action, context());
  });
}
