import { attributeOf, type Element } from "../sources/wix/tree.ts";
import { type Job, Refusal } from "./job.ts";
import type { Removal } from "./removal.ts";
import { keyOf, type World } from "./world.ts";

/** Takes an action out with every trace of its wiring: rows, events, setters of its command, what it reads, and the Binary that nothing else uses. */
export function unwire(removal: Removal, job: Job): void {
  const { world } = removal;
  const texts = textsOf(world, job);
  if (definitionsOf(world, job.action).length === 0) throw new Refusal("The action is not defined in these sources.");
  removal.removeAction(job.action);
  if (job.reads !== undefined) removeReads(removal, job.reads);
  for (const name of namesIn(world, texts)) removeOrphan(removal, name);
  if (job.type.source === "binary") removeBinary(removal, job.source);
}

/** The elements whose texts make the command: the definition, and what sets the property that it reads. */
export function textsOf(world: World, { action, reads }: Job): readonly Element[] {
  const setters = (reads?.setters ?? []).flatMap((setter) => definitionsOf(world, setter));
  const statics = reads === undefined ? [] : world.called("Property").filter((one) => idOf(one) === reads.property);
  return [...definitionsOf(world, action), ...setters, ...statics];
}

/** The elements that define an action, as far as they are in the sources. */
export function definitionsOf(world: World, action: string): readonly Element[] {
  return world
    .named("action", action)
    .filter(({ mention }) => mention.role === "definition" || mention.role === "implicit")
    .map(({ element }) => element);
}

const idOf = (element: Element) => attributeOf(element, "Id")?.value;

function removeReads(removal: Removal, { property, setters, alone }: NonNullable<Job["reads"]>): void {
  for (const setter of setters) removal.removeAction(setter);
  if (!alone) return;
  for (const { element, mention } of removal.left("property", property)) {
    if (mention.role === "setter" && element.name === "Publish") removal.removeEvent(element);
  }
  removeOrphan(removal, property);
}

/** The properties that the texts name, the properties named in their values included. */
export function namesIn(world: World, texts: readonly Element[]): readonly string[] {
  const inside = new Set(texts.map(keyOf));
  const names = new Set<string>();
  for (const element of world.elements) {
    if (!inside.has(keyOf(element))) continue;
    for (const name of referencedBy(world, element)) names.add(name);
  }
  return [...names];
}

function referencedBy(world: World, element: Element): readonly string[] {
  const own = ["Property", "Value", "ExeCommand"].flatMap((name) => element.attribute(name) ?? []);
  return own
    .flatMap(({ name, value }) => {
      if (name === "Property") return [value.value];
      return [...value.value.matchAll(/\[([A-Za-z_][\w.]*)\]/g)].map((match) => match[1] ?? "");
    })
    .filter((name) => world.named("property", name).length > 0);
}

/** Properties that mean something to Windows Installer, WixUI or WiX without anything in the sources naming them. */
const WELL_KNOWN =
  /^(?:ALLUSERS|ARP\w+|COMPANYNAME|DefaultUIFont|DISABLE\w+|ErrorDialog|INSTALLLEVEL|LIMITUI|LOGACTION|MSI\w*|Msi\w+|PIDTemplate|PRIMARYFOLDER|PROMPTROLLBACKCOST|REBOOT\w*|REINSTALLMODE|ROOTDRIVE|SecureCustomProperties|AdminProperties|SHORTFILENAMES|TARGETDIR|TRANSFORMS\w*|USERNAME|WIX\w+|Wix\w+|_Wix\w+)$/;

/** Takes out what gives a property its value, where nothing asks for it any more. What a search fills stays, and so does what somebody else reads by its name. */
function removeOrphan(removal: Removal, property: string): void {
  const left = removal.left("property", property);
  const asks = left.some(({ element, mention }) => mention.role === "reference" && element.name !== "PropertyRef");
  if (asks || removal.left("directory", property).some(({ mention }) => mention.role === "definition")) return;
  const setters = left.filter(({ mention }) => mention.role === "setter");
  if (setters.some(({ element }) => element.name !== "SetProperty" && element.name !== "CustomAction")) return;
  const statics = left.filter(({ element }) => element.name === "Property");
  const searched = statics.some(({ element }) => element.children.length > 0);
  const kept = WELL_KNOWN.test(property) && !/CmdLine$|^Wix\w*ShellExec/.test(property);
  for (const { element } of setters)
    for (const action of actionsOf(removal.world, element)) removal.removeAction(action);
  if (searched || kept || statics.some(({ element }) => element.has("Admin"))) return;
  for (const { element } of statics) removal.remove(element);
  for (const { element } of left) if (element.name === "PropertyRef") removal.remove(element);
}

function actionsOf(world: World, element: Element): readonly string[] {
  return world.elements
    .filter((one) => keyOf(one) === keyOf(element))
    .flatMap((one) => {
      const id = attributeOf(one, "Id")?.value ?? "";
      return one.name === "CustomAction" ? [id] : [attributeOf(one, "Action")?.value ?? `Set${id}`];
    });
}

/** Takes a Binary out that nothing uses any more. */
export function removeBinary(removal: Removal, id: string): void {
  const left = removal.left("binary", id);
  const isUsed = left.some(({ element }) => element.name !== "Binary" && element.name !== "BinaryRef");
  if (isUsed || !left.some(({ element }) => element.name === "Binary")) return;
  for (const { element } of left) removal.remove(element);
}
