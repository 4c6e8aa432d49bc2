import type { Cell } from "../../model/database.ts";
import { attributeCell, conditionOf, identifierAt, saysYes } from "./compileAttributes.ts";
import { addRow, cellOf, define, emptyCell, madeCell, referTo, report, type SectionBuilder } from "./compileSection.ts";
import { isStandard } from "./standardSchedule.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

const VISIBLE = 1;
const MODAL = 2;
const MINIMIZE = 4;

/** Bits that are switched on by an attribute (Compiler.ParseDialogElement). See https://learn.microsoft.com/windows/win32/msi/dialog-table */
const SWITCHED_ON: readonly (readonly [name: string, bit: number])[] = [
  ["SystemModal", 8],
  ["KeepModeless", 16],
  ["TrackDiskSpace", 32],
  ["CustomPalette", 64],
  ["RightToLeft", 128],
  ["RightAligned", 256],
  ["LeftScroll", 512],
  ["ErrorDialog", 65536],
];

/** Compiles Dialog: its row with its style bits. The id, for the controls inside. */
export function compileDialog(builder: SectionBuilder, element: Element): Cell | undefined {
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) {
    report(builder, "error", "missing-id", "A Dialog needs an Id.", tagSite(element));
    return undefined;
  }
  define(builder, "Dialog", identifier.id.value, identifier.reach);
  addRow(builder, "Dialog", element, {
    Dialog: identifier.id,
    Attributes: madeCell(styleOf(element), element),
    Title: attributeCell(element, "Title"),
  });
  return identifier.id;
}

function styleOf(element: Element): number {
  let style = VISIBLE | MODAL | MINIMIZE;
  if (saysYes(element, "Hidden")) style &= ~VISIBLE;
  if (saysYes(element, "Modeless")) style &= ~MODAL;
  if (saysYes(element, "NoMinimize")) style &= ~MINIMIZE;
  for (const [name, bit] of SWITCHED_ON) if (saysYes(element, name)) style |= bit;
  return style;
}

/** Compiles `<ui:WixUI>`: refers to the dialog set, and says where to install (v4+ UICompiler.ParseWixUIElement). */
export function compileWixUi(builder: SectionBuilder, element: Element): void {
  const id = attributeOf(element, "Id");
  if (id !== undefined) {
    referTo(builder, "UI", `${id.value}_${builder.context.suffix}`, id.site);
    referTo(builder, "UI", id.value, id.site);
  }
  const folder = attributeOf(element, "InstallDirectory");
  if (folder === undefined) return;
  referTo(builder, "Directory", folder.value, folder.site);
  addRow(builder, "Property", element, { Property: madeCell("WIXUI_INSTALLDIR", element), Value: cellOf(folder) });
}

/** Compiles Control: its row, and its id for the events inside. */
export function compileControl(builder: SectionBuilder, element: Element, dialog: Cell): Cell {
  const id = attributeCell(element, "Id");
  addRow(builder, "Control", element, {
    Dialog_: dialog,
    Control: id,
    Type: attributeCell(element, "Type"),
    Property: attributeCell(element, "Property"),
    Text: attributeCell(element, "Text"),
  });
  return id;
}

/** The event that a Publish stands for, by whether it names an event or a property. */
function eventOf(element: Element): Cell {
  const event = attributeOf(element, "Event");
  if (event !== undefined) {
    const { value } = event;
    return cellOf({ value: value.charAt(0).toUpperCase() + value.slice(1), site: event.site });
  }
  const property = attributeOf(element, "Property");
  return property === undefined ? emptyCell(element) : cellOf({ value: `[${property.value}]`, site: property.site });
}

/** Events whose argument names another dialog. */
const DIALOG_EVENTS = new Set(["NewDialog", "SpawnDialog", "SpawnWaitDialog", "SelectionBrowse"]);

/**
 * Compiles Publish, inside a control or beside the dialogs with Dialog and Control (v3 Compiler.cs and v4+ Compiler_UI.cs, ParsePublishElement); its order.
 * `order` is what it has where it says none. Without a condition the cell is empty in v3, and holds 1 from v4 on
 * (CreateWindowsInstallerDataFromIRCommand.AddControlEventSymbol).
 */
export function compilePublish(
  builder: SectionBuilder,
  element: Element,
  dialog: Cell | undefined,
  control: Cell | undefined,
  order: number,
): number {
  const inDialog = dialog ?? optional(element, "Dialog");
  const onControl = control ?? optional(element, "Control");
  const event = eventOf(element);
  if (inDialog === undefined || onControl === undefined || event.value === null) {
    report(
      builder,
      "error",
      "incomplete-publish",
      "A Publish needs a dialog, a control, and Event or Property.",
      tagSite(element),
    );
    return order;
  }
  if (dialog === undefined) referTo(builder, "Dialog", String(inDialog.value), inDialog.site);
  const value = attributeOf(element, "Value");
  refersTo(builder, event, value === undefined ? emptyCell(element) : cellOf(value));
  const said = attributeOf(element, "Order");
  const number = said !== undefined && /^\d{1,5}$/.test(said.value) ? Number(said.value) : undefined;
  addRow(builder, "ControlEvent", element, {
    Dialog_: inDialog,
    Control_: onControl,
    Event: event,
    Argument: argumentOf(element, event),
    Condition: eventCondition(builder, element),
    Ordering:
      said === undefined
        ? madeCell(order, element)
        : number === undefined
          ? cellOf(said)
          : { value: number, site: said.site },
  });
  return number ?? order;
}

function eventCondition(builder: SectionBuilder, element: Element): Cell {
  const own = conditionOf(builder, element);
  return own.value === null && builder.context.generation === "wix4" ? madeCell("1", element) : own;
}

function optional(element: Element, name: string): Cell | undefined {
  const value = attributeOf(element, name);
  return value === undefined ? undefined : cellOf(value);
}

/** A property without a value is set to nothing, which the table spells `{}`. */
function argumentOf(element: Element, event: Cell): Cell {
  const value = attributeOf(element, "Value");
  const sets = String(event.value).startsWith("[");
  if (value === undefined || (sets && value.value === "")) return sets ? madeCell("{}", element) : emptyCell(element);
  return cellOf(value);
}

function refersTo(builder: SectionBuilder, event: Cell, argument: Cell): void {
  const name = argument.value;
  if (typeof name !== "string" || name === "" || name.includes("[")) return;
  if (event.value === "DoAction" && !isStandard(name)) referTo(builder, "CustomAction", name, argument.site);
  if (DIALOG_EVENTS.has(String(event.value))) referTo(builder, "Dialog", name, argument.site);
}
