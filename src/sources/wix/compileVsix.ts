import type { Sourced } from "../../model/site.ts";
import { addRow, type Cells, define, emptyCell, madeCell, refer, type SectionBuilder } from "./compileSection.ts";
import { schedule } from "./compileSequence.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

const PER_USER = 0x432;
const PER_MACHINE = 0xc32;
const ROLLBACK = 0x100;
const IGNORE = 0x40;

/** One of the pairs of actions that an element makes: per user and per machine. */
interface Pair {
  /** What the ids of WiX begin with, before the letter that tells the two apart. */
  readonly prefix: string;
  readonly options: number;
  readonly arguments: string;
  /** Of the component, after `NOT ALLUSERS` or `ALLUSERS`. */
  readonly condition: string;
  readonly place: "before" | "after";
  readonly action: string;
}

/**
 * Compiles the `VsixPackage` elements of a component, and of its files: actions that run VSIXInstaller.exe (v3 and v4+ VSCompiler.cs, ParseVsixPackageElement).
 * WiX ends their ids with a hash; here they end with the file's id.
 */
export function compileVsixPackages(builder: SectionBuilder, element: Element, component: string): void {
  for (const child of element.children) {
    if (child.name === "VsixPackage") {
      const file = attributeOf(child, "File") ?? attributeOf(element, "Id");
      compileVsixPackage(builder, child, component, file?.value ?? component);
    } else if (child.name === "File") compileVsixPackages(builder, child, component);
  }
}

function compileVsixPackage(builder: SectionBuilder, element: Element, component: string, file: string): void {
  const named = element.attribute("VsixInstallerPathProperty");
  if (named !== undefined) refer(builder, "Property", named.value.value, named);
  const property = named?.value ?? { value: "VS_VSIX_INSTALLER_PATH", site: tagSite(element) };
  for (const pair of pairsOf(element, component, file)) {
    const first = compileOne(builder, element, property, { ...pair, prefix: `${pair.prefix}u` }, file, false);
    const next: Pair = pair.place === "before" ? pair : { ...pair, action: first };
    compileOne(builder, element, property, { ...next, prefix: `${pair.prefix}m` }, file, true);
  }
}

function pairsOf(element: Element, component: string, file: string): readonly Pair[] {
  const target = attributeOf(element, "Target")?.value;
  const version = attributeOf(element, "TargetVersion")?.value ?? "";
  const quiet = target === undefined ? "/q " : `/q  /skuName:${target} /skuVersion:${version}`;
  const removal = `${quiet} /u:"${attributeOf(element, "PackageId")?.value ?? ""}"`;
  const gone = `$${component}=2 AND ?${component}>2`;
  const vital = attributeOf(element, "Vital")?.value !== "no";
  const rollback: Pair = {
    prefix: "vr",
    options: ROLLBACK | IGNORE,
    arguments: removal,
    condition: `NOT Installed AND ${gone}`,
    place: "after",
    action: "WriteRegistryValues",
  };
  const install: Pair = {
    prefix: "vi",
    options: vital ? 0 : IGNORE,
    arguments: `${quiet} "[#${file}]"`,
    condition: `$${component}=3`,
    place: "after",
    action: vital ? `vrm${file}` : "WriteRegistryValues",
  };
  const uninstall: Pair = {
    prefix: "vu",
    options: IGNORE,
    arguments: removal,
    condition: gone,
    place: "before",
    action: "InstallFinalize",
  };
  const permanent = attributeOf(element, "Permanent")?.value === "yes";
  return [...(vital ? [rollback] : []), install, ...(permanent ? [] : [uninstall])];
}

/** Returns the id of the action. */
function compileOne(
  builder: SectionBuilder,
  element: Element,
  property: Sourced<string>,
  pair: Pair,
  file: string,
  perMachine: boolean,
): string {
  const action = madeCell(`${pair.prefix}${file}`, element);
  const cells: Cells = {
    Action: action,
    Type: madeCell((perMachine ? PER_MACHINE : PER_USER) | pair.options, element),
    Source: property,
    Target: madeCell(perMachine ? `${pair.arguments} /admin` : pair.arguments, element),
    ExtendedType: emptyCell(element),
  };
  define(builder, "CustomAction", action.value);
  addRow(builder, "CustomAction", element, cells);
  const site = tagSite(element);
  const condition = madeCell(`${perMachine ? "ALLUSERS" : "NOT ALLUSERS"} AND ${pair.condition}`, element);
  const position = { kind: pair.place, action: { value: pair.action, site } };
  const table = "InstallExecuteSequence";
  schedule(builder, { table, action, condition, position, access: "plain", kind: "custom", site, when: element.when });
  return action.value;
}
