import { attributeOf, type Element } from "../sources/wix/tree.ts";
import type { Prepared } from "./bundle.ts";
import { Draft } from "./edit.ts";
import { dropAttribute } from "./immediate.ts";
import { type Ground, type Job, Refusal } from "./job.ts";
import { definitionsOf, textsOf } from "./unwire.ts";
import { World } from "./world.ts";

/** Lets what starts another installation wait for its end: the action for its program, and a shell between them for what it starts. */
export function prepareWait(ground: Ground, job: Job, title: string): Prepared {
  const world = new World(ground, job);
  const draft = new Draft((file) => world.textOf(file));
  const definitions = definitionsOf(world, job.action).filter(({ name }) => name === "CustomAction");
  if (definitions.length === 0) throw new Refusal("The action is not defined in these sources.");
  if (job.launcher !== undefined && /ShellExec/.test(job.launcher))
    throw new Refusal("ShellExecute does not wait, and its entry point of WiX has no other way.");
  for (const definition of definitions) waitForProgram(draft, world, definition);
  for (const element of textsOf(world, job)) waitInShell(draft, world, element);
  if (draft.isEmpty) throw new Refusal("What does not wait is not written in these sources.");
  return { title, edits: () => draft.finish() };
}

function waitForProgram(draft: Draft, world: World, definition: Element): void {
  const value = attributeOf(definition, "Return")?.value;
  if (value !== "asyncNoWait" && value !== "asyncWait") return;
  world.mustBeOwn(definition);
  dropAttribute(draft, world, definition, definition.attribute("Return"));
}

/** `start` of cmd and Start-Process of PowerShell return at once unless they are told to wait. */
function waitInShell(draft: Draft, world: World, element: Element): void {
  for (const name of ["ExeCommand", "Value"]) {
    const attribute = element.attribute(name);
    if (attribute?.value.site.kind !== "text") continue;
    const inside = world.raw(element, attribute).slice(1, -1);
    const waiting = awaited(inside);
    if (waiting === inside) continue;
    world.mustBeOwn(element);
    draft.replace(element.file, attribute.value.site.span, waiting);
  }
}

function awaited(command: string): string {
  if (/\bStart-Process\b/i.test(command))
    return /\s-Wait\b/i.test(command) ? command : command.replace(/\bStart-Process\b/i, "$& -Wait");
  if (!/\s\/[cks]\b/i.test(command) || /\bstart\b[^|]*\s\/w(ait)?\b/i.test(command)) return command;
  return command.replace(/(\/[ck]\s+(?:&quot;|["'])?\s*start)(?=\s)/i, "$1 /wait");
}
