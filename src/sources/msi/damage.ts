/** What can be wrong with a binary database. The first three leave nothing to read, the others only what they say; the last is wrong with the workspace rather than the file. */
export const DAMAGES = [
  "damaged-header",
  "not-a-database",
  "lost-directory",
  "damaged-directory",
  "damaged-string-pool",
  "unknown-code-page",
  "undecodable-text",
  "damaged-schema",
  "damaged-table",
  "dangling-string",
  "damaged-summary",
  "damaged-transform",
  "table-too-large",
  "nested-too-deeply",
  "base-not-found",
] as const;

/** The code of the problem that a damage becomes. */
export type DamageCode = (typeof DAMAGES)[number];

/** Something wrong with a binary database; `says` is the rest of a sentence about the file, as in `its directory loops`. */
export interface Damage {
  readonly code: DamageCode;
  readonly says: string;
}
