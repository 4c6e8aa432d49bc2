import * as vscode from "vscode";

/** The address of a file of the opened workspace. */
export function fileOf(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error("no folder is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a file of the workspace in an editor. */
export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileOf(name)));
}

/** Waits until `look` finds something; rejects, saying what was awaited, when that takes longer than half a minute. */
export async function eventually<T>(what: string, look: () => T | undefined | PromiseLike<T | undefined>): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within 30 s`);
}

/** The findings of msi1618 in a file, as soon as there are any. */
export function findings(uri: vscode.Uri): Promise<readonly vscode.Diagnostic[]> {
  return eventually(`a finding in ${uri.path}`, () => {
    const ours = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "msi1618");
    return ours.length > 0 ? ours : undefined;
  });
}

/**
 * What a command of VS Code answers, as soon as that is something: nothing is provided before the server runs, and a document that was
 * closed a moment ago may still go and come again, which cancels what was asked about it.
 */
export function ask<T>(command: string, ...parameters: readonly unknown[]): Promise<readonly T[]> {
  return eventually(command, async () => {
    try {
      const found = await vscode.commands.executeCommand<readonly T[] | undefined>(command, ...parameters);
      return found === undefined || found.length === 0 ? undefined : found;
    } catch (error) {
      if (error instanceof Error && error.message === "Canceled") return undefined;
      throw error;
    }
  });
}
