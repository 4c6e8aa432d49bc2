import type { CodeCall } from "../code.ts";
import type { InstallerApi, InstallerOperation } from "../effect.ts";
import { msiFunction } from "../msiFunctions.ts";
import { textsOf, type Value } from "./values.ts";

/** A call of the installer API as far as its arguments tell it. */
export type InstallerCall = Pick<CodeCall, "api" | "operation" | "call" | "package" | "runsIn">;

/** What each operation is called after, in the names of msi.dll, of DTF and of the automation object alike. */
const OPERATIONS: readonly (readonly [name: RegExp, operation: InstallerOperation])[] = [
  [/^InstallProduct$/, "install"],
  [/^Configure(?:Product|Feature)/, "install"],
  [/^(?:Reinstall|InstallMissing)/, "repair"],
  [/^Apply/, "patch"],
  [/^RemovePatches$/, "remove-patch"],
  [/^Advertise/, "advertise"],
];

/** The modes in which an installer function only looks. */
const ONLY_LOOKS = /(?:^|[._])(?:Existing|NoDetection(?:_?Any)?|NoSourceResolution)$/i;
/** INSTALLMODE_EXISTING to INSTALLMODE_NODETECTION_ANY. */
const LOOKS = (value: Value) =>
  (value.kind === "number" && value.value < 0) || (value.kind === "unknown" && ONLY_LOOKS.test(value.name));

/** A call of a function of msi.dll; undefined for one that does not matter here, or not with these arguments. */
export function nativeCall(name: string, args: readonly Value[]): InstallerCall | undefined {
  const known = msiFunction(name);
  if (known === undefined) return undefined;
  const plain = known.name.slice("Msi".length);
  return /^AdvertiseProduct/.test(plain) && writesScript(args[1])
    ? undefined
    : callOf(known.api, plain, known.name, /^RemovePatches$/.test(plain) ? args[1] : args[0], args);
}

/** A real path for the script has MsiAdvertiseProduct write a file and nothing else. */
const writesScript = (value: Value | undefined) => value?.kind === "text" && value.texts.every((text) => text !== "");

/** The static methods of DTF's class Installer; what is not listed queries or stays in the session. */
const DTF: Readonly<Record<InstallerApi, readonly string[]>> = {
  installs: [
    "InstallProduct",
    "ConfigureProduct",
    "ConfigureFeature",
    "ReinstallProduct",
    "ReinstallFeature",
    "ApplyPatch",
    "ApplyMultiplePatches",
    "RemovePatches",
    "InstallMissingComponent",
    "InstallMissingFile",
    "AdvertiseProduct",
  ],
  "installs-on-demand": [
    "ProvideComponent",
    "ProvideQualifiedComponent",
    "ProvideAssembly",
    "UseFeature",
    "CollectUserInfo",
  ],
  "opens-session": ["OpenPackage", "OpenProduct", "SetInternalUI", "SetExternalUI", "EnableLog", "VerifyPackage"],
};

const METHODS = new Map(
  (Object.keys(DTF) as InstallerApi[]).flatMap((api) => (DTF[api] ?? []).map((name) => [name, api] as const)),
);

/** A call of a static method of DTF's `Installer`, or of a method of the automation object of the same name. */
export function managedCall(method: string, args: readonly Value[], owner = "Installer"): InstallerCall | undefined {
  const api = METHODS.get(method);
  const first = method === "RemovePatches" && args.length > 1 ? args[1] : args[0];
  return api === undefined ? undefined : callOf(api, method, `${owner}.${method}`, first, args);
}

function callOf(
  api: InstallerApi,
  plain: string,
  call: string,
  first: Value | undefined,
  args: readonly Value[],
): InstallerCall | undefined {
  if (api === "installs-on-demand" && args.some(LOOKS)) return undefined;
  return { api, operation: operationOf(plain, args), call, package: packageOf(first), runsIn: "own" };
}

function operationOf(plain: string, args: readonly Value[]): InstallerOperation {
  const usual = OPERATIONS.find(([name]) => name.test(plain))?.[1] ?? "unknown";
  if (usual !== "install") return usual;
  const spelled = args.flatMap((value) => (value.kind === "unknown" ? [value.name] : textsOf(value)));
  if (spelled.some((text) => /(?:^|[._])absent$/i.test(text) || /\bREMOVE\s*=\s*"?ALL\b/i.test(text)))
    return "uninstall";
  if (spelled.some((text) => /\bACTION\s*=\s*"?ADMIN\b/i.test(text))) return "administrative";
  return usual;
}

/** The package or the product code; `""` where none of it is known. */
function packageOf(value: Value | undefined): string {
  if (value?.kind !== "text") return "";
  const [text = ""] = value.texts;
  return value.texts.length === 1 && text.replaceAll(/\$\{[^{}]*\}/g, "") !== "" ? text : "";
}
