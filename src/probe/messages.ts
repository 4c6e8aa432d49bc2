import type { Readings } from "./readings.ts";

/** Parent to helper: look at the machine once. The helper answers each with one message of the same `id`, and ends with its channel. */
export interface ProbeRequest {
  readonly kind: "probe";
  readonly id: number;
}

/** Everything that the parent says. */
export type ToHelper = ProbeRequest;

/** Everything that the helper says. `unavailable`: nothing can be read here, and asking again is of no use. `failed`: not this time. Reasons are sentences. */
export type FromHelper =
  | { readonly kind: "readings"; readonly id: number; readonly readings: Readings }
  | { readonly kind: "unavailable"; readonly id: number; readonly reason: string }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };
