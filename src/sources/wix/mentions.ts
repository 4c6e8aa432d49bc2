import { parseCondition, symbolsOf } from "../../model/condition.ts";
import { fixedName, parseFormatted, referencesOf } from "../../model/formatted.ts";
import { narrow, type Sourced, type TextSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import { identifierOf } from "./compileAttributes.ts";
import { SEQUENCE_ELEMENTS } from "./compileSequence.ts";
import { isStandard } from "./standardSchedule.ts";
import { type Attribute, attributeOf, type Element } from "./tree.ts";

/** What has a name in an installer that other parts of it refer to. */
export type SymbolKind = "action" | "property" | "binary" | "file" | "directory" | "dialog";

/** A place where an installer symbol is named. */
export interface Mention {
  readonly kind: SymbolKind;
  readonly name: string;
  /**
   * `setter`: gives a property its value, which is where it comes from if nothing defines it.
   * `implicit`: defines what WiX names after something else, as `<SetProperty Id="X">` defines the action `SetX`; the name stands nowhere.
   */
  readonly role: "definition" | "implicit" | "setter" | "reference";
  /** The name alone: without an access modifier before it or brackets around it. */
  readonly site: TextSite;
  /** The element of a definition. */
  readonly whole?: Span;
}

type Mark = readonly [kind: SymbolKind, role: Mention["role"]];
type Marks = Readonly<Record<string, Mark>>;

const defines = (kind: SymbolKind): Mark => [kind, "definition"];
const refersTo = (kind: SymbolKind): Mark => [kind, "reference"];
const sets = (kind: SymbolKind): Mark => [kind, "setter"];

/** The attributes whose whole value is a name, by element. */
const ATTRIBUTES: Readonly<Record<string, Marks>> = {
  CustomAction: { Id: defines("action"), Property: refersTo("property") },
  SetProperty: { Id: sets("property"), Action: defines("action"), ...place() },
  SetDirectory: { Id: sets("directory"), Action: defines("action") },
  Property: { Id: defines("property") },
  Binary: { Id: defines("binary") },
  File: { Id: defines("file") },
  Directory: { Id: defines("directory") },
  StandardDirectory: { Id: defines("directory") },
  Dialog: { Id: defines("dialog") },
  CustomActionRef: { Id: refersTo("action") },
  PropertyRef: { Id: refersTo("property") },
  BinaryRef: { Id: refersTo("binary") },
  FileRef: { Id: refersTo("file") },
  DirectoryRef: { Id: refersTo("directory") },
  DialogRef: { Id: refersTo("dialog") },
  ProgressText: { Action: refersTo("action") },
  Publish: { Dialog: refersTo("dialog"), Property: sets("property") },
  Control: { Property: refersTo("property") },
  ComboBox: { Property: refersTo("property") },
  ListBox: { Property: refersTo("property") },
  ListView: { Property: refersTo("property") },
  RadioButtonGroup: { Property: refersTo("property") },
  UpgradeVersion: { Property: sets("property") },
  EmbeddedChainer: {
    BinarySource: refersTo("binary"),
    FileSource: refersTo("file"),
    PropertySource: refersTo("property"),
  },
};

/** The same for attributes that mean one thing wherever they stand. */
const ANYWHERE: Marks = {
  BinaryKey: refersTo("binary"),
  BinaryRef: refersTo("binary"),
  FileKey: refersTo("file"),
  FileRef: refersTo("file"),
  Directory: refersTo("directory"),
  WorkingDirectory: refersTo("directory"),
  DestinationDirectory: refersTo("directory"),
  ConfigurableDirectory: refersTo("directory"),
};

/** Rows of a sequence; what Before and After name may be an action or a dialog. */
const ROW: Marks = { Action: refersTo("action"), Dialog: refersTo("dialog"), ...place() };

function place(): Marks {
  return { Before: refersTo("action"), After: refersTo("action") };
}

const CONDITIONS = /^(Enable|Disable|Hide|Show|Install)?Condition$/;

/** Up to WiX 3 the text of these is a condition. */
const CONDITION_TEXTS: ReadonlySet<string> = new Set(["Condition", "Custom", "Show", "Publish"]);

const DIALOG_EVENTS: ReadonlySet<string> = new Set(["newdialog", "spawndialog", "spawnwaitdialog"]);

const known = new WeakMap<Element, readonly Mention[]>();

/** Every mention of an installer symbol in an element and what is in it, in the order of the text; worked out once for each element that is asked for. */
export function mentionsIn(element: Element): readonly Mention[] {
  let found = known.get(element);
  if (found === undefined) {
    const mentions: Mention[] = [];
    const pending = [element];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      mentionsOf(next, mentions);
      for (let at = next.children.length - 1; at >= 0; at--) pending.push(next.children[at] as Element);
    }
    found = mentions;
    known.set(element, found);
  }
  return found;
}

/** The mentions in an element itself, what is in it left out. */
export function ownMentions(element: Element): readonly Mention[] {
  const mentions: Mention[] = [];
  mentionsOf(element, mentions);
  return mentions;
}

