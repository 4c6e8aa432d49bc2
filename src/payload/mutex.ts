import type { WaitsForMutex } from "./effect.ts";

/** True for the name of the mutex that Windows Installer holds while it installs, in whichever namespace it is looked for. */
export function isInstallerMutex(name: string): boolean {
  return /^(?:(?:global|local)\\{1,2})?_msiexecute$/i.test(name.trim());
}

/**
 * How long a wait with this argument lasts: in milliseconds, without one for ever, -1 and INFINITE too. Undefined for 0, which only looks.
 *
 * @see https://learn.microsoft.com/dotnet/api/system.threading.waithandle.waitone
 * @see https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-waitforsingleobject
 */
export function waitOf(argument: string | undefined): WaitsForMutex["wait"] | undefined {
  const value = argument?.trim() ?? "";
  if (value === "" || /^-1$|^infinite$|^0xffffffff$|\.infinite$/i.test(value)) return "forever";
  if (/^0(?:x0+)?$|^\$?false$|\.zero$/i.test(value)) return undefined;
  return /^(?:\d+|0x[\da-f]+)$/i.test(value) ? "bounded" : "unknown";
}
