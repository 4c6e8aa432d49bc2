import type { Artifact } from "../../model/artifact.ts";
import type { Artifacts, Cell, Row } from "../../model/database.ts";
import { type Frame, isUnknown, narrow, type Piece, type Sourced, type TextSite } from "../../model/site.ts";
import type { Section } from "./compileSection.ts";
import type { Localization } from "./localization.ts";

/** What the binder puts in for `!(loc.X)` and `!(wix.X)`; undefined for what is not known before the build. */
export type BindVariables = (kind: string, name: string) => Sourced<string> | undefined;

/** The variables of what one product links: its WixVariable elements, of which one that is overridable gives way, and its localized strings. */
export function bindVariablesOf(sections: readonly Section[], localization: Localization): BindVariables {
  const variables = new Map<string, Section["variables"][number]>();
  for (const variable of sections.flatMap((section) => section.variables)) {
    const known = variables.get(variable.id);
    if (known === undefined || known.overridable) variables.set(variable.id, variable);
  }
  return (kind, name) =>
    kind === "loc" ? localization.find(name) : kind === "wix" ? variables.get(name)?.value : undefined;
}

/**
 * `!(loc.X)`, `!(wix.X=default)`, `!(bind.property.X)`; v3 takes `$(loc.X)` as well (v3 Common.WixVariableRegex, v4+ Common.ParseWixVariable).
 * `!!(` stands for the text `!(`.
 */
const VARIABLE = /(?<!!)[!$]\((loc|wix|bind|bindpath)\.([A-Za-z_][\w.-]*)(?:=([^()]*))?\)/g;

const mayHold = (text: string) => text.includes("!(") || (text.includes("$(") && /\$\((?:loc|wix|bind)/.test(text));

/** Strings may hold further variables; what goes round in a circle is left as it stands. */
const DEEPEST = 8;

/** A text with the variables put in that are known, each run of it standing where it is said; undefined where there is none to put in. */
function bindText(text: Sourced<string>, variables: BindVariables, depth = 0): Sourced<string> | undefined {
  if (!mayHold(text.value)) return undefined;
  if (depth > DEEPEST) return hidden(text);
  const parts: Sourced<string>[] = [];
  let at = 0;
  let changed = false;
  for (const match of text.value.matchAll(VARIABLE)) {
    const [all, kind = "", name = "", fallback] = match;
    const end = match.index + all.length;
    parts.push(slice(text, at, match.index));
    at = end;
    const found = variables(kind, name);
    const start = end - 1 - (fallback?.length ?? 0);
    const own = fallback === undefined || kind !== "wix" ? undefined : slice(text, start, end - 1);
    const said =
      found === undefined ? own : seenThrough(found, text, { from: match.index, to: end, name: `${kind}.${name}` });
    changed ||= said !== undefined;
    parts.push(
      said === undefined ? hidden(slice(text, match.index, end)) : (bindText(said, variables, depth + 1) ?? said),
    );
  }
  if (at === 0) return undefined;
  parts.push(slice(text, at, text.value.length));
  return joined(text, parts, changed);
}

function slice({ value, site }: Sourced<string>, from: number, to: number): Sourced<string> {
  return { value: value.slice(from, to), site: narrow(site, from, to) };
}

/** A value that stands elsewhere, with the frame that leads there from where it is used. */
function seenThrough(
  found: Sourced<string>,
  text: Sourced<string>,
  { from, to, name }: { readonly from: number; readonly to: number; readonly name: string },
): Sourced<string> {
  const use = narrow(text.site, from, to);
  if (use.kind !== "text" || found.site.kind !== "text") return found;
  const frame: Frame = { kind: "variable", name, file: use.file, span: use.span };
  const pieces = found.site.pieces.map((piece) => ({ ...piece, via: [frame, ...piece.via], editable: false }));
  return { value: found.value, site: { ...found.site, pieces } };
}

function hidden({ value, site }: Sourced<string>): Sourced<string> {
  if (site.kind !== "text") return { value, site };
  return { value, site: { ...site, pieces: site.pieces.map((piece) => ({ ...piece, unknown: true as const })) } };
}

function joined(text: Sourced<string>, parts: readonly Sourced<string>[], changed: boolean): Sourced<string> {
  const pieces: Piece[] = [];
  let value = "";
  for (const part of parts) {
    if (part.site.kind === "text") {
      for (const piece of part.site.pieces)
        if (piece.to > piece.from)
          pieces.push({ ...piece, from: piece.from + value.length, to: piece.to + value.length });
    }
    value += part.value;
  }
  const site: TextSite | typeof text.site = text.site.kind === "text" ? { ...text.site, pieces } : text.site;
  return { value: changed ? value : text.value, site };
}

const boundCells = new WeakMap<Cell, Cell>();

function bindCell(cell: Cell, variables: BindVariables): Cell {
  if (typeof cell.value !== "string" || !mayHold(cell.value)) return cell;
  const bound = bindText({ value: cell.value, site: cell.site }, variables);
  if (bound === undefined) return cell;
  const known = boundCells.get(cell);
  const unknown = isUnknown(bound.site);
  if (known !== undefined && known.value === bound.value && (known.unknown === true) === unknown) return known;
  const made: Cell = unknown ? { ...bound, unknown } : bound;
  boundCells.set(cell, made);
  return made;
}

const boundRows = new WeakMap<Row, Row>();

/** The rows with their variables put in: the same list where there are none, the same rows as long as nothing about them changes. */
export function bindRows(rows: Row[], variables: BindVariables): Row[] {
  return rows.some(holdsVariables) ? rows.map((row) => bindRow(row, variables)) : rows;
}

/** Asked of every cell of every product: without a list of the cells. */
function holdsVariables({ cells }: Row): boolean {
  for (const column in cells) {
    const value = cells[column]?.value;
    if (typeof value === "string" && mayHold(value)) return true;
  }
  return false;
}

function bindRow(row: Row, variables: BindVariables): Row {
  if (!holdsVariables(row)) return row;
  let changed = false;
  const cells: Record<string, Cell> = {};
  for (const [column, cell] of Object.entries(row.cells)) {
    const bound = bindCell(cell, variables);
    changed ||= bound !== cell;
    cells[column] = bound;
  }
  if (!changed) return row;
  const known = boundRows.get(row);
  if (known !== undefined && Object.keys(cells).every((column) => known.cells[column] === cells[column])) return known;
  const made = { ...row, cells };
  boundRows.set(row, made);
  return made;
}

/** What rows point at, with variables put into the paths; `resolve` gives the artifact of a path that is spelled in a file. */
export function boundArtifacts(
  artifactOf: (key: string) => Artifact | undefined,
  variables: BindVariables,
  resolve: (spelled: Sourced<string>, file: string) => Artifact,
): Artifacts {
  const bound = new Map<Artifact, Artifact>();
  return {
    get(key) {
      const artifact = artifactOf(key);
      if (artifact === undefined || !mayHold(artifact.spelled.value)) return artifact;
      const known = bound.get(artifact);
      if (known !== undefined) return known;
      const spelled = bindText(artifact.spelled, variables);
      const made = spelled === undefined ? artifact : resolve(spelled, artifact.spelled.site.file);
      bound.set(artifact, made);
      return made;
    },
  };
}
