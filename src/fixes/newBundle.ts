import type { BundleGeneration, RegistrySearch } from "./chain.ts";
import { type NewElement, type NewNode, type Style, writtenAll } from "./layout.ts";

/** What a new bundle is made of. */
export interface BundleFacts {
  readonly generation: BundleGeneration;
  readonly name: string;
  readonly manufacturer: string | undefined;
  readonly upgradeCode: string;
  /** The package that the action belonged to: its id in the chain, and where it is built to. */
  readonly outer: { readonly id: string; readonly sourceFile: string; readonly todo?: string };
  readonly chain: readonly NewNode[];
  readonly order: "before" | "after";
  readonly search: RegistrySearch | undefined;
}

const NAMESPACES = {
  wix3: { wix: "http://schemas.microsoft.com/wix/2006/wi", util: "http://schemas.microsoft.com/wix/UtilExtension" },
  wix4: { wix: "http://wixtoolset.org/schemas/v4/wxs", util: "http://wixtoolset.org/schemas/v4/wxs/util" },
} as const;

const BAL = "http://wixtoolset.org/schemas/v4/wxs/bal";

/** The text of a Bundle.wxs that ships a package together with what it used to start. */
export function bundleSource(facts: BundleFacts, style: Omit<Style, "indent">): string {
  const { generation } = facts;
  const namespace = NAMESPACES[generation].wix;
  const wix: NewElement = {
    name: "Wix",
    attributes: [
      ["xmlns", namespace],
      ["xmlns:bal", generation === "wix4" ? BAL : undefined],
    ],
    children: [
      {
        comment: `Ship this bundle instead of the package of ${facts.name} alone: it installs the packages of its chain one after the other.`,
      },
      bundleElement(facts),
    ],
  };
  return `<?xml version="1.0" encoding="utf-8"?>${style.eol}${writtenAll([wix], { ...style, indent: "" })}${style.eol}`;
}

function bundleElement(facts: BundleFacts): NewElement {
  const outer: readonly NewNode[] = [
    ...(facts.outer.todo === undefined ? [] : [{ comment: `TODO: ${facts.outer.todo}.` }]),
    {
      name: "MsiPackage",
      attributes: [
        ["Id", facts.outer.id],
        ["SourceFile", facts.outer.sourceFile],
      ],
    },
  ];
  const chain = facts.order === "before" ? [...facts.chain, ...outer] : [...outer, ...facts.chain];
  return {
    name: "Bundle",
    attributes: [
      ["Name", facts.name],
      ["Version", `!(bind.packageVersion.${facts.outer.id})`],
      ["Manufacturer", facts.manufacturer],
      ["UpgradeCode", facts.upgradeCode],
    ],
    children: [
      application(facts.generation),
      ...(facts.search === undefined ? [] : [searchElement(facts.search, facts.generation)]),
      { name: "Chain", attributes: [], children: chain },
    ],
  };
}

/** WiX's own bootstrapper application, in the form that builds without further input (wixstdba.wxs in v3, BalCompiler.cs from v4 on). */
function application(generation: BundleGeneration): NewElement {
  if (generation === "wix3") {
    return {
      name: "BootstrapperApplicationRef",
      attributes: [["Id", "WixStandardBootstrapperApplication.RtfLicense"]],
    };
  }
  const standard: NewElement = {
    name: "bal:WixStandardBootstrapperApplication",
    attributes: [
      ["LicenseUrl", ""],
      ["Theme", "hyperlinkLicense"],
    ],
  };
  return { name: "BootstrapperApplication", attributes: [], children: [standard] };
}

/** The search, with its namespace on itself, so that it may stand in any bundle. */
export function searchElement({ variable, key, win64 }: RegistrySearch, generation: BundleGeneration): NewElement {
  return {
    name: "util:RegistrySearch",
    attributes: [
      ["xmlns:util", NAMESPACES[generation].util],
      ["Root", "HKLM"],
      ["Key", key],
      ["Value", "Installed"],
      ["Variable", variable],
      [generation === "wix3" ? "Win64" : "Bitness", win64 ? (generation === "wix3" ? "yes" : "always64") : undefined],
    ],
  };
}
