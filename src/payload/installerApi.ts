import type { InstallerApi, InstallerOperation } from "./effect.ts";

/** What is known of one method of the installer's automation object. */
export interface InstallerMethod {
  readonly api: InstallerApi;
  readonly operation: InstallerOperation;
  /** As documented, as in `InstallProduct`. */
  readonly name: string;
  /** The position of the argument that says how much may be installed; undefined where nothing does. */
  readonly mode?: number;
}

/** Which of the arguments names what is installed: the first one always. */
const installs = (operation: InstallerOperation) => ({ api: "installs", operation }) as const;
const opens = { api: "opens-session", operation: "unknown" } as const;

/**
 * The methods of `WindowsInstaller.Installer` that a custom action must not call, in lower case as scripts may spell them. What is not here only asks.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/installer-object
 * @see https://learn.microsoft.com/windows/win32/msi/functions-not-for-use-in-custom-actions
 */
const METHODS: ReadonlyMap<string, InstallerMethod> = new Map(
  [
    { name: "InstallProduct", ...installs("install") },
    { name: "ConfigureProduct", ...installs("unknown") },
    { name: "ConfigureFeature", ...installs("unknown") },
    { name: "ReinstallProduct", ...installs("repair") },
    { name: "ReinstallFeature", ...installs("repair") },
    { name: "ApplyPatch", ...installs("patch") },
    { name: "ApplyMultiplePatches", ...installs("patch") },
    { name: "RemovePatches", ...installs("remove-patch") },
    { name: "AdvertiseProduct", ...installs("advertise") },
    { name: "ProvideComponent", api: "installs-on-demand", operation: "install", mode: 3 } as const,
    { name: "ProvideQualifiedComponent", api: "installs-on-demand", operation: "install", mode: 2 } as const,
    { name: "ProvideAssembly", api: "installs-on-demand", operation: "install", mode: 2 } as const,
    { name: "UseFeature", api: "installs-on-demand", operation: "install", mode: 2 } as const,
    { name: "CollectUserInfo", api: "installs-on-demand", operation: "unknown" } as const,
    { name: "OpenPackage", ...opens },
    { name: "OpenProduct", ...opens },
  ].map((method) => [method.name.toLowerCase(), method]),
);

/** A method of the automation object, however it is spelled; undefined for one that only asks. */
export function installerMethod(name: string): InstallerMethod | undefined {
  return METHODS.get(name.toLowerCase());
}

/**
 * True for a mode with which a component is only looked for: INSTALLMODE_EXISTING (-1), NODETECTION (-2), NOSOURCERESOLUTION (-3), by number or by name.
 *
 * @see https://learn.microsoft.com/windows/win32/api/msi/nf-msi-msiprovidecomponentw
 */
export function onlyLooks(mode: string): boolean {
  return /^-[123]$/.test(mode.trim()) || /(?:existing|nodetection|nosourceresolution)$/i.test(mode.trim());
}

/** What ConfigureProduct and ConfigureFeature do by their install state: INSTALLSTATE_ABSENT (2) removes, INSTALLSTATE_ADVERTISED (1) advertises. */
export function stateOperation(state: string): InstallerOperation {
  const value = state.trim().toLowerCase();
  if (value === "2" || value.endsWith("absent")) return "uninstall";
  if (value === "1" || value.endsWith("advertised")) return "advertise";
  return /^(?:3|4|5)$|(?:local|source|default)$/.test(value) ? "install" : "unknown";
}
