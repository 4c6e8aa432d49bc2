import { SERVICE_STATES, type ServiceReading } from "../readings.ts";
import type { Advapi32, Handle, ServiceStatusProcess, Windows } from "./calls.ts";
import { ERROR, failed } from "./failure.ts";

const SC_MANAGER_CONNECT = 0x0001;
const SERVICE_QUERY_STATUS = 0x0004;

/**
 * Makes what reads the state of the service msiserver, with the right to query it alone: a service that does not run is not started by that. Its handle is kept from one look to the next,
 * because opening it costs thirty times what asking does; where asking fails it is closed and opened anew.
 */
export function createServiceReader({ kernel32, advapi32 }: Windows): () => ServiceReading {
  let kept: Handle | undefined;
  return () => {
    const calls = advapi32();
    if (kept === undefined) {
      const opened = openService(calls, kernel32().GetLastError);
      if (typeof opened === "object") return opened;
      kept = opened;
    }
    const status: Partial<ServiceStatusProcess> = {};
    if (calls.queryServiceStatus(kept, status) !== 0) return readingOf(status);
    const error = kernel32().GetLastError();
    calls.CloseServiceHandle(kept);
    kept = undefined;
    return failed("QueryServiceStatusEx", error);
  };
}

function openService(calls: Advapi32, lastError: () => number): Handle | ServiceReading {
  const manager = calls.OpenSCManagerW(null, null, SC_MANAGER_CONNECT);
  if (manager === 0) return notOpened("OpenSCManagerW", lastError());
  try {
    const service = calls.OpenServiceW(manager, "msiserver", SERVICE_QUERY_STATUS);
    return service === 0 ? notOpened("OpenServiceW", lastError()) : service;
  } finally {
    calls.CloseServiceHandle(manager);
  }
}

function readingOf(status: Partial<ServiceStatusProcess>): ServiceReading {
  const state = SERVICE_STATES[(status.dwCurrentState ?? 0) - 1];
  if (state === undefined)
    return { kind: "failed", reason: `QueryServiceStatusEx gave the state ${status.dwCurrentState}` };
  return { kind: "status", state, controls: status.dwControlsAccepted ?? 0, pid: status.dwProcessId || null };
}

function notOpened(call: string, error: number): ServiceReading {
  if (error === ERROR.serviceDoesNotExist) return { kind: "absent" };
  return error === ERROR.accessDenied ? { kind: "denied" } : failed(call, error);
}
