import { withoutReadings } from "../../probe/interpret.ts";
import type { Watcher } from "../../probe/watcher.ts";

/** Where the extension runs, in the words of Node and of VS Code. */
export interface Place {
  /** `process.platform`. */
  readonly platform: string;
  /** `vscode.env.remoteName`; undefined where VS Code and the extension run on one machine. */
  readonly remote: string | undefined;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: "Linux", darwin: "macOS", freebsd: "FreeBSD" };

/** Why no state of Windows Installer can be told where the extension runs, as sentences; undefined on Windows. */
export function whyUnavailable({ platform, remote }: Place): string | undefined {
  if (platform === "win32") return undefined;
  const system = SYSTEMS[platform] ?? platform;
  if (remote === "wsl") {
    return "This window works inside WSL, on Linux. Windows Installer is outside: open the folder in a window of Windows to see its state.";
  }
  if (remote !== undefined && /container/.test(remote)) {
    return `This window works inside a container, on ${system}, where there is no Windows Installer.`;
  }
  if (remote === "codespaces")
    return `This window works in a codespace, on ${system}, where there is no Windows Installer.`;
  return remote === undefined
    ? `Windows Installer is a part of Windows. This machine runs ${system}.`
    : `This window works on a machine with ${system}, where there is no Windows Installer.`;
}

/** A watcher for where nothing can be seen: it tells that once, then nothing until it is stopped. It has no process and no timer. */
export function blindWatcher(reason: string): Watcher {
  let stopped = () => {};
  const end = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  return {
    attend: () => {},
    look: () => {},
    stop: () => stopped(),
    async *[Symbol.asyncIterator]() {
      yield withoutReadings("unavailable", reason, new Date().toISOString());
      await end;
    },
  };
}
