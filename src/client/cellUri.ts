import type * as vscode from "vscode";
import type { CellPlace } from "../protocol.ts";

/** The cell that a URI of the server names in its fragment, as in `#CustomAction/RunSetup/Target`; undefined where it names none. */
export function cellIn({ fragment }: vscode.Uri): CellPlace | undefined {
  const parts = fragment.split("/").map(decoded);
  const [table, row, column, database] = parts;
  if (table === undefined || row === undefined || column === undefined || parts.length > 4) return undefined;
  return { table, row, column, database: database ?? "" };
}

/** The file itself. */
export function withoutCell(uri: vscode.Uri): vscode.Uri {
  return uri.with({ fragment: "" });
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone `%`: no fragment of ours.
    return undefined;
  }
}
