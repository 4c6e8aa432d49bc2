import { type Diagnostic, DiagnosticSeverity, type PublishDiagnosticsParams } from "vscode-languageserver/node";
import type { Finding, Severity } from "../model/finding.ts";
import type { Problem } from "../model/problem.ts";
import { cellName, type Site } from "../model/site.ts";
import type { Area } from "./areas.ts";
import type { Places } from "./places.ts";

/** The `source` of every diagnostic of ours. */
export const SOURCE = "msi1618";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What a code action needs to find its finding again. */
export interface DiagnosticData {
  readonly fingerprint: string;
  /** Where it stands in a binary database, which has no lines: the diagnostic itself is then at the start of the file. */
  readonly cell?: { readonly storage?: string; readonly table: string; readonly row: string; readonly column: string };
}

/** How diagnostics are made: where things stand, and where a rule's page is. */
export interface DiagnosticContext {
  readonly places: Places;
  readonly pageOf: (rule: string) => string;
}

/** The diagnostics of all areas by URI. What two areas say of one place in the same words is said once. */
export function diagnosticsOf(areas: readonly Area[], context: DiagnosticContext): Map<string, Diagnostic[]> {
  const byUri = new Map<string, Map<string, Diagnostic>>();
  const add = (uri: string, diagnostic: Diagnostic) => {
    const known = byUri.get(uri) ?? new Map<string, Diagnostic>();
    byUri.set(uri, known.set(JSON.stringify([diagnostic.range, diagnostic.code, diagnostic.message]), diagnostic));
  };
  for (const { report } of areas) {
    for (const finding of report?.findings ?? []) add(...ofFinding(finding, context));
    for (const problem of report?.problems ?? []) add(...ofProblem(problem, context));
  }
  return new Map([...byUri].map(([uri, known]) => [uri, [...known.values()].sort(byPlace)]));
}

function ofFinding(finding: Finding, { places, pageOf }: DiagnosticContext): [string, Diagnostic] {
  const { uri, range } = places.location(finding.site);
  const data: DiagnosticData = { fingerprint: finding.fingerprint, ...cellOf(finding.site) };
  return [
    uri,
    {
      range,
      severity: SEVERITIES[finding.severity],
      source: SOURCE,
      code: finding.rule,
      codeDescription: { href: pageOf(finding.rule) },
      message: inCell(finding.site, messageOf(finding)),
      relatedInformation: finding.related.map(({ message, site }) => ({
        message: inCell(site, message),
        location: places.location(site),
      })),
      data,
    },
  ];
}

/** A file without lines has all diagnostics in one place: the message then says where it is. */
const inCell = (site: Site, message: string) => (site.kind === "cell" ? `${cellName(site)}: ${message}` : message);

function cellOf(site: Site): Pick<DiagnosticData, "cell"> {
  if (site.kind === "text") return {};
  const { storage, table, row, column } = site;
  return { cell: { ...(storage === undefined ? {} : { storage }), table, row, column } };
}

/** What is wrong, what to do, and for whom where several projects build it. */
function messageOf({ message, advice, projects }: Finding): string {
  const shared = projects.length > 1 ? `\nIn ${projects.length} projects: ${projects.join(", ")}.` : "";
  return `${message}\n${advice}${shared}`;
}

/**
 * A problem that only informs (a variable that the build defines) is a hint: it shows where one looks, and does not fill the list of problems
 * of a workspace that builds without a complaint.
 */
function ofProblem(problem: Problem, { places }: DiagnosticContext): [string, Diagnostic] {
  const { uri, range } = places.location(problem.site);
  const severity = SEVERITIES[problem.severity === "information" ? "hint" : problem.severity];
  return [uri, { range, severity, source: SOURCE, code: problem.code, message: inCell(problem.site, problem.message) }];
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}

/**
 * Decides what to publish: only what differs from what the editor was told last, and an empty list for a file that has nothing any more.
 *
 * Without that memory a keystroke would send the diagnostics of the whole workspace.
 */
export class Publisher {
  readonly #published = new Map<string, string>();
  readonly #send: (params: PublishDiagnosticsParams) => void;

  constructor(send: (params: PublishDiagnosticsParams) => void) {
    this.#send = send;
  }

  /** Makes the editor show exactly `diagnostics`; `versionOf` says which version of an open document was analysed. */
  publish(diagnostics: ReadonlyMap<string, Diagnostic[]>, versionOf: (uri: string) => number | undefined): void {
    const gone = [...this.#published.keys()].filter((uri) => !diagnostics.has(uri));
    for (const uri of gone) this.#tell(uri, [], versionOf(uri));
    for (const [uri, list] of diagnostics) this.#tell(uri, list, versionOf(uri));
  }

  #tell(uri: string, diagnostics: Diagnostic[], version: number | undefined): void {
    const text = JSON.stringify(diagnostics);
    if (this.#published.get(uri) === text) return;
    if (diagnostics.length === 0) this.#published.delete(uri);
    else this.#published.set(uri, text);
    this.#send({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  }
}
