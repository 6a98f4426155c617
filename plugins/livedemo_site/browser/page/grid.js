// Reading a heat map, and moving among buttons, without a mouse.
//
// A heat map is one tab stop: arrow keys move a cursor over its cells and a line of words reads the
// cell out; Enter picks its row. A group of buttons marked data-roving is one tab stop as well, and
// data-roving holds how many stand in a line. Both work on the static page: all they need is in the HTML.

import { say } from "./sentences.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {{rows: string[], columns: string[], values: string[]}} Grid */

/** Where the cursor of each heat map stands. @type {WeakMap<Element, {row: number, column: number}>} */
const cursors = new WeakMap();

/** @param {HTMLElement} map @returns {Grid} */
function read(map) {
  const { rows, columns, values } = map.dataset;
  return {
    rows: JSON.parse(rows ?? "[]"),
    columns: JSON.parse(columns ?? "[]"),
    values: (values ?? "").split(" "),
  };
}

/** Put the cursor on a cell and say what is there. @param {HTMLElement} map @param {number} row @param {number} column */
function point(map, row, column) {
  const grid = read(map);
  if (!grid.rows[row] || !grid.columns[column]) return;
  cursors.set(map, { row, column });
  const cells = map.querySelector("svg");
  let mark = map.querySelector(".ld-cursor");
  if (cells && !mark) {
    mark = document.createElementNS(SVG, "rect");
    mark.setAttribute("class", "ld-cursor");
    mark.setAttribute("vector-effect", "non-scaling-stroke");
    mark.setAttribute("width", "1");
    mark.setAttribute("height", "1");
    cells.append(mark);
  }
  mark?.setAttribute("x", String(column));
  mark?.setAttribute("y", String(row));
  const value = grid.values[row * grid.columns.length + column];
  const words = say("grid.cell", { row: grid.rows[row], column: grid.columns[column], value });
  const readout = map.closest("[data-result]")?.querySelector("[data-readout]");
  if (readout) readout.textContent = words;
  const status = map.closest("live-demo")?.querySelector(".ld-status");
  if (status && map === document.activeElement) status.textContent = words;
}

/** The cell under the pointer; beside a row's label, its first. @param {HTMLElement} map @param {MouseEvent} event */
function under(map, event) {
  const grid = read(map);
  const box = map.querySelector("svg")?.getBoundingClientRect();
  if (!box) return null;
  const row = Math.floor(((event.clientY - box.top) / box.height) * grid.rows.length);
  const column = Math.floor(((event.clientX - box.left) / box.width) * grid.columns.length);
  return row < 0 || row >= grid.rows.length ? null : { row, column: Math.max(0, column) };
}

const STEPS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

/** @param {HTMLElement} map @param {KeyboardEvent} event @param {(values: object) => void} set */
function mapKey(map, event, set) {
  const at = cursors.get(map);
  const step = STEPS[event.key];
  if (step) {
    const grid = read(map);
    const row = at ? Math.min(grid.rows.length - 1, Math.max(0, at.row + step[0])) : 0;
    const column = at ? Math.min(grid.columns.length - 1, Math.max(0, at.column + step[1])) : 0;
    point(map, row, column);
    event.preventDefault();
  } else if (event.key === "Enter" && at && map.dataset.control) {
    set({ [map.dataset.control]: at.row + 1 });
    event.preventDefault();
  }
}

/** @param {HTMLElement} group @param {KeyboardEvent} event */
function rovingKey(group, event) {
  const step = STEPS[event.key];
  if (!step) return;
  const buttons = [...group.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const next = buttons[at + step[0] * Number(group.dataset.roving) + step[1]];
  if (at < 0 || !next) return;
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
  event.preventDefault();
}

/**
 * Listen inside one figure.
 * @param {HTMLElement} figure the live-demo element
 * @param {(values: object) => void} set sets controls and runs
 * @param {AbortSignal} signal ends the listening
 */
export function listen(figure, set, signal) {
  /** @param {Event} event @param {string} selector */
  const inside = (event, selector) =>
    /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(selector));
  figure.addEventListener("pointermove", (event) => {
    const map = inside(event, "[data-grid]");
    const cell = map && under(map, event);
    if (map && cell) point(map, cell.row, cell.column);
  }, { signal });
  figure.addEventListener("click", (event) => {
    const map = inside(event, "[data-grid]");
    const cell = map && under(map, event);
    if (map?.dataset.control && cell) set({ [map.dataset.control]: cell.row + 1 });
  }, { signal });
  figure.addEventListener("keydown", (event) => {
    const map = inside(event, "[data-grid]");
    if (map && map === event.target) return mapKey(map, event, set);
    const group = inside(event, "[data-roving]");
    if (group) rovingKey(group, event);
  }, { signal });
}
