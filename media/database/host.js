// @ts-check
/** @typedef {import("../../src/protocol.ts").DatabaseAnswer} DatabaseAnswer */
/** @typedef {import("../../src/protocol.ts").DatabaseQuery} DatabaseQuery */
/** @typedef {import("../../src/protocol.ts").FromWebview} FromWebview */
/** @typedef {import("../../src/protocol.ts").ToWebview} ToWebview */
/** @typedef {import("../../src/protocol.ts").WebviewCommand} WebviewCommand */
/** @typedef {import("../../src/protocol.ts").CellPlace} CellPlace */

/**
 * @typedef {object} Listener
 * @property {() => void} changed All that was answered is old.
 * @property {(cell: CellPlace) => Promise<boolean>} show Shows a cell; false where there is none.
 */

/** The extension, as this page sees it: it asks by messages, and each answer finds its question by a number. */
export class Host {
  /** @type {Map<number, { resolve: (answer: DatabaseAnswer) => void, reject: (error: Error) => void }>} */
  #open = new Map();
  #last = 0;
  #api = acquireVsCodeApi();

  /** @param {Listener} listener */
  constructor(listener) {
    window.addEventListener("message", ({ data }) => this.#receive(data, listener));
  }

  /**
   * @template {DatabaseQuery["kind"]} Kind
   * @param {Extract<DatabaseQuery, { kind: Kind }>} query
   * @returns {Promise<Extract<DatabaseAnswer, { kind: Kind }>>} Rejects with the reason where there is no answer.
   */
  async ask(query) {
    const id = ++this.#last;
    const answer = await new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#post({ type: "query", id, query });
    });
    if (answer.kind === query.kind) return answer;
    throw new Error(answer.kind === "unavailable" ? answer.reason : "The answer is to another question.");
  }

  /** @param {WebviewCommand} command */
  command(command) {
    this.#post({ type: "command", command });
  }

  /** What `keep` was given in an earlier life of this page. */
  kept() {
    return this.#api.getState();
  }

  /** @param {unknown} state */
  keep(state) {
    this.#api.setState(state);
  }

  /** @param {FromWebview} message */
  #post(message) {
    this.#api.postMessage(message);
  }

  /**
   * @param {ToWebview} message
   * @param {Listener} listener
   */
  #receive(message, listener) {
    switch (message.type) {
      case "answer":
        this.#settle(message.id)?.resolve(message.answer);
        break;
      case "failed":
        this.#settle(message.id)?.reject(new Error(message.message));
        break;
      case "changed":
        listener.changed();
        break;
      case "show":
        void listener.show(message.cell).then((found) => this.#post({ type: "shown", id: message.id, found }));
        break;
    }
  }

  /** @param {number} id */
  #settle(id) {
    const found = this.#open.get(id);
    this.#open.delete(id);
    return found;
  }
}
