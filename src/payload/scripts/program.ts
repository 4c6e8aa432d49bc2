import type { Text } from "../text.ts";

/** An expression of a script, as far as it takes to see what it calls and which texts it puts together. `at` is how the script spells it. */
export type Expression =
  | { readonly kind: "text"; readonly text: Text; readonly at: Text }
  | { readonly kind: "name"; readonly name: string; readonly at: Text }
  | { readonly kind: "member"; readonly object: Expression; readonly name: string; readonly at: Text }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Expression[]; readonly at: Text }
  | { readonly kind: "joined"; readonly parts: readonly Expression[]; readonly at: Text }
  | { readonly kind: "function"; readonly procedure: Procedure; readonly at: Text }
  /** Anything else: its parts are carried out, its value is not known. */
  | { readonly kind: "other"; readonly parts: readonly Expression[]; readonly at: Text };

export type Statement =
  | { readonly kind: "assign"; readonly target: Expression; readonly value: Expression; readonly appends: boolean }
  | { readonly kind: "expression"; readonly value: Expression }
  /** One of the blocks, or none of them. `certain` is how many of the blocks are always carried out first, as that of `try`. */
  | {
      readonly kind: "branch";
      readonly tests: readonly Expression[];
      readonly blocks: readonly (readonly Statement[])[];
    }
  /** `over` is what `variable` runs through; `once` where the body runs at least once. */
  | {
      readonly kind: "loop";
      readonly tests: readonly Expression[];
      readonly body: readonly Statement[];
      readonly once: boolean;
      readonly variable?: string;
      readonly over?: Expression;
    }
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | { readonly kind: "leave"; readonly what: "procedure" | "loop"; readonly value?: Expression };

/** A Sub, Function or function. */
export interface Procedure {
  /** In lower case where the language does not tell cases apart. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly Statement[];
  readonly at: Text;
}

/** A script as its language reads it. */
export interface Program {
  readonly body: readonly Statement[];
  readonly procedures: ReadonlyMap<string, Procedure>;
  /** False where some of it could not be read: `reason` is half a sentence then. */
  readonly reason?: string;
}
