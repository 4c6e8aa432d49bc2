import type { ProcessReading } from "../readings.ts";
import type { Handle, Kernel32, Out, Windows } from "./calls.ts";
import { ERROR } from "./failure.ts";

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
const STILL_ACTIVE = 259;

/** Reads what process has an id; undefined where none has it, so that nothing is said of one that ended. */
export function readProcess({ kernel32 }: Windows, pid: number): ProcessReading | undefined {
  const calls = kernel32();
  const handle = calls.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
  if (handle === 0)
    return calls.GetLastError() === ERROR.accessDenied ? { pid, image: null, started: null } : undefined;
  try {
    const code: Out = [STILL_ACTIVE];
    if (calls.GetExitCodeProcess(handle, code) !== 0 && code[0] !== STILL_ACTIVE) return undefined;
    return { pid, image: imageOf(handle, calls), started: startOf(handle, calls) };
  } finally {
    calls.CloseHandle(handle);
  }
}

function imageOf(handle: Handle, { QueryFullProcessImageNameW }: Kernel32): string | null {
  const characters: Out = [1024];
  const name = Buffer.alloc(characters[0] * 2);
  if (QueryFullProcessImageNameW(handle, 0, name, characters) === 0) return null;
  return name.toString("utf16le", 0, characters[0] * 2);
}

function startOf(handle: Handle, { GetProcessTimes }: Kernel32): string | null {
  const [created, ended, kernel, user] = [0, 1, 2, 3].map(() => Buffer.alloc(8)) as [Buffer, Buffer, Buffer, Buffer];
  if (GetProcessTimes(handle, created, ended, kernel, user) === 0) return null;
  return fromFileTime(created.readBigUInt64LE(0));
}

/** A FILETIME counts tenths of microseconds since 1601. */
function fromFileTime(time: bigint): string {
  return new Date(Number(time / 10_000n) - 11_644_473_600_000).toISOString();
}
