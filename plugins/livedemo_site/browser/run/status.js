// What a figure says about itself: state, progress, times, and a sentence where something went wrong.

import { number, say } from "../page/sentences.js";

/** @typedef {import("./faults.js").Fault} Fault */
/** @typedef {import("./worker-client.js").Progress} Progress */

/** @type {Record<string, string>} */
const BACKENDS = { wasm: "WASM", webgpu: "WebGPU", python: "Python" };

/** @param {number} bytes */
const megabytes = (bytes) => number(bytes / 1e6, 1);

/** @param {number} ms */
const duration = (ms) => (ms < 1 ? say("status.quick") : ms < 1000 ? `${number(ms, 0)} ms` : `${number(ms / 1000, 1)} s`);

/** What a reader is told of a fault. @param {Fault} fault */
export function sentence({ kind, cause, values }) {
  if (kind === "input") return cause === "left" ? say("figure.left") : String(values.message);
  return say(`fault.${kind}.${cause}`, values);
}

/** Bytes that have come to this page, for all its figures. */
let arrived = 0;

export class Status {
  #figure;
  #label;
  /** Bytes that had come before this figure ran. */
  #before = 0;

  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.#figure = figure;
    this.#label = this.#part(".ld-start")?.textContent ?? "";
  }

  /** @param {string} selector @returns {HTMLElement | null} */
  #part(selector) {
    return this.#figure.querySelector(selector);
  }

  /** @param {string} selector @param {string} text */
  #write(selector, text) {
    const part = this.#part(selector);
    if (part && part.textContent !== text) part.textContent = text;
  }

  /** @param {string} selector @param {boolean} hidden */
  #hide(selector, hidden) {
    const part = this.#part(selector);
    if (part) part.hidden = hidden;
  }

  /** The reader's choice of a backend: auto, wasm or webgpu. */
  get backend() {
    const select = this.#figure.querySelector(".ld-backend select");
    return select instanceof HTMLSelectElement ? select.value : "auto";
  }

  /** A run begins. */
  busy() {
    this.#hide(".ld-message", true);
    this.#figure.toggleAttribute("data-shows-listed", false);
    const result = this.#part("[data-result]");
    if (result) {
      result.setAttribute("aria-busy", "true");
      result.style.minHeight = `${result.offsetHeight}px`; // nothing under it jumps meanwhile
    }
    if (this.#figure.dataset.state === "live") return;
    this.#before = arrived;
    this.#figure.dataset.state = "loading";
    this.#write(".ld-status", say("status.loading"));
    this.#write(".ld-start", say("status.loading"));
    this.#part(".ld-start")?.setAttribute("disabled", "");
  }

  /** @param {Progress} progress over all figures of the page */
  loading({ loaded, total }) {
    if (loaded < this.#before) this.#before = 0; // a new worker counts anew
    arrived = loaded;
    const start = this.#part(".ld-start");
    // What the page promised holds Python, which is there when another figure has run.
    const whole = this.#before ? total - this.#before : Number(start?.dataset.bytes) || total;
    const value = Math.min(loaded - this.#before, whole);
    this.#write(start?.hidden ? ".ld-ran" : ".ld-start", say("status.loaded", { loaded: megabytes(value), whole: megabytes(whole) }));
    const bar = this.#figure.querySelector("progress");
    if (bar) Object.assign(bar, { hidden: false, max: whole, value });
  }

  /** Nothing has come for a while. @param {string} file that is waited for @param {number} seconds */
  waiting(file, seconds) {
    if (this.#figure.dataset.state === "failed") return;
    this.#write(this.#part(".ld-start")?.hidden ? ".ld-ran" : ".ld-start", say("status.waiting", { file, count: seconds }));
  }

  /** A sentence that goes with a result. @param {string} key */
  note(key) {
    this.#write(".ld-message p", say(key));
    this.#hide(".ld-retry", true);
    this.#part(".ld-detail")?.remove();
    this.#hide(".ld-message", false);
  }

  /** A frame stands in the figure. @param {string} backend @param {number} ms @param {number} pace steps a second, 0 where none are taken */
  live(backend, ms, pace) {
    this.#figure.dataset.state = "live";
    this.#figure.dataset.backend = backend;
    this.#hide(".ld-start", true);
    this.#hide("progress", true);
    const steps = pace ? ` · ${say("status.pace", { pace: number(pace, pace < 10 ? 1 : 0) })}` : "";
    this.#write(".ld-ran", `${BACKENDS[backend] ?? backend} · ${duration(ms)}${steps}`);
  }

  /** Frames follow each other: the button that began them stops them. */
  streaming() {
    for (const button of this.#figure.querySelectorAll("button[data-stop]")) {
      button.setAttribute("data-label", button.textContent ?? "");
      button.setAttribute("data-stops", "");
      button.textContent = button.getAttribute("data-stop");
    }
  }

  #settle() {
    const result = this.#part("[data-result]");
    result?.removeAttribute("aria-busy");
    result?.style.removeProperty("min-height");
    for (const button of this.#figure.querySelectorAll("button[data-stops]")) {
      button.removeAttribute("data-stops");
      button.textContent = button.getAttribute("data-label");
    }
  }

  /** The run is over; say in words what is seen, unless another follows. @param {string | null} text */
  rest(text) {
    this.#settle();
    if (text !== null) this.#write(".ld-status", text);
  }

  /** @param {boolean} live */
  left(live) {
    this.#settle();
    if (this.#figure.dataset.state !== "failed") this.#figure.dataset.state = live ? "live" : "static";
    this.#restart();
  }

  #restart() {
    this.#write(".ld-start", this.#label);
    this.#part(".ld-start")?.removeAttribute("disabled");
    this.#hide("progress", true);
  }

  /** @param {Fault} fault @param {boolean} live */
  fault(fault, live) {
    const { kind, values, detail } = fault;
    const message = sentence(fault);
    this.#settle();
    this.#restart();
    const refused = kind === "input";
    this.#figure.dataset.state = !refused ? "failed" : live ? "live" : "static";
    this.#write(".ld-status", message);
    this.#write(".ld-message p", message);
    this.#hide(".ld-retry", refused);
    this.#part(".ld-retry")?.toggleAttribute("data-reload", "page" in values); // a script of its own
    this.#part(".ld-detail")?.remove();
    if (detail) this.#part(".ld-message")?.append(details(detail));
    this.#hide(".ld-message", false);
  }

  /** @param {boolean} webgpu */
  offer(webgpu) {
    this.#hide(".ld-backend", !webgpu || this.#figure.dataset.backend === "python");
  }
}

/** @param {string} text */
function details(text) {
  const box = document.createElement("details");
  const summary = document.createElement("summary");
  const pre = document.createElement("pre");
  box.className = "ld-detail";
  summary.textContent = say("figure.details");
  pre.textContent = text;
  box.append(summary, pre);
  return box;
}
