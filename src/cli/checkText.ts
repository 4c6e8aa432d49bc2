import type { Report } from "../analysis/report.ts";
import type { Finding, Severity } from "../model/finding.ts";
import type { Position } from "../model/lines.ts";
import type { Problem } from "../model/problem.ts";
import { cellName } from "../model/site.ts";
import { excerpt, printable } from "./excerpt.ts";
import type { Places } from "./place.ts";

/** How the text is made. */
export interface TextStyle {
  readonly color: boolean;
  readonly columns: number;
  /** True where findings and problems below warning are shown too, and every line of long lists. */
  readonly all: boolean;
}

/** Of a list that only informs, no more lines are shown than these unless all are asked for. */
const MOST_LISTED = 10;

type Paint = (text: string) => string;

interface Painter {
  readonly strong: Paint;
  readonly dim: Paint;
  readonly of: Readonly<Record<Severity, Paint>>;
}

function painter(color: boolean): Painter {
  const ansi = (code: number): Paint => (color ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text);
  const [red, yellow, blue] = [ansi(31), ansi(33), ansi(34)];
  return { strong: ansi(1), dim: ansi(2), of: { error: red, warning: yellow, information: blue, hint: blue } };
}

interface Page extends TextStyle {
  readonly paint: Painter;
  readonly places: Places;
}

/** What `check` prints for people: findings by file with their source line, then what is wrong with the sources, then what was looked at and not understood. */
export function checkText(report: Report, places: Places, style: TextStyle): string {
  const page: Page = { ...style, paint: painter(style.color), places };
  const shown = report.findings.filter(({ severity }) => style.all || severity !== "hint");
  const files = [...new Set(shown.map((finding) => finding.site.file))];
  const parts = files.map((file) => fileText(file, shown, page));
  if (shown.length > 0) parts.push(hint(shown, page));
  const problems = problemsText(report.problems, page);
  if (problems !== "") parts.push(problems);
  parts.push(summary(report, shown.length, page));
  return `${parts.join("\n\n")}\n`;
}

function fileText(file: string, findings: readonly Finding[], page: Page): string {
  const own = findings.filter((finding) => finding.site.file === file);
  return [page.paint.strong(printable(page.places.nameOf(file))), ...own.map((one) => findingText(one, page))].join(
    "\n\n",
  );
}

function findingText(finding: Finding, page: Page): string {
  const { site, severity } = finding;
  const place =
    site.kind === "text" ? lineAndColumn(page.places.positionOf(site.file, site.span.start)) : cellName(site);
  const head = `  ${printable(place)}  ${page.paint.of[severity](severity)}  ${page.paint.dim(finding.rule)}`;
  const sure = finding.confidence === "guaranteed" ? "" : page.paint.dim(` (${finding.confidence})`);
  const where = finding.projects.length > 1 ? [`In ${finding.projects.join(", ")}.`] : [];
  return [
    head + sure,
    ...sourceLines(finding, page),
    ...[finding.message, finding.advice, ...where].flatMap((text) => wrapped(text, page)),
    ...finding.related.map((one) =>
      page.paint.dim(`    ${page.places.label(one.site)}: note: ${printable(one.message)}`),
    ),
  ].join("\n");
}

const lineAndColumn = ({ line, column }: Position) => `${line}:${column}`;

function sourceLines({ site, severity }: Finding, { places, columns, paint }: Page): readonly string[] {
  if (site.kind !== "text") return [];
  const gutter = 8;
  return excerpt(site, places, Math.max(40, columns - gutter)).flatMap(({ line, source, marks }) => [
    `${paint.dim(`${String(line).padStart(gutter - 3)} |`)} ${source}`,
    `${paint.dim(`${" ".repeat(gutter - 3)} |`)} ${paint.of[severity](marks.trimEnd())}`,
  ]);
}

/** A paragraph in lines, between words only: a command longer than a line stays whole. */
function wrapped(text: string, { columns }: Page): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text.replaceAll(/\s+/g, " ")).split(" ")) {
    if (line !== "" && line.length + word.length + 5 > columns) {
      lines.push(`    ${line}`);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, `    ${line}`];
}

function hint(findings: readonly Finding[], { paint }: Page): string {
  const rule = findings[0]?.rule ?? "RULE";
  const suppressible = findings.find(({ fixes }) => fixes.some(({ kind }) => kind === "suppress"));
  const accept =
    suppressible === undefined
      ? []
      : [
          `<!-- msi1618-disable-next-line ${suppressible.rule}: reason -->  above an action accepts what is found there.`,
        ];
  return paint.dim([`msi1618 explain ${rule}  says more about a rule.`, ...accept].join("\n"));
}

function problemsText(problems: readonly Problem[], page: Page): string {
  const shown = problems.filter(({ severity }) => page.all || severity !== "information");
  const lines = shown.map(({ severity, message, code, site }) => {
    const label = printable(page.places.label(site));
    return `${label}: ${page.paint.of[severity](severity)}: ${printable(message)} ${page.paint.dim(`[${code}]`)}`;
  });
  return listed(lines, page).join("\n");
}

function listed(lines: readonly string[], { all, paint }: Page): readonly string[] {
  if (all || lines.length <= MOST_LISTED) return lines;
  return [...lines.slice(0, MOST_LISTED), paint.dim(`… and ${lines.length - MOST_LISTED} more (--all)`)];
}

/** As in `3 findings (2 errors, 1 warning) in 4 files; 12 actions, 9 understood; not understood:` and the list of those. */
function summary(report: Report, shown: number, page: Page): string {
  const { findings, suppressed, unresolved, stats } = report;
  const severities: readonly Severity[] = ["error", "warning", "information", "hint"];
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    const word = severity === "information" ? severity : plural(severity, count);
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const hidden = findings.length - shown;
  const sentences = [
    `${findings.length} ${plural("finding", findings.length)}${counts.length === 0 ? "" : ` (${counts.join(", ")})`} in ${stats.files} ${plural("file", stats.files)}`,
    ...(hidden > 0 ? [`${hidden} not shown (--all)`] : []),
    ...(suppressed.length > 0 ? [`${suppressed.length} suppressed`] : []),
    `${stats.actions} ${plural("action", stats.actions)}, ${stats.resolved} understood`,
  ];
  if (unresolved.length === 0) return page.paint.strong(sentences.join("; "));
  const lines = unresolved.map(
    ({ action, site, reason }) =>
      `  ${printable(action)} (${printable(page.places.label(site))}): ${printable(reason)}`,
  );
  return [page.paint.strong(`${sentences.join("; ")}; not understood:`), ...listed(lines, page)].join("\n");
}

const plural = (word: string, count: number) => (count === 1 ? word : `${word}s`);
