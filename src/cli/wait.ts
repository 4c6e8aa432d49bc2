import { headline } from "../probe/describe.ts";
import type { InstallerState } from "../probe/state.ts";
import { printable } from "./excerpt.ts";
import { watchInstaller } from "./installer.ts";
import { EXIT, type Io } from "./io.ts";
import type { Command } from "./options.ts";

/** `wait`: ends as soon as Windows Installer is idle, or when the time is over: then an installation would get 1618. */
export async function wait({ timeout }: Extract<Command, { name: "wait" }>, io: Io): Promise<number> {
  const watcher = watchInstaller(io);
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    watcher.stop();
  }, timeout);
  let last: InstallerState | undefined;
  try {
    for await (const state of watcher) {
      if (state.state === "idle") return EXIT.clean;
      if (state.state === "unavailable") {
        io.error(`msi1618: ${printable(state.reason)}\n`);
        return EXIT.failed;
      }
      if (last === undefined) io.error(`${printable(now(state))}. Waiting until it is idle.\n`);
      last = state;
    }
  } finally {
    clearTimeout(timer);
  }
  if (over) io.error(`msi1618: ${printable(timeOut(timeout, last))}\n`);
  return EXIT.findings;
}

function now(state: InstallerState): string {
  return headline(state, Date.now()) + (state.state === "unknown" ? `: ${state.reason.replace(/\.$/, "")}` : "");
}

function timeOut(timeout: number, last: InstallerState | undefined): string {
  const time = `not idle within ${timeout / 1000} s`;
  if (last === undefined) return `${time}: nothing was read so soon, and an installation may get 1618.`;
  return last.state === "busy"
    ? `${time}, so that an installation gets 1618 now. ${now(last)}.`
    : `${time}, and an installation may get 1618 now. ${now(last)}.`;
}
