import type { ServiceState } from "./readings.ts";

/**
 * What Windows Installer does now, and why we think so: the live part of `msi1618 status --json`, which is this with `version: 1`. Keys are added, never changed or taken away.
 * Times are ISO 8601 in UTC; null is what is not known.
 */
export interface InstallerState {
  /**
   * `busy`: another installation would get 1618 now. `idle`: it would not. `unknown`: this machine could tell, and did not: `reason` says why. `unavailable`: nothing can be
   * told here, as on Linux.
   */
  readonly state: "idle" | "busy" | "unknown" | "unavailable";
  /** When this state began, by the event log or because the change was seen; null where it was so at the first look. */
  readonly since: string | null;
  /** The file name of the package that is being worked on, as in `contoso.msi`. */
  readonly package: string | null;
  /** Its product's name, where the registry has it. */
  readonly product: string | null;
  /** The process that holds the mutex, or else the one that asked for the installation. */
  readonly owner: Owner | null;
  readonly mutex: "absent" | "free" | "held" | "abandoned" | "denied" | "unknown";
  readonly service: ServiceStatus | null;
  /** Whether the key `Installer\InProgress` is there: a hint, it can outlive what it stands for. */
  readonly inProgress: boolean | null;
  /** The version of msi.dll, as in `5.0.22621.1`. */
  readonly installerVersion: string | null;
  /** What each source says, and for which state that speaks: in the order in which they count. */
  readonly evidence: readonly Evidence[];
  /** The rule that decided, as a sentence; of `unknown` and `unavailable`, why nothing is known. */
  readonly reason: string;
}

/** The process that is at work. */
export interface Owner {
  readonly pid: number;
  /** The full path of its program. */
  readonly image: string | null;
}

/** The service msiserver. */
export interface ServiceStatus {
  readonly state: ServiceState;
  /** dwControlsAccepted, a sum of SERVICE_ACCEPT_*: `controlNames` decodes it. */
  readonly controls: number;
  readonly pid: number | null;
}

/** Where a piece of evidence comes from. */
export type EvidenceSource = "mutex" | "service" | "event-log" | "in-progress-key" | "installer-version" | "probe";

/** What one source says, as a sentence. */
export interface Evidence {
  readonly source: EvidenceSource;
  readonly says: string;
  readonly speaksFor: "busy" | "idle" | "neither";
}

const CONTROLS: readonly (readonly [bit: number, name: string])[] = [
  [0x1, "STOP"],
  [0x2, "PAUSE_CONTINUE"],
  [0x4, "SHUTDOWN"],
  [0x8, "PARAMCHANGE"],
  [0x10, "NETBINDCHANGE"],
  [0x20, "HARDWAREPROFILECHANGE"],
  [0x40, "POWEREVENT"],
  [0x80, "SESSIONCHANGE"],
  [0x100, "PRESHUTDOWN"],
  [0x200, "TIMECHANGE"],
  [0x400, "TRIGGEREVENT"],
];

/** The names of the accepted controls, without `SERVICE_ACCEPT_`: `["STOP", "SHUTDOWN"]` of 5. */
export function controlNames(controls: number): readonly string[] {
  const known = CONTROLS.filter(([bit]) => (controls & bit) !== 0);
  const rest = known.reduce((left, [bit]) => left & ~bit, controls) >>> 0;
  return [...known.map(([, name]) => name), ...(rest === 0 ? [] : [`0x${rest.toString(16)}`])];
}
