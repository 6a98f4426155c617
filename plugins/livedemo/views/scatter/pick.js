// Picking a point of a `Scatter` that has no name beside it: the nearest one to where the reader pressed.

/** @typedef {import("../../../livedemo_site/browser/page/modules.js").Drawing} Drawing */
/** @typedef {{row: number, at: [number, number], text: string}} Wanted */

const REACH = 16; // CSS pixels
const LETTER = 0.55; // the width of a letter, and below the height of a line, in sizes of the type
const LINE = 1.25;
const GAP = 0.58; // from a point to its name

/** @param {HTMLElement} part @param {(inputs: Record<string, unknown>) => void} set @returns {Drawing} */
export function draw(part, set) {
  const leave = new AbortController();
  const field = /** @type {SVGElement} */ (part.querySelector("svg"));
  field.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("[data-set]")) return;
    const { names, at } = points(part);
    const box = field.getBoundingClientRect();
    const scale = box.width / 1000;
    /** @type {[number, number][]} */
    const seen = names.map((_, row) => [at[2 * row] * scale, at[2 * row + 1] * scale]);
    const row = nearest(seen, event.clientX - box.left, event.clientY - box.top);
    const { control } = JSON.parse(part.dataset.told ?? "{}");
    if (row !== undefined && control) set({ [control]: names[row] });
  }, { signal: leave.signal });
  return { update: () => {}, close: () => leave.abort() };
}

/** The points that the view has put into the page. @param {HTMLElement} part @returns {{names: string[], at: number[]}} */
export function points(part) {
  return { names: JSON.parse(part.dataset.names ?? "[]"), at: (part.dataset.at ?? "").split(" ").map(Number) };
}

/** The row of the nearest point within reach. @param {number[][]} seen @param {number} x @param {number} y */
export function nearest(seen, x, y) {
  let [best, least] = [/** @type {number | undefined} */ (undefined), REACH];
  seen.forEach(([a, b], row) => {
    const far = Math.hypot(a - x, b - y);
    if (far < least) [best, least] = [row, far];
  });
  return best;
}

/**
 * The first names for which there is room on the right or the left of their points.
 * @param {Wanted[]} wanted the important ones first
 * @param {number} width of the field, and its height
 * @param {number} size of the type
 * @param {number} most
 */
export function fit(wanted, width, size, most) {
  const [line, gap] = [LINE * size, GAP * size];
  /** @type {(Wanted & {left: number, top: number, right: number})[]} */
  const placed = [];
  for (const one of wanted) {
    if (placed.length === most) break;
    const long = one.text.length * LETTER * size;
    const top = one.at[1] - line / 2;
    for (const left of [one.at[0] + gap, one.at[0] - gap - long]) {
      const right = left + long;
      if (left < 0 || right > width || top < 0 || top + line > width) continue;
      if (placed.some((other) => left < other.right && other.left < right && Math.abs(top - other.top) < line)) continue;
      placed.push({ ...one, left, top, right });
      break;
    }
  }
  return placed;
}
