import type { TextDocument } from "vscode-languageserver-textdocument";
import { pathOfUri, pathOfVirtualUri, uriOfPath } from "./uris.ts";

/** The documents that the editor has open, found by the engine's path, and the URIs as the editor spells them. */
export class Documents {
  readonly #open = new Map<string, TextDocument>();

  /** Remembers a document, or its newest version; answers the engine's path of it. */
  put(document: TextDocument): string {
    const path = pathOf(document.uri);
    this.#open.set(path, document);
    return path;
  }

  remove(uri: string): string {
    const path = pathOf(uri);
    this.#open.delete(path);
    return path;
  }

  at(path: string): TextDocument | undefined {
    return this.#open.get(path);
  }

  paths(): IterableIterator<string> {
    return this.#open.keys();
  }

  /** The URI of a path, as the editor spells it where it has the file open. */
  uriOf(path: string): string {
    return this.#open.get(path)?.uri ?? uriOfPath(path);
  }
}

/** The engine's path of any document. */
export function pathOf(uri: string): string {
  return pathOfUri(uri) ?? pathOfVirtualUri(uri);
}

/** True for what an editor shows beside a document to compare it with: as it would be after an edit (VS Code's refactor preview), or as it was. */
export function isCopy(uri: string): boolean {
  return /^(?:vscode-bulkeditpreview[\w-]*|git|gitfs|gitlens|conflictResolution|merge-conflict[\w.-]*):/i.test(uri);
}

/** True for a text that names one of WiX's namespaces where a root element would, as `templates/main.xml` may. */
export function looksLikeWix(text: string): boolean {
  return /schemas\.microsoft\.com\/wix\/|wixtoolset\.org\/schemas\//.test(text.slice(0, 16_384));
}

/** True for a text that holds a zero near its start, as bytes do that an editor shows as text. */
export function looksBinary(text: string): boolean {
  return text.slice(0, 4096).includes("\0");
}

/** True for files that decide what is compiled, and how. */
export function isBuildFile(path: string): boolean {
  return /\.(wixproj|csproj|vbproj|vcxproj|fsproj|sqlproj|props|targets|sln|slnx)$|\/(global|packages\.lock)\.json$/i.test(
    path,
  );
}
