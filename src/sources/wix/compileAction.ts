import { artifactKey, type Cell } from "../../model/database.ts";
import {
  readScript,
  readTypeAttribute,
  SOURCE_BITS,
  startType,
  TARGET_BITS,
  type TypeDraft,
  typeCell,
} from "./compileActionType.ts";
import { identifierAt, identifierOf, otherSpelling, trimmed, unknownAttribute } from "./compileAttributes.ts";
import { subdirectoryOf } from "./compileDirectory.ts";
import { addRow, cellOf, define, emptyCell, madeCell, refer, report, type SectionBuilder } from "./compileSection.ts";
import { type Attribute, type Element, tagSite } from "./tree.ts";

/** The spelling of an attribute in v2 and v3, and its name from v4 on. */
const RENAMED: readonly (readonly [before: string, since: string])[] = [
  ["BinaryKey", "BinaryRef"],
  ["FileKey", "FileRef"],
  ["Win64", "Bitness"],
];

/** Which table an attribute refers to. */
const REFERS: Readonly<Record<string, string>> = {
  BinaryKey: "Binary",
  BinaryRef: "Binary",
  FileKey: "File",
  FileRef: "File",
  Directory: "Directory",
};

interface ActionDraft {
  readonly type: TypeDraft;
  source: Attribute | undefined;
  target: Attribute | undefined;
  script: Attribute | undefined;
  scriptFile: Attribute | undefined;
  subdirectory: Attribute | undefined;
}

/**
 * Compiles `<CustomAction>`, in whichever generation's spelling. Wrong authoring is reported and read as far as it goes.
 *
 * Follows ParseCustomActionElement of v3 (tools/wix/Compiler.cs) and v4+ (WixToolset.Core/Compiler.cs).
 */
export function compileCustomAction(builder: SectionBuilder, element: Element): void {
  const draft: ActionDraft = {
    type: startType(),
    source: undefined,
    target: undefined,
    script: undefined,
    scriptFile: undefined,
    subdirectory: undefined,
  };
  for (const attribute of element.attributes) {
    if (attribute.namespace === "") readAttribute(builder, element, draft, attribute);
  }
  const identifier = identifierAt(element, "Id");
  if (identifier === undefined) {
    report(builder, "error", "missing-id", "A CustomAction needs an Id.", tagSite(element));
    return;
  }
  const { id, access } = identifier;
  checkAction(builder, element, draft, id.value);
  define(builder, "CustomAction", id.value, identifier.reach);
  const row = addRow(builder, "CustomAction", element, {
    Action: id,
    Type: typeCell(draft.type, element, builder),
    Source: sourceCell(builder, element, draft),
    Target: targetCell(builder, element, draft, id.value),
    ExtendedType: draft.type.patchUninstall ? madeCell(0x8000, element) : emptyCell(element),
  });
  if (access !== "plain") builder.access.set(row, access);
}

function readAttribute(builder: SectionBuilder, element: Element, draft: ActionDraft, attribute: Attribute): void {
  const { name } = attribute;
  if (Object.hasOwn(SOURCE_BITS, name)) {
    readSource(builder, draft, attribute);
  } else if (Object.hasOwn(TARGET_BITS, name)) {
    readTarget(builder, draft, attribute);
  } else if (name === "Script") {
    if (draft.source !== undefined) severalSources(builder, draft.source, attribute);
    if (draft.target !== undefined) severalTargets(builder, draft.target, attribute);
    draft.script = attribute;
    readScript(builder, draft.type, attribute);
  } else if (name === "ScriptSourceFile") {
    draft.scriptFile = attribute;
  } else if (name === "Subdirectory") {
    draft.subdirectory = attribute;
  } else if (name !== "Id" && !readTypeAttribute(builder, draft.type, attribute)) {
    unknownAttribute(builder, element, attribute);
    return;
  }
  checkSpelling(builder, element, attribute);
}

function readSource(builder: SectionBuilder, draft: ActionDraft, attribute: Attribute): void {
  const earlier = draft.source ?? draft.script;
  if (earlier !== undefined) severalSources(builder, earlier, attribute);
  draft.source = attribute;
  draft.type.source = SOURCE_BITS[attribute.name];
  const kind = REFERS[attribute.name];
  if (kind !== undefined) refer(builder, kind, identifierOf(attribute.value).id.value, attribute);
}

function readTarget(builder: SectionBuilder, draft: ActionDraft, attribute: Attribute): void {
  const earlier = draft.target ?? draft.script;
  if (earlier !== undefined) severalTargets(builder, earlier, attribute);
  const bits = TARGET_BITS[attribute.name] ?? 0;
  draft.target = attribute;
  draft.type.target = bits & 7;
  if (bits > 7) draft.type.source = bits & 0x30;
}

