import { openTransactions, processAt, type Transaction } from "./events.ts";
import type {
  EventsReading,
  FailedReading,
  MutexReading,
  ProcessReading,
  Readings,
  ServiceReading,
} from "./readings.ts";
import { controlNames, type Evidence } from "./state.ts";

/** SERVICE_ACCEPT_STOP and SERVICE_ACCEPT_SHUTDOWN of the Windows SDK. */
const STOP = 1;
const SHUTDOWN = 4;

type Says = Omit<Evidence, "source">;

/** The version from which on the controls that the service accepts tell whether it installs (SDK: "QueryServiceStatusEx", "_MSIExecute Mutex"). */
export function tellsByControls({ version }: Readings): boolean {
  // Where the version cannot be read it is no older: every Windows that Node runs on has 5.0.
  return version.kind === "failed" || Number.parseInt(version.version, 10) >= 3;
}

/** Whether the service says that it runs an installation: it accepts SHUTDOWN and nothing else. */
export function installs(readings: Readings): boolean {
  const { service } = readings;
  return tellsByControls(readings) && service.kind === "status" && service.controls === SHUTDOWN;
}

/** Whether the service says that it runs none: it is stopped, or may be stopped. */
export function rests(readings: Readings): boolean {
  const { service } = readings;
  if (service.kind !== "status" || !tellsByControls(readings)) return false;
  return service.state === "stopped" || (service.state === "running" && (service.controls & STOP) !== 0);
}

/** What each source says of a machine, in the order in which they count. */
export function evidenceOf(readings: Readings): readonly Evidence[] {
  return [
    { source: "mutex", ...ofMutex(readings.mutex, readings.processes) },
    { source: "service", ...ofService(readings) },
    { source: "event-log", ...ofEvents(readings) },
    { source: "in-progress-key", ...ofInProgress(readings) },
    ...ofVersion(readings),
  ];
}

function ofMutex(mutex: MutexReading, processes: readonly ProcessReading[]): Says {
  switch (mutex.kind) {
    case "absent":
      return { says: "The mutex _MSIExecute does not exist.", speaksFor: "idle" };
    case "free":
      return { says: "The mutex _MSIExecute exists, and nobody holds it.", speaksFor: "idle" };
    case "abandoned":
      return {
        says: "The mutex _MSIExecute was left by an owner that ended without releasing it; nobody holds it.",
        speaksFor: "idle",
      };
    case "held":
      return { says: `The mutex _MSIExecute is held${owner(mutex.owner, processes)}.`, speaksFor: "busy" };
    case "denied":
      return { says: "The mutex _MSIExecute exists, and this user may not read it.", speaksFor: "neither" };
    case "failed":
      return notRead("The mutex _MSIExecute", mutex);
  }
}

function owner(pid: number | null, processes: readonly ProcessReading[]): string {
  return pid === null
    ? ""
    : ` by ${processName(
        pid,
        processes.find((one) => one.pid === pid),
      )}`;
}

function processName(pid: number, process: ProcessReading | undefined): string {
  return `process ${pid}${process?.image ? ` (${process.image})` : ""}`;
}

function ofService(readings: Readings): Says {
  const { service } = readings;
  switch (service.kind) {
    case "status":
      return ofStatus(service, readings);
    case "absent":
      return { says: "There is no service msiserver.", speaksFor: "neither" };
    case "denied":
      return { says: "This user may not query the service msiserver.", speaksFor: "neither" };
    case "failed":
      return notRead("The service msiserver", service);
  }
}

function ofStatus(service: Extract<ServiceReading, { kind: "status" }>, readings: Readings): Says {
  const names = controlNames(service.controls);
  const accepts = names.length === 0 ? "no control" : names.join(" and ");
  const is = `The service msiserver is ${STATES[service.state]} and accepts ${accepts}`;
  if (!tellsByControls(readings))
    return { says: `${is}; before Windows Installer 3.0 that tells nothing.`, speaksFor: "neither" };
  if (installs(readings)) return { says: `${is} alone, as while it installs.`, speaksFor: "busy" };
  if (service.state === "stopped") return { says: "The service msiserver is stopped.", speaksFor: "idle" };
  if (rests(readings)) return { says: `${is}: it stays for some minutes after an installation.`, speaksFor: "idle" };
  return { says: `${is}.`, speaksFor: "neither" };
}

