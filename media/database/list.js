// @ts-check
import { digits, make, sign } from "./elements.js";

/** @typedef {import("../../src/protocol.ts").DatabaseSummary} DatabaseSummary */
/** @typedef {import("../../src/protocol.ts").DatabaseView} DatabaseView */
/** @typedef {{ view: DatabaseView, label: string, count: number, findings: number }} Entry */

/** Tables beyond this many are counted, not listed: no package has a tenth of them. */
const MOST = 2000;

/** The views of a file: custom actions and findings first, then its tables. The element has the focus, the active entry is told by its id. */
export class ViewList {
  /** @type {readonly Entry[]} */
  #entries = [];
  #active = 0;
  #typed = { text: "", at: 0 };
  #element;
  #chosen;

  /**
   * @param {HTMLElement} element
   * @param {(view: DatabaseView) => void} chosen
   */
  constructor(element, chosen) {
    this.#element = element;
    this.#chosen = chosen;
    element.addEventListener("keydown", (event) => this.#pressed(event));
    element.addEventListener("click", ({ target }) => {
      const option = target instanceof Element ? target.closest("[data-entry]") : null;
      if (option instanceof HTMLElement) this.#choose(Number(option.dataset["entry"]));
    });
  }

  /** @param {readonly DatabaseSummary[]} databases */
  open(databases) {
    /** @type {Entry[]} */
    const entries = [];
    const groups = databases.map((database) => {
      const own = entriesOf(database);
      const options = own.slice(0, MOST).map((entry, at) => drawEntry(entry, entries.length + at));
      entries.push(...own.slice(0, MOST));
      const more = own.length > MOST ? [make("div", { class: "more" }, `and ${digits(own.length - MOST)} more`)] : [];
      const name = databases.length > 1 ? [make("div", { class: "group", role: "presentation" }, database.name)] : [];
      return make("div", { role: "group", "aria-label": database.name }, ...name, ...options, ...more);
    });
    const before = this.#entries[this.#active]?.view;
    this.#entries = entries;
    this.#element.replaceChildren(...groups);
    if (before !== undefined) this.select(before);
  }

  /** The view that is shown where nothing else was asked for. */
  first() {
    return this.#entries.find(({ count }) => count > 0)?.view ?? this.#entries[0]?.view;
  }

  /** @param {DatabaseView} view */
  has(view) {
    return this.#find(view) >= 0;
  }

  /** Marks a view as the one that is shown. @param {DatabaseView} view */
  select(view) {
    const at = this.#find(view);
    if (at >= 0) this.#mark(at);
  }

  /** @param {DatabaseView} view */
  labelOf(view) {
    return this.#entries[this.#find(view)]?.label ?? "";
  }

  /** @param {DatabaseView} view */
  #find(view) {
    const key = JSON.stringify(view);
    return this.#entries.findIndex((entry) => JSON.stringify(entry.view) === key);
  }

  /** @param {number} at */
  #mark(at) {
    this.#active = at;
    for (const option of this.#element.querySelectorAll("[data-entry]")) {
      const selected = option.id === `v-${at}`;
      option.setAttribute("aria-selected", String(selected));
      if (selected) option.scrollIntoView({ block: "nearest" });
    }
    this.#element.setAttribute("aria-activedescendant", `v-${at}`);
  }

  /** @param {number} at */
  #choose(at) {
    const entry = this.#entries[at];
    if (entry === undefined) return;
    this.#mark(at);
    this.#chosen(entry.view);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#entries.length - 1;
    /** @type {Readonly<Record<string, number>>} */
    const moves = { ArrowUp: this.#active - 1, ArrowDown: this.#active + 1, Home: 0, End: last };
    const at = moves[event.key] ?? (event.key.length === 1 && event.key !== " " ? this.#typedTo(event.key) : undefined);
    if (at === undefined) return;
    event.preventDefault();
    this.#choose(Math.max(0, Math.min(last, at)));
  }

  /** Letters typed one after another lead to the entry that begins so. @param {string} letter */
  #typedTo(letter) {
    const now = performance.now();
    const text = (now - this.#typed.at < 700 ? this.#typed.text : "") + letter.toLowerCase();
    this.#typed = { text, at: now };
    const begins = (/** @type {Entry} */ { label }) => label.toLowerCase().startsWith(text);
    const after = text.length === 1 ? this.#active + 1 : this.#active;
    const found = this.#entries.findIndex((entry, at) => at >= after && begins(entry));
    const again = found >= 0 ? found : this.#entries.findIndex(begins);
    return again >= 0 ? again : undefined;
  }
}

/** @param {DatabaseSummary} database @returns {readonly Entry[]} */
function entriesOf({ id: database, actions, findings, tables }) {
  return [
    { view: { kind: "actions", database }, label: "Custom actions", count: actions, findings: 0 },
    { view: { kind: "findings", database }, label: "Findings", count: findings, findings: 0 },
    ...tables.map(
      /** @returns {Entry} */ ({ name, rows, findings: found }) => ({
        view: { kind: "table", database, table: name },
        label: name,
        count: rows,
        findings: found,
      }),
    ),
  ];
}

/** @param {Entry} entry @param {number} at */
function drawEntry({ view, label, count, findings }, at) {
  const rows = `${digits(count)} ${view.kind === "table" ? "rows" : ""}`.trim();
  const said = `${label}, ${rows}${findings > 0 ? `, ${findings} with findings` : ""}`;
  const attributes = {
    id: `v-${at}`,
    class: view.kind === "table" ? "entry" : "entry list",
    role: "option",
    "aria-label": said,
    "aria-selected": "false",
    "data-entry": at,
  };
  const marks = findings > 0 ? [sign("warning")] : [];
  return make(
    "div",
    attributes,
    make("span", { class: "name" }, label),
    ...marks,
    make("span", { class: "count" }, digits(count)),
  );
}
