// @ts-check
/** @typedef {import("../../src/protocol.ts").RowShown} RowShown */
/** @typedef {Extract<import("../../src/protocol.ts").DatabaseAnswer, { kind: "rows" }>} Rows */

/** Rows are asked for by pages of so many. */
const PAGE = 100;

/** Pages that are kept: those far from what is seen go first. */
const MOST_PAGES = 30;

/** The rows of one order, asked for when they come into sight. */
export class RowCache {
  /** By the number of the page; undefined while it is asked for. @type {Map<number, readonly RowShown[] | undefined>} */
  #pages = new Map();
  /** @type {{ row: number, then: () => void }[]} */
  #awaited = [];
  /** What was asked for another order is dropped when it comes. */
  #order = 0;
  #ask;
  #arrived;

  /**
   * @param {(from: number, to: number) => Promise<Rows>} ask
   * @param {() => void} arrived
   */
  constructor(ask, arrived) {
    this.#ask = ask;
    this.#arrived = arrived;
  }

  /** Begins with another order, of which the first rows are there. @param {Rows} first */
  start(first) {
    this.#order++;
    this.#pages = new Map();
    this.#awaited = [];
    if (first.from === 0 && (first.rows.length >= PAGE || first.rows.length === first.total)) {
      this.#pages.set(0, first.rows.slice(0, PAGE));
    }
  }

  /** @param {number} row */
  at(row) {
    return row < 0 ? undefined : this.#pages.get(Math.floor(row / PAGE))?.[row % PAGE];
  }

  /** Calls `then` once the row is there. @param {number} row @param {() => void} then */
  whenThere(row, then) {
    this.#awaited.push({ row, then });
    this.want(row, row + 1);
  }

  /** Asks for what is missing of the rows `[from, to)`. @param {number} from @param {number} to */
  want(from, to) {
    const [first, last] = [Math.floor(from / PAGE), Math.floor((to - 1) / PAGE)];
    for (let page = first; page <= last; page++) {
      if (page >= 0 && !this.#pages.has(page)) void this.#load(page);
    }
    if (this.#pages.size <= MOST_PAGES) return;
    const middle = (first + last) / 2;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, this.#pages.size - MOST_PAGES)) this.#pages.delete(page);
  }

  /** @param {number} page */
  async #load(page) {
    const order = this.#order;
    this.#pages.set(page, undefined);
    try {
      const { rows } = await this.#ask(page * PAGE, (page + 1) * PAGE);
      if (order !== this.#order) return;
      this.#pages.set(page, rows);
    } catch {
      // The file changed meanwhile: a message of that is on its way, and the page may be asked for again.
      if (order === this.#order) this.#pages.delete(page);
      return;
    }
    this.#arrived();
    const there = this.#awaited.filter(({ row }) => this.at(row) !== undefined);
    this.#awaited = this.#awaited.filter((one) => !there.includes(one));
    for (const { then } of there) then();
  }
}
