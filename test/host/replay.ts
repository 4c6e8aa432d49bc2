import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Readings } from "../../src/probe/readings.ts";

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

const AT = "2026-05-04T12:03:47.000Z";

/** Nothing runs: the mutex is not there, the service is stopped. */
export const IDLE: Readings = {
  at: AT,
  mutex: { kind: "absent" },
  service: { kind: "status", state: "stopped", controls: 0, pid: null },
  inProgress: { kind: "absent" },
  version: { kind: "version", version: "5.0.22621.1" },
  events: { kind: "events", events: [] },
  processes: [],
  products: [],
};

/** A package is being installed since 42 seconds; its name is one that would be markup if it were let. */
export const INSTALLING: Readings = {
  ...IDLE,
  mutex: { kind: "held", owner: 4711 },
  service: { kind: "status", state: "running", controls: 4, pid: 4711 },
  inProgress: { kind: "present" },
  events: {
    kind: "events",
    events: [
      {
        id: 1040,
        record: 900,
        at: "2026-05-04T12:03:05.000Z",
        data: ["C:\\Users\\dev\\Downloads\\contoso_[x64]*$(flame).msi", "8120"],
      },
    ],
  },
  processes: [
    { pid: 4711, image: "C:\\Windows\\System32\\msiexec.exe", started: "2026-05-04T12:03:04.000Z" },
    { pid: 8120, image: "C:\\Windows\\System32\\msiexec.exe", started: "2026-05-04T12:03:02.000Z" },
  ],
};

/** The mutex may not be read, and the service can be stopped, as it cannot while it installs: neither busy nor idle is proven. */
export const DENIED: Readings = {
  ...IDLE,
  mutex: { kind: "denied" },
  service: { kind: "status", state: "running", controls: 5, pid: 4711 },
  events: { kind: "denied" },
};
