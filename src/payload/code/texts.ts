import { joined, textsOf, textValue, type Value } from "./values.ts";

/** What a format and its arguments come to: `{0}` of .NET, `%s` of C. The arguments begin with the format; undefined where that is not known. */
export function formatted(args: readonly Value[], style: "net" | "c"): Value | undefined {
  const [format, ...values] = args;
  if (format?.kind !== "text") return format;
  const [only] = format.texts;
  if (format.texts.length !== 1 || only === undefined) return undefined;
  return joined(style === "net" ? netParts(only, values) : cParts(only, values));
}

function netParts(format: string, values: readonly Value[]): readonly Value[] {
  return [...format.matchAll(/\{\{|\}\}|\{(\d+)[^{}]*\}|[^{}]+|[{}]/g)].map(([text, index]) => {
    if (index === undefined) return textValue(text === "{{" ? "{" : text === "}}" ? "}" : text);
    return values[Number(index)] ?? textValue(`\${${index}}`);
  });
}

function cParts(format: string, values: readonly Value[]): readonly Value[] {
  let next = 0;
  return [...format.matchAll(/%%|%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:ll|I64|[hlLwzjt])?[a-zA-Z]|[^%]+|%/g)].map(
    ([text]) => {
      if (text === "%%") return textValue("%");
      if (!/^%./.test(text)) return textValue(text);
      next++;
      return values[next - 1] ?? textValue(`\${${text.slice(1)}}`);
    },
  );
}

/** Methods of a text that leave it as it is, as far as it matters for a command line. */
const SAME: ReadonlySet<string> = new Set(
  "ToString Trim TrimEnd TrimStart ToLower ToUpper ToLowerInvariant ToUpperInvariant Normalize c_str data str GetString GetBuffer ReleaseBuffer GetBSTR AllocSysString".split(
    " ",
  ),
);

/** What a method of a text comes to; undefined for one that is not known. */
export function passedOn(name: string, receiver: Value, args: readonly Value[]): Value | undefined {
  if (receiver.kind !== "text" && receiver.kind !== "unknown") return undefined;
  if (SAME.has(name)) return receiver;
  if (name === "Replace" && args.length === 2 && receiver.kind === "text") return replaced(receiver.texts, args);
  return undefined;
}

function replaced(texts: readonly string[], [from, to]: readonly Value[]): Value | undefined {
  const [what] = from === undefined ? [] : textsOf(from);
  const [by] = to === undefined ? [] : textsOf(to);
  if (what === undefined || what === "" || by === undefined) return undefined;
  return textValue(...texts.map((text) => text.replaceAll(what, by)));
}
