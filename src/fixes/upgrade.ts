import { artifactKey, type Database, rowsByKey, rowsOf, textOf } from "../model/database.ts";
import type { FixOffer } from "../model/finding.ts";
import type { Element } from "../sources/wix/tree.ts";
import type { Prepared } from "./bundle.ts";
import { isFirstOnly } from "./condition.ts";
import { Draft } from "./edit.ts";
import { insertAfter, insertInto } from "./insert.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { finishLinked } from "./keepLinks.ts";
import type { NewElement } from "./layout.ts";
import { Removal } from "./removal.ts";
import { unwire } from "./unwire.ts";
import { World } from "./world.ts";

type Offer = Extract<FixOffer, { kind: "upgrade" }>;

/** Lets RemoveExistingProducts remove a product that this workspace knows, in place of a command that may not run inside an installation. */
export function prepareUpgrade(ground: Ground, job: Job, offer: Offer): Prepared {
  const [database] = job.databases;
  if (database === undefined || database.kind !== "package" || job.databases.length > 1)
    throw new Refusal("There is no single package here that could have the Upgrade row.");
  const other = productOf(ground, job, offer.product);
  if (other === undefined)
    throw new Refusal("The workspace does not know the UpgradeCode of the product that is removed.");
  const code = propertyOf(other, "UpgradeCode");
  if (code === undefined) throw new Refusal(`${other.name} has no UpgradeCode.`);
  if (code === propertyOf(database, "UpgradeCode"))
    throw new Refusal("It removes versions of itself: MajorUpgrade does that.");
  if (!isFirstOnly(job.condition))
    throw new Refusal("Upgrade rows act at first installation and upgrade; this action runs at other times too.");
  if (contextOf(other) !== contextOf(database))
    throw new Refusal(
      "One product is installed for the machine and the other for a user: an Upgrade row does not reach it.",
    );
  const world = new World(ground, job);
  const draft = new Draft((file) => world.textOf(file));
  const removal = new Removal(world, draft);
  const product = world.elements.find(
    ({ name, parent }) =>
      (name === "Package" || name === "Product") && parent?.name === "Wix" && parent.parent === undefined,
  );
  if (product === undefined) throw new Refusal("The Product or Package element is not in these sources.");
  world.mustBeOwn(product);
  const schedules = schedulesRemoval(world);
  if (!schedules && database.toolset === "wix4")
    throw new Refusal(
      "The package has no MajorUpgrade: write one first, because an Upgrade element takes the place of the one that WiX 5 and later add.",
    );
  unwire(removal, job);
  return {
    title: `Let an Upgrade row remove ${other.name}`,
    edits: () => {
      add(draft, world, product, upgradeOf(job, other, code), schedules);
      return finishLinked(world, removal, draft);
    },
  };
}

/** By its product code, or as the package that a project of the workspace builds. */
function productOf(ground: Ground, job: Job, spelled: string): Database | undefined {
  const all = [...ground.compilations.values()].flatMap(({ databases }) => databases);
  const [own] = job.databases;
  const code = /\{[0-9A-Fa-f-]{36}\}/.exec(own === undefined ? spelled : known(own, spelled))?.[0]?.toUpperCase();
  if (code !== undefined) return all.find((one) => propertyOf(one, "ProductCode")?.toUpperCase() === code);
  const id = /^"?\[[#!]([^[\]]+)\]"?$/.exec(spelled)?.[1];
  const project = id === undefined ? undefined : own?.artifacts.get(artifactKey("File", id))?.output?.project;
  return project === undefined ? undefined : all.find((one) => one.project === project && one.kind === "package");
}

/** `[OLDCODE]` with the value that the Property table gives it. */
function known(database: Database, spelled: string): string {
  return spelled.replaceAll(/\[([A-Za-z_][\w.]*)\]/g, (whole, name: string) => propertyOf(database, name) ?? whole);
}

function propertyOf(database: Database, property: string): string | undefined {
  const rows = rowsByKey(database, "Property", property);
  const [row] = rows;
  return row === undefined || rows.length > 1 || row.cells["Value"]?.unknown === true
    ? undefined
    : textOf(row, "Value");
}

const contextOf = (database: Database) => (propertyOf(database, "ALLUSERS") === undefined ? "user" : "machine");

/** True where something in the sources schedules RemoveExistingProducts already. */
function schedulesRemoval(world: World): boolean {
  return world.called("MajorUpgrade").length > 0 || world.called("RemoveExistingProducts").length > 0;
}

function upgradeOf(job: Job, other: Database, code: string): NewElement {
  const taken = new Set(
    (job.databases[0] === undefined ? [] : rowsOf(job.databases[0], "Upgrade")).map((row) =>
      textOf(row, "ActionProperty"),
    ),
  );
  const name = `REPLACES_${other.name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`.slice(0, 60);
  const property = taken.has(name) ? `${name}_2` : name;
  const ignore = job.type.return === "ignore" ? "yes" : undefined;
  const version: NewElement = {
    name: "UpgradeVersion",
    attributes: [
      ["Minimum", "0.0.0"],
      ["IncludeMinimum", "yes"],
      ["OnlyDetect", "no"],
      ["IgnoreRemoveFailure", ignore],
      ["Property", property],
    ],
  };
  return { name: "Upgrade", attributes: [["Id", code.replaceAll(/[{}]/g, "")]], children: [version] };
}

function add(draft: Draft, world: World, product: Element, upgrade: NewElement, schedules: boolean): void {
  const text = world.textOf(product.file);
  const sequence: NewElement = {
    name: "InstallExecuteSequence",
    attributes: [],
    children: [{ name: "RemoveExistingProducts", attributes: [["After", "InstallInitialize"]] }],
  };
  const nodes = schedules ? [upgrade] : [upgrade, sequence];
  const beside = product.children.find(
    (one) => (one.name === "MajorUpgrade" || one.name === "Upgrade") && one.file === product.file,
  );
  const after = beside ?? product.children.find((one) => one.name === "Package" && one.file === product.file);
  if (after !== undefined) insertAfter(draft, text, after, nodes, false);
  else insertInto(draft, text, product, undefined, nodes, "before");
}
