import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isReadings } from "../../src/probe/messages.ts";
import type { Readings } from "../../src/probe/readings.ts";
import deniedServiceRests from "../probe/recorded/denied-service-rests.json" with { type: "json" };
import installing from "../probe/recorded/installing.json" with { type: "json" };
import nothingRuns from "../probe/recorded/nothing-runs.json" with { type: "json" };

/** What the stand-in helper does when it is asked: see replayHelper.mjs. */
export type Script =
  | { readonly does: "answer"; readonly readings: Readings }
  | { readonly does: "hang" | "crash" | "vanish" };

/** The environment under which the extension asks the stand-in helper, and the scripts that it follows. */
export interface Replay {
  readonly env: Readonly<Record<string, string>>;
  readonly play: (script: Script) => void;
  /** Whether the helper that was started last still runs. */
  readonly runs: () => boolean;
}

/** Writes the scripts into `folder`; `helper` is the path of replayHelper.mjs. */
export function createReplay(folder: string, helper: string): Replay {
  const file = path.join(folder, "replay.json");
  return {
    env: { MSI1618_PROBE_HELPER: helper, MSI1618_REPLAY: file },
    play: (script) => {
      // In one step: the helper may read at any time.
      writeFileSync(`${file}.new`, JSON.stringify(script));
      renameSync(`${file}.new`, file);
    },
    runs: () => existsSync(`${file}.pid`) && isAlive(Number(readFileSync(`${file}.pid`, "utf8"))),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** Nothing runs. */
export const IDLE = recorded(nothingRuns);

/** A package is being installed; its name would be markup and an icon if it were let. */
export const INSTALLING = recorded(
  JSON.parse(JSON.stringify(installing).replaceAll("contoso.msi", "contoso_[x64]*$(flame).msi")),
);

/** The mutex may not be read, and the service can be stopped, as it cannot while it installs: neither busy nor idle is proven. */
export const DENIED = recorded(deniedServiceRests);

function recorded(value: unknown): Readings {
  if (!isReadings(value)) throw new TypeError("no readings");
  return value;
}
