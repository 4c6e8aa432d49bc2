import type { KeyReading } from "../readings.ts";
import type { Handle, Out, Windows } from "./calls.ts";
import { ERROR, failed } from "./failure.ts";

/** Predefined keys are numbers with the sign bit of 32 bits set, extended to the size of a pointer. */
const HKEY_CURRENT_USER = 0x80000001 | 0;
const HKEY_LOCAL_MACHINE = 0x80000002 | 0;

const KEY_QUERY_VALUE = 0x0001;
const KEY_WOW64_64KEY = 0x0100;
const RRF_RT_REG_SZ = 0x0002;
const RRF_SUBKEY_WOW6464KEY = 0x00010000;
const RRF_SUBKEY_WOW6432KEY = 0x00020000;

const CURRENT_VERSION = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion";

/** Whether the key that Windows Installer keeps while an installation is in progress is there. */
export function readInProgress({ advapi32 }: Windows): KeyReading {
  const { RegOpenKeyExW, RegCloseKey } = advapi32();
  const key: [Handle] = [0];
  const access = KEY_QUERY_VALUE | KEY_WOW64_64KEY;
  const error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, `${CURRENT_VERSION}\\Installer\\InProgress`, 0, access, key);
  if (error === 0) {
    RegCloseKey(key[0]);
    return { kind: "present" };
  }
  if (error === ERROR.fileNotFound) return { kind: "absent" };
  return error === ERROR.accessDenied ? { kind: "denied" } : failed("RegOpenKeyExW", error);
}

/** Where a product may be registered: for the machine as 64 or as 32 bit, or for this user. */
const ROOTS: readonly (readonly [root: number, view: number])[] = [
  [HKEY_LOCAL_MACHINE, RRF_SUBKEY_WOW6464KEY],
  [HKEY_LOCAL_MACHINE, RRF_SUBKEY_WOW6432KEY],
  [HKEY_CURRENT_USER, 0],
];

/** The name under which a product code, as in `{…}`, is registered; undefined where it is not. */
export function readProductName({ advapi32 }: Windows, code: string): string | undefined {
  const { getRegistryValue } = advapi32();
  const key = `${CURRENT_VERSION}\\Uninstall\\${code}`;
  for (const [root, view] of ROOTS) {
    const data = Buffer.alloc(1024);
    const bytes: Out = [data.length];
    const error = getRegistryValue(root, key, "DisplayName", RRF_RT_REG_SZ | view, data, bytes);
    if (error === 0) return data.toString("utf16le", 0, bytes[0]).replace(/\0.*$/s, "");
  }
  return undefined;
}
