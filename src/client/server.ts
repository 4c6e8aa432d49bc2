import type * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ServerListener } from "./languageClient.ts";

/** Owns the language server: at most one runs, and the language client is not even loaded before the first start. */
export class Server {
  readonly #extension: vscode.Uri;
  readonly #output: vscode.LogOutputChannel;
  readonly #listener: ServerListener;
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  readonly #start: () => Promise<void>;
  /** Starts and stops follow one another, however fast they are asked for. */
  #queue: Promise<void> = Promise.resolve();

  /** `start` starts it on behalf of a request, with all that goes with a start. */
  constructor(
    extension: vscode.Uri,
    output: vscode.LogOutputChannel,
    listener: ServerListener,
    start: () => Promise<void>,
  ) {
    this.#start = start;
    this.#extension = extension;
    this.#output = output;
    this.#listener = listener;
  }

  /** Starts the server, in place of one that runs. Never rejects: the listener and the output channel say what went wrong. */
  restart(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#end();
      const { createLanguageClient } = await import("./languageClient.ts");
      this.#client = createLanguageClient(this.#extension, this.#output, this.#listener);
      await this.#client.start();
    });
  }

  /** Ends the server; resolves when its process has been told to. */
  stop(): Promise<void> {
    return this.#enqueue(() => this.#end());
  }

  /** Asks the server, which is started for it where it does not run. Rejects where it does not start, and where it cannot answer. */
  async request<Question, Answer>(method: string, question: Question, signal?: AbortSignal): Promise<Answer> {
    if (this.#client === undefined) this.#starting ??= this.#start();
    await this.#starting;
    await this.#queue;
    this.#starting = undefined;
    if (this.#client === undefined) throw new Error("The language server of msi1618 does not run.");
    signal?.throwIfAborted();
    return this.#client.sendRequest<Answer>(method, question);
  }

  /** Tells the server something, where it runs. */
  notify(method: string, what: unknown): void {
    if (this.#client?.isRunning() === true) void this.#client.sendNotification(method, what);
  }

  get runs(): boolean {
    return this.#client !== undefined;
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(step).catch((error: unknown) => {
      this.#output.error(
        `The server does not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      this.#listener.failed("the server does not start");
    });
    return this.#queue;
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      // A server that hung or had ended before: it is gone either way, and the next one may start.
      this.#output.warn(`The server did not end as it should: ${String(error)}`);
    }
  }
}
