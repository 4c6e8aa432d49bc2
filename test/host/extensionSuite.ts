import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The extension under test, and the bundle whose `run` VS Code calls inside the extension host. */
export const suite = {
  extension: path.resolve(import.meta.dirname, "../.."),
  entry: path.join(import.meta.dirname, "out/index.cjs"),
} as const;

/** A folder that tests may write to. */
export interface Workspace {
  readonly folder: string;
  remove(): void;
}

/** Copies a folder to a place of its own under the temporary folder. */
export function copyWorkspace(from: string): Workspace {
  const base = mkdtempSync(path.join(tmpdir(), "msi1618-workspace-"));
  const folder = path.join(base, path.basename(from));
  cpSync(from, folder, { recursive: true });
  return { folder, remove: () => rmSync(base, { recursive: true, force: true }) };
}

/** A copy of test/host/workspace, which the extension-host suite opens. */
export function copySuiteWorkspace(): Workspace {
  return copyWorkspace(path.join(import.meta.dirname, "workspace"));
}
