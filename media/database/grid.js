// @ts-check
import { make, sign } from "./elements.js";
import { RowCache } from "./rowCache.js";

/** @typedef {import("../../src/protocol.ts").CellShown} CellShown */
/** @typedef {import("../../src/protocol.ts").ColumnShown} ColumnShown */
/** @typedef {import("../../src/protocol.ts").RowShown} RowShown */
/** @typedef {import("../../src/protocol.ts").RowOrder["sort"]} Sort */
/** @typedef {Extract<import("../../src/protocol.ts").DatabaseAnswer, { kind: "rows" }>} Rows */

/**
 * @typedef {object} Owner
 * @property {(from: number, to: number) => Promise<Rows>} rows The rows of the order that is shown.
 * @property {(row: RowShown, column: number, cell: CellShown) => void} chosen A cell became the active one.
 * @property {(cell: CellShown) => void} followed Somebody wants to go where a cell leads, or into its details.
 * @property {(column: number) => void} sorted Somebody wants another order.
 */

/** The height of a row in pixels, as the style sheet has it. */
const ROW = 22;

/** Rows that are drawn beyond those that are seen, above and below. */
const BEYOND = 6;

/** Browsers draw no element much higher than this: beyond it the scroll bar stands for the rows in proportion. */
const HIGHEST = 8_000_000;

/** Widths in characters. */
const NARROWEST = 11;
const WIDEST = 56;

/** A table of any length, of which the page holds the rows that are seen. The element itself has the focus; the active cell is told by its id. */
export class Grid {
  /** @type {readonly ColumnShown[]} */
  #columns = [];
  #total = 0;
  /** Counts in the order; -1 is the header. */
  #active = { row: -1, column: 0 };
  /** @type {Sort} */
  #sort = null;
  /** @type {Map<number, HTMLElement>} */
  #drawn = new Map();
  #cache;
  #frame = 0;
  #element;
  #owner;
  #head = make("div", { class: "head", role: "rowgroup" });
  #body = make("div", { class: "body", role: "rowgroup" });

  /**
   * @param {HTMLElement} element
   * @param {Owner} owner
   */
  constructor(element, owner) {
    this.#element = element;
    this.#owner = owner;
    this.#cache = new RowCache(owner.rows, () => this.#redraw());
    element.replaceChildren(this.#head, this.#body);
    element.addEventListener("scroll", () => this.#redraw());
    element.addEventListener("keydown", (event) => this.#pressed(event));
    element.addEventListener("click", (event) => this.#clicked(event));
    new ResizeObserver(() => this.#redraw()).observe(element);
  }

  /**
   * Shows an order from its top, or where it was scrolled to.
   *
   * @param {Rows} first
   * @param {Sort} sort
   * @param {{ label: string, keepPlace: boolean }} how
   */
  open(first, sort, { label, keepPlace }) {
    this.#columns = first.columns;
    this.#total = first.total;
    this.#sort = sort;
    this.#cache.start(first);
    this.#drawn.clear();
    this.#body.replaceChildren();
    this.#body.style.height = `${Math.min(this.#total * ROW, HIGHEST)}px`;
    this.#element.setAttribute("aria-label", label);
    this.#element.setAttribute("aria-rowcount", String(this.#total + 1));
    this.#element.setAttribute("aria-colcount", String(this.#columns.length));
    const kept = keepPlace && this.#active.column < this.#columns.length;
    this.#active = kept ? { ...this.#active, row: Math.min(this.#active.row, this.#total - 1) } : { row: 0, column: 0 };
    if (this.#total === 0) this.#active.row = -1;
    this.#layOut(first.rows);
    if (!keepPlace) this.#element.scrollTo(0, 0);
    this.#draw();
    if (!kept) this.#tell();
  }

  /**
   * Makes a cell the active one and scrolls to it.
   *
   * @param {number} row
   * @param {number} column
   */
  reveal(row, column) {
    this.#active = { row, column };
    this.#scrollTo(row, "center");
    this.#draw();
    this.#tell();
  }

  focus() {
    this.#element.focus();
  }

  /** @param {readonly RowShown[]} sample */
  #layOut(sample) {
    const widths = this.#columns.map(({ name }, column) => {
      const longest = sample.reduce((most, { cells }) => Math.max(most, lengthOf(cells[column])), name.length + 2);
      return Math.min(WIDEST, Math.max(NARROWEST, longest + 3));
    });
    this.#element.style.setProperty("--columns", widths.map((width) => `${width}ch`).join(" "));
    this.#head.replaceChildren(this.#header());
  }

  #header() {
    const cells = this.#columns.map(({ name, key }, column) => {
      const sorted = this.#sort?.column === column ? this.#sort : null;
      const said = sorted === null ? "none" : sorted.descending ? "descending" : "ascending";
      const arrow = sorted === null ? "" : sorted.descending ? " ↓" : " ↑";
      const attributes = {
        id: `h-${column}`,
        class: key ? "cell key" : "cell",
        role: "columnheader",
        "aria-colindex": column + 1,
        "aria-sort": said,
        "data-column": column,
        title: `Sort by ${name}`,
      };
      return make("div", attributes, `${name}${arrow}`);
    });
    return make("div", { class: "row", role: "row", "aria-rowindex": 1, "data-row": -1 }, ...cells);
  }