function checkSpelling(builder: SectionBuilder, element: Element, attribute: Attribute): void {
  const isLatest = builder.context.generation === "wix4";
  for (const [before, since] of RENAMED) {
    if (isLatest && attribute.name === before) {
      otherSpelling(builder, element, attribute, `${before} is called ${since} from WiX 4 on.`);
    } else if (!isLatest && attribute.name === since) {
      otherSpelling(builder, element, attribute, `${since} is called ${before} before WiX 4.`);
    }
  }
}

function severalSources(builder: SectionBuilder, first: Attribute, second: Attribute): void {
  const message = `A custom action has one source, and this one has both ${first.name} and ${second.name}; the last one counts here.`;
  report(builder, "error", "several-sources", message, second.value.site);
}

function severalTargets(builder: SectionBuilder, first: Attribute, second: Attribute): void {
  const message = `A custom action does one thing, and this one has both ${first.name} and ${second.name}; the last one counts here.`;
  report(builder, "error", "several-targets", message, second.value.site);
}

/** Reports combinations that the WiX compilers reject and that leave open what the action would do. */
function checkAction(builder: SectionBuilder, element: Element, draft: ActionDraft, id: string): void {
  const wrong = (code: string, message: string) => report(builder, "error", code, message, tagSite(element));
  const { type } = draft;
  if (type.unknown?.name === "Script") return;
  if (type.target === undefined) {
    const wanted = "DllEntry, Error, ExeCommand, JScriptCall, Script, Value or VBScriptCall";
    wrong("missing-target", `Custom action '${id}' does nothing: it needs ${wanted}.`);
  }
  const toleratesNoSource = builder.context.generation !== "wix4" && type.target === 1;
  if (type.source === undefined && !toleratesNoSource) {
    wrong("missing-source", `Custom action '${id}' does not say where what it runs is found.`);
  }
  if (type.returns === 0xc0 && type.target !== 2 && type.target !== undefined) {
    wrong("illegal-return", `Return="asyncNoWait" is for ExeCommand only, and custom action '${id}' has none.`);
  }
  if (type.source === 0x30 && type.target === 3 && (type.execution & 0x400) !== 0) {
    wrong("illegal-execute", `Custom action '${id}' sets a property, which works in immediate actions only.`);
  }
  if (draft.script === undefined && draft.scriptFile !== undefined) {
    wrong("illegal-script", `ScriptSourceFile of custom action '${id}' needs the attribute Script.`);
  }
  const text = draft.script === undefined ? element.text() : undefined;
  if (text !== undefined) {
    report(builder, "error", "illegal-text", `Only a script action has text; that of '${id}' is ignored.`, text.site);
  }
}

function sourceCell(builder: SectionBuilder, element: Element, draft: ActionDraft): Cell {
  const { source, subdirectory } = draft;
  if (subdirectory !== undefined && source?.name !== "Directory") {
    report(
      builder,
      "error",
      "illegal-subdirectory",
      "Subdirectory needs the attribute Directory.",
      subdirectory.value.site,
    );
  }
  if (source === undefined) return emptyCell(element);
  const { id } = identifierOf(source.value);
  if (subdirectory === undefined || source.name !== "Directory") return id;
  const child = subdirectoryOf(builder, element, id.value, subdirectory.value);
  return cellOf({ value: child, site: subdirectory.value.site });
}

function targetCell(builder: SectionBuilder, element: Element, draft: ActionDraft, id: string): Cell {
  if (draft.script !== undefined) return scriptCell(builder, element, draft, id);
  return draft.target === undefined ? emptyCell(element) : cellOf(draft.target.value);
}

/** The text of a script action: its own up to v3, the file's from v4 on, which is read when the package is bound. */
function scriptCell(builder: SectionBuilder, element: Element, draft: ActionDraft, id: string): Cell {
  const text = element.text();
  const isLatest = builder.context.generation === "wix4";
  if (draft.scriptFile !== undefined) {
    const { value } = draft.scriptFile;
    builder.artifacts.set(artifactKey("CustomAction", id), builder.context.artifact(value));
    if (!isLatest) {
      otherSpelling(builder, element, draft.scriptFile, "A script stands in the element's text before WiX 4.");
    }
    if (text === undefined) return { value: value.value, site: value.site, unknown: true };
  }
  if (text === undefined) {
    report(builder, "error", "missing-script", `Custom action '${id}' has no script.`, tagSite(element));
    return emptyCell(element);
  }
  if (isLatest) {
    const message = "From WiX 4 on a script stands in the file that ScriptSourceFile names; element text is rejected.";
    report(builder, "warning", "other-generation", message, text.site);
  }
  return cellOf(trimmed(text));
}
