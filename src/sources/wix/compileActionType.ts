import type { Cell } from "../../model/database.ts";
import { isUnknown, type Sourced } from "../../model/site.ts";
import { yesNoOf } from "./compileAttributes.ts";
import { type Generation, madeCell, report, type SectionBuilder } from "./compileSection.ts";
import type { Attribute, Element } from "./tree.ts";

/** Bits 4 and 5 of the type: where what runs is found. Nothing stands for an action that names no source. */
export const SOURCE_BITS: Readonly<Record<string, number>> = {
  BinaryKey: 0,
  BinaryRef: 0,
  FileKey: 0x10,
  FileRef: 0x10,
  Directory: 0x20,
  Property: 0x30,
};

/** The low three bits: what runs. `Error` and `Script` settle the source as well. */
export const TARGET_BITS: Readonly<Record<string, number>> = {
  DllEntry: 1,
  ExeCommand: 2,
  Value: 3,
  Error: 0x13,
  JScriptCall: 5,
  VBScriptCall: 6,
};

const SCRIPTS: Readonly<Record<string, number>> = { jscript: 0x25, vbscript: 0x26 };

const RETURNS: Readonly<Record<string, number>> = { check: 0, ignore: 0x40, asyncWait: 0x80, asyncNoWait: 0xc0 };

const EXECUTIONS: Readonly<Record<string, number>> = {
  immediate: 0,
  firstSequence: 0x100,
  oncePerProcess: 0x200,
  secondSequence: 0x300,
  deferred: 0x400,
  rollback: 0x500,
  commit: 0x600,
};

const BITNESSES: Readonly<Record<string, number>> = { default: -1, always32: 0, always64: 0x1000 };

const IN_SCRIPT = 0x400;
const NO_IMPERSONATE = 0x800;
const SCRIPT_64 = 0x1000;
const HIDE_TARGET = 0x2000;
const TERMINAL_SERVER_AWARE = 0x4000;

/** What the attributes of a CustomAction say about its type, read one by one. */
export interface TypeDraft {
  source: number | undefined;
  target: number | undefined;
  returns: number;
  execution: number;
  impersonates: boolean;
  hidden: boolean;
  terminalServerAware: boolean;
  /** Undefined where the action does not say whether its script is 64 bit. */
  is64Bit: boolean | undefined;
  patchUninstall: boolean;
  /** The first attribute whose value is not known and without which the number cannot be told. */
  unknown: Attribute | undefined;
}

/** A type of which nothing is said yet: immediate, checked, impersonating. */
export function startType(): TypeDraft {
  return {
    source: undefined,
    target: undefined,
    returns: 0,
    execution: 0,
    impersonates: true,
    hidden: false,
    terminalServerAware: false,
    is64Bit: undefined,
    patchUninstall: false,
    unknown: undefined,
  };
}

/** Reads an attribute that only bears on the type; false where it is none of those. */
export function readTypeAttribute(builder: SectionBuilder, draft: TypeDraft, attribute: Attribute): boolean {
  switch (attribute.name) {
    case "Execute":
      draft.execution = oneOf(builder, draft, attribute, EXECUTIONS) ?? 0;
      return true;
    case "Return":
      draft.returns = oneOf(builder, draft, attribute, RETURNS) ?? 0;
      return true;
    case "Bitness": {
      const bits = oneOf(builder, draft, attribute, BITNESSES) ?? -1;
      draft.is64Bit = bits < 0 ? undefined : bits > 0;
      return true;
    }
    case "Win64":
      draft.is64Bit = flag(builder, draft, attribute) ?? draft.is64Bit;
      return true;
    case "Impersonate":
      draft.impersonates = flag(builder, draft, attribute) ?? true;
      return true;
    case "HideTarget":
      draft.hidden = flag(builder, draft, attribute) ?? false;
      return true;
    case "TerminalServerAware":
      draft.terminalServerAware = flag(builder, draft, attribute) ?? false;
      return true;
    case "PatchUninstall":
      draft.patchUninstall = flag(builder, draft, attribute) ?? false;
      return true;
    case "SuppressModularization":
      return true;
    default:
      return false;
  }
}

/** Reads `Script="vbscript"`, which settles source and target. */
export function readScript(builder: SectionBuilder, draft: TypeDraft, attribute: Attribute): void {
  const bits = oneOf(builder, draft, attribute, SCRIPTS);
  if (bits === undefined) return;
  draft.source = bits & 0x30;
  draft.target = bits & 7;
}

/** The cell for `CustomAction.Type`; where an attribute hangs on what nobody can decide, the number that the others add up to, unknown. */
export function typeCell(draft: TypeDraft, element: Element, builder: SectionBuilder): Cell {
  const { unknown } = draft;
  const number = typeNumber(draft, builder.context.generation, builder.context.is64Bit);
  return unknown === undefined ? madeCell(number, element) : undecided(number, unknown.value);
}

/** A number of which a part hangs on what a source does not say. */
export function undecided(number: number, { value, site }: Sourced<string>): Cell {
  return { value: number, site, unknown: true, written: value };
}

/**
 * The number that WiX writes.
 *
 * v3 adds bits attribute by attribute (tools/wix/Compiler.cs ParseCustomActionElement), so `Impersonate="no"` counts for an immediate action too; from v4 on the
 * number is made while binding (CreateWindowsInstallerDataFromIRCommand.AddCustomActionSymbol), and there NoImpersonate and TSAware need the in-script bit.
 */
function typeNumber(draft: TypeDraft, generation: Generation, is64Bit: boolean): number {
  const target = draft.target ?? 0;
  const inScript = (draft.execution & IN_SCRIPT) !== 0 || generation !== "wix4";
  const script = (target & 7) === 5 || (target & 7) === 6;
  return (
    (draft.source ?? 0) |
    target |
    draft.returns |
    draft.execution |
    (inScript && !draft.impersonates ? NO_IMPERSONATE : 0) |
    (inScript && draft.terminalServerAware ? TERMINAL_SERVER_AWARE : 0) |
    (draft.hidden ? HIDE_TARGET : 0) |
    ((draft.is64Bit ?? (is64Bit && script)) ? SCRIPT_64 : 0)
  );
}

function oneOf(
  builder: SectionBuilder,
  draft: TypeDraft,
  attribute: Attribute,
  known: Readonly<Record<string, number>>,
): number | undefined {
  const { value, site } = attribute.value;
  const bits = Object.hasOwn(known, value) ? known[value] : undefined;
  if (bits !== undefined || value === "") return bits;
  if (isUnknown(site)) {
    draft.unknown ??= attribute;
    return undefined;
  }
  const list = Object.keys(known).join(", ");
  report(builder, "error", "illegal-value", `${attribute.name} cannot be '${value}'; it is one of ${list}.`, site);
  return undefined;
}

function flag(builder: SectionBuilder, draft: TypeDraft, attribute: Attribute): boolean | undefined {
  const said = yesNoOf(builder, attribute);
  if (said !== "unknown") return said;
  draft.unknown ??= attribute;
  return undefined;
}
