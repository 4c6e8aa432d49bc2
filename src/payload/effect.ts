import type { InstallerProperty, Related } from "../model/finding.ts";
import type { Site } from "../model/site.ts";

/** How sure it is that the effect happens whenever the action runs. `proven`: the text itself says so. */
export type Proof = "proven" | "likely" | "possible";

/** Whether the process that Windows Installer starts lives until the installation it started has ended. */
export type Awaited = "yes" | "no" | "unknown";

/**
 * The user interface level the child installation asks for; `default` where the command line says nothing, which is full for msiexec; `caller` where a program calls the
 * installer API, which answers it with an error code.
 */
export type UiLevel = "none" | "basic" | "reduced" | "full" | "default" | "caller" | "unknown";

/** What an msiexec command does. */
export type InstallerOperation =
  | "install"
  | "administrative"
  | "advertise"
  | "repair"
  | "uninstall"
  | "patch"
  | "remove-patch"
  | "unknown";

/** A program that is known to carry Windows Installer packages, as the table of known installers has it. */
export interface KnownInstaller {
  readonly id: string;
  /** As in `Visual C++ Redistributable (2012 and later)`. */
  readonly title: string;
  /** What it carries and where that is known from. */
  readonly carries: string;
  readonly source: string;
}

/** A child process of the action starts an installation through msiexec, ShellExecute of a package, or the like. */
export interface StartsInstallation {
  readonly kind: "starts-installation";
  readonly operation: InstallerOperation;
  /** The package or product code as spelled, as in `[INSTALLFOLDER]child.msi`; `""` where the command names none that can be read. */
  readonly package: string;
  /** What the command line sets for it, in its order; absent where that cannot be read. */
  readonly properties?: readonly InstallerProperty[];
  readonly ui: UiLevel;
  readonly awaited: Awaited;
  readonly proof: Proof;
  /** The program at the end of the chain, as in `msiexec`. */
  readonly program: string;
  /** The text that starts the installation, within the action's definition or in a value it reads. */
  readonly site: Site;
}

/** What the file of a program shows of the packages that it carries. */
export interface CarriedPackages {
  /** `bundle`: Burn's header; `package`: a Windows Installer file in its resources or behind its sections. */
  readonly by: "bundle" | "package";
  /** As in `a WiX bundle with the packages Runtime and Tools`. */
  readonly title: string;
  readonly proof: Proof;
}

/** A child process of the action is a set-up program that carries Windows Installer packages. */
export interface StartsRedistributable {
  readonly kind: "starts-redistributable";
  readonly installer: KnownInstaller;
  /** Set where the file shows it; otherwise it is known by its name. */
  readonly shown?: CarriedPackages;
  readonly awaited: Awaited;
  readonly proof: Proof;
  readonly program: string;
  readonly site: Site;
}

/**
 * What a function or method of the installer API does with an installation.
 *
 * `installs`: always starts one; `installs-on-demand`: does where something is missing, unless its mode forbids that; `opens-session`: opens a package, a product or a
 * session, or is otherwise among what a custom action must not call, and starts no installation.
 */
export type InstallerApi = "installs" | "installs-on-demand" | "opens-session";

/** The action's own process (a DLL, a script, managed code, an embedded UI handler) calls the installer API. In a child process the same call is `StartsInstallation`. */
export interface CallsInstaller {
  readonly kind: "calls-installer";
  readonly api: InstallerApi;
  readonly operation: InstallerOperation;
  /** The function or method as documented: `MsiInstallProduct`, `Installer.InstallProduct`. */
  readonly call: string;
  /** The package or product code as spelled; `""` where the call names none that can be read. */
  readonly package: string;
  readonly proof: Proof;
  /** The call itself, in a script or source where it stands in one. */
  readonly site: Site;
}

/** The action's process, or one that it starts, waits until the mutex `_MSIExecute` is free. */
export interface WaitsForMutex {
  readonly kind: "waits-for-mutex";
  /** How long it waits: `forever`, `bounded` by a time the code gives, or `unknown`. Looking without waiting is no effect. */
  readonly wait: "forever" | "bounded" | "unknown";
  /** As in `WaitForSingleObject` or `Mutex.WaitOne`. */
  readonly call: string;
  /** Whether Windows Installer waits for the process that waits. */
  readonly awaited: Awaited;
  readonly proof: Proof;
  readonly site: Site;
}

/** CreateProcess is given a package instead of a program. */
export interface PackageAsProgram {
  readonly kind: "package-as-program";
  /** As in `child.msi`. */
  readonly package: string;
  readonly proof: Proof;
  readonly site: Site;
}

/** A quiet-exec action reads its command from a property that nothing sets. */
export interface CommandNotPassed {
  readonly kind: "command-not-passed";
  readonly entry: string;
  /** The property that the action reads: its own name when deferred, the `*CmdLine` property when immediate. */
  readonly reads: string;
  /** The property that was set instead, with its setter, where one was found. */
  readonly setInstead?: { readonly property: string; readonly site: Site };
  readonly proof: Proof;
  readonly site: Site;
}

/** What running an action does that matters here. */
export type Effect =
  | StartsInstallation
  | StartsRedistributable
  | CallsInstaller
  | WaitsForMutex
  | PackageAsProgram
  | CommandNotPassed;

/** A program with its arguments, as far as they are known. `via` lists what stands before it, as in `["WixQuietExec", "cmd"]`. */
export interface Run {
  readonly program: string;
  readonly arguments: string;
  readonly via: readonly string[];
  /** Set where it is not known which program that is: `program` is then how the sources spell it, as in `[NSISUNINSTALLCOMMAND]` or `$(var.SetupPath)`. */
  readonly unknown?: true;
}

/**
 * What an action was understood to do in one place of the sequences.
 *
 * `understood` is false where it could not be determined what runs, and `reason` then says why in half a sentence, as in `the entry point Foo of helper.dll is code that is not followed`.
 */
export interface Understanding {
  readonly understood: boolean;
  readonly reason?: string;
  readonly runs: readonly Run[];
  readonly effects: readonly Effect[];
  /** How the command text comes about: the setters, the hops. In the order in which they happen, the command text first. */
  readonly trail: readonly Related[];
}

/** Where an action stands when its payload is asked for: values set before that place count. Undefined for an action that nothing schedules. */
export interface Placement {
  /** A sequence table, `ControlEvent`, `MsiEmbeddedChainer` or `MsiEmbeddedUI`. */
  readonly table: string;
  readonly sequence: number | undefined;
}
