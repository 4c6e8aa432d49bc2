import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { InstallerState } from "../probe/state.ts";
import { watch } from "../probe/watch.ts";
import type { Watcher } from "../probe/watcher.ts";
import { EXIT, type Io } from "./io.ts";

/** Watches the installer until `stop` or until the command is ended. */
export function watchInstaller(io: Io): Watcher {
  const watcher = watch({ helper: helperProgram() });
  io.signal.addEventListener("abort", watcher.stop, { once: true });
  if (io.signal.aborted) watcher.stop();
  return watcher;
}

/** `probe.js` beside what is built, or the source that it is built from. */
function helperProgram(): string {
  const built = new URL("./probe.js", import.meta.url);
  return fileURLToPath(existsSync(built) ? built : new URL("../probe/helper.ts", import.meta.url));
}

/** The exit code that a state means to a script. */
export function exitCodeOf({ state }: InstallerState): number {
  if (state === "idle") return EXIT.clean;
  return state === "busy" ? EXIT.findings : EXIT.failed;
}
