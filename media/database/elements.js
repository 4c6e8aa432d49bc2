// @ts-check

/**
 * Makes an element. Text becomes text, whatever it holds: nothing of a database is ever read as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {readonly (Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * The element of the page that has this id.
 *
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}.`);
  return element;
}

const SIGNS = { error: "⊗", warning: "⚠", information: "ⓘ", hint: "○" };

/**
 * A sign for a severity that does not rest on colour alone, and that a screen reader says as a word.
 *
 * @param {keyof typeof SIGNS} severity
 */
export function sign(severity) {
  return make("span", { class: `sign ${severity}`, role: "img", "aria-label": severity }, SIGNS[severity]);
}

/**
 * A number as people write it.
 *
 * @param {number} value
 */
export function digits(value) {
  return value.toLocaleString("en");
}
