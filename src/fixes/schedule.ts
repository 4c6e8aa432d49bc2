import { attributeOf, type Element } from "../sources/wix/tree.ts";
import { guarded } from "./condition.ts";
import type { Job } from "./job.ts";
import type { NewElement } from "./layout.ts";
import type { World } from "./world.ts";

/** A condition as it is to be written: as the source has it, with what has to be added. */
export interface WrittenCondition {
  /** The text of an element, or of an attribute without its quotes, still encoded. */
  readonly raw: string;
  readonly quote: string;
}

/** The condition of a row for the client, where the action must not run again at a repair or a removal; undefined where there is none. */
export function conditionOf(world: World, row: Element | undefined, guard: boolean): WrittenCondition | undefined {
  const own = row === undefined ? undefined : rawCondition(world, row);
  if (!guard || (row !== undefined && !guarded(conditionText(row)).needsGuard)) return own;
  if (own === undefined) return { raw: "NOT Installed", quote: '"' };
  const simple = !/\b(?:OR|XOR|EQV|IMP)\b/i.test(conditionText(row));
  return { ...own, raw: simple ? `${own.raw} AND NOT Installed` : `(${own.raw}) AND NOT Installed` };
}

function conditionText(row: Element | undefined): string {
  return row === undefined ? "" : (attributeOf(row, "Condition")?.value ?? row.text()?.value ?? "");
}

function rawCondition(world: World, row: Element): WrittenCondition | undefined {
  const attribute = row.attribute("Condition");
  if (attribute !== undefined && attribute.value.value !== "") {
    const raw = world.raw(row, attribute);
    return { raw: raw.slice(1, -1), quote: raw.charAt(0) };
  }
  const text = row.text();
  if (text === undefined || text.value.trim() === "") return undefined;
  const inside = world.textOf(row.file).slice(row.tagSpan.end, row.span.end);
  return { raw: inside.slice(0, inside.lastIndexOf("</")).trim(), quote: '"' };
}

/** An element with a condition, written as the generation of the sources has it. */
export function withCondition(job: Job, element: NewElement, condition: WrittenCondition | undefined): NewElement {
  if (condition === undefined) return element;
  if (job.databases[0]?.toolset !== "wix4") return { ...element, rawText: condition.raw };
  const value = { raw: condition.quote + condition.raw + condition.quote };
  return { ...element, attributes: [...element.attributes, ["Condition", value]] };
}
