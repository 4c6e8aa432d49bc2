import type { Span } from "../../model/span.ts";

/** What a source says, as far as it matters here, whichever language it is written in. */
export type Expression =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  /** A variable or a chain of members: `psi.FileName`, `session[PROP]`. */
  | { readonly kind: "name"; readonly path: string }
  /** A member of a value that is no name: `Path` of `Find().Path`. */
  | { readonly kind: "member"; readonly of: Expression; readonly name: string }
  | { readonly kind: "join"; readonly parts: readonly Expression[] }
  /** One of several: of `?:` and `??`. */
  | { readonly kind: "either"; readonly condition: Expression; readonly options: readonly Expression[] }
  /** `&&` and `||`: what stands on the right may not be evaluated. */
  | { readonly kind: "perhaps"; readonly first: Expression; readonly second: Expression }
  | { readonly kind: "assign"; readonly target: string; readonly value: Expression; readonly adds: boolean }
  /** `&pi`: what is called may change it. */
  | { readonly kind: "address"; readonly of: Expression }
  | { readonly kind: "closure"; readonly body: readonly Statement[] }
  | Call
  | Creation
  | { readonly kind: "other"; readonly parts: readonly Expression[] };

/** A call of a function or a method. */
export interface Call {
  readonly kind: "call";
  /** The last name: `Start` of `System.Diagnostics.Process.Start`. */
  readonly name: string;
  /** What stands before the last name; undefined where nothing does. */
  readonly receiver: Expression | undefined;
  readonly arguments: readonly Expression[];
  readonly span: Span;
}

/** The making of an object, with what an initializer gives its members. */
export interface Creation {
  readonly kind: "new";
  /** Its last name; `""` where the source leaves that to the declaration. */
  readonly type: string;
  readonly arguments: readonly Expression[];
  readonly members: readonly { readonly name: string; readonly value: Expression }[];
  readonly span: Span;
}

/** What a source has done, one after the other. */
export type Statement =
  | { readonly kind: "do"; readonly value: Expression }
  /** A declaration; without a value it is not known which the variable has. */
  | { readonly kind: "declare"; readonly name: string; readonly type: string; readonly value: Expression | undefined }
  /** One of the branches runs, or, where not `total`, none. */
  | {
      readonly kind: "choice";
      readonly condition: Expression | undefined;
      readonly branches: readonly (readonly Statement[])[];
      readonly total: boolean;
      readonly loops?: true;
    }
  | { readonly kind: "leave"; readonly value: Expression | undefined };

/** Nothing that is known. */
export const NOTHING: Expression = { kind: "other", parts: [] };

/** A function, a method, or the declaration of one that lies in another library. */
export interface Routine {
  readonly name: string;
  /** The class that it belongs to, by its last name; `""` for a function. */
  readonly owner: string;
  /** The names under which a DLL of this source has it as an entry point. */
  readonly entries: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** The library, in lower case with its extension, and the function that it stands for. */
  readonly imported?: { readonly library: string; readonly name: string };
  readonly file: string;
  readonly span: Span;
  /** True where a part of it does not fit the grammar. */
  readonly broken: boolean;
}

/** A parameter with the value that it has where none is given. */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: Expression | undefined;
}

/** A constant or a field with its first value. */
export interface Field {
  readonly owner: string;
  readonly name: string;
  readonly type: string;
  readonly value: Expression | undefined;
  /** True where nothing can give it another value. */
  readonly constant: boolean;
}

/** What a source file declares. */
export interface SourceUnit {
  readonly file: string;
  readonly routines: readonly Routine[];
  readonly fields: readonly Field[];
  /** The classes with those that they are derived from. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  /** The members that something gives another value than their first: by their last name. */
  readonly assigned: ReadonlySet<string>;
  /** Entry points that the file names for functions of others, as a `.def` file does: exported name to function. */
  readonly exports: ReadonlyMap<string, string>;
}
