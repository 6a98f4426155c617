// Views that own a module: it takes over a part of the picture once the figure is live.
//
// A view asks for one with data-module="space" on an element: parts/space.js then draws on it. What a module
// puts into the page belongs into an element that the view marks data-drawn, which stays as it is
// from one result to the next. Only what the build knows to be such a module is loaded: the name stands
// in HTML, which others may write.

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {{update: () => void, close: () => void}} Drawing `update` when a new result stands in the page */
/** @typedef {{draw: (part: HTMLElement, set: (inputs: Inputs) => void) => Drawing | Promise<Drawing>}} Module */

/** The names of all modules, by the URL of site.json. @type {Map<string, Promise<string[]>>} */
const known = new Map();

/** @param {string} app */
function names(app) {
  let found = known.get(app);
  if (!found) {
    found = fetch(app, { cache: "force-cache" }).then((response) => response.json()).then(({ modules }) => modules);
    known.set(app, found);
    found.catch(() => known.delete(app));
  }
  return found;
}

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
      if (!(await names(this.#figure.app)).includes(name)) throw new Error("the build knows no such module");
      /** @type {Module} */
      const module = await import(`../parts/${name}.js`);
      return await module.draw(part, (inputs) => this.#figure.gesture(inputs));
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
