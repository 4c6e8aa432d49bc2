import { SERVICE_STATES, type ServiceReading } from "../readings.ts";
import type { Handle, ServiceStatusProcess, Windows } from "./calls.ts";
import { ERROR, failed } from "./failure.ts";

const SC_MANAGER_CONNECT = 0x0001;
const SERVICE_QUERY_STATUS = 0x0004;

/** Reads the state of the service msiserver with the right to query it alone: a service that does not run is not started by that. */
export function readService({ kernel32, advapi32 }: Windows): ServiceReading {
  const { GetLastError } = kernel32();
  const { OpenSCManagerW, OpenServiceW, CloseServiceHandle } = advapi32();
  const manager = OpenSCManagerW(null, null, SC_MANAGER_CONNECT);
  if (manager === 0) return notOpened("OpenSCManagerW", GetLastError());
  try {
    const service = OpenServiceW(manager, "msiserver", SERVICE_QUERY_STATUS);
    if (service === 0) return notOpened("OpenServiceW", GetLastError());
    try {
      return query(service, { kernel32, advapi32 });
    } finally {
      CloseServiceHandle(service);
    }
  } finally {
    CloseServiceHandle(manager);
  }
}

function query(service: Handle, { kernel32, advapi32 }: Pick<Windows, "kernel32" | "advapi32">): ServiceReading {
  const status: Partial<ServiceStatusProcess> = {};
  if (advapi32().queryServiceStatus(service, status) === 0)
    return failed("QueryServiceStatusEx", kernel32().GetLastError());
  const state = SERVICE_STATES[(status.dwCurrentState ?? 0) - 1];
  if (state === undefined)
    return { kind: "failed", reason: `QueryServiceStatusEx gave the state ${status.dwCurrentState}` };
  return { kind: "status", state, controls: status.dwControlsAccepted ?? 0, pid: status.dwProcessId || null };
}

function notOpened(call: string, error: number): ServiceReading {
  if (error === ERROR.serviceDoesNotExist) return { kind: "absent" };
  return error === ERROR.accessDenied ? { kind: "denied" } : failed(call, error);
}
