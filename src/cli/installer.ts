import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { watch } from "../probe/watch.ts";
import type { Watcher } from "../probe/watcher.ts";

/** Watches the installer from now on, until `stop`. */
export function watchInstaller(): Watcher {
  return watch({ helper: helperProgram() });
}

/** `probe.js` beside what is built, or the source that it is built from. */
function helperProgram(): string {
  const built = new URL("./probe.js", import.meta.url);
  return fileURLToPath(existsSync(built) ? built : new URL("../probe/helper.ts", import.meta.url));
}
