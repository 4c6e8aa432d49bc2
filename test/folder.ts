import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";

/** A folder of the disk's own temporary files, removed when the tests of the file have ended. */
export interface Folder {
  /** Absolute, with `/`. */
  readonly path: string;
  /** Writes files, given by their path in the folder; folders come to be as needed. */
  readonly write: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  readonly remove: (name: string) => void;
}

/** Makes a folder with these files in it. */
export function createFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), "msi1618-test-")));
  after(() => rmSync(base, { recursive: true, force: true }));
  const write = (more: Readonly<Record<string, string | Uint8Array>>) => {
    for (const [name, content] of Object.entries(more)) {
      const full = path.join(base, name);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  };
  write(files);
  return {
    path: base.replaceAll("\\", "/"),
    write,
    remove: (name) => rmSync(path.join(base, name), { recursive: true, force: true }),
  };
}
