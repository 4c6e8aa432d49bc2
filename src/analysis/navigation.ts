import { rowsByKey } from "../model/database.ts";
import { type TextSite, textSite } from "../model/site.ts";
import { overlaps, type Span } from "../model/span.ts";
import type { Compilation, Snapshot, Unit } from "../sources/source.ts";
import type { Mention } from "../sources/wix/mentions.ts";
import { xmlOf } from "../sources/wix/xml.ts";
import { inactiveIn } from "./inactive.ts";
import { type OutlineEntry, outlineOf } from "./outline.ts";
import { type Refusal, type Renamable, type Renaming, renamableAt, rename } from "./renaming.ts";
import type { ActionReport } from "./report.ts";
import { distinct, Scopes } from "./scopes.ts";
import { definitionsOf, mentionsOf, symbolsAt } from "./symbols.ts";
import { includeAt, includesOf, variableAt, variableDefinitions, variablePlaces } from "./variables.ts";

/** The type numbers of the actions whose Id ends at `offset`: more than one where projects or a loop make several actions of one element. */
export interface TypeHint {
  /** After the name, before the quote that closes the attribute. */
  readonly offset: number;
  readonly types: readonly number[];
}

/**
 * Answers to where things are, for the newest report. Nothing is worked out before it is asked for.
 *
 * What can be asked for: custom actions, properties, binaries, files, directories and dialogs, each within what is linked together; preprocessor
 * variables and includes. Offsets are those of the text as it was analysed.
 */
export interface Navigation {
  /** Where what is named at an offset is defined; a property that no element defines, where it is set; an include, its file. */
  definitionAt(path: string, offset: number): readonly TextSite[];
  /** Every place that names the same thing, in branches that are off too. */
  referencesAt(path: string, offset: number, includeDeclaration: boolean): readonly TextSite[];
  /** The outline of a file as it is written. */
  symbolsOf(path: string): readonly OutlineEntry[];
  renamableAt(path: string, offset: number): Renamable | Refusal;
  renameAt(path: string, offset: number, newName: string): Renaming | Refusal;
  /** The types of the custom actions that are named in a range of a file. */
  hintsOf(path: string, range: Span): readonly TypeHint[];
  /** The branches of a file that are off in everything that is built from it. */
  inactiveIn(path: string): readonly Span[];
}

/** What navigation stands on. */
export interface NavigationGround {
  readonly compilations: ReadonlyMap<Unit, Compilation>;
  readonly snapshot: Snapshot;
  readonly actions: readonly ActionReport[];
}

/** Navigation over what one analysis made. */
export function createNavigation({ compilations, snapshot, actions }: NavigationGround): Navigation {
  const scopes = new Scopes(compilations, snapshot);
  return {
    definitionAt: (path, offset) => definitionAt(scopes, path, offset),
    referencesAt: (path, offset, includeDeclaration) => referencesAt(scopes, path, offset, includeDeclaration),
    symbolsOf(path) {
      const file = scopes.file(path);
      return file === undefined ? [] : outlineOf(file);
    },
    renamableAt: (path, offset) => renamableAt(scopes, path, offset),
    renameAt: (path, offset, newName) => rename(scopes, actions, { path, offset }, newName),
    hintsOf: (path, range) => hintsOf(scopes, actions, path, range),
    inactiveIn: (path) => inactiveIn(scopes, path),
  };
}

function definitionAt(scopes: Scopes, path: string, offset: number): readonly TextSite[] {
  const variable = variableAt(scopes, path, offset);
  if (variable !== undefined) return variableDefinitions(scopes, path, variable.name);
  const included = includeAt(scopes, path, offset);
  if (included !== undefined) return [textSite(included, { start: 0, end: 0 })];
  return places(symbolsAt(scopes, path, offset).flatMap((symbol) => definitionsOf(symbol, scopes)));
}

function referencesAt(scopes: Scopes, path: string, offset: number, includeDeclaration: boolean): readonly TextSite[] {
  const wanted = ({ role }: { readonly role: string }) =>
    includeDeclaration || role === "reference" || role === "setter";
  const variable = variableAt(scopes, path, offset);
  if (variable !== undefined)
    return variablePlaces(scopes, path, variable.name)
      .filter(wanted)
      .map(({ site }) => site);
  const included = includeAt(scopes, path, offset);
  if (included !== undefined) return includesOf(scopes, included);
  return places(symbolsAt(scopes, path, offset).flatMap((symbol) => mentionsOf(symbol, scopes).filter(wanted)));
}

/** Where mentions stand, each place once: an Id of SetProperty names both the property and the action that sets it. */
function places(mentions: readonly Mention[]): readonly TextSite[] {
  return distinct(mentions).map(({ site }) => site);
}

function hintsOf(scopes: Scopes, actions: readonly ActionReport[], path: string, range: Span): readonly TypeHint[] {
  const file = scopes.file(path);
  const text = file === undefined ? "" : xmlOf(file).text;
  const hints = new Map<number, Set<number>>();
  for (const action of actions) {
    const { site, type } = action;
    if (site.file !== path || site.kind !== "text" || !overlaps(site.span, range)) continue;
    if (!isTypeKnown(action) || !isNamed(action.action, text.slice(site.span.start, site.span.end))) continue;
    const types = hints.get(site.span.end) ?? new Set<number>();
    hints.set(site.span.end, types.add(type));
  }
  return [...hints]
    .map(([offset, types]) => ({ offset, types: [...types].sort((a, b) => a - b) }))
    .sort((a, b) => a.offset - b.offset);
}

/** True where the text names the action, as `X` does `SetX` too; an action that another element brings along stands at that, under another name. */
function isNamed(action: string, written: string): boolean {
  return action === written || action === `Set${written}` || written.includes("$(");
}

function isTypeKnown({ action, database, site, type }: ActionReport): boolean {
  const rows = rowsByKey(database, "CustomAction", action);
  const row = rows.find(({ cells }) => cells["Action"]?.site === site);
  return type !== 0 && row?.cells["Type"]?.unknown !== true;
}
