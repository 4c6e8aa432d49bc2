import { integerOf, type Row, textOf } from "../model/database.ts";
import type { Reader } from "./reader.ts";

/** A value that a search of the registry is known to find: where Windows itself keeps the path of one of its programs. */
export interface FoundValue {
  readonly value: string;
  /** The row of AppSearch. */
  readonly row: Row;
  /** The key, as in `SOFTWARE\Microsoft\PowerShell\1\ShellIds\Microsoft.PowerShell`. */
  readonly key: string;
}

/**
 * Windows PowerShell writes its own path there when it is installed, and every Windows since 7 brings it along.
 *
 * @see https://github.com/wixtoolset/issues/issues/7712, where the path found there is used as a program
 */
const KNOWN: readonly { readonly key: RegExp; readonly name: RegExp; readonly value: string }[] = [
  {
    key: /^software\\(?:wow6432node\\)?microsoft\\powershell\\\d+\\shellids\\microsoft\.powershell\\?$/i,
    name: /^path$/i,
    value: "powershell.exe",
  },
];

/** `…\Uninstall\{product code}`: Windows Installer keeps the command that removes a product there. */
const UNINSTALL = /^software\\(?:wow6432node\\)?microsoft\\windows\\currentversion\\uninstall\\(\{[\da-f-]{36}\})\\?$/i;

/**
 * What Windows Installer writes as the UninstallString of a product. Other set-ups may name their keys by a GUID too: it is one of several values.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/uninstall-registry-key
 */
function uninstallString(key: string, name: string): string | undefined {
  const code = /^uninstallstring$/i.test(name) ? UNINSTALL.exec(key)?.[1] : undefined;
  return code === undefined ? undefined : `MsiExec.exe /X${code}`;
}

const LOCAL_MACHINE = 2;

/** The values that the searches for a property find, as far as that is known beforehand. */
export function foundValues(reader: Reader, property: string): readonly FoundValue[] {
  return reader
    .searches(property)
    .flatMap((row) =>
      reader.rows("RegLocator", textOf(row, "Signature_") ?? "").flatMap((locator) => foundBy(locator, row)),
    );
}

const ROOTS: Readonly<Record<number, string>> = { 0: "HKCR", 1: "HKCU", 2: "HKLM", 3: "HKU" };

/** Where a property that AppSearch fills gets its value: the registry where that is known, as in `UninstallString of HKLM\Software\X`. */
export function searchedIn(reader: Reader, property: string): string | undefined {
  const [locator] = reader
    .searches(property)
    .flatMap((row) => reader.rows("RegLocator", textOf(row, "Signature_") ?? ""));
  const key = locator === undefined ? undefined : textOf(locator, "Key");
  if (locator === undefined || key === undefined) return undefined;
  const root = ROOTS[integerOf(locator, "Root") ?? -1] ?? textOf(locator, "Root") ?? "";
  return `${textOf(locator, "Name") ?? "the default value"} of ${root}\\${key}`;
}

function foundBy(locator: Row, row: Row): readonly FoundValue[] {
  const key = textOf(locator, "Key") ?? "";
  const raw = ((integerOf(locator, "Type") ?? 0) & 3) === 2;
  if (!raw || integerOf(locator, "Root") !== LOCAL_MACHINE) return [];
  const name = textOf(locator, "Name") ?? "";
  const known = KNOWN.find((one) => one.key.test(key) && one.name.test(name))?.value ?? uninstallString(key, name);
  return known === undefined ? [] : [{ value: known, row, key }];
}
