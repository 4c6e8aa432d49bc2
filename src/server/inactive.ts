import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver/node";
import type { Areas } from "./areas.ts";
import { SOURCE } from "./diagnostics.ts";
import type { Places } from "./places.ts";

/** Adds to the diagnostics what fades the preprocessor branches that are off: in open documents only, since nobody sees the others. */
export function fadeInactive(
  diagnostics: Map<string, Diagnostic[]>,
  open: Iterable<string>,
  areas: Areas,
  places: Places,
): void {
  for (const path of open) {
    for (const span of areas.areaOf(path)?.workspace.navigation().inactiveIn(path) ?? []) {
      const { uri, range } = places.location({ kind: "text", file: path, span, pieces: [] });
      const list = diagnostics.get(uri) ?? [];
      diagnostics.set(uri, list);
      list.push({
        range,
        severity: DiagnosticSeverity.Hint,
        source: SOURCE,
        code: "inactive-branch",
        message: "Not compiled: this branch is off.",
        tags: [DiagnosticTag.Unnecessary],
      });
    }
  }
}
