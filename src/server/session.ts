import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isFollowable, kindOf } from "../analysis/inventory.ts";
import type { Report } from "../analysis/report.ts";
import { ANALYSIS_STATE, type AnalysisState } from "../protocol.ts";
import { Areas } from "./areas.ts";
import { diagnosticsOf, Publisher } from "./diagnostics.ts";
import { Documents, isBuildFile, isCopy, looksBinary, looksLikeWix, pathOf } from "./documents.ts";
import { fadeInactive } from "./inactive.ts";
import { createPlaces, type Places } from "./places.ts";
import { Schedule } from "./schedule.ts";
import { configurationOf, showsInlayHints } from "./settings.ts";
import { logLine, stateOf } from "./state.ts";

/** How long nobody has typed before the text is analysed, in milliseconds. */
const TYPING_PAUSE = 150;

/** What one connection has open and what is known of it; brings the editor's diagnostics up to date by itself. */
export class Session {
  readonly areas = new Areas();
  readonly documents = new Documents();
  /** Whether the user wants type numbers beside custom actions. */
  inlayHints = true;
  readonly #connection: Connection;
  readonly #pageOf: (rule: string) => string;
  readonly #cellUris: boolean;
  readonly #publisher: Publisher;
  readonly #schedule: Schedule;
  /** Nothing is analysed until the settings are known: it would show findings that the user has turned off. */
  readonly #configured: Promise<void>;
  #start = () => {};
  #ready = false;

  constructor(connection: Connection, pageOf: (rule: string) => string, cellUris = false) {
    this.#cellUris = cellUris;
    this.#connection = connection;
    this.#configured = new Promise((resolve) => {
      this.#start = resolve;
    });
    this.#pageOf = pageOf;
    this.#publisher = new Publisher((params) => void connection.sendDiagnostics(params));
    this.#schedule = new Schedule(
      (signal) => this.#analyse(signal),
      (error) => this.#failed(error),
    );
  }

  /** Starts to analyse, or analyses again with other settings. */
  configure(section: unknown): void {
    this.areas.configure(configurationOf(section, this.areas.folders()));
    this.inlayHints = showsInlayHints(section);
    this.#ready = true;
    this.#changed(0);
    this.#start();
  }

  setFolders(uris: readonly string[], trusted: boolean): void {
    this.areas.setFolders(uris.map(pathOf), trusted);
    for (const path of this.documents.paths()) this.#setLone(path);
    this.#changed(0);
  }

  /** A document was opened or edited. What was just opened need not wait for a pause in typing. */
  changed(document: TextDocument): void {
    if (isCopy(document.uri)) return;
    const delay = this.documents.at(pathOf(document.uri)) === undefined ? 0 : TYPING_PAUSE;
    const path = this.documents.put(document);
    const mattered = this.matters(path);
    // What an editor shows of a binary database is no text of it.
    if (!looksBinary(document.getText())) this.areas.overlay(path, document.getText());
    this.#setLone(path);
    if (mattered || this.matters(path)) this.#changed(delay);
  }

  closed(uri: string): void {
    if (isCopy(uri)) return;
    const path = this.documents.remove(uri);
    const mattered = this.matters(path);
    this.areas.overlay(path, undefined);
    this.areas.setLone(path, false);
    if (mattered) this.#changed(TYPING_PAUSE);
  }

  /** The newest report on a database that an editor shows; asking counts as showing it, until it is released. */
  async reportOn(path: string, token: CancellationToken): Promise<Report | undefined> {
    if (this.areas.setShown(path, true)) this.#changed(0);
    await this.upToDate(token);
    return this.areas.reportOn(path);
  }

  /** Says that no editor shows a database any more. */
  release(path: string): void {
    if (this.areas.setShown(path, false)) this.#changed(TYPING_PAUSE);
  }

  /** Something changed on the disk. A folder that is deleted is reported as itself, without what was in it. */
  changedOnDisk(uri: string, deleted: boolean): void {
    const path = pathOf(uri);
    const matters = this.matters(path) || (deleted && this.areas.hasReadBelow(path));
    if (!matters) return;
    this.areas.invalidate(path);
    this.#changed(TYPING_PAUSE);
  }

  /** Forgets everything that was read, and analyses again. */
  reanalyse(): void {
    this.areas.forget();
    this.#changed(0);
  }

  /** True for a document or file that an analysis looks at, or may. */
  matters(path: string): boolean {
    return kindOf(path) !== undefined || isBuildFile(path) || this.areas.isLone(path) || this.areas.asksFor(path);
  }

  /**
   * Resolves when every area is analysed as it is now. Rejects with the protocol's error where the request was cancelled or its document was
   * edited meanwhile; a change elsewhere only makes it wait for the next analysis.
   */
  async upToDate(token: CancellationToken, uri?: string): Promise<void> {
    const version = uri === undefined ? undefined : this.versionOf(uri);
    await this.#configured;
    for (;;) {
      const outcome = await this.#schedule.upToDate();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      if (uri !== undefined && this.versionOf(uri) !== version) {
        throw new ResponseError(LSPErrorCodes.ContentModified, "the text changed meanwhile");
      }
      if (outcome === "current") return;
      if (outcome === "failed") throw new ResponseError(LSPErrorCodes.RequestFailed, "the analysis failed");
    }
  }

  places(): Places {
    return createPlaces(
      (path) => this.areas.areaOf(path)?.workspace.textOf(path),
      (path) => this.documents.uriOf(path),
      this.#cellUris,
    );
  }

  versionOf(uri: string): number | undefined {
    return this.documents.at(pathOf(uri))?.version;
  }

  end(): void {
    this.#schedule.end();
  }

  #changed(delay: number): void {
    if (this.#ready) this.#schedule.changed(delay);
  }

  async #analyse(signal: AbortSignal): Promise<void> {
    await this.areas.analyse(signal);
    const places = this.places();
    const areas = this.areas.all();
    const diagnostics = diagnosticsOf(areas, { places, pageOf: this.#pageOf });
    fadeInactive(diagnostics, this.documents.paths(), this.areas, places);
    this.#publisher.publish(diagnostics, (uri) => this.versionOf(uri));
    const state = stateOf(areas, places);
    this.#tell(state);
    this.#connection.console.info(logLine(state, areas));
  }

  /** A defect of ours: what the editor shows stays as it is, and the state says that it is old. */
  #failed(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#connection.console.error(`The analysis failed: ${message}`);
    const failure = error instanceof Error ? error.message : String(error);
    this.#tell({ ...stateOf(this.areas.all(), this.places()), failure });
  }

  #tell(state: AnalysisState): void {
    void this.#connection.sendNotification(ANALYSIS_STATE, state);
  }

  #setLone(path: string): void {
    const text = this.documents.at(path)?.getText();
    const kind = kindOf(path);
    const source =
      kind === "source" ||
      kind === "include" ||
      kind === "archive" ||
      kind === "database" ||
      (kind === undefined && !isFollowable(path) && looksLikeWix(text ?? ""));
    this.areas.setLone(path, text !== undefined && source && !(this.areas.inFolders(path) && kind !== undefined));
  }
}
