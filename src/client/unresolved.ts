import * as vscode from "vscode";
import type { AnalysisState } from "../protocol.ts";
import { summary } from "./statusItem.ts";

/** Lists the actions that were not understood; picking one leads to it. */
export async function showUnresolved(state: AnalysisState | undefined): Promise<void> {
  if (state === undefined || state.unresolved.length === 0) {
    const nothing = state === undefined ? "No installer source has been analysed yet." : `msi1618: ${summary(state)}.`;
    await vscode.window.showInformationMessage(nothing);
    return;
  }
  const items = state.unresolved.map((unresolved) => {
    const uri = vscode.Uri.parse(unresolved.uri);
    const description = `${vscode.workspace.asRelativePath(uri)}:${unresolved.line + 1}`;
    return { label: unresolved.action, description, detail: unresolved.reason, uri, unresolved };
  });
  const placeHolder = `${summary(state)}. What the others run is not known:`;
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const { line, character } = picked.unresolved;
  // What lies in a database has no line: its own editor shows the cell.
  if (picked.uri.fragment !== "") return void (await vscode.commands.executeCommand("vscode.open", picked.uri));
  await vscode.window.showTextDocument(picked.uri, { selection: new vscode.Range(line, character, line, character) });
}
