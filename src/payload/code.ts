import type { Related } from "../model/finding.ts";
import { type Site, textSite } from "../model/site.ts";
import type { Awaited, InstallerApi, InstallerOperation, Proof, WaitsForMutex } from "./effect.ts";
import { spelledText, type Text } from "./text.ts";

/** What holds of everything that code was seen to do. */
export interface Happening {
  /** The text that does it. */
  readonly whole: Text;
  readonly proof: Proof;
  /** Where the texts stand; undefined for code that stands where its reader was given it. */
  readonly site?: Site;
  /** The calls that lead there within the code, in their order. */
  readonly trail?: readonly Related[];
  /** Set where `${name}` in its texts stands for a value that the code has only when it runs. */
  readonly compiled?: true;
}

/** A program that code starts. `shell`: through ShellExecute, which opens documents too. */
export interface CodeStart extends Happening {
  readonly program: Text;
  readonly arguments: Text;
  readonly how: "shell" | "process";
  readonly awaited: Awaited;
}

/** A call of the installer API, or of WMI's Win32_Product, which calls it in a process of its own. */
export interface CodeCall extends Happening {
  readonly api: InstallerApi;
  readonly operation: InstallerOperation;
  /** As documented: `MsiInstallProduct`, `Installer.InstallProduct`, `Win32_Product.Uninstall`. */
  readonly call: string;
  /** The package or product code as spelled, `""` where none can be read. */
  readonly package: string;
  readonly runsIn: "own" | "service";
}

/** A wait for the mutex `_MSIExecute`. */
export interface CodeWait extends Happening {
  readonly wait: WaitsForMutex["wait"];
  readonly call: string;
}

/**
 * What a piece of code was seen to do, in whatever language it is written: only what is reached from where it is entered. `gaps` say in half a sentence each what could
 * not be determined.
 */
export interface CodeReading {
  readonly starts: readonly CodeStart[];
  readonly calls: readonly CodeCall[];
  readonly waits: readonly CodeWait[];
  readonly gaps: readonly string[];
}

/** Code of which only a reason is known why nothing more is. */
export function unread(reason: string): CodeReading {
  return { starts: [], calls: [], waits: [], gaps: [reason] };
}

/** The text of a file as a text to follow: each unit stands for itself. */
export function fileText(text: string): Text {
  return spelledText(text, textSite("", { start: 0, end: 0 }));
}

/** The site of a whole file, within which the parts of `fileText` are found. */
export function fileSite(path: string, text: string): Site {
  const span = { start: 0, end: text.length };
  return {
    kind: "text",
    file: path,
    span,
    pieces: [{ from: 0, to: text.length, file: path, span, via: [], editable: false }],
  };
}
