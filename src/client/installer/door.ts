import * as vscode from "vscode";
import type { Installer } from "./installer.ts";
import { isWanted, SECTION, WAIT_TASK } from "./settings.ts";

/** What the rest of the client knows of the installer's state. */
export interface InstallerDoor extends vscode.Disposable {
  /** Says that there is an installer source: from then on the item is shown, unless the settings say otherwise. */
  readonly sourceSeen: () => void;
  /** What the status bar item shows; undefined while it is hidden. */
  readonly shown: () => Installer["shown"];
}

const TASK_NAME = "Wait until Windows Installer is idle";

/** Registers the commands, the task type and the setting of the installer's state. Everything behind them is loaded when it is first needed. */
export function registerInstaller(extension: vscode.Uri, output: vscode.LogOutputChannel): InstallerDoor {
  let sourcesSeen = false;
  let loaded: Installer | undefined;
  const load = async (): Promise<Installer> => {
    const { Installer } = await import("./installer.ts");
    loaded ??= new Installer(extension, output);
    return loaded;
  };
  const wanted = () => isWanted(vscode.workspace.getConfiguration(SECTION).get("statusBar"), sourcesSeen);
  const update = () => {
    if (!wanted()) loaded?.show(false);
    else
      load().then(
        (installer) => installer.show(wanted()),
        (error: unknown) => output.error(`The state of Windows Installer cannot be shown: ${String(error)}`),
      );
  };
  update();
  const registered = vscode.Disposable.from(
    vscode.commands.registerCommand("msi1618.installerState", async () => (await load()).menu()),
    vscode.commands.registerCommand("msi1618.waitUntilIdle", async () => (await (await load()).wait()).kind),
    vscode.tasks.registerTaskProvider(WAIT_TASK.type, tasks(load)),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration(SECTION) && update()),
  );
  return {
    sourceSeen: () => {
      sourcesSeen = true;
      update();
    },
    shown: () => loaded?.shown,
    dispose: () => {
      registered.dispose();
      loaded?.dispose();
    },
  };
}

function tasks(load: () => Promise<Installer>): vscode.TaskProvider {
  const create = (
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ) => {
    const execution = new vscode.CustomExecution(async (resolved) => (await load()).terminal(resolved["timeout"]));
    const task = new vscode.Task(definition, scope, name, "msi1618", execution);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, panel: vscode.TaskPanelKind.Shared };
    return task;
  };
  return {
    provideTasks: () => [create(WAIT_TASK, vscode.TaskScope.Workspace, TASK_NAME)],
    resolveTask: ({ definition, scope, name }) =>
      definition["task"] === WAIT_TASK.task ? create(definition, scope ?? vscode.TaskScope.Workspace, name) : undefined,
  };
}
