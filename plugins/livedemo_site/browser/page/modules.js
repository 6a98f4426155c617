// Views that own a module: it takes over a part of the picture once the figure is live.
//
// A view asks for one with data-module="space" on an element: parts/space.js then draws on it. What a module
// puts into the page belongs into an element that the view marks data-drawn, which stays as it is
// from one result to the next. Only what the build knows to be such a module is loaded: the name stands
// in HTML, which others may write.

import { unchanged } from "../run/files.js";
import { siteOf } from "../run/site-file.js";
import { say } from "./sentences.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {{update: () => void, close: () => void}} Drawing `update` when a new result stands in the page */
/** @typedef {import("../../../livedemo/controls/kind").Say} Say */
/** @typedef {{draw: (part: HTMLElement, set: (inputs: Inputs) => void, say: Say) => Drawing | Promise<Drawing>}} Module */

export class Modules {
  #figure;
  /** What is drawn, by element; null where it could not be. @type {Map<HTMLElement, {name: string, drawing: Promise<Drawing | null>}>} */
  #drawn = new Map();

  /** @param {HTMLElement & {app: string, gesture: (inputs: Inputs) => void}} figure */
  constructor(figure) {
    this.#figure = figure;
  }

  /** See to what the result asks for now, and leave what it no longer has. */
  tend() {
    for (const [part, { name, drawing }] of this.#drawn) {
      if (this.#figure.contains(part) && part.dataset.module === name) drawing.then((drawn) => drawn?.update());
      else this.#leave(part);
    }
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.#figure.querySelectorAll("[data-module]"))) {
      const name = part.dataset.module ?? "";
      if (!this.#drawn.has(part)) this.#drawn.set(part, { name, drawing: this.#draw(part, name) });
    }
  }

  /** @param {HTMLElement} part @param {string} name @returns {Promise<Drawing | null>} */
  async #draw(part, name) {
    try {
      const { modules, files } = await siteOf(this.#figure.app);
      if (!modules.includes(name)) throw new Error("the build knows no such module");
      const url = new URL(`../parts/${name}.js`, import.meta.url);
      /** @type {Module} */
      const module = await import(url.href);
      const [, wanted] = Object.entries(files).find(([file]) => file.endsWith(`/parts/${name}.js`)) ?? [];
      if (!(await unchanged(url, wanted))) throw new Error("it was not the file that the page was made with");
      return await module.draw(part, (inputs) => this.#figure.gesture(inputs), say);
    } catch (error) {
      console.warn(`livedemo: ${name}.js could not draw`, error); // what the build drew is still there
      this.#drawn.delete(part); // the next result tries again
      return null;
    }
  }

  /** @param {HTMLElement} part */
  #leave(part) {
    this.#drawn.get(part)?.drawing.then((drawn) => drawn?.close());
    this.#drawn.delete(part);
  }

  /** The figure leaves the page. */
  close() {
    for (const part of [...this.#drawn.keys()]) this.#leave(part);
  }
}
