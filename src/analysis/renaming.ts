import { nameOf } from "../model/path.ts";
import type { TextSite } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { Mention } from "../sources/wix/mentions.ts";
import { isStandard } from "../sources/wix/standardSchedule.ts";
import { xmlOf } from "../sources/wix/xml.ts";
import type { ActionReport } from "./report.ts";
import type { Scope, Scopes } from "./scopes.ts";
import { mentionsOf, type NamedSymbol, scopesOf, symbolsAt } from "./symbols.ts";
import type { FileEdit } from "./workspace.ts";

/** Why something cannot be renamed, as a sentence for the user. */
export interface Refusal {
  readonly refused: string;
}

/** What can be renamed at a place: the range of its name there. */
export interface Renamable {
  readonly name: string;
  readonly span: Span;
}

/** The changes that give something another name. */
export interface Renaming {
  readonly edits: readonly FileEdit[];
}

interface Target extends Renamable {
  readonly symbol: NamedSymbol;
}

/** What stands at an offset, if it can be renamed: a custom action that these sources define. */
export function renamableAt(scopes: Scopes, path: string, offset: number): Renamable | Refusal {
  const target = targetAt(scopes, path, offset);
  return "refused" in target ? target : { name: target.name, span: target.span };
}

function targetAt(scopes: Scopes, path: string, offset: number): Target | Refusal {
  const [symbol, ...more] = symbolsAt(scopes, path, offset);
  if (symbol === undefined) return { refused: "Only custom actions can be renamed, and none is named here." };
  const { kind, name, mention } = symbol;
  if ([symbol, ...more].some((one) => one.mention.role === "implicit"))
    return {
      refused: "This action is named after what it sets. Give it an Action attribute first: that can be renamed.",
    };
  if (more.length > 0) return { refused: "This text makes several names, so it cannot be renamed as one." };
  if (kind !== "action") {
    const refused = `Only custom actions can be renamed: scripts, DLLs and command lines may use the ${kind} ${name} by its name.`;
    return { refused };
  }
  const own = mentionsOf(symbol, scopes);
  if (!own.some(({ role }) => role === "definition"))
    return { refused: `${name} is not defined by a CustomAction in these sources, so it cannot be renamed here.` };
  const wrong = own.map((one) => notLiteral(scopes, one)).find((reason) => reason !== undefined);
  if (wrong !== undefined) return { refused: wrong };
  return { name, span: mention.site.span, symbol };
}

/** Gives the custom action at an offset another name wherever it is named, together with the property that carries its data. */
export function rename(
  scopes: Scopes,
  actions: readonly ActionReport[],
  place: { readonly path: string; readonly offset: number },
  newName: string,
): Renaming | Refusal {
  const target = targetAt(scopes, place.path, place.offset);
  if ("refused" in target) return target;
  if (newName === target.name) return { edits: [] };
  const { symbol } = target;
  const inScope = scopesOf(symbol, scopes);
  const carrier = carriersOf(symbol, inScope, actions);
  const wrong = notAName(newName) ?? taken(inScope, newName, carrier.length > 0);
  if (wrong !== undefined) return { refused: wrong };
  const changes = [
    ...mentionsOf(symbol, scopes).map((mention) => ({ mention, to: newName })),
    ...carrier.map((mention) => ({ mention, to: newName })),
    ...namedAfter(carrier, symbol.name, inScope).map((mention) => ({ mention, to: `Set${newName}` })),
  ];
  const stuck = changes.map(({ mention }) => notLiteral(scopes, mention)).find((reason) => reason !== undefined);
  return stuck === undefined ? { edits: editsOf(changes) } : { refused: stuck };
}

/**
 * A deferred action reads CustomActionData, which is the property that has the action's name when it is scheduled: the two are renamed together.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/obtaining-context-information-for-deferred-execution-custom-actions
 */
