// The states of a figure that were computed with the page: shown at once, before Python is asked for.

import { values } from "./controls.js";
import { morph, say } from "./render.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */
/** @typedef {{controls: string[], lines: string[], states: [unknown[], number[]][]}} File */

/** @param {Response | null} response @returns {Promise<File>} */
async function unpack(response) {
  if (!response?.ok) throw new Error("no listed states");
  const content = new Uint8Array(await response.arrayBuffer());
  // Some servers say what .gz is by Content-Encoding, and the browser has unpacked it already.
  if (content[0] !== 0x1f || content[1] !== 0x8b) return new Response(content).json();
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

class Listed {
  #response;
  /** @type {Promise<{controls: string[], lines: string[], states: Map<string, number[]>}> | undefined} */
  #file;

  /** @param {Promise<Response | null>} response */
  constructor(response) {
    this.#response = response;
  }

  async #open() {
    const { controls, lines, states } = await unpack(await this.#response);
    return { controls, lines, states: new Map(states.map(([values, html]) => [JSON.stringify(values), html])) };
  }

  /**
   * The result for these inputs, null where it is not listed or can't be had: Python will tell.
   * @param {Inputs} inputs
   * @returns {Promise<string | null>}
   */
  async html(inputs) {
    this.#file ??= this.#open();
    try {
      const { controls, lines, states } = await this.#file;
      const found = states.get(JSON.stringify(controls.map((name) => inputs[name])));
      return found ? found.map((line) => lines[line]).join("\n") : null;
    } catch {
      return null;
    }
  }
}

/** @type {WeakMap<LiveDemoElement, Listed>} */
const files = new WeakMap();

/**
 * Show the result that was computed for these inputs, if there is one and it is still wanted then.
 * @param {LiveDemoElement} figure
 * @param {Inputs} inputs
 * @param {() => boolean} wanted
 * @returns {Promise<boolean>} whether it stands in the figure
 */
export async function ahead(figure, inputs, wanted) {
  const result = /** @type {HTMLElement | null} */ (figure.querySelector("[data-result]"));
  let file = files.get(figure);
  if (!file) files.set(figure, (file = new Listed(figure.file ?? Promise.resolve(null))));
  const html = await file.html(inputs);
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
