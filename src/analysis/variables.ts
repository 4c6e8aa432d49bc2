import { type TextSite, textSite } from "../model/site.ts";
import { overlaps } from "../model/span.ts";
import type { Unit } from "../sources/source.ts";
import { projectDefines, type VariableMention, variableMentions } from "../sources/wix/variableMentions.ts";
import { bySite } from "./order.ts";
import { type CompiledSource, filesOf, type Scopes, touches } from "./scopes.ts";

/** A mention of a preprocessor variable with its file. */
export interface VariablePlace extends VariableMention {
  readonly site: TextSite;
}

/** The preprocessor variable that is named at an offset. */
export function variableAt(scopes: Scopes, path: string, offset: number): VariableMention | undefined {
  const file = scopes.file(path);
  const at = file === undefined ? [] : variableMentions(file).filter(({ span }) => touches(span, offset));
  return at[0];
}

/** Every mention of a variable in the sources that are this file or include it: a variable lives as long as one source is read. */
export function variablePlaces(scopes: Scopes, path: string, name: string): readonly VariablePlace[] {
  const sources = scopes.sourcesWith(path);
  const files = new Set([path, ...sources.flatMap((source) => [...filesOf(source)])]);
  const found = [...files].flatMap((one) => {
    const file = scopes.file(one);
    const mentions = file === undefined ? [] : variableMentions(file);
    return mentions
      .filter((mention) => mention.name === name)
      .map((mention) => ({ ...mention, site: textSite(one, mention.span) }));
  });
  return found.sort((a, b) => bySite(a.site, b.site));
}

/** Where a variable gets its value: by the instructions that are carried out, else in the project or from one it refers to, else in a branch that is off. */
export function variableDefinitions(scopes: Scopes, path: string, name: string): readonly TextSite[] {
  const sources = scopes.sourcesWith(path);
  const definitions = variablePlaces(scopes, path, name).filter(({ role }) => role === "definition");
  const on = definitions.filter((one) => !sources.every((source) => isOff(source, one)));
  if (on.length > 0) return on.map(({ site }) => site);
  const given = [...new Set(sources.map(({ unit }) => unit))].flatMap((unit) => givenBy(scopes, unit, name));
  return given.length > 0 ? given : definitions.map(({ site }) => site);
}

/** What a project says of a variable: its own define, or for `Server.TargetPath` the project that it refers to as Server. */
function givenBy(scopes: Scopes, { project, references }: Unit, name: string): readonly TextSite[] {
  const file = project === undefined ? undefined : scopes.file(project);
  const defines = file === undefined ? [] : projectDefines(file, name);
  const referred = references.get(name.slice(0, Math.max(0, name.lastIndexOf("."))));
  return defines.length > 0 || referred === undefined ? defines : [textSite(referred.project, { start: 0, end: 0 })];
}

function isOff(source: CompiledSource, { site }: VariablePlace): boolean {
  if (!filesOf(source).has(site.file)) return true;
  return source.preprocessed.skipped.some(({ file, span }) => file === site.file && overlaps(span, site.span));
}

/** The file that the include at an offset takes in. */
export function includeAt(scopes: Scopes, path: string, offset: number): string | undefined {
  const includes = scopes.sourcesWith(path).flatMap(({ preprocessed }) => preprocessed.includes);
  return includes.find(({ file, span }) => file === path && touches(span, offset))?.path;
}

/** Every include that takes in a file. */
export function includesOf(scopes: Scopes, path: string): readonly TextSite[] {
  const includes = scopes.sourcesWith(path).flatMap(({ preprocessed }) => preprocessed.includes);
  const places = includes.filter((include) => include.path === path).map(({ file, span }) => textSite(file, span));
  const distinct = new Map(places.map((site) => [`${site.file}\t${site.span.start}`, site]));
  return [...distinct.values()].sort(bySite);
}
