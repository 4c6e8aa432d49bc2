import type { Attribute, Element } from "../sources/wix/tree.ts";
import { attributeOf } from "../sources/wix/tree.ts";
import type { Draft } from "./edit.ts";
import { type Job, Refusal } from "./job.ts";
import type { Raw } from "./layout.ts";
import { speakUp } from "./quietly.ts";
import type { Removal } from "./removal.ts";
import { definitionsOf, namesIn, textsOf } from "./unwire.ts";
import type { World } from "./world.ts";

/** What sets a property for the action that moves, where it is to be set from now on. */
export interface MovedSetter {
  /** The action that sets it; undefined for one that an event of a dialog can replace. */
  readonly action: string;
  /** The property with its value as the source has it. */
  readonly property: string;
  readonly value: Raw;
  readonly element: Element;
  /** The conditions of its rows. */
  readonly rows: readonly Element[];
}

/** Attributes that say something only of an action in the script: on an immediate one they are an error, or a bit that ICE68 warns of. */
const IN_SCRIPT = ["Execute", "Impersonate", "TerminalServerAware"];

/**
 * Makes the action immediate, with its user interface where it had none, and takes its rows and those of its setters out of the sequences.
 *
 * A launcher of WiX finds its command in another property then. Properties that the execute sequence sets do not come back to the client: their setters move too.
 */
export function makeImmediate(removal: Removal, draft: Draft, job: Job, quiet: boolean): readonly MovedSetter[] {
  const { world } = removal;
  const definitions = definitionsOf(world, job.action).filter(({ name }) => name === "CustomAction");
  if (definitions.length === 0) throw new Refusal("The action is not defined in these sources.");
  const texts = textsOf(world, job);
  if (job.launcher !== undefined && texts.length === definitions.length)
    throw new Refusal("Nothing passes it its command.");
  const code = job.launcher === undefined && job.type.target !== "exe" && job.type.execution !== "immediate";
  if (code && (job.reads?.setters.length ?? 0) > 0)
    throw new Refusal("Its code takes its data from CustomActionData, which an immediate action does not get.");
  for (const definition of definitions) {
    world.mustBeOwn(definition);
    for (const name of IN_SCRIPT) dropAttribute(draft, world, definition, definition.attribute(name));
  }
  if (quiet) speakUp(draft, world, texts);
  return [...commandSetters(removal, draft, job), ...otherSetters(removal, job, texts)];
}

/** Takes an attribute out with the blanks before it. */
export function dropAttribute(draft: Draft, world: World, { file }: Element, attribute: Attribute | undefined): void {
  if (attribute?.value.site.kind !== "text") return;
  const before = world.textOf(file).slice(0, attribute.nameSpan.start);
  const start = before.length - (/\s+$/.exec(before)?.[0].length ?? 0);
  draft.replace(file, { start, end: attribute.value.site.span.end + 1 }, "");
}

function commandSetters(removal: Removal, draft: Draft, job: Job): readonly MovedSetter[] {
  const { world } = removal;
  const { reads, launcher } = job;
  if (reads === undefined || launcher === undefined) return [];
  const statics = world.called("Property").filter((one) => attributeOf(one, "Id")?.value === reads.property);
  for (const element of statics) if (launcher !== reads.property) rename(draft, world, element, "Id", launcher);
  const moved = reads.setters.flatMap((action) => settersBy(removal, action, launcher));
  for (const { element } of moved)
    if (element.name === "CustomAction" && launcher !== reads.property)
      rename(draft, world, element, "Property", launcher);
  return moved;
}

/** Gives an attribute another value. */
export function rename(draft: Draft, world: World, element: Element, name: string, value: string): void {
  const site = element.attribute(name)?.value.site;
  if (site?.kind !== "text") return;
  world.mustBeOwn(element);
  draft.replace(element.file, site.span, value);
}

/** The actions that set what the command is put together from, as far as only the execute sequence has them. */
function otherSetters(removal: Removal, job: Job, texts: readonly Element[]): readonly MovedSetter[] {
  const { world } = removal;
  const own = new Set([job.reads?.property]);
  return namesIn(world, texts).flatMap((property) => {
    if (own.has(property)) return [];
    const setters = world.named("property", property).filter(({ mention }) => mention.role === "setter");
    const actions = setters.flatMap(({ element }) => actionOf(element) ?? []);
    return [...new Set(actions)].flatMap((action) => {
      if (!isExecuteOnly(world, action)) return [];
      const others = world.named("property", property).some(({ element, mention }) => {
        return mention.role === "reference" && element.name !== "PropertyRef" && !texts.includes(element);
      });
      if (others) throw new Refusal(`${property} is set in the execute sequence, and others need it there too.`);
      return settersBy(removal, action, property);
    });
  });
}

function actionOf(element: Element): string | undefined {
  const id = attributeOf(element, "Id")?.value;
  if (element.name === "CustomAction") return id;
  return element.name === "SetProperty" ? (attributeOf(element, "Action")?.value ?? `Set${id}`) : undefined;
}

function isExecuteOnly(world: World, action: string): boolean {
  const rows = world.named("action", action).map(({ element }) => element);
  const tables = rows.flatMap((row) => {
    if (row.name === "SetProperty") return [attributeOf(row, "Sequence")?.value ?? "both"];
    return row.name === "Custom" && attributeOf(row, "Action")?.value === action ? [row.parent?.name ?? ""] : [];
  });
  return tables.length > 0 && tables.every((table) => table === "execute" || table === "InstallExecuteSequence");
}

function settersBy(removal: Removal, action: string, property: string): readonly MovedSetter[] {
  const { world } = removal;
  const definitions = definitionsOf(world, action);
  const [element] = definitions;
  const value = element?.attribute("Value");
  if (element === undefined || definitions.length > 1 || value === undefined)
    throw new Refusal(`How ${property} is set cannot be moved.`);
  world.mustBeOwn(element);
  const rows = element.name === "SetProperty" ? [element] : removal.unschedule(action, () => true);
  return [{ action, property, value: { raw: world.raw(element, value) }, element, rows }];
}
