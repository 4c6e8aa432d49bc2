import { processAt, productCodeOf, type Transaction } from "./events.ts";
import { evidenceOf, installs, rests, transactionAtWork } from "./evidence.ts";
import type { Readings } from "./readings.ts";
import type { InstallerState, Owner } from "./state.ts";

/** A rule: where `when` holds, the state is this, and the sentence says why. */
interface Rule {
  readonly when: (readings: Readings) => boolean;
  readonly state: InstallerState["state"];
  readonly because: string;
}

/**
 * The first rule that holds decides. states.md has a row with its reasons and sources for each case, and each row is a test. The event log and the key InProgress are shown and never decide:
 * an interrupted installation leaves both behind.
 */
const RULES: readonly Rule[] = [
  {
    when: ({ mutex }) => mutex.kind === "held",
    state: "busy",
    because: "The mutex _MSIExecute is held: another installation would get 1618.",
  },
  {
    when: (readings) => installs(readings) && readings.mutex.kind === "denied",
    state: "busy",
    because: "The service runs an installation; whether the mutex _MSIExecute is held, this user may not read.",
  },
  {
    when: (readings) => installs(readings) && readings.mutex.kind === "failed",
    state: "busy",
    because: "The service runs an installation; whether the mutex _MSIExecute is held could not be read.",
  },
  {
    when: installs,
    state: "busy",
    because: "The service runs an installation, although nobody holds the mutex _MSIExecute at this moment.",
  },
  {
    when: ({ mutex, service }) => mutex.kind === "absent" && service.kind === "absent",
    state: "unavailable",
    because: "This Windows has no service msiserver, and so no Windows Installer.",
  },
  {
    when: ({ mutex }) => mutex.kind === "absent" || mutex.kind === "free",
    state: "idle",
    because: "Nobody holds the mutex _MSIExecute, and the service does not say that it installs.",
  },
  {
    when: (readings) => readings.mutex.kind === "abandoned" && rests(readings),
    state: "idle",
    because:
      "Nobody holds the mutex _MSIExecute any more: its last owner ended without releasing it, and the service rests.",
  },
  {
    when: ({ mutex }) => mutex.kind === "abandoned",
    state: "unknown",
    because:
      "The last owner of the mutex _MSIExecute ended without releasing it, and the service does not say that it rests.",
  },
  {
    when: (readings) => readings.mutex.kind === "denied" && rests(readings),
    state: "unknown",
    because:
      "The service rests, but the mutex _MSIExecute exists and this user may not read whether an installation that is about to begin holds it.",
  },
  {
    when: ({ mutex }) => mutex.kind === "denied",
    state: "unknown",
    because: "The mutex _MSIExecute exists, this user may not read whether it is held, and the service does not tell.",
  },
];

/** What is left: the mutex could not be read. */
const OTHERWISE: Omit<Rule, "when"> = { state: "unknown", because: "The mutex _MSIExecute could not be read." };

/** What a machine's readings mean, after what they meant before: `before` is the state of the look before, where there was one. */
export function interpret(readings: Readings, before?: InstallerState | undefined): InstallerState {
  const { state, because } = RULES.find(({ when }) => when(readings)) ?? OTHERWISE;
  const transaction = state === "busy" ? transactionAtWork(readings) : undefined;
  const { service, mutex, inProgress, version } = readings;
  return {
    state,
    since: transaction?.begun ?? sinceOf(state, readings.at, before),
    package: transaction === undefined ? null : fileNameOf(transaction),
    product: transaction === undefined ? null : productOf(transaction, readings),
    owner: state === "busy" ? ownerOf(transaction, readings) : null,
    mutex: mutex.kind === "failed" ? "unknown" : mutex.kind,
    service: service.kind === "status" ? { state: service.state, controls: service.controls, pid: service.pid } : null,
    inProgress: inProgress.kind === "present" ? true : inProgress.kind === "absent" ? false : null,
    installerVersion: version.kind === "version" ? version.version : null,
    evidence: evidenceOf(readings),
    reason: because,
  };
}

/** The state of a machine of which nothing could be read: `reason` is a sentence. */
export function withoutReadings(
  state: "unknown" | "unavailable",
  reason: string,
  at: string,
  before?: InstallerState | undefined,
): InstallerState {
  return {
    state,
    since: sinceOf(state, at, before),
    package: null,
    product: null,
    owner: null,
    mutex: "unknown",
    service: null,
    inProgress: null,
    installerVersion: before?.installerVersion ?? null,
    evidence: [{ source: "probe", says: reason, speaksFor: "neither" }],
    reason,
  };
}

/** A change from a known state to another was seen at the time of the look; anything else may have begun before. */
function sinceOf(state: InstallerState["state"], at: string, before: InstallerState | undefined): string | null {
  if (before?.state === state) return before.since;
  return before?.state === "idle" || before?.state === "busy" ? at : null;
}

function fileNameOf(transaction: Transaction): string | null {
  if (productCodeOf(transaction) !== undefined) return null;
  return transaction.subject.split(/[\\/]/).at(-1) || null;
}

function productOf(transaction: Transaction, { products }: Readings): string | null {
  const code = productCodeOf(transaction);
  return products.find((one) => one.code === code)?.name ?? null;
}

function ownerOf(transaction: Transaction | undefined, { mutex, processes }: Readings): Owner | null {
  if (mutex.kind === "held" && mutex.owner !== null) {
    const { owner } = mutex;
    return { pid: owner, image: processes.find(({ pid }) => pid === owner)?.image ?? null };
  }
  if (transaction === undefined) return null;
  const client = processAt(processes, transaction.client, transaction.begun);
  return client === undefined ? null : { pid: client.pid, image: client.image };
}
