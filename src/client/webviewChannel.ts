import type { CellPlace, DatabaseAnswer, DatabaseQuery, FromWebview, ToWebview, WebviewCommand } from "../protocol.ts";

/** The page at the other end: a webview, or a stand-in for one. */
export interface WebviewPort {
  post(message: ToWebview): void;
}

/** What the extension does for the page. */
export interface WebviewOwner {
  answer(query: DatabaseQuery, signal: AbortSignal): Promise<DatabaseAnswer>;
  command(command: WebviewCommand): void;
}

interface Waiting {
  readonly cell: CellPlace;
  readonly resolve: (found: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** Questions and answers between the extension and one page. Nothing is left hanging: what was asked of a page that closes is rejected. */
export class WebviewChannel {
  readonly #port: WebviewPort;
  readonly #owner: WebviewOwner;
  readonly #waiting = new Map<number, Waiting>();
  readonly #closing = new AbortController();
  #last = 0;

  constructor(port: WebviewPort, owner: WebviewOwner) {
    this.#port = port;
    this.#owner = owner;
  }

  /** Takes a message of the page. What is none of the protocol is ignored. */
  receive(message: unknown): void {
    if (this.#closing.signal.aborted || !isFromWebview(message)) return;
    if (message.type === "query") {
      void this.#answer(message.id, message.query);
      if (message.query.kind === "overview") this.#repeat();
    } else if (message.type === "command") this.#owner.command(message.command);
    else this.#settle(message.id)?.resolve(message.found);
  }

  /** Shows a cell; resolves with false where there is none. Rejects where the page is closed, or closes before it has answered. */
  show(cell: CellPlace): Promise<boolean> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error("The editor is closed."));
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { cell, resolve, reject });
      this.#port.post({ type: "show", id, cell });
    });
  }

  /** Says that all that was answered is old. */
  changed(): void {
    if (!this.#closing.signal.aborted) this.#port.post({ type: "changed" });
  }

  /** Ends the channel, because the page is closed. */
  close(): void {
    this.#closing.abort(new Error("The editor was closed."));
    for (const { reject } of this.#waiting.values()) reject(new Error("The editor was closed."));
    this.#waiting.clear();
  }

  /** A page that begins, or begins anew because VS Code had hidden it, has not heard what it was asked before. */
  #repeat(): void {
    for (const [id, { cell }] of this.#waiting) this.#port.post({ type: "show", id, cell });
  }

  async #answer(id: number, query: DatabaseQuery): Promise<void> {
    const { signal } = this.#closing;
    try {
      const answer = await this.#owner.answer(query, signal);
      if (!signal.aborted) this.#port.post({ type: "answer", id, answer });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.#port.post({ type: "failed", id, message });
    }
  }

  #settle(id: number): Waiting | undefined {
    const found = this.#waiting.get(id);
    this.#waiting.delete(id);
    return found;
  }
}

const QUERIES: ReadonlySet<unknown> = new Set([
  "overview",
  "rows",
  "locate",
  "details",
] satisfies DatabaseQuery["kind"][]);

const COMMANDS: ReadonlySet<unknown> = new Set(["explain", "openText"] satisfies WebviewCommand["kind"][]);

/** The page is ours, but it shows what others wrote: what it sends is looked at before it is believed. */
function isFromWebview(message: unknown): message is FromWebview {
  if (!isObject(message)) return false;
  switch (message["type"]) {
    case "query":
      return typeof message["id"] === "number" && isObject(message["query"]) && QUERIES.has(message["query"]["kind"]);
    case "command":
      return isObject(message["command"]) && COMMANDS.has(message["command"]["kind"]);
    case "shown":
      return typeof message["id"] === "number" && typeof message["found"] === "boolean";
    default:
      return false;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
