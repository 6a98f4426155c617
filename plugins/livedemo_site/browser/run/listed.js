// The listed states of a figure: results that were computed with the page, shown before Python is asked.

import { values } from "../page/controls.js";
import { content, right } from "./files.js";
import { gunzip } from "./gunzip.js";
import { morph, say } from "./render.js";

/** @typedef {import("../page/controls.js").Inputs} Inputs */
/** @typedef {{controls: string[], lines: string[], states: Map<string, number[]>}} States lines of HTML by the controls' values */

export class Listed {
  #figure;
  #url;
  #response;
  /** @type {Promise<States> | undefined} */
  #states;
  /** Whether one of them has taken the place of the result that came with the page. */
  #changed = false;

  /**
   * @param {HTMLElement} figure
   * @param {string} url of their file, whose name is its digest
   * @param {Promise<Response | null>} response to it, asked for while this module was still to come
   */
  constructor(figure, url, response) {
    this.#figure = figure;
    this.#url = url;
    this.#response = response;
  }

  /**
   * Show the result for these inputs, if it is listed and still wanted once it is here.
   * @param {Inputs} inputs
   * @param {() => boolean} wanted
   * @returns {Promise<boolean>} whether it stands in the figure
   */
  async show(inputs, wanted) {
    const figure = this.#figure;
    const result = /** @type {HTMLElement | null} */ (figure.querySelector("[data-result]"));
    const html = await this.#find(inputs);
    if (html === null || !result || !wanted()) return false;
    const own = values(figure, "inputs");
    const untouched = !this.#changed && Object.keys(inputs).every((name) => inputs[name] === own[name]);
    if (!untouched) {
      morph(result, html);
      this.#changed = true;
    } // else it stands there, as the page brought it
    figure.toggleAttribute("data-shows-listed", true);
    result.removeAttribute("aria-busy");
    result.style.removeProperty("min-height");
    const status = figure.querySelector(".ld-status");
    const words = say(result);
    if (status && status.textContent !== words) status.textContent = words;
    figure.dispatchEvent(new CustomEvent("livedemo:render", { bubbles: true }));
    return true;
  }

  /** The result for these inputs, null where it is not listed or can't be had: Python will tell. @param {Inputs} inputs */
  async #find(inputs) {
    try {
      const { controls, lines, states } = await (this.#states ??= this.#read());
      const found = states.get(JSON.stringify(controls.map((name) => inputs[name])));
      return found ? found.map((line) => lines[line]).join("\n") : null;
    } catch {
      return null;
    }
  }

  /** @returns {Promise<States>} */
  async #read() {
    const sha256 = [/([0-9a-f]{64})[^/]*$/.exec(this.#url)?.[1] ?? "none"];
    const response = await this.#response;
    const first = response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    const found = first && (await right(first, { sha256 })) ? first : await content(this.#url, { sha256 }, "reload");
    const unpacked = await gunzip(found);
    const { controls, lines, states } = await new Response(unpacked).json();
    /** @type {[unknown[], number[]][]} */
    const entries = states;
    return { controls, lines, states: new Map(entries.map(([values, html]) => [JSON.stringify(values), html])) };
  }
}
