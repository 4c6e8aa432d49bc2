import { headline } from "./describe.ts";
import type { InstallerState } from "./state.ts";
import type { Watcher } from "./watcher.ts";

/**
 * How waiting ended. `timed-out`: the installer was busy or its state unknown to the last, an installation may still get 1618; `state` is undefined where not even a first
 * look came back. `unavailable`: there is nothing to wait for here. `cancelled`: by the signal.
 */
export type WaitEnd =
  | { readonly kind: "idle" | "unavailable"; readonly state: InstallerState }
  | { readonly kind: "timed-out" | "cancelled"; readonly state: InstallerState | undefined };

/** What waiting needs to know. */
export interface WaitOptions {
  /** In milliseconds. */
  readonly timeout: number;
  /** Told each state that is not the end, for those who watch the waiting. */
  readonly onState?: (state: InstallerState) => void;
}

/**
 * Waits until the installer is idle. Takes a watcher that nobody else iterates, and stops it: its first state is a look made for this
 * waiting, not one of some seconds ago. Never rejects.
 */
export async function waitUntilIdle(watcher: Watcher, options: WaitOptions, signal?: AbortSignal): Promise<WaitEnd> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    watcher.stop();
  }, options.timeout);
  signal?.addEventListener("abort", watcher.stop, { once: true });
  if (signal?.aborted === true) watcher.stop();
  let newest: InstallerState | undefined;
  try {
    for await (const state of watcher) {
      newest = state;
      if (state.state === "idle" || state.state === "unavailable") return { kind: state.state, state };
      options.onState?.(state);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", watcher.stop);
    watcher.stop();
  }
  return { kind: late ? "timed-out" : "cancelled", state: newest };
}

/**
 * Tells in words each state that is waited through, to be used as `onState`: as in `Installing contoso.msi.` The time that runs and what else
 * changes about a state is no news.
 */
export function announcing(say: (text: string) => void): (state: InstallerState) => void {
  let told = "";
  return (state) => {
    const words = headline({ ...state, since: null }, 0);
    const text = state.state === "unknown" ? `${words}: ${state.reason}` : `${words}.`;
    if (text !== told) say(text);
    told = text;
  };
}

/** What the exit code of a program or a task says of the end: 0 idle, 1 not, 3 where nothing can be told here. */
export function exitCodeOf({ kind }: WaitEnd): number {
  if (kind === "idle") return 0;
  return kind === "unavailable" ? 3 : 1;
}

/** The end as sentences. Where an installation that is started now may fail, its error 1618 is named. */
export function describeEnd(end: WaitEnd, { timeout }: WaitOptions): string {
  switch (end.kind) {
    case "idle":
      return "Windows Installer is idle.";
    case "unavailable":
      return end.state.reason;
    case "cancelled":
      return "Waiting was cancelled.";
    case "timed-out":
      return `${stillSo(end.state)} after ${formatDuration(timeout)}: an installation started now ${
        end.state?.state === "busy" ? "ends" : "may end"
      } with 1618 (ERROR_INSTALL_ALREADY_RUNNING).`;
  }
}

function stillSo(state: InstallerState | undefined): string {
  if (state === undefined) return "The state of Windows Installer is not known";
  if (state.state !== "busy") return `The state of Windows Installer is not known (${state.reason.replace(/\.$/, "")})`;
  return state.package === null ? "Windows Installer is still busy" : `${state.package} is still being worked on`;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The longest time that a timer takes, 24 days: longer ones would end at once. */
const LONGEST = 0x7fffffff;

/** The milliseconds of `90s`, `10m` or `1.5h`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([smh])$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? ""];
  return number === undefined || factor === undefined ? undefined : Math.min(Number(number) * factor, LONGEST);
}

/** As a person says it: `90 s`, `10 min`, `1.5 h`. */
export function formatDuration(milliseconds: number): string {
  const [unit, factor] =
    milliseconds >= 3_600_000
      ? (["h", 3_600_000] as const)
      : milliseconds >= 120_000
        ? (["min", 60_000] as const)
        : (["s", 1000] as const);
  return `${Number((milliseconds / factor).toFixed(1))} ${unit}`;
}
