import { extensionOf } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { textSite } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";

/** What another tool replaces before WiX reads the file. */
interface Blank extends Span {
  /** What people call it, as in `Mustache {{…}}`. */
  readonly syntax: string;
  /** True for what brings no text of its own, as `{{#if x}}`. */
  readonly silent: boolean;
}

/**
 * The syntaxes of templates, none of which means anything to WiX. `{{Fatal error: }}` and `[#{GUID}]`, which Windows Installer knows, are none of them: a Mustache
 * holds a name, a name with a filter, or begins with a sign or a word that says what it is. Every repetition has a bound, so that matching stays linear.
 */
const SYNTAXES: readonly (readonly [name: string, pattern: string])[] = [
  [
    "Mustache {{…}}",
    String.raw`\{\{\{?[-~]?[ \t]{0,8}(?:[#/^>!&][^{}\n]{0,400}|[.$]?[A-Za-z_][\w.]{0,200}(?:[ \t]{0,8}\|[^{}\n]{0,400})?|(?:if|range|with|else|template)\b[^{}\n]{0,400})[ \t]{0,8}[-~]?\}\}\}?`,
  ],
  ["Jinja {%…%}", String.raw`\{%-?[ \t]{0,8}[A-Za-z][^%{}]{0,400}%\}`],
  ["ERB <%…%>", "<%(?:[^%<]|%(?!>)|<(?!%)){0,400}%>"],
  ["#{…}", String.raw`#\{[A-Za-z_][\w.: ]{0,100}\}`],
  ["@…@", "(?<!@)@[A-Z][A-Z0-9_]{2,60}@(?!@)"],
];

/** What CMake and configure fill in besides, in the files that are named for it. */
const CONFIGURED: readonly (readonly [name: string, pattern: string])[] = [
  ["CMake @…@", String.raw`@[A-Za-z_][\w./+-]{0,100}@`],
  [`CMake \${…}`, String.raw`\$\{[A-Za-z_][\w.]{0,100}\}`],
  ["CMake $<…>", String.raw`\$<[A-Z_]{2,40}(?::[^<>"]{0,200})?>`],
];

const matcherOf = (syntaxes: typeof SYNTAXES) => ({
  names: syntaxes.map(([name]) => name),
  pattern: new RegExp(syntaxes.map(([, pattern]) => `(${pattern})`).join("|"), "g"),
});
const everywhere = matcherOf(SYNTAXES);
const configured = matcherOf([...SYNTAXES.filter(([name]) => name !== "@…@"), ...CONFIGURED]);

const SIGNS = ["{{", "{%", "<%", "#{", "@", "${", "$<"];

/** What is to be filled in, in the order of the text. */
export function blanksIn(text: string, file: string): readonly Blank[] {
  if (!SIGNS.some((sign) => text.includes(sign))) return [];
  const { names, pattern } = [".in", ".cmake"].includes(extensionOf(file)) ? configured : everywhere;
  return [...text.matchAll(pattern)].map((found) => {
    const which = found.slice(1).findIndex((group) => group !== undefined);
    const silent = /^(?:\{\{~?-?[ \t]*(?:[#/^!]|(?:if|range|with|else|end)\b)|\{%|<%[^=])/.test(found[0]);
    return { start: found.index, end: found.index + found[0].length, syntax: names[which] ?? "", silent };
  });
}

/** The text as XML can read it, every offset unchanged: what is silent or stands where attributes do is blank, and the rest keeps no character that XML would take for its own. */
export function readable(text: string, blanks: readonly Blank[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, silent } of blanks) {
    const written = text.slice(start, end);
    const unseen = silent || isBetweenAttributes(text, start);
    parts.push(text.slice(from, start), unseen ? written.replace(/[^\r\n]/g, " ") : written.replace(/[<>&"']/g, "_"));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** After a blank, and what stands before that ends no tag. In a value or a text with other characters it does not matter, because both are read as they are written. */
function isBetweenAttributes(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 200), start);
  const seen = before.trimEnd();
  return seen.length < before.length && seen !== "" && !seen.endsWith(">");
}

/** Those that stand in no comment. Both lists are sorted. */
export function outsideComments<T extends Span>(spans: readonly T[], comments: readonly Span[]): readonly T[] {
  let next = 0;
  return spans.filter(({ start }) => {
    while (next < comments.length && (comments[next]?.end ?? 0) <= start) next++;
    return start < (comments[next]?.start ?? Number.POSITIVE_INFINITY);
  });
}

/** What is wrong with a template apart from being one: nothing is said of what stands in for a text that nobody knows. */
export function templateProblems(file: string, blanks: readonly Blank[], problems: readonly Problem[]): Problem[] {
  const [first] = blanks;
  if (first === undefined) return [...problems];
  const starts = new Set(blanks.map(({ start }) => start));
  const about = ({ site }: Problem) => site.kind === "text" && starts.has(site.span.start);
  const { start, end, syntax } = first;
  const message = `This is a template that another tool fills in (${syntax}); what it fills in is unknown.`;
  const site = textSite(file, { start, end });
  return [{ code: "template", severity: "information", message, site }, ...problems.filter((one) => !about(one))];
}
