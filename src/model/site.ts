import type { Span } from "./span.ts";

/**
 * One step on the way from the compiled source to where a piece of text really stands.
 * `include`: the `<?include?>` instruction; `variable`: the use of `$(var.X)`; `foreach`: the `<?foreach?>` whose body is repeated.
 */
export interface Frame {
  readonly kind: "include" | "variable" | "foreach";
  /** The included path, the variable's name, or the loop variable with its value, as in `ARCH=X64`. */
  readonly name: string;
  readonly file: string;
  readonly span: Span;
}

/**
 * A run of a value and the text that produced it.
 *
 * In `Value="&quot;[DIR]a.msi&quot; $(var.Flags)"` the value is `"[DIR]a.msi" /qn`: the pieces are the entity (one unit of the value, six of
 * the file), the literal `[DIR]a.msi`, the second entity, the blank, and `/qn`, which stands in the define of `Flags` (via the use of the variable).
 * A piece whose lengths in value and file are equal maps unit by unit; any other maps as a whole.
 */
export interface Piece {
  /** Range of the value, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  readonly file: string;
  readonly span: Span;
  readonly via: readonly Frame[];
  /** False where an edit would change more than this one use: a define, a shared include, the body of a foreach, a file outside the workspace. */
  readonly editable: boolean;
  /** True where the value is not known and the source text stands in for it, as for `$(var.Nobody)`. */
  readonly unknown?: true;
}

/** Where a value stands in text: `span` is the place a reader is led to, `pieces` the exact origin of each run of the value. */
export interface TextSite {
  readonly kind: "text";
  readonly file: string;
  /** The whole value as written, without its quotes; for an element its start tag; for a value that no text holds, the nearest text that causes it. */
  readonly span: Span;
  readonly pieces: readonly Piece[];
}

/** Where a value stands in a binary database. `row` is the primary key, its parts joined by a tab; `column` is `""` for the row itself. */
export interface CellSite {
  readonly kind: "cell";
  readonly file: string;
  /** The storage of a database that lies inside the file's own, as in `Child.msi` or `Child.msi/Grandchild`. */
  readonly storage?: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** A cell as a person is told, without the file: `CustomAction/InstallChild/Target`, in a database inside the file `Child.msi!CustomAction/…`. */
export function cellName({ storage, table, row, column }: CellSite): string {
  const within = storage === undefined ? "" : `${storage}!`;
  return within + [table, row.replaceAll("\t", ","), column].filter((part) => part !== "").join("/");
}

/** Where a value really stands. */
export type Site = TextSite | CellSite;

/** A value together with where it stands. */
export interface Sourced<T> {
  readonly value: T;
  readonly site: Site;
}

/** A text site without pieces: a place to point at, not a value to edit. */
export function textSite(file: string, span: Span): TextSite {
  return { kind: "text", file, span, pieces: [] };
}

/**
 * The site of the part `[from, to)` of a value.
 *
 * Leads to the file of the first piece touched and covers what that part occupies there: for `/i "[#child]"` inside `cmd /c msiexec /i "[#child]"` just those
 * characters, through entities. Where the value has no pieces, or in a binary cell, the whole site is returned.
 */
export function narrow(site: Site, from: number, to: number): Site {
  if (site.kind === "cell") return site;
  const touched = site.pieces.filter((piece) =>
    from === to ? piece.from <= from && from <= piece.to : piece.from < to && from < piece.to,
  );
  const first = touched[0];
  if (first === undefined) return site;
  const here = touched.filter((piece) => piece.file === first.file && piece.via.length === first.via.length);
  const start = startIn(first, from);
  const end = here.reduce((furthest, piece) => Math.max(furthest, endIn(piece, to)), start);
  return { kind: "text", file: first.file, span: { start, end }, pieces: here.map((piece) => clip(piece, from, to)) };
}

/** True where a part of the value is not known. */
export function isUnknown(site: Site): boolean {
  return site.kind === "text" && site.pieces.some((piece) => piece.unknown === true);
}

const mapsUnitByUnit = (piece: Piece) =>
  piece.to - piece.from === piece.span.end - piece.span.start && piece.unknown !== true;

function startIn(piece: Piece, from: number): number {
  return mapsUnitByUnit(piece) && from > piece.from ? piece.span.start + (from - piece.from) : piece.span.start;
}

function endIn(piece: Piece, to: number): number {
  return mapsUnitByUnit(piece) && to < piece.to ? piece.span.end - (piece.to - to) : piece.span.end;
}

function clip(piece: Piece, from: number, to: number): Piece {
  const begin = Math.max(piece.from, from);
  const finish = Math.max(begin, Math.min(piece.to, to));
  return {
    ...piece,
    from: begin - from,
    to: finish - from,
    span: { start: startIn(piece, from), end: endIn(piece, to) },
  };
}
