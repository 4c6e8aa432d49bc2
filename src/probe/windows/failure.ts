import type { FailedReading } from "../readings.ts";

/** ERROR_* of the Windows SDK that mean something to us. */
export const ERROR = {
  fileNotFound: 2,
  accessDenied: 5,
  noMoreItems: 259,
  serviceDoesNotExist: 1060,
} as const;

/** A call that failed and the number that says why, as in `OpenServiceW failed with error 1722`. */
export function failed(call: string, code: number, what: "error" | "status" = "error"): FailedReading {
  const number = what === "error" ? String(code) : `0x${(code >>> 0).toString(16)}`;
  return { kind: "failed", reason: `${call} failed with ${what} ${number}` };
}

/** What `read` gives; where it throws, as for a library that is not there, that as a failed reading. */
export function attempt<T>(read: () => T): T | FailedReading {
  try {
    return read();
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}
