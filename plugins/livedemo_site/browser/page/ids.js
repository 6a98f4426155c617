// Ids inside a figure's copy: two that stand on one page have none in common, nor what refers to them.
//
// figures/ids.py does the same when the page is made.

const REFERS = /^(id|for|form|list|headers|aria-(labelledby|describedby|controls|owns|details|flowto|activedescendant|errormessage))$/;

/**
 * Put a prefix before the ids in a part of a figure.
 * @param {ParentNode} part
 * @param {string} figure the id of the figure, which no other has
 */
export function apart(part, figure) {
  const prefix = `${figure}--`;
  const own = new Set(Array.from(part.querySelectorAll("[id]"), ({ id }) => id).filter((id) => !id.startsWith(prefix)));
  if (!own.size) return;
  /** @param {string} id */
  const named = (id) => (own.has(id) ? prefix + id : id);
  for (const element of part.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (REFERS.test(name)) element.setAttribute(name, value.split(" ").map(named).join(" "));
      else if (/^#|url\(/.test(value)) {
        element.setAttribute(name, value.replace(/(^|url\(['"]?)#([^\s'")]+)/g, (_, start, id) => `${start}#${named(id)}`));
      }
    }
  }
}
