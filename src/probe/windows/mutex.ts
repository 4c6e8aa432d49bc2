import type { MutexReading } from "../readings.ts";
import type { Handle, MutantBasicInformation, MutantOwnerInformation, Windows } from "./calls.ts";
import { ERROR, failed } from "./failure.ts";

/** The mutex whose owner may run an installation. Its documentation gives the bare name; from Windows Vista on it is found in the global namespace only. */
const NAME = "Global\\_MSIExecute";

/** The right to read a mutex and no other: not to wait for it, so that looking cannot take it. */
const MUTANT_QUERY_STATE = 0x0001;

/**
 * Reads the mutex without waiting for it: waiting would take it for a moment, could turn away an installation that begins just then, and wipes out that it was abandoned.
 */
export function readMutex({ kernel32, ntdll }: Windows): MutexReading {
  const { OpenMutexW, GetLastError, CloseHandle } = kernel32();
  const handle = OpenMutexW(MUTANT_QUERY_STATE, 0, NAME);
  if (handle === 0) return notOpened(GetLastError());
  try {
    const basic: Partial<MutantBasicInformation> = {};
    const status = ntdll().queryMutantBasic(handle, basic);
    if (status !== 0) return failed("NtQueryMutant", status, "status");
    if ((basic.CurrentCount ?? 1) <= 0) return { kind: "held", owner: ownerOf(handle, ntdll()) };
    return { kind: basic.AbandonedState ? "abandoned" : "free" };
  } finally {
    CloseHandle(handle);
  }
}

function notOpened(error: number): MutexReading {
  if (error === ERROR.fileNotFound) return { kind: "absent" };
  return error === ERROR.accessDenied ? { kind: "denied" } : failed("OpenMutexW", error);
}

/** The owner's process id; null where the system does not tell, or where the mutex was released meanwhile. */
function ownerOf(handle: Handle, { queryMutantOwner }: ReturnType<Windows["ntdll"]>): number | null {
  const owner: Partial<MutantOwnerInformation> = {};
  if (queryMutantOwner(handle, owner) !== 0) return null;
  return Number(owner.UniqueProcess) || null;
}
