import * as vscode from "vscode";

/** The scheme of rule pages: `msi1618:/rules/nested-install-in-execute-sequence.md`. The manifest associates it with the Markdown preview. */
const SCHEME = "msi1618";

const PREVIEW = "vscode.markdown.preview.editor";

/** The address of a rule's page, with `{rule}` for its id: a link with it opens the page in the editor, wherever VS Code shows the link. */
export const RULE_PAGE = `${SCHEME}:/rules/{rule}.md`;

/** The command that opens the page of the rule it is given, or of one that the user picks. */
export const EXPLAIN_RULE = "msi1618.explainRule";

/** Makes rule pages readable under their address and registers the command that opens them. */
export function registerRulePages(extension: vscode.Uri): vscode.Disposable {
  const pages = vscode.Uri.joinPath(extension, "dist", "rules");
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => read(pages, uri),
    }),
    vscode.commands.registerCommand(EXPLAIN_RULE, async (given?: unknown) => {
      const rule = typeof given === "string" ? given : await pick(pages);
      if (rule !== undefined) await show(rule);
    }),
  );
}

async function show(rule: string): Promise<void> {
  const uri = vscode.Uri.parse(RULE_PAGE.replace("{rule}", encodeURIComponent(rule)));
  if (vscode.extensions.getExtension("vscode.markdown-language-features") !== undefined) {
    await vscode.commands.executeCommand("vscode.openWith", uri, PREVIEW);
  } else {
    await vscode.window.showTextDocument(uri);
  }
}

async function read(pages: vscode.Uri, uri: vscode.Uri): Promise<string> {
  const [, name] = /^\/rules\/([a-z0-9-]+\.md)$/.exec(uri.path) ?? [];
  if (name === undefined) return `There is no rule page at \`${uri.path}\`.\n`;
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pages, name)));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return `There is no page for \`${name.slice(0, -3)}\`.\n`;
    throw error;
  }
}

async function pick(pages: vscode.Uri): Promise<string | undefined> {
  const entries = await vscode.workspace.fs.readDirectory(pages);
  const rules = entries.flatMap(([name]) => (name.endsWith(".md") ? [name.slice(0, -3)] : []));
  return vscode.window.showQuickPick(rules.sort(), { placeHolder: "The rule to explain" });
}
