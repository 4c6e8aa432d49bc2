import * as vscode from "vscode";
import type { InstallerState } from "../../probe/state.ts";
import { SECTION } from "./settings.ts";

/** What the menu does itself is done by whoever shows it. */
export interface MenuActions {
  readonly details: () => unknown;
  readonly copy: () => unknown;
  readonly wait: () => unknown;
}

/** Lets the user choose what to do about the state. `title` is the state as a sentence; `hidden` where the item is not shown. */
export async function showMenu(
  title: string,
  state: InstallerState | undefined,
  hidden: boolean,
  actions: MenuActions,
): Promise<void> {
  const canWait = state !== undefined && state.state !== "unavailable" && state.state !== "idle";
  const show = (value: string | undefined) =>
    vscode.workspace.getConfiguration(SECTION).update("statusBar", value, vscode.ConfigurationTarget.Global);
  const items = [
    ...(canWait
      ? [{ label: "$(watch) Wait until Idle", description: "says when, or gives up after a time", run: actions.wait }]
      : []),
    {
      label: "$(info) Show Details",
      description: "every source that was asked, and what it says",
      run: actions.details,
    },
    { label: "$(copy) Copy as Text", description: "for a bug report or a colleague", run: actions.copy },
    {
      label: "$(output) Open the Log",
      description: "what msi1618 wrote about its helper process",
      run: () => vscode.commands.executeCommand("msi1618.showOutput"),
    },
    hidden
      ? { label: "$(eye) Show in the Status Bar", description: "in every window", run: () => show("always") }
      : {
          label: "$(eye-closed) Hide",
          description: "in every window; the settings bring it back",
          run: () => show("never"),
        },
    {
      label: "$(gear) Settings",
      description: "when it is shown, how long waiting may take",
      run: () => vscode.commands.executeCommand("workbench.action.openSettings", SECTION),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: "What to do" });
  await picked?.run();
}
