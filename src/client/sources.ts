import * as vscode from "vscode";

/** Names that only installer sources and their projects have. */
const NAMES = "**/*.{wxs,wxi,wxl,wixproj,wxs.xml,wxs.in,wix.in,wixpatch,wixpatch.in,wixpatch.cmake,idt,ism,aip,vdproj}";

/** The same with binary databases, which are no documents: their own editor shows them. */
const FILES = NAMES.replace("}", ",msi,msm,msp,mst,pcp}");

/** Documents that are installer sources whatever they hold. */
export const SOURCES = { pattern: NAMES } satisfies vscode.DocumentFilter;

/** What actions run and are built from: unsaved text of it counts where an action leads there. */
const FOLLOWED = {
  pattern: "**/*.{vbs,js,wsf,ps1,psm1,bat,cmd,cs,c,cc,cpp,cxx,h,hpp,def}",
} satisfies vscode.DocumentFilter;

/** What the language server is told about: sources by name whatever their language, any XML, of which it takes what is WiX, and what actions may lead to. */
export const DOCUMENTS = [SOURCES, { language: "xml" }, FOLLOWED] satisfies vscode.DocumentFilter[];

/** How much of an XML document is looked at for WiX's namespace: the root element stands at the top. */
const HEAD_LINES = 200;

/** True for an installer source, by its name or by WiX's namespace in an XML document. */
export function isInstallerSource(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(SOURCES, document) > 0) return true;
  if (document.languageId !== "xml") return false;
  const head = document.getText(new vscode.Range(0, 0, HEAD_LINES, 0));
  return /schemas\.microsoft\.com\/wix\/|wixtoolset\.org\/schemas\//.test(head);
}

/** How long the workspace is searched, in milliseconds: as long as VS Code searches it for what activates an extension. An opened source is seen at any time. */
const SEARCH_LIMIT = 7000;

/** Calls `found` once: when an installer source is open, is in the workspace, or comes into either. */
export function onFirstSource(found: (source: vscode.Uri) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(FILES, false, true, true);
  const listening = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate((uri) => once(uri)),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isInstallerSource(document)) once(document.uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isInstallerSource(document)) once(document.uri);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => search()),
  );
  let waiting = true;
  const once = (uri: vscode.Uri) => {
    if (!waiting) return;
    waiting = false;
    listening.dispose();
    found(uri);
  };
  const search = () => {
    const limit = new vscode.CancellationTokenSource();
    const timer = setTimeout(() => limit.cancel(), SEARCH_LIMIT);
    void vscode.workspace.findFiles(FILES, undefined, 1, limit.token).then(([uri]) => {
      clearTimeout(timer);
      limit.dispose();
      if (uri !== undefined) once(uri);
    });
  };
  const open = vscode.workspace.textDocuments.find(isInstallerSource);
  if (open === undefined) search();
  else once(open.uri);
  return { dispose: () => listening.dispose() };
}
