import type { Statement } from "./routine.ts";

/** What a variable can hold, as far as that is known. */
export type Value =
  /** One of these texts; a part that is not known is spelled as a variable: `/i ${path}`. */
  | { readonly kind: "text"; readonly texts: readonly string[] }
  | { readonly kind: "number"; readonly value: number }
  /** An object that the code made; its members are kept by its id. */
  | { readonly kind: "object"; readonly type: string; readonly id: string }
  /** A process that was started, or its handle: by its index among the starts. */
  | { readonly kind: "started"; readonly index: number }
  /** The address of a function that was looked up by its name. */
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "closure"; readonly body: readonly Statement[]; readonly locals: Map<string, Value> }
  /** The mutex of Windows Installer. */
  | { readonly kind: "mutex" }
  | { readonly kind: "unknown"; readonly name: string; readonly id: string; readonly type: string };

/** So many texts of one variable are told apart; more become one that is not known. */
const MOST_TEXTS = 4;
/** Windows takes no longer command line; a text that doubles itself ends here. */
const LONGEST_TEXT = 32 * 1024;

/** A text that is known. */
export function textValue(...texts: readonly string[]): Value {
  return { kind: "text", texts: texts.map((text) => text.slice(0, LONGEST_TEXT)) };
}

/** A value of which only a name is known. */
export function unknownValue(name: string, id = "", type = ""): Value {
  return { kind: "unknown", name, id, type };
}

/** How a value is spelled in a text: `${path}` where it is not known. */
export function textsOf(value: Value): readonly string[] {
  if (value.kind === "text") return value.texts;
  if (value.kind === "number") return [String(value.value)];
  const name = value.kind === "unknown" || value.kind === "function" ? value.name : value.kind;
  return [`\${${name.replaceAll(/[{}]/g, "") || "?"}}`];
}

/** The texts that come about by joining. */
export function joined(values: readonly Value[]): Value {
  let texts: readonly string[] = [""];
  for (const value of values) {
    const next = texts.flatMap((before) => textsOf(value).map((text) => before + text));
    texts = next.length > MOST_TEXTS ? [`${common(texts)}\${…}`] : next;
  }
  return textValue(...new Set(texts));
}

const common = (texts: readonly string[]) => (texts.length === 1 ? (texts[0] ?? "") : "");

/** One of several values. */
export function either(values: readonly Value[]): Value {
  const [first, ...rest] = values;
  if (first === undefined) return unknownValue("?");
  return rest.reduce(merged, first);
}

function merged(one: Value, other: Value): Value {
  if (isSame(one, other)) return one;
  if (one.kind === "text" && other.kind === "text") {
    const texts = [...new Set([...one.texts, ...other.texts])];
    if (texts.length <= MOST_TEXTS) return { kind: "text", texts };
  }
  // What a branch leaves as it was is known as well as before: a variable without a value is none.
  if (one.kind === "unknown" && one.name === UNSET) return other;
  if (other.kind === "unknown" && other.name === UNSET) return one;
  return unknownValue(one.kind === "unknown" ? one.name : other.kind === "unknown" ? other.name : "…");
}

/** The name of what has no value yet. */
export const UNSET = "(unset)";

function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (one.kind !== other.kind) return false;
  if (one.kind === "text" && other.kind === "text")
    return one.texts.length === other.texts.length && one.texts.every((text, at) => text === other.texts[at]);
  if (one.kind === "number" && other.kind === "number") return one.value === other.value;
  if (one.kind === "object" && other.kind === "object") return one.id === other.id;
  if (one.kind === "started" && other.kind === "started") return one.index === other.index;
  if (one.kind === "unknown" && other.kind === "unknown") return one.name === other.name && one.id === other.id;
  return one.kind === "mutex";
}
