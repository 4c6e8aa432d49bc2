import type { KnownInstaller, Proof } from "./effect.ts";
import { KNOWN_ENTRIES } from "./knownInstallersTable.ts";

/** What is known of a program by its file name (lower case, `*` for unknown parts); undefined where nothing is. */
export interface Recognized {
  readonly installer: KnownInstaller;
  /** Undefined where programs of that name carry no Windows Installer package. */
  readonly proof: Proof | undefined;
}

/** Looks a file name, with the arguments that are given to it, up in the table of redistributables and of what is known to carry none. */
export function recognize(pattern: string, given = ""): Recognized | undefined {
  const entry = KNOWN_ENTRIES.find(
    ({ names, when }) => names.test(pattern) && (when === undefined || when.test(given)),
  );
  if (entry === undefined) return undefined;
  const { id, title, carries, source, proof } = entry;
  return { installer: { id, title, carries, source }, proof };
}

/** A bundle that a project of this workspace builds. */
export const OWN_BUNDLE: KnownInstaller = {
  id: "bundle",
  title: "a WiX bundle of this workspace",
  carries: "the packages of its chain",
  source: "https://docs.firegiant.com/wix/tools/burn/",
};

const IDLE = /^[/-]{1,2}(?:\?|h|help|layout|extract|x|version)(?:[:=].*)?$/i;

/** True for arguments with which a redistributable only shows, copies or unpacks something: `/?`, `/layout`, `/extract:C:\x`. Removing is an installation too. */
export function isIdle(words: readonly string[]): boolean {
  return words.some((word) => IDLE.test(word));
}