function carriersOf({ name }: NamedSymbol, scopes: readonly Scope[], actions: readonly ActionReport[]) {
  const databases = new Set(scopes.map(({ database }) => database));
  const deferred = actions.some(
    ({ action, type, database }) => action === name && (type & 0x400) !== 0 && databases.has(database),
  );
  return deferred ? scopes.flatMap((scope) => scope.named("property", name)) : [];
}

/** `<SetProperty Id="X">` without a name of its own is the action `SetX`: what refers to that follows when X is renamed. */
function namedAfter(carrier: readonly Mention[], name: string, scopes: readonly Scope[]): readonly Mention[] {
  if (!carrier.some(({ role }) => role === "setter")) return [];
  const named = scopes.flatMap((scope) => scope.named("action", `Set${name}`));
  const implied = named.some(({ role }) => role === "implicit");
  const explicit = named.some(({ role }) => role === "definition");
  return implied && !explicit ? named.filter(({ role }) => role === "reference") : [];
}

const LONGEST = 72;

/** @see https://learn.microsoft.com/windows/win32/msi/identifier and the 72 characters of CustomAction.Action */
function notAName(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name))
    return `'${name}' is no identifier: letters, digits, underscores and periods, beginning with a letter or an underscore.`;
  if (name.length > LONGEST)
    return `'${name}' has ${name.length} characters; the name of an action has at most ${LONGEST}.`;
  return isStandard(name) ? `${name} is a standard action of Windows Installer.` : undefined;
}

function taken(scopes: readonly Scope[], name: string, carriesData: boolean): string | undefined {
  const kinds = carriesData ? (["action", "dialog", "property"] as const) : (["action", "dialog"] as const);
  for (const scope of scopes) {
    for (const kind of kinds) {
      const there = kind === "property" ? scope.named(kind, name) : scope.named(kind, name).filter(isDefinition);
      const place = there[0]?.site;
      if (place !== undefined) return `There is a ${LABELS[kind]} ${name} already, in ${nameOf(place.file)}.`;
    }
  }
  return undefined;
}

const isDefinition = ({ role }: Mention) => role === "definition" || role === "implicit";
const LABELS = { action: "custom action", dialog: "dialog", property: "property" } as const;

/** Why the text at a mention cannot simply be replaced; undefined where it can. */
function notLiteral(scopes: Scopes, { role, name, site }: Mention): string | undefined {
  if (role === "implicit") return undefined;
  const place = placeOf(scopes, site);
  const [piece, ...more] = site.pieces;
  const variable = site.pieces.flatMap(({ via }) => via).find(({ kind }) => kind === "variable");
  if (variable !== undefined) return `At ${place} the name comes from the preprocessor variable ${variable.name}.`;
  if (piece === undefined || more.length > 0 || site.pieces.some(({ unknown }) => unknown === true))
    return `At ${place} the name is put together from several parts.`;
  const file = scopes.file(piece.file);
  const written = file === undefined ? undefined : xmlOf(file).text.slice(piece.span.start, piece.span.end);
  return written === name ? undefined : `At ${place} the name is not written as it is.`;
}

function placeOf(scopes: Scopes, { file, span }: TextSite): string {
  const source = scopes.file(file);
  const before = source === undefined ? "" : xmlOf(source).text.slice(0, span.start);
  return `${nameOf(file)}:${before.split(/\r\n|\r|\n/).length}`;
}

function editsOf(changes: readonly { readonly mention: Mention; readonly to: string }[]): readonly FileEdit[] {
  const byFile = new Map<string, Map<number, FileEdit["edits"][number]>>();
  for (const { mention, to } of changes) {
    if (mention.role === "implicit") continue;
    const { file, span } = mention.site;
    const edits = byFile.get(file) ?? new Map<number, FileEdit["edits"][number]>();
    byFile.set(file, edits.set(span.start, { start: span.start, end: span.end, text: to }));
  }
  return [...byFile].map(([file, edits]) => ({ file, edits: [...edits.values()].sort((a, b) => a.start - b.start) }));
}
