import type { FixPayload, InstallerProperty } from "../model/finding.ts";
import type { NewElement, NewNode } from "./layout.ts";
import type { PayloadSource } from "./payloadSource.ts";

/** The generation of WiX that a bundle is written for; there were none before 3.6. */
export type BundleGeneration = "wix3" | "wix4";

/** What a package of a chain is written from. */
export interface ChainItem {
  readonly id: string;
  readonly payload: FixPayload;
  readonly source: PayloadSource;
  readonly generation: BundleGeneration;
  /** The condition that the action had, `""` where it had none that matters. */
  readonly condition: string;
}

/** Properties that Burn sets itself: WiX refuses a package of a chain that sets one (DisallowedMsiProperties of its compiler). */
const BURNS_OWN: ReadonlySet<string> = new Set(
  "ACTION ADDLOCAL ADDSOURCE ADDDEFAULT ADVERTISE ALLUSERS REBOOT REINSTALL REINSTALLMODE REMOVE".split(" "),
);

/** Those among them that choose what of the package is installed. */
const CHOOSES: ReadonlySet<string> = new Set(["ADDLOCAL", "ADDSOURCE", "ADDDEFAULT", "ADVERTISE", "REMOVE"]);

/** The nodes that stand in the chain for a payload: what a person must still see to as comments, then the package. */
export function chainNodes(item: ChainItem): readonly NewNode[] {
  const { kind, properties } = item.payload;
  const chosen = properties.filter(({ name }) => CHOOSES.has(name));
  const transforms = properties.find(({ name }) => name === "TRANSFORMS");
  const program = kind === "exe" || kind === "burn";
  const open = program ? [] : properties.filter(({ name, value }) => !BURNS_OWN.has(name) && isFormatted(value));
  const todos = [
    ...(item.source.todo === undefined ? [] : [item.source.todo]),
    ...open.map(
      ({ name, value }) =>
        `${name} was ${value}, a property that the bundle does not know: set ${name} from a variable of the bundle`,
    ),
    ...(item.condition === ""
      ? []
      : [`it was started only where ${item.condition}: say so in InstallCondition, in terms of the bundle`]),
    ...chosen.map(
      ({ name, value }) => `${name}=${value} is left out: Burn itself decides which features are installed`,
    ),
    ...(transforms === undefined || isFormatted(transforms.value)
      ? []
      : [`${transforms.value} has to lie beside the package: add it as a Payload of the package`]),
    ...(program ? programTodos(item) : []),
  ];
  return [...todos.map((todo) => ({ comment: `TODO: ${todo}.` })), packageOf(item)];
}

function packageOf(item: ChainItem): NewElement {
  const { kind } = item.payload;
  if (kind === "msi" || kind === "msp") return installerPackage(item);
  if (kind === "burn" && item.generation === "wix4") return bundlePackage(item);
  return exePackage(item);
}

function installerPackage({ id, payload, source }: ChainItem): NewElement {
  const set = payload.properties.filter(({ name, value }) => !BURNS_OWN.has(name) && !isFormatted(value));
  return {
    name: payload.kind === "msp" ? "MspPackage" : "MsiPackage",
    attributes: [
      ["Id", id],
      ["SourceFile", source.sourceFile],
    ],
    children: set.filter(isPublic).map(({ name, value }) => ({
      name: "MsiProperty",
      attributes: [
        ["Name", name],
        ["Value", value],
      ],
    })),
  };
}

const isPublic = ({ name }: InstallerProperty) => /^[A-Z_][A-Z0-9_.]*$/.test(name);

/** A value that Windows Installer puts together when it runs; in a bundle `[X]` is a variable of the bundle. */
const isFormatted = (value: string) => /\[[^\]]+\]/.test(value);

/** A bundle knows from another bundle how it is detected and told to be quiet. */
function bundlePackage({ id, source }: ChainItem): NewElement {
  return {
    name: "BundlePackage",
    attributes: [
      ["Id", id],
      ["SourceFile", source.sourceFile],
      ["Permanent", "yes"],
    ],
  };
}

function exePackage({ id, payload, source, generation }: ChainItem): NewElement {
  const { arguments: given } = payload;
  const quiet = given === "" || isFormatted(given) ? "/quiet /norestart" : given;
  const install = generation === "wix4" ? "InstallArguments" : "InstallCommand";
  return {
    name: "ExePackage",
    attributes: [
      ["Id", id],
      ["SourceFile", source.sourceFile],
      [install, quiet],
      ["DetectCondition", detection(payload, source) ?? `${id.replaceAll(".", "_")}_Installed`],
      ["Permanent", "yes"],
      ["PerMachine", "yes"],
      ["Protocol", payload.kind === "burn" ? "burn" : undefined],
    ],
  };
}

function detection(payload: FixPayload, source: PayloadSource): string | undefined {
  const search = vcSearch(payload, source);
  return search === undefined ? undefined : search.variable;
}

function programTodos(item: ChainItem): readonly string[] {
  const { payload, id, source, generation } = item;
  const packed = payload.kind === "burn" && generation === "wix4";
  const formatted = isFormatted(payload.arguments) && !packed;
  return [
    ...(formatted ? [`its arguments were ${payload.arguments}, with properties that the bundle does not know`] : []),
    ...(packed || detection(payload, source) !== undefined
      ? []
      : [
          `have a search of util set ${id.replaceAll(".", "_")}_Installed where ${source.name} is installed already, or say another DetectCondition`,
        ]),
  ];
}

/** The search that tells whether a Visual C++ runtime is there. */
export interface RegistrySearch {
  readonly variable: string;
  readonly key: string;
  readonly win64: boolean;
}

/**
 * Since Visual C++ 2015 the redistributable writes whether it is installed under one key for each architecture.
 *
 * @see https://learn.microsoft.com/cpp/windows/redistributing-visual-cpp-files
 */
export function vcSearch({ known }: FixPayload, { name }: PayloadSource): RegistrySearch | undefined {
  const architecture =
    known === "vcredist" ? /^vc_redist[._-](x64|x86|arm64)\b/i.exec(name)?.[1]?.toLowerCase() : undefined;
  if (architecture === undefined) return undefined;
  const key = `SOFTWARE\\Microsoft\\VisualStudio\\14.0\\VC\\Runtimes\\${architecture}`;
  return { variable: `VcRuntime_${architecture}_Installed`, key, win64: architecture !== "x86" };
}
