/**
 * Makes an element. Texts become text nodes, never markup: what an event holds is shown, not run.
 * @param {string} tag
 * @param {Record<string, string | boolean | undefined>} attributes `true` for one without a value; left out when `undefined` or `false`.
 * @param {...(Node | string | undefined)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element with this id. */
export const byId = (id) => document.getElementById(id);
