import type { FileContent, Files } from "../model/files.ts";
import type { Finding, Severity } from "../model/finding.ts";
import type { Parsers } from "../model/syntax.ts";
import type { Navigation } from "./navigation.ts";
import type { ActionReport, Report } from "./report.ts";

/** What a person configures: levels of rules by id, and preprocessor input for sources that no project builds. */
export interface Configuration {
  readonly levels: ReadonlyMap<string, Severity | "off">;
  readonly defines: ReadonlyMap<string, string | null>;
  readonly includePaths: readonly string[];
  readonly architecture?: "x86" | "x64" | "arm64";
  /** Set where all tables of binary databases are wanted, not only those that an analysis looks at. */
  readonly everyTable?: true;
}

/** What is analysed: folders that are searched, and files that are given by name and together make one product. */
export interface Scope {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** A text change to one file of the user's. */
export interface FileEdit {
  readonly file: string;
  /** Replaces `[start, end)` of the text as it was when the fix was built. */
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * The engine behind every door. It reads through Files only, keeps what it read, and works again only on what changed.
 *
 * Paths are absolute with `/`. Not safe for two `analyse` calls at once: the caller aborts the first or waits for it.
 */
export interface Workspace {
  /** Replaces what is analysed; everything already read stays. */
  setScope(scope: Scope): void;
  configure(configuration: Configuration): void;
  /** Lays the content of one file over what Files reads, as an editor does with unsaved text; undefined takes it away again. */
  overlay(path: string, content: FileContent | undefined): void;
  /** Says that a file was changed, created or deleted outside. */
  invalidate(path: string): void;
  /** Brings everything up to date. Throws the signal's reason when aborted, never an incomplete report. */
  analyse(signal: AbortSignal): Promise<Report>;
  /** The text of a file as it was analysed, decoded; undefined where it was not read or is no text. */
  textOf(path: string): string | undefined;
  /** The custom action whose definition or schedule stands at an offset of a file, in the newest report. */
  actionAt(path: string, offset: number): ActionReport | undefined;
  /** Where things are defined and named, in the newest report. */
  navigation(): Navigation;
  /** The edits of one fix of a finding of the newest report. */
  fix(finding: Finding, kind: string, reason?: string): readonly FileEdit[];
}

/** Makes a workspace over a way to read files; without parsers, sources that need a syntax tree are not followed. */
export type CreateWorkspace = (files: Files, configuration: Configuration, parsers?: Parsers) => Workspace;
