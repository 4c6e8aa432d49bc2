import { artifactKey, type Cell } from "../../model/database.ts";
import { nameOf } from "../../model/path.ts";
import type { Sourced } from "../../model/site.ts";
import { checkAttributes } from "./checkElement.ts";
import { identifierAt, saysYes } from "./compileAttributes.ts";
import {
  addRow,
  type Cells,
  cellOf,
  define,
  emptyCell,
  madeCell,
  report,
  type SectionBuilder,
} from "./compileSection.ts";
import { identifierFromName } from "./harvest.ts";
import { attributeOf, type Element, tagSite } from "./tree.ts";

const EMBEDDED_UI = 1;
const HANDLES_BASIC = 2;

/** The bits of MessageFilter (INSTALLLOGMODE of msi.h) that `Ignore…="yes"` takes away; without any of them all are set. */
const MESSAGES: Readonly<Record<string, number>> = {
  FatalExit: 0x1,
  Error: 0x2,
  Warning: 0x4,
  User: 0x8,
  Info: 0x10,
  FilesInUse: 0x20,
  ResolveSource: 0x40,
  OutOfDiskSpace: 0x80,
  ActionStart: 0x100,
  ActionData: 0x200,
  Progress: 0x400,
  CommonData: 0x800,
  Initialize: 0x1000,
  Terminate: 0x2000,
  ShowDialog: 0x4000,
  RMFilesInUse: 0x200_0000,
  InstallStart: 0x400_0000,
  InstallEnd: 0x800_0000,
};

/**
 * Compiles EmbeddedUI and the EmbeddedUIResource elements in it (Compiler_EmbeddedUI.cs of v4+; the same in v3): a row for each, and the artifact that becomes its stream.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/msiembeddedui-table
 */
export function compileEmbeddedUi(builder: SectionBuilder, element: Element): void {
  const filter = Object.entries(MESSAGES).reduce(
    (bits, [name, bit]) => (saysYes(element, `Ignore${name}`) ? bits : bits | bit),
    0,
  );
  const attributes = EMBEDDED_UI | (saysYes(element, "SupportBasicUI") ? HANDLES_BASIC : 0);
  addFile(builder, element, {
    Attributes: madeCell(attributes, element),
    MessageFilter: madeCell(filter, element),
  });
  for (const child of element.children) {
    if (child.name !== "EmbeddedUIResource") continue;
    checkAttributes(builder, child);
    addFile(builder, child, { Attributes: madeCell(0, child), MessageFilter: emptyCell(child) });
  }
}

/** The name of the file is that of its source, and the key is made from it, where the element says neither. */
function addFile(builder: SectionBuilder, element: Element, more: Cells): void {
  const source = attributeOf(element, "SourceFile");
  if (source === undefined) {
    report(builder, "error", "missing-source", `${element.name} needs the attribute SourceFile.`, tagSite(element));
    return;
  }
  const artifact = builder.context.artifact(source);
  const name = nameCell(element, source, artifact.name);
  const identifier = identifierAt(element, "Id");
  const id = identifier?.id ?? { value: identifierFromName(name.value), site: name.site };
  if (identifier !== undefined) define(builder, element.name, id.value, identifier.reach);
  builder.artifacts.set(artifactKey("MsiEmbeddedUI", id.value), artifact);
  addRow(builder, "MsiEmbeddedUI", element, { MsiEmbeddedUI: id, FileName: name, ...more, Data: cellOf(source) });
}

/** `$(var.Ui.TargetDir)Ui.CA.dll`: what a variable ends is its folder. */
function nameCell(element: Element, source: Sourced<string>, known: string | undefined): Cell & Sourced<string> {
  const name = attributeOf(element, "Name");
  if (name !== undefined) return cellOf(name);
  const { site } = source;
  const file = known?.replace(/^.*\)/, "");
  return file === undefined || file === ""
    ? { value: nameOf(source.value), site, unknown: true }
    : { value: file, site };
}
