import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import type { Workspace } from "../../src/analysis/workspace.ts";
import { filesOver, type Tree } from "./memory.ts";

/** A workspace over a tree in memory with nothing analysed yet. */
export function openWorkspace(tree: Tree, root: string): Workspace {
  const workspace = createWorkspace(filesOver(tree, root), { levels: new Map(), defines: new Map(), includePaths: [] });
  workspace.setScope({ folders: [root], files: [] });
  return workspace;
}

/** The report of a workspace as it is now. */
export function analyse(workspace: Workspace): Promise<Report> {
  return workspace.analyse(new AbortController().signal);
}

/** The report of a tree that nobody has looked at before. */
export function analyseCold(tree: Tree, root: string): Promise<Report> {
  return analyse(openWorkspace(tree, root));
}

/**
 * Someone typing into a file: each call puts one more letter into the value of an attribute in its middle, as an editor would, and brings the report up to date.
 */
export function typist(workspace: Workspace, file: string, text: string): () => Promise<Report> {
  const at = text.indexOf('"', text.indexOf(' Source="', text.length >> 1)) + 1;
  let typed = "";
  return () => {
    typed = typed.length > 20 ? "a" : `${typed}a`;
    workspace.overlay(file, text.slice(0, at) + typed + text.slice(at));
    return analyse(workspace);
  };
}
