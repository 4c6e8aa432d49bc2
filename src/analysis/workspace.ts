import type { FileEdit } from "../fixes/edit.ts";

import type { Artifact } from "../model/artifact.ts";

import type { FileContent, Files } from "../model/files.ts";
import type { Finding, FixKind, Severity } from "../model/finding.ts";
import type { Parsers } from "../model/syntax.ts";
import type { Navigation } from "./navigation.ts";
import type { ActionReport, Report } from "./report.ts";
import type { SequencePlace } from "./sequencePlace.ts";

export type { FileEdit } from "../fixes/edit.ts";

/** What a person configures: levels of rules by id, and preprocessor input for sources that no project builds. */
export interface Configuration {
  readonly levels: ReadonlyMap<string, Severity | "off">;
  readonly defines: ReadonlyMap<string, string | null>;
  readonly includePaths: readonly string[];
  readonly architecture?: "x86" | "x64" | "arm64";
  /** Set where all tables of binary databases are wanted, not only those that an analysis looks at. */
  readonly everyTable?: true;
  /** Findings that are accepted, by their fingerprint, each with the reason. */
  readonly accepted?: ReadonlyMap<string, string>;
}

/** What is analysed: folders that are searched, and files that are given by name and together make one product. */
export interface Scope {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** A fix of a finding as the workspace allows it. */
export interface FixState {
  readonly kind: FixKind;
  readonly title: string;
  /** Why it cannot be made here, as a sentence; absent where it can. */
  readonly refused?: string;
  /** Set where it needs a file that is not there yet. */
  readonly creates?: true;
  /** Set where it changes nothing but what the finding is about, so that it may be made unseen. */
  readonly safe?: true;
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
  /** The place of the row of a sequence table that stands at an offset of a table source, in the newest report. */
  sequenceAt(path: string, offset: number): SequencePlace | undefined;
  /** Where things are defined and named, in the newest report. */
  navigation(): Navigation;
  /** The bytes that an artifact leads to: its stream in a database, else the first of its files that may be read; undefined where there are none, or too many to be held. */
  bytesOf(artifact: Artifact, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** The fixes that a finding of the newest report offers, with what is known of each once the sources are looked at. Builds no edits. */
  fixesOf(finding: Finding): readonly FixState[];
  /** The edits of one fix of a finding of the newest report; none where it cannot be made. */
  fix(finding: Finding, kind: string, reason?: string): readonly FileEdit[];
  /** The edits of all fixes of these findings that change nothing but the finding; of two that touch the same text, the first. */
  fixSafely(findings: readonly Finding[]): readonly FileEdit[];
  /** The bytes of a file with the edits made in its own encoding, what they do not touch as it was; undefined where its encoding has no sign for something inserted. */
  patched(edit: FileEdit): Uint8Array | undefined;
}

/** Makes a workspace over a way to read files; without parsers, sources that need a syntax tree are not followed. */
export type CreateWorkspace = (files: Files, configuration: Configuration, parsers?: Parsers) => Workspace;
