import { openTransactions, productCodeOf } from "./events.ts";
import { createPaced } from "./paced.ts";
import type { ProcessReading, ProductReading, Readings, VersionReading } from "./readings.ts";
import { loadWindows, type Windows } from "./windows/calls.ts";
import { readEvents } from "./windows/eventLog.ts";
import { attempt } from "./windows/failure.ts";
import { readInstallerVersion } from "./windows/fileVersion.ts";
import { readMutex } from "./windows/mutex.ts";
import { readProcess } from "./windows/processes.ts";
import { readInProgress, readProductName } from "./windows/registry.ts";
import { createServiceReader } from "./windows/service.ts";

/** Looks at the machine once, synchronously; never throws, and leaves no handle open but that of the service. */
export type Reader = () => Readings;

/** Why there is no reader: `unavailable` where asking again is of no use. */
export interface NoReader {
  readonly kind: "unavailable" | "failed";
  readonly reason: string;
}

/** Loads what reading needs; on another system than Windows it does not try. */
export async function openReader(): Promise<Reader | NoReader> {
  if (process.platform !== "win32") return { kind: "unavailable", reason: elsewhere(process.platform) };
  // The structures that are read have the sizes of a system with 64 bits.
  if (process.arch !== "x64" && process.arch !== "arm64")
    return {
      kind: "unavailable",
      reason: `The state is read by programs for x64 and arm64, and this is one for ${process.arch}.`,
    };
  try {
    return createReader(await loadWindows());
  } catch (error) {
    return withoutKoffi(error);
  }
}

function elsewhere(platform: string): string {
  const name = { linux: "Linux", darwin: "macOS" }[platform] ?? platform;
  return `Windows Installer is a part of Windows, and this runs on ${name}.`;
}

/** koffi that was not brought along stays away; one that is there and does not load may be a matter of the moment, as of a virus scanner. */
function withoutKoffi(error: unknown): NoReader {
  const message = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  const absent = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
  if (absent || /Cannot find the native Koffi module/.test(message))
    return {
      kind: "unavailable",
      reason: `The library koffi, which makes the calls of Windows, was not installed for ${process.platform}-${process.arch}.`,
    };
  return { kind: "failed", reason: `The library koffi, which makes the calls of Windows, does not load: ${message}.` };
}

/**
 * Reads everything with each look but what costs most: the version of the installer is read once, and the event log with every look only where something has just changed.
 */
export function createReader(windows: Windows): Reader {
  let version: VersionReading | undefined;
  const readService = createServiceReader(windows);
  const readLog = createPaced(() => attempt(() => readEvents(windows)));
  return () => {
    const now = Date.now();
    const mutex = attempt(() => readMutex(windows));
    const service = attempt(readService);
    const inProgress = attempt(() => readInProgress(windows));
    const going = mutex.kind === "held" || (service.kind === "status" && service.controls === 4);
    const events = readLog(JSON.stringify([mutex, service, inProgress]), going);
    const open = openTransactions(events);
    const pids = [
      mutex.kind === "held" ? mutex.owner : null,
      service.kind === "status" ? service.pid : null,
      ...open.map(({ client }) => client),
    ];
    version ??= attempt(() => readInstallerVersion(windows));
    return {
      at: new Date(now).toISOString(),
      mutex,
      service,
      inProgress,
      version,
      events,
      processes: distinct(pids).flatMap((pid) => processOf(windows, pid)),
      products: distinct(open.map(productCodeOf)).flatMap((code) => productOf(windows, code)),
    };
  };
}

function distinct<T>(values: readonly (T | null | undefined)[]): readonly T[] {
  return [...new Set(values.filter((value) => value !== null && value !== undefined))];
}

/** Nothing is said of a process that ended, or whose calls failed. */
function processOf(windows: Windows, pid: number): readonly ProcessReading[] {
  const reading = attempt(() => readProcess(windows, pid));
  return reading === undefined || "kind" in reading ? [] : [reading];
}

function productOf(windows: Windows, code: string): readonly ProductReading[] {
  const name = attempt(() => readProductName(windows, code));
  return typeof name === "string" && name !== "" ? [{ code, name }] : [];
}
