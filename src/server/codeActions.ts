import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
} from "vscode-languageserver/node";
import type { FixState, Workspace } from "../analysis/workspace.ts";
import type { Finding } from "../model/finding.ts";
import type { Area } from "./areas.ts";
import { SOURCE } from "./diagnostics.ts";
import { type EditPlaces, workspaceEdit } from "./workspaceEdit.ts";

/** What a code action carries until its edit is asked for. */
export interface FixRequest {
  readonly fingerprint: string;
  readonly kind: string;
  /** The document that everything is fixed in. */
  readonly uri?: string;
}

/** What the client can do with code actions. */
export interface CodeActionSupport {
  /** The client's command that opens a rule's page, where it has one. */
  readonly explainCommand: string | undefined;
  /** The client's command that accepts a finding in the settings, where it has one. */
  readonly acceptCommand: string | undefined;
  /** True where the edit may be built later, when the user has chosen. */
  readonly resolvesEdit: boolean;
}

/** The kind of the action that makes every fix in a document which changes nothing but the finding. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.msi1618`;

/** What is known of the workspace, and how places in it are spelled for the client. */
export interface EditContext extends EditPlaces {
  readonly areas: readonly Area[];
}

/** The fixes of the findings that a range touches, for each rule among them its explanation, and where it is asked for, what fixes all. */
export function codeActionsOf(
  params: CodeActionParams,
  support: CodeActionSupport,
  context: EditContext,
): CodeAction[] {
  const { only } = params.context;
  const wants = (kind: string) =>
    only === undefined || only.some((one) => one === "" || kind === one || kind.startsWith(`${one}.`));
  const all = only !== undefined && wants(FIX_ALL) ? fixAll(params, support, context) : [];
  if (!wants(CodeActionKind.QuickFix)) return all;
  const found = findingsAt(params, context);
  const fixes = found.flatMap((one) => fixesOf(one, params, support, context));
  const rules = [...new Set(found.map(({ finding }) => finding.rule))];
  const { explainCommand } = support;
  const explained = explainCommand === undefined ? [] : rules.map((rule) => explain(rule, explainCommand, params));
  return [...all, ...fixes, ...explained];
}

function fixAll({ textDocument }: CodeActionParams, support: CodeActionSupport, context: EditContext): CodeAction[] {
  const there = context.areas.some(({ workspace, report }) =>
    (report?.findings ?? []).some((finding) => {
      return (
        context.uriOf(finding.site.file) === textDocument.uri && workspace.fixesOf(finding).some(({ safe }) => safe)
      );
    }),
  );
  if (!there) return [];
  const data: FixRequest = { fingerprint: "", kind: FIX_ALL, uri: textDocument.uri };
  const title = "Fix all of msi1618 that changes nothing but the finding";
  const action: CodeAction = { title, kind: FIX_ALL, data };
  return [support.resolvesEdit ? action : resolveCodeAction(action, context)];
}

/** A finding with the workspace that has it. */
interface Found {
  readonly finding: Finding;
  readonly workspace: Workspace;
}

function findingsAt({ textDocument, range }: CodeActionParams, { areas, places }: EditContext): readonly Found[] {
  const found = new Map<string, Found>();
  for (const { workspace, report } of areas) {
    for (const finding of report?.findings ?? []) {
      const location = places.location(finding.site);
      if (location.uri === textDocument.uri && touch(location.range, range))
        found.set(finding.fingerprint, { finding, workspace });
    }
  }
  return [...found.values()];
}

/** Those that can be made; the first that moves or mends what the action does is the one to prefer. */
function fixesOf(
  { finding, workspace }: Found,
  params: CodeActionParams,
  support: CodeActionSupport,
  context: EditContext,
): readonly CodeAction[] {
  const possible = ({ kind, refused, creates }: FixState) =>
    refused === undefined &&
    (creates !== true || context.edits.creates) &&
    (kind !== "accept" || support.acceptCommand !== undefined);
  return workspace
    .fixesOf(finding)
    .filter(possible)
    .map((state, at) => {
      const { kind, title } = state;
      if (kind === "accept") return accept(finding, title, support.acceptCommand ?? "", params);
      const data: FixRequest = { fingerprint: finding.fingerprint, kind };
      const diagnostics = about(finding.rule, params);
      const preferred = at === 0 && isCure(state) ? { isPreferred: true } : {};
      const action: CodeAction = { title, kind: CodeActionKind.QuickFix, diagnostics, ...preferred, data };
      return support.resolvesEdit ? action : resolveCodeAction(action, context);
    });
}

const isCure = ({ kind }: FixState) => kind !== "suppress" && kind !== "suppress-file" && kind !== "accept";

/** The client asks for the reason and writes the setting. */
function accept(
  { rule, fingerprint, action }: Finding,
  title: string,
  command: string,
  params: CodeActionParams,
): CodeAction {
  const diagnostics = about(rule, params);
  const told = { title, command, arguments: [fingerprint, `${rule}: ${action}`] };
  return { title, kind: CodeActionKind.QuickFix, diagnostics, command: told };
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
  const { uri } = request;
  for (const { workspace, report } of context.areas) {
    const findings = report?.findings ?? [];
    if (uri !== undefined) {
      const inDocument = findings.filter(({ site }) => context.uriOf(site.file) === uri);
      const edits = workspace.fixSafely(inDocument);
      if (edits.length > 0) return { ...action, edit: workspaceEdit(edits, context) };
      continue;
    }
    const finding = findings.find(({ fingerprint }) => fingerprint === request.fingerprint);
    if (finding !== undefined)
      return { ...action, edit: workspaceEdit(workspace.fix(finding, request.kind), context, action.title) };
  }
  return action;
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
  const uri = "uri" in data && typeof data.uri === "string" ? { uri: data.uri } : {};
  return typeof fingerprint === "string" && typeof kind === "string" ? { fingerprint, kind, ...uri } : undefined;
}