  #redraw() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /** How many rows the element has room for, its header not counted. */
  get #room() {
    return Math.max(1, Math.floor((this.#element.clientHeight - ROW) / ROW));
  }

  /** The first row that is seen, and where it is drawn, in pixels below the top of the body. */
  #top() {
    const { scrollTop } = this.#element;
    const height = this.#total * ROW;
    if (height <= HIGHEST) return { first: Math.floor(scrollTop / ROW), offset: 0 };
    const longest = HIGHEST - this.#element.clientHeight + ROW;
    const first = Math.round((scrollTop / longest) * Math.max(0, this.#total - this.#room));
    return { first, offset: scrollTop - first * ROW };
  }

  #draw() {
    const { first, offset } = this.#top();
    const from = Math.max(0, first - BEYOND);
    const to = Math.min(this.#total, first + this.#room + BEYOND + 2);
    for (const [row, element] of this.#drawn) {
      if (row >= from && row < to) continue;
      element.remove();
      this.#drawn.delete(row);
    }
    let missing = false;
    for (let row = from; row < to; row++) {
      const shown = this.#cache.at(row);
      missing ||= shown === undefined;
      const element = this.#drawn.get(row);
      const drawn =
        element === undefined || element.dataset["pending"] !== undefined ? this.#drawRow(row, shown) : element;
      drawn.style.top = `${row * ROW + offset}px`;
      if (drawn === element) continue;
      if (element === undefined) this.#body.append(drawn);
      else element.replaceWith(drawn);
      this.#drawn.set(row, drawn);
    }
    this.#element.setAttribute("aria-busy", String(missing));
    this.#cache.want(from, to);
    this.#mark();
  }

  /**
   * @param {number} at
   * @param {RowShown | undefined} shown
   */
  #drawRow(at, shown) {
    const attributes = { class: "row", role: "row", "aria-rowindex": at + 2, "data-row": at };
    const cells = this.#columns.map((column, index) =>
      drawCell(`c-${at}-${index}`, index, column, shown?.cells[index]),
    );
    return make("div", shown === undefined ? { ...attributes, "data-pending": "" } : attributes, ...cells);
  }

  /** Says which cell is the active one, where it is drawn. */
  #mark() {
    for (const marked of this.#element.querySelectorAll("[aria-selected=true]"))
      marked.removeAttribute("aria-selected");
    const { row, column } = this.#active;
    const id = row < 0 ? `h-${column}` : `c-${row}-${column}`;
    const active = document.getElementById(id);
    active?.setAttribute("aria-selected", "true");
    if (active === null) this.#element.removeAttribute("aria-activedescendant");
    else this.#element.setAttribute("aria-activedescendant", id);
  }

  #tell() {
    const { row, column } = this.#active;
    const shown = this.#cache.at(row);
    const cell = shown?.cells[column];
    if (shown !== undefined && cell !== undefined) this.#owner.chosen(shown, column, cell);
    else if (row >= 0) this.#cache.whenThere(row, () => row === this.#active.row && this.#tell());
  }

