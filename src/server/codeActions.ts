import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import type { FileEdit } from "../analysis/workspace.ts";
import type { Finding } from "../model/finding.ts";
import type { Area } from "./areas.ts";
import { SOURCE } from "./diagnostics.ts";
import type { Places } from "./places.ts";

/** What a code action carries until its edit is asked for. */
export interface FixRequest {
  readonly fingerprint: string;
  readonly kind: string;
}

/** What the client can do with code actions. */
export interface CodeActionSupport {
  /** The client's command that opens a rule's page, where it has one. */
  readonly explainCommand: string | undefined;
  /** True where the edit may be built later, when the user has chosen. */
  readonly resolvesEdit: boolean;
}

/** What is known of the workspace, and how places in it are spelled for the client. */
export interface EditContext {
  readonly areas: readonly Area[];
  readonly places: Places;
  readonly uriOf: (path: string) => string;
  readonly versionOf: (uri: string) => number | undefined;
}

/** The fixes of the findings that a range touches, and for each rule among them its explanation. */
export function codeActionsOf(
  params: CodeActionParams,
  support: CodeActionSupport,
  context: EditContext,
): CodeAction[] {
  const { only } = params.context;
  if (only !== undefined && !only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix)) return [];
  const findings = findingsAt(params, context);
  const fixes = findings.flatMap((finding) => fixesOf(finding, params, support, context));
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const { explainCommand } = support;
  return explainCommand === undefined
    ? fixes
    : [...fixes, ...rules.map((rule) => explain(rule, explainCommand, params))];
}

function findingsAt({ textDocument, range }: CodeActionParams, { areas, places }: EditContext): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of areas.flatMap(({ report }) => report?.findings ?? [])) {
    const location = places.location(finding.site);
    if (location.uri === textDocument.uri && touch(location.range, range)) found.set(finding.fingerprint, finding);
  }
  return [...found.values()];
}

function fixesOf(
  { rule, fingerprint, fixes }: Finding,
  params: CodeActionParams,
  support: CodeActionSupport,
  context: EditContext,
): readonly CodeAction[] {
  return fixes.map(({ kind, title }) => {
    const data: FixRequest = { fingerprint, kind };
    const diagnostics = about(rule, params);
    const action: CodeAction = { title, kind: CodeActionKind.QuickFix, diagnostics, data };
    return support.resolvesEdit ? action : resolveCodeAction(action, context);
  });
}

function explain(rule: string, command: string, params: CodeActionParams): CodeAction {
  const title = `Explain ${rule}`;
  const diagnostics = about(rule, params);
  return { title, kind: CodeActionKind.QuickFix, diagnostics, command: { title, command, arguments: [rule] } };
}

function about(rule: string, { context }: CodeActionParams): Diagnostic[] {
  return context.diagnostics.filter(({ source, code }) => source === SOURCE && code === rule);
}

/** The action with its edit; as it was where its finding is not there any more. */
export function resolveCodeAction(action: CodeAction, context: EditContext): CodeAction {
  const request = fixRequest(action.data);
  if (request === undefined) return action;
  for (const { workspace, report } of context.areas) {
    const finding = report?.findings.find(({ fingerprint }) => fingerprint === request.fingerprint);
    if (finding !== undefined) return { ...action, edit: workspaceEdit(workspace.fix(finding, request.kind), context) };
  }
  return action;
}

/** Edits of files as the protocol has them, each for the version of the document that was analysed. */
export function workspaceEdit(files: readonly FileEdit[], { places, uriOf, versionOf }: EditContext): WorkspaceEdit {
  const documentChanges = files.map(({ file, edits }): TextDocumentEdit => {
    const uri = uriOf(file);
    return {
      textDocument: { uri, version: versionOf(uri) ?? null },
      edits: edits.map(({ start, end, text }) => ({ range: places.range(file, { start, end }), newText: text })),
    };
  });
  return { documentChanges };
}

function touch(a: Range, b: Range): boolean {
  return notAfter(a.start, b.end) && notAfter(b.start, a.end);
}

function notAfter(a: Range["start"], b: Range["start"]): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

function fixRequest(data: unknown): FixRequest | undefined {
  if (typeof data !== "object" || data === null || !("fingerprint" in data) || !("kind" in data)) return undefined;
  const { fingerprint, kind } = data;
  return typeof fingerprint === "string" && typeof kind === "string" ? { fingerprint, kind } : undefined;
}
