import type { InstallerApi } from "./effect.ts";

/**
 * The functions of msi.dll that start an installation, may start one, or must not be called by a custom action for another reason; without the A or W that ends them.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/functions-not-for-use-in-custom-actions
 * @see https://learn.microsoft.com/windows/win32/msi/multiple-package-installations
 */
const FUNCTIONS: Readonly<Record<InstallerApi, readonly string[]>> = {
  installs: [
    "MsiInstallProduct",
    "MsiConfigureProduct",
    "MsiConfigureProductEx",
    "MsiConfigureFeature",
    "MsiReinstallProduct",
    "MsiReinstallFeature",
    "MsiApplyPatch",
    "MsiApplyMultiplePatches",
    "MsiRemovePatches",
    "MsiAdvertiseProduct",
    "MsiAdvertiseProductEx",
    "MsiInstallMissingComponent",
    "MsiInstallMissingFile",
    "MsiBeginTransaction",
    "MsiJoinTransaction",
    "MsiEndTransaction",
  ],
  "installs-on-demand": [
    "MsiProvideComponent",
    "MsiProvideQualifiedComponent",
    "MsiProvideQualifiedComponentEx",
    "MsiProvideAssembly",
    "MsiUseFeature",
    "MsiUseFeatureEx",
    "MsiCollectUserInfo",
  ],
  "opens-session": [
    "MsiOpenPackage",
    "MsiOpenPackageEx",
    "MsiOpenProduct",
    "MsiGetProductProperty",
    "MsiGetFeatureInfo",
    "MsiGetProductCode",
    "MsiVerifyPackage",
    "MsiEnableLog",
    "MsiSetInternalUI",
    "MsiSetExternalUI",
    "MsiSetExternalUIRecord",
  ],
};

const APIS = new Map(
  (Object.keys(FUNCTIONS) as InstallerApi[]).flatMap((api) =>
    (FUNCTIONS[api] ?? []).map((name) => [name, api] as const),
  ),
);

/** A function of msi.dll that matters here. */
export interface MsiFunction {
  /** Without the A or W of its two forms: `MsiInstallProduct`. */
  readonly name: string;
  readonly api: InstallerApi;
}

/** What a function of msi.dll does with an installation; undefined for queries, for what runs in the current session, and for what is no function of msi.dll. */
export function msiFunction(name: string): MsiFunction | undefined {
  for (const spelled of [name, name.replace(/[AW]$/, "")]) {
    const api = APIS.get(spelled);
    if (api !== undefined) return { name: spelled, api };
  }
  return undefined;
}
