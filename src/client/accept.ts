import * as vscode from "vscode";

/** The command that accepts a finding in the settings: its arguments are the finding's fingerprint and what a person calls it. */
export const ACCEPT_FINDING = "msi1618.acceptFinding";

/** Registers the command: asks for the reason and writes it into the workspace's settings, where no comment can stand. */
export function registerAccept(): vscode.Disposable {
  return vscode.commands.registerCommand(ACCEPT_FINDING, async (fingerprint?: unknown, name?: unknown) => {
    if (typeof fingerprint !== "string") return;
    const reason = await vscode.window.showInputBox({
      title: `Accept ${typeof name === "string" ? name : "this finding"}`,
      prompt: "Why is this accepted? The reason is kept in the settings of the workspace.",
      validateInput: (text) => (text.trim() === "" ? "A finding is accepted for a reason." : undefined),
    });
    if (reason === undefined) return;
    const settings = vscode.workspace.getConfiguration("msi1618");
    const accepted = settings.inspect<Record<string, string>>("accepted")?.workspaceValue ?? {};
    const target = vscode.ConfigurationTarget.Workspace;
    await settings.update("accepted", { ...accepted, [fingerprint]: reason.trim() }, target);
  });
}