const STATES = {
  stopped: "stopped",
  "start-pending": "starting",
  "stop-pending": "stopping",
  running: "running",
  "continue-pending": "about to continue",
  "pause-pending": "about to pause",
  paused: "paused",
} as const;

/**
 * The installation that goes on by the event log: the newest that began, did not end, and may still be at work. It is not where its client has ended and the service too, or the service
 * was started again since: a machine that lost its power leaves such events behind.
 */
export function transactionAtWork(readings: Readings): Transaction | undefined {
  return openTransactions(readings.events).find((one) => mayBeAtWork(one, readings));
}

function mayBeAtWork({ client, begun }: Transaction, { processes, service }: Readings): boolean {
  if (processAt(processes, client, begun) !== undefined) return true;
  if (service.kind === "status") return processAt(processes, service.pid, begun) !== undefined;
  return service.kind !== "absent";
}

function ofEvents(readings: Readings): Says {
  const { events, processes } = readings;
  if (events.kind === "denied") return { says: "This user may not read the event log.", speaksFor: "neither" };
  if (events.kind === "failed") return notRead("The event log", events);
  const atWork = transactionAtWork(readings);
  if (atWork !== undefined)
    return { says: `${began(atWork, processes)}, and no event 1042 says that it ended.`, speaksFor: "busy" };
  const [interrupted] = openTransactions(events);
  if (interrupted !== undefined)
    return {
      says: `${began(interrupted, processes)}; its end is missing, and the processes at work on it have ended.`,
      speaksFor: "neither",
    };
  return ended(events);
}

function began({ begun, subject, client }: Transaction, processes: readonly ProcessReading[]): string {
  const by = client === null ? "" : ` for ${processName(client, processAt(processes, client, begun))}`;
  return `Event 1040 of ${clock(begun)}: a transaction with ${subject || "an unnamed package"} began${by}`;
}

function ended({ events }: Extract<EventsReading, { kind: "events" }>): Says {
  const last = events.find(({ id }) => id === 1042);
  return last === undefined
    ? { says: "The event log tells of no transaction in the last 24 hours.", speaksFor: "neither" }
    : {
        says: `Event 1042 of ${clock(last.at)}: the transaction with ${last.data[0] || "an unnamed package"} ended.`,
        speaksFor: "idle",
      };
}

/** As in `2026-11-25 10:00:03 UTC`. */
function clock(time: string): string {
  return `${time.slice(0, 19).replace("T", " ")} UTC`;
}

function ofInProgress({ inProgress }: Readings): Says {
  switch (inProgress.kind) {
    case "present":
      return { says: "The key Installer\\InProgress is there; it can outlive an installation.", speaksFor: "neither" };
    case "absent":
      return { says: "The key Installer\\InProgress is not there.", speaksFor: "neither" };
    case "denied":
      return { says: "This user may not read the key Installer\\InProgress.", speaksFor: "neither" };
    case "failed":
      return notRead("The key Installer\\InProgress", inProgress);
  }
}

function ofVersion(readings: Readings): readonly Evidence[] {
  const { version } = readings;
  if (version.kind === "failed")
    return [{ source: "installer-version", ...notRead("The version of Windows Installer", version) }];
  if (tellsByControls(readings)) return [];
  const says = `Windows Installer ${version.version} does not support asking its service: only the mutex counts.`;
  return [{ source: "installer-version", says, speaksFor: "neither" }];
}

function notRead(what: string, { reason }: FailedReading): Says {
  return { says: `${what} could not be read: ${reason}.`, speaksFor: "neither" };
}
