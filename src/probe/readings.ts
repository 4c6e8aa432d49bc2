/**
 * What one look at the machine read, before anybody judges it: plain data that crosses a process border and can be recorded. Times are ISO 8601 in UTC.
 * Each part says on its own what could not be read; nothing is left out silently.
 */
export interface Readings {
  readonly at: string;
  readonly mutex: MutexReading;
  readonly service: ServiceReading;
  readonly inProgress: KeyReading;
  /** The version of msi.dll, as in `5.0.22621.1`. */
  readonly version: VersionReading;
  readonly events: EventsReading;
  /** The processes that the mutex and the events name, where they still run. */
  readonly processes: readonly ProcessReading[];
  /** The products that the events name by their code, where the registry has their name. */
  readonly products: readonly ProductReading[];
}

/** A part that a call did not give: `reason` is half a sentence that names the call and its error. */
export interface FailedReading {
  readonly kind: "failed";
  readonly reason: string;
}

/** A part that this user may not read. */
export interface DeniedReading {
  readonly kind: "denied";
}

/** The mutex `Global\_MSIExecute`, by NtQueryMutant. `abandoned`: its owner ended without releasing it, and nobody took it since. `denied`: it exists, and no more is known. */
export type MutexReading =
  | { readonly kind: "absent" | "free" | "abandoned" }
  | {
      readonly kind: "held" /** The id of the owning process, where the system gives it. */;
      readonly owner: number | null;
    }
  | DeniedReading
  | FailedReading;

/** The service msiserver, by QueryServiceStatusEx. `absent`: this Windows has no such service. */
export type ServiceReading =
  | {
      readonly kind: "status";
      readonly state: ServiceState;
      /** dwControlsAccepted, a sum of SERVICE_ACCEPT_*. */
      readonly controls: number;
      /** The id of its process; null where it does not run. */
      readonly pid: number | null;
    }
  | { readonly kind: "absent" }
  | DeniedReading
  | FailedReading;

/** dwCurrentState of SERVICE_STATUS_PROCESS. */
export type ServiceState = (typeof SERVICE_STATES)[number];

/** In the order of dwCurrentState, from 1. */
export const SERVICE_STATES = [
  "stopped",
  "start-pending",
  "stop-pending",
  "running",
  "continue-pending",
  "pause-pending",
  "paused",
] as const;

/** Whether the key `Installer\InProgress` is there; what it holds is not read. */
export type KeyReading = { readonly kind: "present" | "absent" } | DeniedReading | FailedReading;

/** The version of a file, four numbers with dots. */
export type VersionReading = { readonly kind: "version"; readonly version: string } | FailedReading;

/** The newest events of the source MsiInstaller that say something about what runs, the newest first. */
export type EventsReading =
  | { readonly kind: "events"; readonly events: readonly InstallerEvent[] }
  | DeniedReading
  | FailedReading;

/** One event of the Application log: 1040 and 1042 begin and end a transaction, 1033, 1034, 11707 and 11708 tell how something ended. */
export interface InstallerEvent {
  readonly id: number;
  readonly record: number;
  readonly at: string;
  /** The texts of EventData, in order; of 1040 and 1042 the package's path or the product's code, and the client's process id. */
  readonly data: readonly string[];
}

/** A process that runs. Process ids are given out again: one that started after an event that names its id is another one. */
export interface ProcessReading {
  readonly pid: number;
  /** The full path of its program; null where this user may not ask. */
  readonly image: string | null;
  readonly started: string | null;
}

/** The name that the registry has for a product code, as in `{…}` and `Contoso Suite`. */
export interface ProductReading {
  readonly code: string;
  readonly name: string;
}
