import { describeState, headline } from "../probe/describe.ts";
import type { InstallerState } from "../probe/state.ts";
import { printable } from "./excerpt.ts";
import { watchInstaller } from "./installer.ts";
import { EXIT, type Io } from "./io.ts";
import type { Command } from "./options.ts";

/** `status`: prints what Windows Installer does on this machine, once or with each change; the exit code tells it too. */
export async function status(command: Extract<Command, { name: "status" }>, io: Io): Promise<number> {
  const watcher = watchInstaller();
  io.signal.addEventListener("abort", watcher.stop, { once: true });
  if (io.signal.aborted) watcher.stop();
  let code: number = EXIT.failed;
  for await (const state of watcher) {
    code = exitCodeOf(state);
    io.out(command.json ? statusJson(state, command.watch) : command.watch ? line(state) : statusText(state));
    if (!command.watch || state.state === "unavailable") break;
  }
  return code;
}

/** What `status --json` prints, version 1: keys are added, never changed or taken away. With --watch each state is one line. */
function statusJson(state: InstallerState, oneLine: boolean): string {
  return `${JSON.stringify({ version: 1, ...state }, null, oneLine ? undefined : 2)}\n`;
}

function statusText(state: InstallerState): string {
  return `${describeState(state, Date.now()).map(printable).join("\n")}\n`;
}

function line(state: InstallerState): string {
  const why = state.state === "unknown" || state.state === "unavailable" ? `: ${state.reason}` : "";
  return `${new Date().toTimeString().slice(0, 8)}  ${printable(headline(state, Date.now()) + why)}\n`;
}

/** What the state means to a script: an installation that starts now would not get 1618, would get it, or nobody can tell. */
function exitCodeOf({ state }: InstallerState): number {
  if (state === "idle") return EXIT.clean;
  return state === "busy" ? EXIT.findings : EXIT.failed;
}
