// @ts-check
import { digits, make, sign } from "./elements.js";

/** @typedef {Extract<import("../../src/protocol.ts").DatabaseAnswer, { kind: "details" }>} Answer */
/** @typedef {import("../../src/protocol.ts").FindingShown} FindingShown */
/** @typedef {import("../../src/protocol.ts").CellPlace} CellPlace */

/**
 * @typedef {object} Owner
 * @property {(from: number) => Promise<Answer>} ask The cell that is shown, from one of its characters on.
 * @property {(cell: CellPlace) => void} goTo
 * @property {(rule: string) => void} explain
 */

/** What is to be said of the active cell: its whole value, what that means, and what is found there, with the proof. */
export class Details {
  #element;
  #owner;
  /** An answer for a cell that is not the active one any more is dropped. */
  #asked = 0;

  /**
   * @param {HTMLElement} element
   * @param {Owner} owner
   */
  constructor(element, owner) {
    this.#element = element;
    this.#owner = owner;
  }

  clear() {
    this.#asked++;
    this.#element.replaceChildren();
  }

  /** Shows the active cell. */
  async show() {
    const asked = ++this.#asked;
    const answer = await this.#owner.ask(0).catch(() => undefined);
    if (asked !== this.#asked) return;
    this.#element.replaceChildren(...(answer === undefined ? [] : this.#draw(answer)));
    this.#element.scrollTo(0, 0);
  }

  /** @param {Answer} answer */
  #draw(answer) {
    const note = answer.note === undefined ? [] : [make("p", { class: "note" }, answer.note)];
    const findings = answer.findings.map((finding) => this.#drawFinding(finding));
    return [make("h2", {}, answer.title), ...note, ...findings, ...this.#drawValue(answer)];
  }

  /** @param {Answer} answer */
  #drawValue({ text, length }) {
    if (length === 0) return [make("p", { class: "empty" }, "The cell is empty.")];
    const value = make("pre", { tabindex: 0, "aria-label": "Value" }, text);
    if (text.length >= length) return [value];
    const more = make("button", { type: "button" });
    let shown = text.length;
    const label = () => {
      more.textContent = `Show more (${digits(shown)} of ${digits(length)} characters)`;
    };
    label();
    more.addEventListener("click", async () => {
      const next = await this.#owner.ask(shown).catch(() => undefined);
      if (next === undefined) return;
      value.append(next.text);
      shown += next.text.length;
      if (shown >= length || next.text === "") more.remove();
      else label();
    });
    return [more, value];
  }

  /** @param {FindingShown} finding */
  #drawFinding({ severity, rule, message, advice, outcome, confidence, basis, related }) {
    const explain = make("button", { type: "button", class: "link" }, rule);
    explain.addEventListener("click", () => this.#owner.explain(rule));
    const verdict = make("span", { class: "verdict" }, `${outcome}, ${confidence}, ${basis}`);
    const places = related.map(({ message: said, cell }) => {
      if (cell === undefined) return make("li", {}, said);
      const button = make("button", { type: "button", class: "link" }, said);
      button.addEventListener("click", () => this.#owner.goTo(cell));
      return make("li", {}, button);
    });
    return make(
      "section",
      { class: "finding", "aria-label": `${severity}: ${rule}` },
      make("p", {}, sign(severity), " ", message),
      make("p", { class: "advice" }, advice),
      make("p", { class: "rule" }, explain, " ", verdict),
      ...(places.length === 0 ? [] : [make("ul", { "aria-label": "Proof" }, ...places)]),
    );
  }
}
