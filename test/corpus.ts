import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createWorkspace } from "../src/analysis/index.ts";
import type { Report } from "../src/analysis/report.ts";
import { createFiles, toPath } from "../src/files.ts";

/** Where the real sources lie: $MSI1618_CORPUS, else beside the repository. */
export const corpus = toPath(process.env["MSI1618_CORPUS"] ?? path.resolve(import.meta.dirname, "../../shared/corpus"));

/** The reason to skip tests that need them, false where they are there. */
export const corpusIsMissing = existsSync(`${corpus}/expected.jsonl`)
  ? false
  : "the corpus is neither at ../shared/corpus nor at $MSI1618_CORPUS";

/** One folder of the corpus analysed as one. */
export async function analyseCorpus(folder: string): Promise<Report> {
  const root = `${corpus}/${folder}`;
  const workspace = createWorkspace(createFiles({ roots: [root], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [root], files: [] });
  return workspace.analyse(new AbortController().signal);
}
