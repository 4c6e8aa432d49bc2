import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  CreateFile,
  SnippetTextEdit,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import type { FileEdit } from "../analysis/workspace.ts";
import type { Places } from "./places.ts";

/** What the client can do with edits. */
export interface EditSupport {
  /** True where an edit may create files. */
  readonly creates: boolean;
  /** True where an edit may ask to be looked at before it is made. */
  readonly annotates: boolean;
  /** True where inserted text may have a part that is selected to be written over. */
  readonly snippets: boolean;
}

/** How files of the engine are spelled for the client. */
export interface EditPlaces {
  readonly places: Places;
  readonly uriOf: (path: string) => string;
  readonly versionOf: (uri: string) => number | undefined;
  readonly edits: EditSupport;
}

type AnyEdit = TextEdit | AnnotatedTextEdit | SnippetTextEdit;

const ANNOTATION = "msi1618";

/**
 * Edits of files as the protocol has them, each for the version of the document that was analysed. Where they reach several files the client is asked to have them
 * confirmed, under the given label: that is what brings up the preview.
 */
export function workspaceEdit(files: readonly FileEdit[], context: EditPlaces, label = ""): WorkspaceEdit {
  const { uriOf, edits: support } = context;
  const annotated = files.length > 1 && label !== "" && support.annotates;
  const annotationId = annotated ? { annotationId: ANNOTATION } : {};
  const documentChanges = files.flatMap((file): (CreateFile | TextDocumentEdit)[] => {
    const uri = uriOf(file.file);
    const changed: TextDocumentEdit = {
      textDocument: { uri, version: file.created ? null : (context.versionOf(uri) ?? null) },
      edits: file.edits.map((edit) => ({ ...editOf(file, edit, context), ...annotationId })),
    };
    return file.created
      ? [{ kind: "create", uri, options: { ignoreIfExists: false }, ...annotationId }, changed]
      : [changed];
  });
  return annotated
    ? { documentChanges, changeAnnotations: { [ANNOTATION]: annotationFor(files, label) } }
    : { documentChanges };
}

function annotationFor(files: readonly FileEdit[], label: string): ChangeAnnotation {
  const created = files.filter((file) => file.created).length;
  const added = created === 0 ? "" : `, ${created} of them new`;
  return { label, description: `${files.length} files${added}`, needsConfirmation: true };
}

function editOf(
  file: FileEdit,
  { start, end, text, placeholder }: FileEdit["edits"][number],
  { places, edits }: EditPlaces,
): AnyEdit {
  const top = { line: 0, character: 0 };
  const range = file.created ? { start: top, end: top } : places.range(file.file, { start, end });
  if (placeholder === undefined || !edits.snippets) return { range, newText: text };
  const [before, within, after] = [
    text.slice(0, placeholder.start),
    text.slice(placeholder.start, placeholder.end),
    text.slice(placeholder.end),
  ];
  return { range, snippet: { kind: "snippet", value: `${escaped(before)}\${1:${escaped(within)}}${escaped(after)}` } };
}

/** A text in which nothing is a placeholder. */
const escaped = (text: string) => text.replaceAll(/[\\$}]/g, "\\$&");
