import { narrow, type TextSite, textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { SourceFile } from "../source.ts";
import { nextUse } from "./variables.ts";
import { type XmlDocument, type XmlElement, type XmlInstruction, xmlChildren, xmlOf, xmlText } from "./xml.ts";

/** A place where a source names a preprocessor variable. */
export interface VariableMention {
  readonly name: string;
  readonly role: "definition" | "reference";
  /** The name alone, as in `X` of `$(var.X)`. */
  readonly span: Span;
}

/** The instructions that name a variable, where in them, and whether they give it a value. */
const NAMING: Readonly<Record<string, readonly [pattern: RegExp, role: VariableMention["role"]]>> = {
  define: [/^(?:var\.)?([^=]*[^=\s])/d, "definition"],
  undef: [/^(?:var\.)?([^\s$()]+)$/d, "reference"],
  ifdef: [/^(?:\$\()?(?:var\.)?([^\s$()"]+)\)?$/d, "reference"],
  ifndef: [/^(?:\$\()?(?:var\.)?([^\s$()"]+)\)?$/d, "reference"],
  foreach: [/^(?:var\.)?(\S+)\s+in\s/d, "definition"],
};

/** What `$(prefix.X)` may ask for that is no variable of the sources. */
const FOREIGN = /^(?:env|sys|fun|loc|wix|bind)\./;

const known = new WeakMap<SourceFile, readonly VariableMention[]>();

/** Every mention of a preprocessor variable in a file, branches that are off included; worked out once for as long as the file stays the same. */
export function variableMentions(file: SourceFile): readonly VariableMention[] {
  let found = known.get(file);
  if (found === undefined) {
    const document = xmlOf(file);
    found = [...instructionsOf(document).flatMap((one) => inInstruction(document, one)), ...usesOf(document)];
    known.set(file, found);
  }
  return found;
}

/** Every instruction of a document in its order. */
export function instructionsOf(document: XmlDocument): readonly XmlInstruction[] {
  const found: XmlInstruction[] = [];
  const pending = [...document.contents].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === "instruction") found.push(node);
    else if (node.kind === "element" && !node.plain)
      for (let at = node.contents.length - 1; at >= 0; at--) pending.push(node.contents[at] as XmlElement);
  }
  return found;
}

/** The name that an instruction defines or asks for, with its place. */
export function inInstruction({ text }: XmlDocument, instruction: XmlInstruction): readonly VariableMention[] {
  const naming = Object.hasOwn(NAMING, instruction.target) ? NAMING[instruction.target] : undefined;
  if (naming === undefined) return [];
  const [pattern, role] = naming;
  const match = pattern.exec(text.slice(instruction.contentStart, instruction.contentEnd));
  const at = match?.indices?.[1];
  const name = match?.[1];
  if (at === undefined || name === undefined || FOREIGN.test(name)) return [];
  return [{ name, role, span: { start: instruction.contentStart + at[0], end: instruction.contentStart + at[1] } }];
}

/** A use is looked for this far: a name has no more letters. */
const LONGEST = 400;

function usesOf({ text, uses }: XmlDocument): readonly VariableMention[] {
  return uses.flatMap((start) => {
    const use = text.charAt(start - 1) === "$" ? undefined : nextUse(text.slice(start, start + LONGEST), 0);
    if (use?.kind !== "reference" || use.start !== 0 || FOREIGN.test(use.inner)) return [];
    const prefix = use.inner.startsWith("var.") ? 4 : 0;
    const name = use.inner.slice(prefix);
    if (!/^[^\s$()]+$/.test(name)) return [];
    const from = start + 2 + prefix;
    return [{ name, role: "reference", span: { start: from, end: from + name.length } }];
  });
}

/** Where a project file defines a preprocessor variable: its name in each DefineConstants that has it. */
export function projectDefines(file: SourceFile, name: string): readonly TextSite[] {
  const document = xmlOf(file);
  const found: TextSite[] = [];
  const pending = document.root === undefined ? [] : [document.root];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    for (const child of xmlChildren(element).reverse()) pending.push(child);
    if (element.name === "DefineConstants") for (const one of definesIn(document, element, name)) found.push(one);
  }
  return found;
}

function definesIn(document: XmlDocument, element: XmlElement, name: string): readonly TextSite[] {
  const text = xmlText(document, element);
  if (text === undefined) return [];
  let from = 0;
  return text.value.split(";").flatMap((item) => {
    const start = from + item.length - item.trimStart().length;
    from += item.length + 1;
    const isIt = /^[^=]*/.exec(item.trim())?.[0].trim() === name;
    const site = narrow(text.site, start, start + name.length);
    return isIt && site.kind === "text" ? [textSite(site.file, site.span)] : [];
  });
}
