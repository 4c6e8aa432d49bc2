import type { FixOffer } from "../model/finding.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Prepared } from "./bundle.ts";
import { Draft } from "./edit.ts";
import { rename } from "./immediate.ts";
import { insertAfter } from "./insert.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import type { NewElement } from "./layout.ts";
import { World } from "./world.ts";

type Offer = Extract<FixOffer, { kind: "pass-command" }>;

/** Sets the property that the action reads instead of the one that holds its command now; where others read that one too, the command is passed once more. */
export function preparePassCommand(ground: Ground, job: Job, { title, reads, set }: Offer): Prepared {
  const world = new World(ground, job);
  const draft = new Draft((file) => world.textOf(file));
  const holders = world
    .named("property", set)
    .filter(({ mention }) => mention.role === "setter" || mention.role === "definition")
    .map(({ element }) => element);
  const [holder, ...more] = holders.filter(
    ({ name }) => name === "SetProperty" || name === "CustomAction" || name === "Property",
  );
  if (holder === undefined || more.length > 0) throw new Refusal(`${set} is set in several places.`);
  const asked = world
    .named("property", set)
    .some(({ mention, element }) => mention.role === "reference" && element.name !== "PropertyRef");
  world.mustBeOwn(holder);
  const deferred = job.type.execution !== "immediate";
  if (holder.name === "Property") fromProperty(draft, world, holder, { job, reads, set, keep: asked, deferred });
  else if (asked || isRead(world, job, set)) again(draft, world, holder, job, reads);
  else redirect(draft, world, holder, reads);
  return { title, edits: () => draft.finish() };
}

/** True where another action of the same launcher takes its command from that property, or is as mistaken as this one: deferred, and with none of its own. */
function isRead(world: World, job: Job, property: string): boolean {
  if (property === job.action) return false;
  if (!/CmdLine$/.test(property))
    return world.named("action", property).some(({ mention }) => mention.role === "definition");
  return world.called("CustomAction").some((element) => {
    const entry = attributeOf(element, "DllEntry")?.value ?? "";
    const execute = attributeOf(element, "Execute")?.value ?? "immediate";
    const id = attributeOf(element, "Id")?.value ?? "";
    const isDeferred = /^(deferred|rollback|commit)$/.test(execute);
    const hasOwn = isDeferred && world.named("property", id).some(({ mention }) => mention.role !== "reference");
    return id !== job.action && !hasOwn && property === launcherProperty(entry);
  });
}

const launcherProperty = (entry: string) => `${entry.replace(/^CAQuietExec/, "QtExec")}CmdLine`;

/** The setter keeps the name by which others may place themselves. */
function redirect(draft: Draft, world: World, setter: Element, reads: string): void {
  if (setter.name === "CustomAction") {
    rename(draft, world, setter, "Property", reads);
    return;
  }
  const id = setter.attribute("Id");
  if (id?.value.site.kind !== "text") return;
  const name = `Set${id.value.value}`;
  const named = setter.has("Action") || world.named("action", name).every(({ element }) => element === setter);
  const text = named ? `Id="${reads}"` : `Id="${reads}" Action="${name}"`;
  draft.replace(setter.file, { start: id.nameSpan.start, end: id.value.site.span.end + 1 }, text);
}

function again(draft: Draft, world: World, setter: Element, job: Job, reads: string): void {
  const value = setter.attribute("Value");
  if (value === undefined) throw new Refusal("The command is not written as a value.");
  insertAfter(draft, world.textOf(setter.file), setter, [setProperty(job, reads, world.raw(setter, value))], false);
}

function setProperty(job: Job, reads: string, raw: string): NewElement {
  if (job.databases[0]?.toolset === "wix2") throw new Refusal("WiX 2 has no SetProperty.");
  const sequence = job.table === "InstallUISequence" ? "ui" : "execute";
  return {
    name: "SetProperty",
    attributes: [
      ["Id", reads],
      ["Value", { raw }],
      ["Before", job.action],
      ["Sequence", sequence],
    ],
  };
}

interface Wanted {
  readonly job: Job;
  readonly reads: string;
  readonly set: string;
  /** True where something else names the property. */
  readonly keep: boolean;
  readonly deferred: boolean;
}

/** A value of the Property table is not formatted before a deferred action gets it; an action that sets it formats it. */
function fromProperty(
  draft: Draft,
  world: World,
  property: Element,
  { job, reads, set, keep, deferred }: Wanted,
): void {
  const value = property.attribute("Value");
  const text = property.text();
  const raw =
    value !== undefined
      ? world.raw(property, value)
      : text === undefined
        ? undefined
        : `"${text.value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}"`;
  if (raw === undefined || property.children.length > 0) throw new Refusal("The command is not written as a value.");
  if (!deferred && !keep && !isRead(world, job, set)) {
    rename(draft, world, property, "Id", reads);
    return;
  }
  const stays = keep || isRead(world, job, set);
  if (!stays) draft.remove(property.file, property.span);
  insertAfter(draft, world.textOf(property.file), property, [setProperty(job, reads, raw)], !stays);
}
