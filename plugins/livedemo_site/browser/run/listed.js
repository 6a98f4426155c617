// The states of a figure that were computed with the page: shown at once, before Python is asked for.

import { values } from "../page/controls.js";
import { gunzip } from "./gunzip.js";
import { morph, say } from "./render.js";

/** @typedef {import("../page/controls.js").Inputs} Inputs */
/** @typedef {import("../page/element.js").LiveDemoElement} LiveDemoElement */
/** @typedef {{controls: string[], lines: string[], states: Map<string, number[]>}} States lines of HTML by the controls' values */

/** What has been read of each figure's file. @type {WeakMap<LiveDemoElement, Promise<States>>} */
const files = new WeakMap();

/** Forget what was read for a figure: a theme may keep its element for ever. @param {LiveDemoElement} figure */
export function close(figure) {
  files.delete(figure);
}

/** @param {LiveDemoElement} figure @returns {Promise<States>} */
async function open(figure) {
  const response = await figure.file;
  if (!response?.ok) throw new Error("no listed states");
  const content = await gunzip(new Uint8Array(await response.arrayBuffer()));
  const { controls, lines, states } = await new Response(content).json();
  /** @type {[unknown[], number[]][]} */
  const entries = states;
  return { controls, lines, states: new Map(entries.map(([values, html]) => [JSON.stringify(values), html])) };
}

/**
 * The result for these inputs, null where it is not listed or can't be had: Python will tell.
 * @param {LiveDemoElement} figure
 * @param {Inputs} inputs
 * @returns {Promise<string | null>}
 */
async function find(figure, inputs) {
  let file = files.get(figure);
  if (!file) files.set(figure, (file = open(figure)));
  try {
    const { controls, lines, states } = await file;
    const found = states.get(JSON.stringify(controls.map((name) => inputs[name])));
    return found ? found.map((line) => lines[line]).join("\n") : null;
  } catch {
    return null;
  }
}

/**
 * Show the result that was computed for these inputs, if there is one and it is still wanted then.
 * @param {LiveDemoElement} figure
 * @param {Inputs} inputs
 * @param {() => boolean} wanted
 * @returns {Promise<boolean>} whether it stands in the figure
 */
export async function ahead(figure, inputs, wanted) {
  const result = /** @type {HTMLElement | null} */ (figure.querySelector("[data-result]"));
  const html = await find(figure, inputs);
  if (html === null || !result || !wanted()) return false;
  const own = values(figure, "inputs");
  const untouched = !figure.ahead && Object.keys(inputs).every((name) => inputs[name] === own[name]);
  if (!untouched) {
    morph(result, html);
    figure.ahead = true;
  } // else it stands there, as the page brought it
  figure.toggleAttribute("data-ahead", true);
  result.removeAttribute("aria-busy");
  result.style.removeProperty("min-height");
  const status = figure.querySelector(".ld-status");
  const words = say(result);
  if (status && status.textContent !== words) status.textContent = words;
  figure.dispatchEvent(new CustomEvent("livedemo:render", { bubbles: true }));
  return true;
}
