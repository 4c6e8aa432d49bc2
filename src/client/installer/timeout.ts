import { parseDuration } from "../../probe/wait.ts";

/** The default of `msi1618.installer.waitTimeout`, in milliseconds. */
export const DEFAULT_TIMEOUT = 600_000;

/** The time-out that a task or the settings ask for, in milliseconds; the fault as a sentence where it is no time. */
export function timeoutOf(text: unknown): { readonly timeout: number } | { readonly fault: string } {
  const timeout = typeof text === "string" ? parseDuration(text) : undefined;
  return timeout === undefined
    ? { fault: `${JSON.stringify(text)} is no time-out: write 90s, 10m or 1.5h.` }
    : { timeout };
}