function mentionsOf(element: Element, into: Mention[]): void {
  for (const attribute of element.attributes) {
    if (attribute.namespace === "") ofAttribute(element, attribute, into);
  }
  if (element.name === "Publish") ofArgument(element, into);
  else if (element.name === "Control") ofPicture(element, into);
  else if (element.name === "Data") ofCell(element, into);
  ofText(element, into);
}

function ofAttribute(element: Element, attribute: Attribute, into: Mention[]): void {
  const { name, value } = attribute;
  if (value.value === "") return;
  if (CONDITIONS.test(name)) {
    inCondition(value, into);
    return;
  }
  const mark = markOf(element, name);
  if (mark === undefined) {
    inFormatted(value, into);
    return;
  }
  const [kind, role] = mark;
  const { id } = identifierOf(value);
  if (name === "Before" || name === "After") {
    if (isStandard(id.value)) return;
    add(into, "dialog", role, id);
  }
  add(into, kind, roleOf(element, name, role), id, element);
  const unnamed = name === "Id" && (element.name === "SetProperty" || element.name === "SetDirectory");
  if (unnamed && attributeOf(element, "Action") === undefined)
    add(into, "action", "implicit", { value: `Set${id.value}`, site: id.site }, element);
}

/** `<CustomAction Property="X" Value="…">` sets X; with ExeCommand or a script it runs what X holds. */
function roleOf(element: Element, attribute: string, role: Mention["role"]): Mention["role"] {
  const isSetter = element.name === "CustomAction" && attribute === "Property";
  return isSetter && attributeOf(element, "Value") !== undefined ? "setter" : role;
}

function markOf(element: Element, attribute: string): Mark | undefined {
  const own = lookUp(ATTRIBUTES, element.name);
  const marks = own ?? (isRow(element) ? ROW : undefined);
  return (marks && lookUp(marks, attribute)) ?? lookUp(ANYWHERE, attribute);
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

const isRow = ({ parent }: Element) => parent !== undefined && Object.hasOwn(SEQUENCE_ELEMENTS, parent.name);

/** What a control event names: the action it runs, or the dialog it opens. */
function ofArgument(element: Element, into: Mention[]): void {
  const event = attributeOf(element, "Event")?.value.toLowerCase();
  const value = attributeOf(element, "Value");
  if (event === undefined || value === undefined || value.value === "" || value.value.includes("[")) return;
  if (event === "doaction" && !isStandard(value.value)) add(into, "action", "reference", value);
  else if (DIALOG_EVENTS.has(event)) add(into, "dialog", "reference", value);
}

/** The picture of a control is a row of the Binary table. */
function ofPicture(element: Element, into: Mention[]): void {
  const type = attributeOf(element, "Type")?.value;
  const text = attributeOf(element, "Text");
  if ((type === "Bitmap" || type === "Icon") && text !== undefined && /^[\w.]+$/.test(text.value))
    add(into, "binary", "reference", text);
}

/** A cell of a standard table that is authored as a CustomTable, as types 7, 23 and 39 are in WiX 3. */
function ofCell(element: Element, into: Mention[]): void {
  const table = attributeOf(element.parent?.parent ?? element, "Id")?.value ?? "";
  const value = attributeOf(element, "Value") ?? element.text();
  if (attributeOf(element, "Column")?.value !== "Action" || value === undefined) return;
  const isSequence = Object.values(SEQUENCE_ELEMENTS).some((one) => one === table);
  if (table === "CustomAction") add(into, "action", "definition", value, element);
  else if (isSequence && !isStandard(value.value)) add(into, "action", "reference", value);
}

function ofText(element: Element, into: Mention[]): void {
  const text = element.text();
  if (text === undefined) return;
  if (CONDITION_TEXTS.has(element.name) || isRow(element)) inCondition(text, into);
  else inFormatted(text, into);
}

function inCondition(value: Sourced<string>, into: Mention[]): void {
  for (const { symbol, name, start, end } of symbolsOf(parseCondition(value.value))) {
    if (symbol === "property") addVariable(into, { value: name, site: narrow(value.site, start, end) });
  }
}

function inFormatted(value: Sourced<string>, into: Mention[]): void {
  if (!value.value.includes("[")) return;
  const formatted = parseFormatted(value.value);
  for (const reference of referencesOf(formatted)) {
    const name = fixedName(formatted, reference);
    const start = reference.name[0]?.start;
    const end = reference.name.at(-1)?.end;
    if (name === undefined || start === undefined || end === undefined) continue;
    const named = { value: name, site: narrow(value.site, start, end) };
    if (reference.reference === "property") addVariable(into, named);
    else if (reference.reference === "file" || reference.reference === "short-file")
      add(into, "file", "reference", named);
  }
}

/** `[INSTALLFOLDER]` asks for a property, and every directory is one. */
function addVariable(into: Mention[], named: Sourced<string>): void {
  add(into, "property", "reference", named);
  add(into, "directory", "reference", named);
}

function add(
  into: Mention[],
  kind: SymbolKind,
  role: Mention["role"],
  { value, site }: Sourced<string>,
  element?: Element,
): void {
  if (site.kind !== "text" || value === "") return;
  const whole = element !== undefined && (role === "definition" || role === "implicit") && element.file === site.file;
  into.push({ kind, name: value, role, site, ...(whole ? { whole: element.span } : {}) });
}
