/** What can be wrong with a binary database. The first two leave nothing to read, the others only what they say. */
export type DamageCode =
  | "damaged-header"
  | "not-a-database"
  | "damaged-directory"
  | "damaged-string-pool"
  | "unknown-code-page"
  | "undecodable-text"
  | "damaged-schema"
  | "damaged-table"
  | "dangling-string"
  | "table-too-large"
  | "nested-too-deeply"
  | "damaged-transform"
  | "base-not-found"
  | "damaged-summary";

/** Something wrong with a binary database; `says` is the rest of a sentence about the file, as in `its directory loops`. */
export interface Damage {
  readonly code: DamageCode;
  readonly says: string;
}