  /**
   * @param {number} row
   * @param {"nearest" | "center"} where
   */
  #scrollTo(row, where) {
    if (row < 0) return;
    const { first } = this.#top();
    const room = this.#room;
    if (row < first || row >= first + room) {
      const top = where === "center" ? row - Math.floor(room / 2) : row < first ? row : row - room + 1;
      const height = this.#total * ROW;
      const longest = HIGHEST - this.#element.clientHeight + ROW;
      const share = Math.max(0, top) / Math.max(1, this.#total - room);
      this.#element.scrollTop = height <= HIGHEST ? top * ROW : share * longest;
    }
    const header = document.getElementById(`h-${this.#active.column}`);
    if (header !== null) this.#showColumn(header);
  }

  /** @param {HTMLElement} header */
  #showColumn({ offsetLeft, offsetWidth }) {
    const { scrollLeft, clientWidth } = this.#element;
    if (offsetLeft < scrollLeft) this.#element.scrollLeft = offsetLeft;
    else if (offsetLeft + offsetWidth > scrollLeft + clientWidth) {
      this.#element.scrollLeft = Math.min(offsetLeft, offsetLeft + offsetWidth - clientWidth);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#enter();
      return;
    }
    const next = this.#afterKey(event.key, event.ctrlKey || event.metaKey);
    if (next === undefined || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.#active = {
      row: Math.max(-1, Math.min(this.#total - 1, next.row)),
      column: Math.max(0, Math.min(this.#columns.length - 1, next.column)),
    };
    this.#scrollTo(this.#active.row, "nearest");
    this.#draw();
    this.#tell();
  }

  /**
   * The keys of the grid pattern of WAI-ARIA.
   *
   * @param {string} key
   * @param {boolean} far
   */
  #afterKey(key, far) {
    const { row, column } = this.#active;
    const last = { row: this.#total - 1, column: this.#columns.length - 1 };
    switch (key) {
      case "ArrowUp":
        return { row: far ? 0 : row - 1, column };
      case "ArrowDown":
        return { row: far ? last.row : row + 1, column };
      case "ArrowLeft":
        return { row, column: far ? 0 : column - 1 };
      case "ArrowRight":
        return { row, column: far ? last.column : column + 1 };
      case "PageUp":
        return { row: Math.max(0, row - this.#room), column };
      case "PageDown":
        return { row: row + this.#room, column };
      case "Home":
        return { row: far ? 0 : row, column: 0 };
      case "End":
        return { row: far ? last.row : row, column: last.column };
      default:
        return undefined;
    }
  }

  #enter() {
    const { row, column } = this.#active;
    if (row < 0) {
      this.#owner.sorted(column);
      return;
    }
    const cell = this.#cache.at(row)?.cells[column];
    if (cell !== undefined) this.#owner.followed(cell);
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const cell = target instanceof Element ? target.closest("[data-column]") : null;
    const row = cell?.closest("[data-row]");
    if (!(cell instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
    this.#active = { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) };
    this.#mark();
    if (this.#active.row < 0 || (target instanceof Element && target.closest(".link") !== null)) this.#enter();
    else this.#tell();
  }
}

/** @param {CellShown | undefined} cell */
function lengthOf(cell) {
  if (cell === undefined) return 0;
  return (
    cell.text.length + (cell.note === undefined ? 0 : cell.note.length + 1) + (cell.severity === undefined ? 0 : 2)
  );
}

/**
 * @param {string} id
 * @param {number} index
 * @param {ColumnShown} column
 * @param {CellShown | undefined} cell
 */
function drawCell(id, index, column, cell) {
  const classes = ["cell", column.type === "integer" ? "integer" : "", column.key ? "key" : "", cell?.state ?? ""];
  const attributes = {
    id,
    class: classes.join(" ").trim(),
    role: "gridcell",
    "aria-colindex": index + 1,
    "data-column": index,
  };
  if (cell === undefined) return make("div", attributes, "…");
  const text = cell.state === "null" ? "" : cell.state === "binary" ? cell.text || "[binary]" : cell.text;
  const value = make("span", { class: cell.link === undefined ? "value" : "value link" }, text);
  if (cell.link !== undefined) value.setAttribute("role", "link");
  const note = cell.note === undefined ? [] : [make("span", { class: "note" }, cell.note)];
  const severity = cell.severity === undefined ? [] : [sign(cell.severity)];
  const element = make("div", attributes, ...severity, value, ...note);
  if (cell.note !== undefined || text.length > WIDEST) element.title = [text, cell.note ?? ""].join("\n").trim();
  return element;
}
