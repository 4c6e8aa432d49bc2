/** Placeholder until the parser lands: see the payload engineer's work. */
export type Condition = { readonly kind: string };
