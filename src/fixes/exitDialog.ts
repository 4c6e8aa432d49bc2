import type { FixOffer } from "../model/finding.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Prepared } from "./bundle.ts";
import { Draft } from "./edit.ts";
import { type MovedSetter, makeImmediate } from "./immediate.ts";
import { insertAfter, insertInto } from "./insert.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { finishLinked } from "./keepLinks.ts";
import type { NewElement } from "./layout.ts";
import { spokenUp } from "./quietly.ts";
import { Removal } from "./removal.ts";
import { conditionOf, withCondition } from "./schedule.ts";
import { isSetProperty, mainRow } from "./uiSequence.ts";
import { World } from "./world.ts";

type Offer = Extract<FixOffer, { kind: "exit-dialog" | "ui-sequence" }>;

/** Where the events of a button stand that closes the exit dialog. */
type Place =
  /** A dialog of the product's own: before the event that closes it. */
  | { readonly kind: "own"; readonly control: Element; readonly closes: Element; readonly dialog: string }
  /** WixUI's ExitDialog: in a UI element, or after the element that asks for the dialogs. */
  | { readonly kind: "wix"; readonly ui: Element | undefined; readonly asks: Element };

/** Lets the action run when the exit dialog is closed, if the product has one. */
export function prepareExitDialog(ground: Ground, job: Job, offer: Offer): Prepared {
  const world = new World(ground, job);
  const place = placeIn(world);
  if (place === undefined) throw new Refusal("The product has no exit dialog.");
  world.mustBeOwn(place.kind === "own" ? place.control : place.asks);
  const draft = new Draft((file) => world.textOf(file));
  const removal = new Removal(world, draft);
  const moved = makeImmediate(removal, draft, job, offer.quiet);
  const row = mainRow(
    removal.unschedule(job.action, () => true),
    job,
  );
  for (const setter of moved) if (isSetProperty(setter)) removal.remove(setter.element);
  const condition = conditionOf(world, row, true);
  const events = [...moved.map((setter) => setterEvent(setter, offer.quiet)), doAction(job.action)];
  return {
    title: offer.title,
    edits: () => {
      const placed = events.map((event) => withCondition(job, event, condition));
      if (place.kind === "own") addToOwn(draft, world, place, placed);
      else addToWixUi(draft, world, place, placed);
      return finishLinked(world, removal, draft);
    },
  };
}

function doAction(action: string): NewElement {
  return {
    name: "Publish",
    attributes: [
      ["Event", "DoAction"],
      ["Value", action],
    ],
  };
}

/** A property that SetProperty set is set by an event; an action that sets one can be run by one. */
function setterEvent(setter: MovedSetter, quiet: boolean): NewElement {
  if (!isSetProperty(setter)) return doAction(setter.action);
  return {
    name: "Publish",
    attributes: [
      ["Property", setter.property],
      ["Value", quiet ? { raw: spokenUp(setter.value.raw) } : setter.value],
    ],
  };
}

function placeIn(world: World): Place | undefined {
  for (const show of world.called("Show")) {
    if (attributeOf(show, "OnExit")?.value !== "success" || show.parent?.name !== "InstallUISequence") continue;
    const id = attributeOf(show, "Dialog")?.value;
    const dialog = world.called("Dialog").find((one) => attributeOf(one, "Id")?.value === id);
    const place = dialog === undefined ? undefined : buttonOf(dialog, id ?? "");
    if (place !== undefined) return place;
  }
  return ofWixUi(world);
}

function buttonOf(dialog: Element, id: string): Place | undefined {
  for (const control of dialog.children) {
    if (attributeOf(control, "Type")?.value !== "PushButton") continue;
    const closes = control.children.find((one) => {
      return (
        one.name === "Publish" &&
        /^enddialog$/i.test(attributeOf(one, "Event")?.value ?? "") &&
        attributeOf(one, "Value")?.value !== "Exit"
      );
    });
    if (closes !== undefined) return { kind: "own", control, closes, dialog: id };
  }
  return undefined;
}

function ofWixUi(world: World): Place | undefined {
  const asks = world.elements.find((element) => {
    const id = attributeOf(element, "Id")?.value ?? "";
    if (element.name === "WixUI") return true;
    if (element.name === "UIRef") return /^WixUI_(?!ErrorProgressText|Common)/.test(id);
    return element.name === "DialogRef" && id === "ExitDialog";
  });
  if (asks === undefined) return undefined;
  const published = world.called("Publish").find((one) => attributeOf(one, "Dialog")?.value === "ExitDialog");
  const around = asks.parent?.name === "UI" ? asks.parent : undefined;
  const beside = asks.parent?.children.find((one) => one.name === "UI" && one.file === asks.file);
  return { kind: "wix", ui: published?.parent?.name === "UI" ? published.parent : (around ?? beside), asks };
}

/** WixUI closes its dialog with an event of order 999; other events on that button keep theirs. */
function addToWixUi(
  draft: Draft,
  world: World,
  { ui, asks }: Extract<Place, { kind: "wix" }>,
  events: readonly NewElement[],
): void {
  const first =
    1 +
    Math.max(
      0,
      ...world
        .called("Publish")
        .filter(isOnFinish)
        .map(orderOf)
        .filter((order) => order < 900),
    );
  const publish = events.map(
    ({ name, attributes, ...rest }, at): NewElement => ({
      ...rest,
      name,
      attributes: [["Dialog", "ExitDialog"], ["Control", "Finish"], ...inOrder(attributes, first + at)],
    }),
  );
  if (ui !== undefined) insertInto(draft, world.textOf(ui.file), ui, undefined, publish, "after");
  else insertAfter(draft, world.textOf(asks.file), asks, [{ name: "UI", attributes: [], children: publish }], false);
}

const isOnFinish = (publish: Element) =>
  attributeOf(publish, "Dialog")?.value === "ExitDialog" && attributeOf(publish, "Control")?.value === "Finish";

const orderOf = (publish: Element) => Number(attributeOf(publish, "Order")?.value ?? "1") || 1;

/** Order stands before the condition. */
function inOrder(attributes: NewElement["attributes"], order: number): NewElement["attributes"] {
  const condition = attributes.filter(([name]) => name === "Condition");
  return [...attributes.filter(([name]) => name !== "Condition"), ["Order", String(order)], ...condition];
}

/** Before the event that closes the dialog, which nothing comes after. */
function addToOwn(
  draft: Draft,
  world: World,
  { control, closes }: Extract<Place, { kind: "own" }>,
  events: readonly NewElement[],
): void {
  const order = closes.attribute("Order");
  const ordered =
    order === undefined
      ? events
      : events.map((event, at) => ({ ...event, attributes: inOrder(event.attributes, at + 1) }));
  if (order?.value.site.kind === "text" && orderOf(closes) <= events.length + control.children.length)
    draft.replace(closes.file, order.value.site.span, "999");
  insertInto(draft, world.textOf(control.file), control, closes, ordered, "before");
}
