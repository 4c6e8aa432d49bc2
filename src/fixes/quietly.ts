import type { Element } from "../sources/wix/tree.ts";
import type { Draft } from "./edit.ts";
import { Refusal } from "./job.ts";
import { inAttribute } from "./layout.ts";
import type { World } from "./world.ts";

/** `/qn`, `/quiet` or `/q` with the blank before it, or as an item of a list of PowerShell with its comma. */
const QUIET =
  /,\s*(['"])[/-](?:qn[+\-!]*|quiet|q)\1|(?:^|[ \t\r\n]+)[/-](?:qn[+\-!]*|quiet|q)(?=$|[\s"'`,&;])|(?<=["'`;])[/-](?:qn[+\-!]*|quiet|q)[ \t]+/gi;

/** A command as a source spells it, without those switches. */
export function spokenUp(raw: string): string {
  return raw.replace(QUIET, "");
}

/**
 * Takes the switches out with which msiexec shows nothing. Without them it asks to be elevated, which a package for the whole machine needs where the client that starts
 * it is not; refuses where they stand in what several places share.
 */
export function speakUp(draft: Draft, world: World, elements: readonly Element[]): void {
  let found = false;
  for (const element of elements) {
    for (const name of ["ExeCommand", "Value"]) {
      const attribute = element.attribute(name);
      if (attribute?.value.site.kind !== "text") continue;
      const raw = world.raw(element, attribute);
      const [quote = '"'] = raw;
      const inside = raw.slice(1, -1);
      const own = spokenUp(inside);
      const expanded = spokenUp(attribute.value.value);
      if (own === inside && expanded === attribute.value.value) continue;
      found = true;
      world.mustBeOwn(element);
      // What a variable holds is put in, without its switch: the variable may serve others.
      const text = own === inside ? inAttribute(expanded, quote) : own;
      draft.replace(element.file, attribute.value.site.span, text);
    }
    const text = element.name === "Property" && !element.has("Value") ? element.text() : undefined;
    if (text?.site.kind !== "text" || !QUIET.test(text.value)) continue;
    QUIET.lastIndex = 0;
    found = true;
    world.mustBeOwn(element);
    const raw = world.textOf(element.file).slice(text.site.span.start, text.site.span.end);
    draft.replace(element.file, text.site.span, spokenUp(raw));
  }
  if (!found) throw new Refusal("Its quiet switch stands where it cannot be taken out.");
}
