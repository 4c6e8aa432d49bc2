import type { Site } from "./site.ts";

/** Something wrong with a source itself, at a place: ill-formed XML, a missing include, an action scheduled twice. */
export interface Problem {
  /** Stable kebab-case id, as in `include-not-found`. */
  readonly code: string;
  readonly severity: "error" | "warning" | "information";
  readonly message: string;
  readonly site: Site;
}
