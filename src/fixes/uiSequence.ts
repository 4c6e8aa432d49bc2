import type { FixOffer } from "../model/finding.ts";
import { SEQUENCE_ELEMENTS } from "../sources/wix/compileSequence.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Prepared } from "./bundle.ts";
import { Draft } from "./edit.ts";
import { dropAttribute, type MovedSetter, makeImmediate } from "./immediate.ts";
import { insertAfter, insertInto } from "./insert.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { finishLinked } from "./keepLinks.ts";
import type { NewElement } from "./layout.ts";
import { Removal } from "./removal.ts";
import { conditionOf, withCondition } from "./schedule.ts";
import { World } from "./world.ts";

type Offer = Extract<FixOffer, { kind: "exit-dialog" | "ui-sequence" }>;

/** Lets the action run in the UI sequence, after ExecuteAction has returned. */
export function prepareUiSequence(ground: Ground, job: Job, offer: Offer): Prepared {
  const world = new World(ground, job);
  const draft = new Draft((file) => world.textOf(file));
  const removal = new Removal(world, draft);
  const moved = makeImmediate(removal, draft, job, offer.quiet);
  const rows = removal.unschedule(job.action, () => true);
  const homes = homesOf(rows, job);
  if (homes.length > 1 && moved.length > 0)
    throw new Refusal("It runs in the administrative installation too, and what sets its command serves both.");
  const custom = (action: string, place: "After" | "Before", at: string): NewElement => ({
    name: "Custom",
    attributes: [
      ["Action", action],
      [place, at],
    ],
  });
  return {
    title: offer.title,
    edits: () => {
      const before = moved.flatMap((setter) =>
        setter.element.name === "SetProperty" ? [] : [setterRow(job, world, setter, custom)],
      );
      for (const setter of moved)
        if (setter.element.name === "SetProperty") moveSetProperty(removal, draft, job, setter);
      for (const { row, table } of homes) {
        const condition = conditionOf(world, row, table === "InstallUISequence");
        const main = withCondition(job, custom(job.action, "After", "ExecuteAction"), condition);
        addRows(removal, draft, row, table, [...before, main]);
      }
      return finishLinked(world, removal, draft);
    },
  };
}

/** Where it runs from now on: at the end of the UI sequence of each kind of installation whose execute sequence had it. */
function homesOf(rows: readonly Element[], job: Job): readonly { readonly row: Element; readonly table: string }[] {
  return Object.entries(UI_OF).flatMap(([execute, table]) => {
    const isThere = rows.some(({ parent }) => SEQUENCE_ELEMENTS[parent?.name ?? ""] === execute);
    return isThere || execute === job.table ? [{ row: mainRow(rows, { ...job, table: execute }), table }] : [];
  });
}

const UI_OF = { InstallExecuteSequence: "InstallUISequence", AdminExecuteSequence: "AdminUISequence" } as const;

/** The row of the table in which the finding is. */
export function mainRow(rows: readonly Element[], job: Job): Element {
  const there = rows.filter(({ parent }) => SEQUENCE_ELEMENTS[parent?.name ?? ""] === job.table);
  const [row, ...more] = there;
  if (row === undefined) throw new Refusal("The row that schedules it is not in these sources.");
  if (more.length > 0) throw new Refusal("Several rows schedule it, each in a branch of its own.");
  return row;
}

function setterRow(
  job: Job,
  world: World,
  { action, rows }: MovedSetter,
  custom: (action: string, place: "Before", at: string) => NewElement,
): NewElement {
  return withCondition(job, custom(action, "Before", job.action), conditionOf(world, rows[0], false));
}

/** SetProperty is its own schedule: it keeps its name and gets its place and its property. */
function moveSetProperty(removal: Removal, draft: Draft, job: Job, { action, property, element }: MovedSetter): void {
  const { world } = removal;
  const { file } = element;
  removal.settle(element);
  const id = element.attribute("Id");
  if (id?.value.site.kind === "text" && id.value.value !== property) {
    const named = element.has("Action") ? "" : ` Action="${action}"`;
    draft.replace(file, { start: id.nameSpan.start, end: id.value.site.span.end + 1 }, `Id="${property}"${named}`);
  }
  for (const name of ["Before", "After", "Sequence"]) {
    const attribute = element.attribute(name);
    if (attribute?.value.site.kind !== "text") continue;
    const text = name === "Sequence" ? 'Sequence="ui"' : `Before="${job.action}"`;
    draft.replace(file, { start: attribute.nameSpan.start, end: attribute.value.site.span.end + 1 }, text);
  }
  if (!element.has("Sequence")) draft.insert(file, element.nameSpan.end, ' Sequence="ui"');
  if (element.has("Before") && element.has("After")) dropAttribute(draft, world, element, element.attribute("After"));
}

/** Into the UI sequence beside the one that the row stood in; into a new one where there is none. */
function addRows(removal: Removal, draft: Draft, row: Element, table: string, rows: readonly NewElement[]): void {
  const { world } = removal;
  const sequence = row.parent;
  if (sequence === undefined) throw new Refusal("The row stands in no sequence.");
  const text = world.textOf(row.file);
  const siblings = sequence.parent?.children ?? [];
  const there = siblings.find((one) => one.name === table && one.file === row.file && one.when.length === 0);
  const kept = there?.children.filter((child) => !removal.isRemoved(child)) ?? [];
  if (there !== undefined && kept.length > 0) insertInto(draft, text, there, kept.at(-1), rows, "after");
  else if (there !== undefined)
    insertAfter(draft, text, there, [{ name: table, attributes: [], children: rows }], true);
  else
    insertAfter(
      draft,
      text,
      sequence,
      [{ name: table, attributes: [], children: rows }],
      removal.willBeHollow(sequence),
    );
}

/** The condition of the setter's own schedule, for an event. */
export function isSetProperty({ element }: MovedSetter): boolean {
  return element.name === "SetProperty" && attributeOf(element, "Id") !== undefined;
}
