// @ts-check
import { Details } from "./details.js";
import { byId, digits, make, sign } from "./elements.js";
import { Grid } from "./grid.js";
import { Host } from "./host.js";
import { ViewList } from "./list.js";

/** @typedef {import("../../src/protocol.ts").DatabaseView} DatabaseView */
/** @typedef {import("../../src/protocol.ts").CellPlace} CellPlace */
/** @typedef {import("../../src/protocol.ts").RowOrder} RowOrder */
/** @typedef {{ row: number, column: number }} Active Where the active cell stands in its view. */

/** The filter is used when nobody has typed for so long, in milliseconds. */
const PAUSE = 120;

/** @type {RowOrder | undefined} */
let order;
/** @type {Active | undefined} */
let active;
/** Answers to what is not asked any more are dropped. */
let opened = 0;
let started = false;

const filter = /** @type {HTMLInputElement} */ (byId("filter"));
const status = byId("status");
const message = byId("message");

/** One reading after another: what is to be shown waits for the one that runs. */
let reading = Promise.resolve();
const read = () => {
  reading = reading.then(reload);
};

const host = new Host({ changed: read, show: (cell) => reading.then(() => show(cell)) });
const list = new ViewList(byId("views"), (view) => void openOrder({ view, filter: "", sort: null }));
const details = new Details(byId("details"), {
  ask: (from) => {
    if (order === undefined || active === undefined) return Promise.reject(new Error("No cell is active."));
    return host.ask({ kind: "details", view: order.view, ...active, from });
  },
  goTo: (cell) => void show(cell),
  explain: (rule) => host.command({ kind: "explain", rule }),
});
const grid = new Grid(byId("grid"), {
  rows: (from, to) => {
    if (order === undefined) return Promise.reject(new Error("Nothing is open."));
    return host.ask({ kind: "rows", order, from, to });
  },
  chosen: (row, column) => {
    active = { row: row.index, column };
    void details.show();
  },
  followed: (cell) => {
    if (cell.link !== undefined) void show(cell.link);
    else byId("details").focus();
  },
  sorted: (column) => {
    if (order !== undefined) void openOrder({ ...order, sort: nextSort(order.sort, column) }, true);
  },
});

/**
 * Up, down, and back to the order of the database.
 *
 * @param {RowOrder["sort"]} sort
 * @param {number} column
 */
function nextSort(sort, column) {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/**
 * Shows the rows of an order; false where they are not there.
 *
 * @param {RowOrder} next
 */
async function openOrder(next, keepPlace = false) {
  const mine = ++opened;
  try {
    const rows = await host.ask({ kind: "rows", order: next, from: 0, to: 200 });
    if (mine !== opened) return false;
    const other = JSON.stringify(order?.view) !== JSON.stringify(next.view);
    order = next;
    if (other || !keepPlace) forget();
    list.select(next.view);
    if (filter.value.trim() !== next.filter) filter.value = next.filter;
    grid.open(rows, next.sort, { label: list.labelOf(next.view), keepPlace: keepPlace && !other });
    say(rows.total, rows.unfiltered);
    byId("text").hidden = next.view.kind !== "table";
    host.keep(order);
    return true;
  } catch (error) {
    if (mine === opened) fail(error);
    return false;
  }
}

function forget() {
  active = undefined;
  details.clear();
}

/**
 * @param {number} total
 * @param {number} unfiltered
 */
function say(total, unfiltered) {
  status.textContent =
    total === unfiltered ? `${digits(total)} rows` : `${digits(total)} of ${digits(unfiltered)} rows`;
}

/** @param {unknown} error */
function fail(error) {
  message.textContent = error instanceof Error ? error.message : String(error);
  message.hidden = false;
}

/** Reads what there is, and shows what was shown before. */
async function reload() {
  try {
    const overview = await host.ask({ kind: "overview" });
    document.title = overview.file;
    message.replaceChildren(...overview.problems.map((one) => make("p", {}, sign(one.severity), " ", one.message)));
    message.hidden = overview.problems.length === 0;
    document.body.classList.add("open");
    list.open(overview.databases);
    const before = order ?? keptOrder();
    const first = list.first();
    if (before !== undefined && list.has(before.view)) await openOrder(before, started);
    else if (first !== undefined) await openOrder({ view: first, filter: "", sort: null });
    started = true;
  } catch (error) {
    document.body.classList.remove("open");
    fail(error);
  }
}

/** What an earlier life of this page showed; VS Code keeps it while the editor is hidden. */
function keptOrder() {
  const kept = host.kept();
  const known = typeof kept === "object" && kept !== null && "view" in kept && "filter" in kept && "sort" in kept;
  return known ? /** @type {RowOrder} */ (kept) : undefined;
}

/**
 * Goes to a cell, without the filter where that hides it.
 *
 * @param {CellPlace} cell
 */
async function show(cell) {
  /** @type {DatabaseView} */
  const view = { kind: "table", database: cell.database, table: cell.table };
  const same = JSON.stringify(order?.view) === JSON.stringify(view);
  const wanted = same && order !== undefined ? order : { view, filter: "", sort: null };
  const at = await located(wanted, cell);
  if (at !== undefined) return reveal(wanted, at);
  const plain = { view, filter: "", sort: null };
  const unfiltered = await located(plain, cell);
  return unfiltered === undefined ? false : reveal(plain, unfiltered);
}

/**
 * @param {RowOrder} wanted
 * @param {CellPlace} cell
 */
async function located(wanted, cell) {
  const answer = await host.ask({ kind: "locate", order: wanted, cell }).catch(() => undefined);
  return answer === undefined || answer.at === null ? undefined : { row: answer.at, column: answer.column };
}

/**
 * @param {RowOrder} wanted
 * @param {Active} at
 */
async function reveal(wanted, at) {
  if (wanted !== order && !(await openOrder(wanted))) return false;
  grid.reveal(at.row, at.column);
  grid.focus();
  return true;
}

let pause = 0;
filter.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (order !== undefined) void openOrder({ ...order, filter: filter.value.trim() });
  }, PAUSE);
});
filter.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowDown" || key === "Enter") grid.focus();
});
byId("text").addEventListener("click", () => {
  if (order?.view.kind !== "table") return;
  host.command({ kind: "openText", database: order.view.database, table: order.view.table });
});
window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
    event.preventDefault();
    filter.focus();
    filter.select();
  }
});

read();
