import { identifierAt } from "../sources/wix/compileAttributes.ts";
import { SEQUENCE_ELEMENTS } from "../sources/wix/compileSequence.ts";
import type { SymbolKind } from "../sources/wix/mentions.ts";
import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Draft } from "./edit.ts";
import { Refusal } from "./job.ts";
import { attributeAround, keyOf, type Named, type World } from "./world.ts";

/** Elements that mean nothing once they are empty, and that nothing refers to. */
const HOLLOW: ReadonlySet<string> = new Set([...Object.keys(SEQUENCE_ELEMENTS), "UI", "Fragment"]);

/** Takes elements out, with what is left hollow by it, and lets what was placed by them stand where they stood. */
export class Removal {
  readonly world: World;
  readonly draft: Draft;
  readonly #removed = new Map<string, Element>();
  readonly #actions = new Set<string>();
  readonly #settled = new Set<string>();

  constructor(world: World, draft: Draft) {
    this.world = world;
    this.draft = draft;
  }

  /** Takes an element out. Refuses where it may not be edited. */
  remove(element: Element): void {
    if (this.#removed.has(keyOf(element))) return;
    this.world.mustBeOwn(element);
    this.#removed.set(keyOf(element), element);
  }

  /** What was taken out, hollow elements not yet included. */
  removed(): readonly Element[] {
    return [...this.#removed.values()];
  }

  /** True for an element that goes, by itself or with one around it. */
  isRemoved(element: Element): boolean {
    for (let at: Element | undefined = element; at !== undefined; at = at.parent) {
      if (this.#removed.has(keyOf(at))) return true;
    }
    return false;
  }

  /** The places that still name it. */
  left(kind: SymbolKind, name: string): readonly Named[] {
    return this.world.named(kind, name).filter(({ element }) => !this.isRemoved(element));
  }

  /** Takes an action out: its definition, its rows in every sequence, its events, and what refers to it. */
  removeAction(action: string): void {
    if (this.#actions.has(action)) return;
    this.#actions.add(action);
    for (const { element, mention } of this.world.named("action", action)) {
      if (mention.role === "definition" || mention.role === "implicit") this.#removeDefinition(element);
      else if (isPlaced(element, mention.site.span.start)) continue;
      else if (element.name === "Publish") this.removeEvent(element);
      else this.remove(element);
    }
  }

  /** Takes the rows of an action out of the sequences that `tables` says, its definition stays. */
  unschedule(action: string, tables: (table: string) => boolean): readonly Element[] {
    const rows = this.world
      .named("action", action)
      .filter(({ element, mention }) => element.name === "Custom" && !isPlaced(element, mention.site.span.start))
      .map(({ element }) => element)
      .filter((element) => tables(SEQUENCE_ELEMENTS[element.parent?.name ?? ""] ?? ""));
    for (const row of rows) this.remove(row);
    this.#actions.add(action);
    return rows;
  }

  /** Says that an element has been given a new place already. */
  settle(element: Element): void {
    this.#settled.add(keyOf(element));
  }

  /** True where nothing will be left in a container once everything that goes is gone. */
  willBeHollow(container: Element): boolean {
    return this.#isHollow(container);
  }

  #removeDefinition(element: Element): void {
    if (element.name === "Data") throw new Refusal("A CustomTable defines the action.");
    this.remove(element);
  }

  /** Takes an event out, and the button with it that would do nothing without it. */
  removeEvent(publish: Element): void {
    this.remove(publish);
    const control = publish.parent;
    if (control?.name !== "Control" || attributeOf(control, "Type")?.value !== "PushButton") return;
    const id = attributeOf(control, "Id")?.value;
    const elsewhere = this.world.called("Publish").some((one) => {
      const isHere = attributeOf(one, "Control")?.value === id && one.parent?.name !== "Control";
      return isHere && !this.isRemoved(one);
    });
    const idle = control.children.every((child) => this.isRemoved(child));
    const needed = ["Default", "Cancel"].some((name) => attributeOf(control, name) !== undefined);
    if (idle && !elsewhere && !needed) this.remove(control);
  }

  /** Writes everything into the draft: what goes, and the new places of what stood by it. */
  finish(): void {
    for (const action of this.#actions) this.#placeNeighbours(action);
    this.#hollow();
    for (const element of this.#removed.values()) this.draft.remove(element.file, element.span);
  }

  #placeNeighbours(action: string): void {
    for (const { element, mention } of this.left("action", action)) {
      if (!isPlaced(element, mention.site.span.start) || this.#settled.has(keyOf(element))) continue;
      const attribute = attributeAround(element, mention);
      if (attribute === undefined || mention.site.kind !== "text") continue;
      const place = this.#placeOf(action, tableOf(element), 0);
      if (place === undefined) continue;
      this.world.mustBeOwn(element);
      const { span } = attribute.value.site.kind === "text" ? attribute.value.site : { span: attribute.nameSpan };
      this.draft.replace(element.file, { start: attribute.nameSpan.start, end: span.end + 1 }, place);
    }
  }

  /** The attribute that says where an action stood in a table, as it is written; where it stood by one that goes too, where that one stood. */
  #placeOf(action: string, table: string, depth: number): string | undefined {
    const rows = this.world
      .named("action", action)
      .map(({ element }) => element)
      .filter((element) => scheduled(element) === action && (table === "" || isIn(element, table)));
    for (const row of rows) {
      for (const name of ["After", "Before", "Sequence", "OnExit"]) {
        const attribute = row.attribute(name);
        if (attribute === undefined || (name === "Sequence" && row.name !== "Custom")) continue;
        const neighbour = attribute.value.value;
        const gone = (name === "After" || name === "Before") && this.#actions.has(neighbour);
        const further = gone && depth < 16 ? this.#placeOf(neighbour, table, depth + 1) : undefined;
        if (gone && further === undefined) continue;
        return further ?? `${name}=${this.world.raw(row, attribute)}`;
      }
    }
    return undefined;
  }

  /** Containers that nothing is left in, from the inside out. */
  #hollow(): void {
    for (let more = true; more; ) {
      more = false;
      for (const { parent } of [...this.#removed.values()]) {
        if (parent === undefined || this.isRemoved(parent) || !this.#isHollow(parent)) continue;
        this.remove(parent);
        more = true;
      }
    }
  }

  #isHollow(element: Element): boolean {
    if (!HOLLOW.has(element.name) || element.has("Id") || !element.children.every((child) => this.isRemoved(child)))
      return false;
    const { text, comments } = this.world.document(element.file);
    const inside = ({ start }: { readonly start: number }) => element.span.start < start && start < element.span.end;
    if (comments.some((comment) => inside(comment) && !this.#coversOffset(element.file, comment.start))) return false;
    // An instruction inside is somebody's switch: what it guards here may be nothing today.
    return !text.slice(element.span.start, element.span.end).includes("<?");
  }

  #coversOffset(file: string, offset: number): boolean {
    return this.removed().some((one) => one.file === file && one.span.start <= offset && offset < one.span.end);
  }
}

/** True where the mention is what Before or After says: the element stands by the action, it is not the action's own. */
function isPlaced(element: Element, offset: number): boolean {
  return ["Before", "After"].some((name) => {
    const site = element.attribute(name)?.value.site;
    return site?.kind === "text" && site.span.start <= offset && offset <= site.span.end;
  });
}

/** The action that an element schedules. */
export function scheduled(element: Element): string | undefined {
  const named = identifierAt(element, "Action")?.id.value;
  if (element.name === "Custom") return named;
  if (element.name !== "SetProperty" && element.name !== "SetDirectory") return undefined;
  const id = identifierAt(element, "Id")?.id.value;
  return named ?? (id === undefined ? undefined : `Set${id}`);
}

/** The table of the sequence in which an element schedules; `""` for one that may be in several. */
export function tableOf(element: Element): string {
  const own = SEQUENCE_ELEMENTS[element.parent?.name ?? ""];
  if (own !== undefined) return own;
  const sequence = attributeOf(element, "Sequence")?.value;
  return sequence === "ui" ? "InstallUISequence" : sequence === "execute" ? "InstallExecuteSequence" : "";
}

function isIn(element: Element, table: string): boolean {
  const own = tableOf(element);
  return own === "" || own === table;
}
