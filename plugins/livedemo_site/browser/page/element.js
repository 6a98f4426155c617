// <live-demo>: a figure that stands in the page as a finished result and runs once it is touched.
//
// This file, controls.js, sentences.js and guard.js, which tells where they fail, are all that a page loads
// before a reader's first gesture. The gesture loads runner.js, and with it the worker, Python and the model.

import { TABLES, controls, learn, listen, read, refresh, takenBack, values, write } from "./controls.js";
import { say } from "./sentences.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {import("../run/listed.js").Listed} Listed */
/** @typedef {import("./modules.js").Modules} Modules */
/** @typedef {import("../run/runner.js").Runner} Runner */

export const LISTED_FIRST = 300; // ms that Python waits for a listed result to be seen: starting it takes all the processor
const TYPING = 150; // ms of rest before typed text runs, where an answer takes longer than that
const SLOW = 5; // seconds until a figure says that it waits for runner.js
const LATE = 600; // seconds until it waits no longer
/** The modules of a form's own kinds of controls. @param {HTMLFormElement} form */
const parts = (form) => Object.values(values(form, "data-kinds")).filter((kind) => `${kind}`.startsWith("own/")).map((kind) => `../parts/${kind}.js`);
const SHOW_LISTED = ["../run/faults.js", "../run/files.js", "../run/gunzip.js", "../run/idiomorph.js", "./ids.js", "../run/render.js", "../run/listed.js"];
// What runner.js is made of, those that others import first.
const PARTS = [...SHOW_LISTED, "../run/site-file.js", "../run/thread.js", "../run/compile.js", "../run/worker-client.js", "../run/status.js", "../run/screen.js", "../run/runner.js"];

const ALL = ["./sentences.js", "./controls.js", "./element.js", ...PARTS];

const PLACE = "assets/livedemo/"; // of a site's files, this one among them
const FILES = new URL("../../", import.meta.url);
const ROOT = new URL("../../", FILES);

/**
 * Where one of the site's files is. A figure's HTML may have been moved to another page than the one
 * that its addresses were written for; this module's own address holds anywhere.
 * @param {string} address as it stands in a figure
 */
function fileOf(address) {
  const at = address.lastIndexOf(PLACE);
  if (at < 0 || /^\w+:\/\//.test(address)) return new URL(address, document.baseURI).href;
  return new URL(address.slice(at + PLACE.length), FILES).href;
}

/** Whether the page is one for frames of other sites. */
export const isFrame = () => document.documentElement.classList.contains("ld-frame");

/** Where something of the site is, by its path from the site's root. @param {string} path */
export const fromRoot = (path) => new URL(path, ROOT).href;

/** What figures had trained when they left, by where they stood; runner.js keeps and takes it. @type {Map<string, {state: unknown, inputs: Inputs, html: string}>} */
export const left = new Map();

class LiveDemo extends HTMLElement {
  /** Ends the listening when the figure leaves the page. */
  #leave = new AbortController();
  /** The URL of site.json; by the next gesture instant navigation may have changed the page's own. */
  app = "";
  /** The URL of the states that were computed with the page, "" for none. */
  #listedUrl = "";
  /** These states, once they have been asked for. @type {Promise<Listed> | undefined} */
  #listed;
  /** The inputs that were looked for there last. @type {Inputs | undefined} */
  #wanted;
  /** Until when grid.js listens. @type {AbortSignal | undefined} */
  #listening;
  /** Inputs that no native control can show, as they were set. @type {Inputs} */
  #rest = {};
  /** @type {Promise<Runner> | undefined} */
  #runner;
  /** What views draw by modules of their own. @type {Promise<Modules> | undefined} */
  #modules;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;
  /** When the answer that is awaited was asked for; 0 when it is there. */
  #asked = 0;
  /** A module of the page's own could not be had. */
  #unloaded = false;
  /** ms from the last question to its answer. */
  #pace = Infinity;
  #entered = () => {};
  /** Resolves when the controls can be read and set. @type {Promise<void>} */
  ready = new Promise((resolve) => (this.#entered = resolve));

  connectedCallback() {
    // A moved figure keeps its listeners; a parser may still be adding the children.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.isConnected && this.#enter());
    } else this.#enter();
  }

  #enter() {
    const form = this.form;
    if (!form) return;
    this.#leave.abort();
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    const own = learn(form);
    if (own) return void own.then(() => signal.aborted || this.#enter(), () => this.#unreachable(parts(form)));
    this.#unique();
    this.app ||= fileOf(this.getAttribute("app") ?? "");
    if (this.dataset.listed) this.#listedUrl ||= fileOf(this.dataset.listed);
    if (this.dataset.state === "static") write(form, values(this, "inputs"));
    for (const fieldset of form.querySelectorAll("fieldset")) fieldset.disabled = false;
    this.addEventListener("input", (event) => this.#changed(event), { signal });
    this.addEventListener("change", (event) => this.#changed(event), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    listen(form, signal);
    this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.addEventListener("livedemo:render", () => this.#answered(signal), { signal });
    this.#shown(signal);
    this.#back(signal);
    window.addEventListener("hashchange", () => this.#follow(true), { signal });
    this.#follow(false);
    this.#entered();
  }

  /** Where the figure stands on the site, for as long as the browser shows the site. */
  get place() {
    return `${location.pathname}#${this.named}${this.app}`;
  }

  /** A figure that has trained, and that the reader comes back to, stands as it was left. @param {AbortSignal} signal */
  #back(signal) {
    const was = left.get(this.place);
    if (!was || this.dataset.state !== "static") return;
    this.inputs = was.inputs;
    this.uncover();
    import("../run/render.js").then(({ morph }) => {
      const result = this.querySelector("[data-result]");
      if (signal.aborted || !(result instanceof HTMLElement) || this.dataset.state !== "static") return;
      morph(result, was.html);
      this.#shown(signal);
      this.#tell(say("figure.kept"));
      this.querySelector(".ld-retry")?.setAttribute("hidden", "");
    }, () => {}); // then the page's own picture stands there; the training goes on all the same
  }

  /** Show the result, which is covered while the reader may guess what it shows. */
  uncover() {
    this.removeAttribute("data-covered");
  }

  /** The reader wants to see it without a guess: the focus goes on to it, and its words are said. */
  #reveal() {
    const result = /** @type {HTMLElement} */ (this.querySelector("[data-result]"));
    this.uncover();
    result.tabIndex = -1;
    result.focus({ preventScroll: true });
    result.addEventListener("blur", () => result.removeAttribute("tabindex"), { once: true });
    import("../run/render.js").then(({ say }) => {
      const status = this.querySelector(".ld-status");
      if (status) status.textContent = say(result);
    }, () => {}); // it is seen all the same
  }

  /** A copy of a figure that is on the page has an id of its own. */
  #unique() {
    const { id } = this;
    if (!id || document.getElementById(id) === this) return;
    const named = (this.dataset.id ??= id);
    let number = 2;
    while (document.getElementById(`${named}-${number}`)) number += 1;
    this.id = `${named}-${number}`;
    if (this.querySelector("[id]")) import("./ids.js").then(({ apart }) => apart(this, this.id), () => {});
  }

  /** The id that the author's links know. */
  get named() {
    return this.dataset.id ?? this.id;
  }

  /** Whether the address means this figure; pages that hold many put a prefix before each one's ids. @param {string} id */
  #meant(id) {
    if (id === this.id) return true;
    const prefix = id.endsWith(`-${this.named}`) ? id.slice(0, -this.named.length - 1) : "";
    return Boolean(prefix && !document.getElementById(id) && document.getElementById(prefix)?.contains(this));
  }

  /** Where the address names this figure, or a state of it, go there. @param {boolean} byHand */
  #follow(byHand) {
    if (isFrame()) return this.#framed();
    const [id, ...query] = location.hash.slice(1).split("?");
    if (!this.id || !this.#meant(plain(id))) return;
    import("./link.js").then(({ follow, reveal }) => {
      if (query.length) follow(this, query.join("?"), byHand);
      else if (reveal(this)) this.scrollIntoView();
    }, () => this.#unreachable(["./link.js"]));
  }

  /** A frame's address holds values and nothing else; it moves neither focus nor view. */
  #framed() {
    const query = location.hash.slice(1).replace(/#?\?secret=\w*$/, ""); // which WordPress adds
    if (query) import("./link.js").then(({ state }) => state(this, query), () => this.#unreachable(["./link.js"]));
  }

  /** A link in the text has set the figure. @param {Inputs} inputs */
  linked(inputs) {
    import("./link.js").then(({ show }) => {
      show(this);
      this.gesture(inputs);
    }, () => this.#unreachable(["./link.js"]));
  }

  /** @param {AbortSignal} signal */
  #answered(signal) {
    if (this.#asked) this.#pace = performance.now() - this.#asked;
    this.#asked = 0;
    this.#shown(signal);
  }

  /** What every new result needs. @param {AbortSignal} signal */
  #shown(signal) {
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (this.querySelectorAll("a[data-place]"))) {
      link.href = fromRoot(link.dataset.place ?? "");
    }
    this.#pictures(signal);
    this.#tables();
    this.#drawings();
  }

  /** In a live figure, views may have modules that draw. */
  #drawings() {
    if (this.dataset.state !== "live" || (!this.#modules && !this.querySelector("[data-module]"))) return;
    this.#modules ??= import("./modules.js").then(({ Modules }) => new Modules(this));
    this.#modules.then((modules) => modules.tend(), () => (this.#modules = undefined));
  }

  /** Offer each table of the result as a file. */
  #tables() {
    const place = this.querySelector(".ld-csv");
    const tables = this.querySelectorAll(TABLES);
    if (!place || place.childElementCount === tables.length) return;
    place.replaceChildren(...Array.from(tables, (_, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ld-quiet";
      button.textContent = tables.length > 1 ? say("table.many", { number: i + 1 }) : say("table.one");
      return button;
    }));
  }

  /** Let arrow keys move in pictures that ask for it. @param {AbortSignal} signal */
  #pictures(signal) {
    if (this.#listening === signal || !this.querySelector("[data-grid], [data-roving]")) return;
    this.#listening = signal;
    import("./grid.js").then(({ listen }) => {
      if (!signal.aborted) listen(this, (inputs) => this.gesture(/** @type {Inputs} */ (inputs)), signal);
    }, () => {}); // without it the picture is still there, and the table under it
  }

  disconnectedCallback() {
    // A figure that is only moved is back before the microtask.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave.abort();
      clearTimeout(this.#typing);
      this.#runner?.then((runner) => runner.leave(), () => {});
      this.#modules?.then((modules) => modules.close(), () => {});
      this.removeAttribute("data-edited"); // what ran it is gone
      // A theme may keep the element for ever.
      this.#runner = this.#modules = this.#wanted = this.#listed = undefined;
    });
  }

  get form() {
    return this.querySelector("form");
  }

  /** The values of all controls. @returns {Inputs} */
  get inputs() {
    return { ...(this.form && read(this.form)), ...this.#rest };
  }

  /** Show values in the controls, without a run. */
  set inputs(inputs) {
    const form = this.form;
    if (!form) return;
    const shown = { ...takenBack(form, Object.keys(inputs)), ...inputs };
    for (const name of Object.keys(shown)) delete this.#rest[name];
    Object.assign(this.#rest, write(form, shown));
  }

  /** What the first gesture does; resolves when the figure shows the answer. @returns {Promise<void>} */
  async start() {
    await this.#answer(false);
  }

  /** Get a worker for code that the reader changes on its way; not where so much is fetched that the figure asks. */
  warm() {
    if (!this.hasAttribute("data-asks") || this.dataset.state === "live") this.#run().then((runner) => runner.warm(), () => {});
  }

  /**
   * Run with files of the demo as the reader has changed them, by name; null: with none. Rejects with what
   * stops them.
   * @param {Record<string, string> | null} files @returns {Promise<void>}
   */
  async edit(files) {
    this.uncover();
    const runner = await this.#run();
    runner.edit(files);
    this.toggleAttribute("data-edited", !!files);
    await this.#answer(true);
  }

  /** @param {boolean} byHand whether the reader began it, and may scroll away */
  async #answer(byHand) {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    this.#asked = performance.now();
    const runner = await this.#run();
    await runner.answer(byHand).catch(async (error) => {
      if (error.name === "FigureError") throw error;
      throw new Error(await this.#unreachable(ALL), { cause: error }); // no fault of the runner's can be: it is another script
    });
  }

  /** The states that were computed with the page; undefined where there are none, or they can't be had. */
  async #states() {
    if (!this.#listedUrl) return undefined;
    if (!this.#listed) {
      const file = fetch(this.#listedUrl).catch(() => null);
      for (const part of SHOW_LISTED) import(part).catch(() => {});
      this.#listed = import("../run/listed.js").then(({ Listed }) => new Listed(this, this.#listedUrl, file));
    }
    return this.#listed.catch(() => (this.#listed = undefined));
  }

  /** Show the listed result for the inputs; false where there is none. @returns {Promise<boolean>} */
  async showListed(then = () => {}) {
    const { inputs } = this;
    this.#wanted = inputs;
    const states = await this.#states();
    then();
    if (!states) return false;
    return states.show(inputs, () => this.isConnected && this.#wanted === inputs && ["static", "loading"].includes(this.dataset.state ?? ""));
  }

  /** Set controls and run; resolves when the figure shows the answer. @param {Inputs} inputs @returns {Promise<void>} */
  async set(inputs) {
    this.inputs = inputs;
    this.hand();
    await this.start();
  }

  /** After a refusal: give up values that no control shows, and show the last good ones. @param {Inputs} good */
  revert(good) {
    const form = this.form;
    if (!form || !Object.keys(this.#rest).length) return;
    this.#rest = {};
    write(form, good);
  }

  /** What a reader's gesture does. @param {Inputs} [inputs] controls that it sets */
  gesture(inputs) {
    if (inputs) this.inputs = inputs;
    this.hand();
    if (this.hasAttribute("data-asks") && this.dataset.state === "static") this.#ask();
    else this.#begin();
  }

  /** Figures of the page that share a control with this one get what stands in it. */
  hand() {
    if (this.dataset.shared) import("./share.js").then(({ hand }) => hand(this), () => this.#unreachable(["./share.js"]));
  }

  #begin() {
    this.#answer(true).catch(() => {}); // the figure has said what went wrong
  }

  /** A figure that needs a large model shows what is listed, and leaves the rest to its button. */
  async #ask() {
    const shown = this.showListed().catch(() => false);
    const asked = this.#wanted;
    const there = await shown;
    this.uncover();
    if (this.#wanted !== asked || this.dataset.state !== "static") return;
    if (there) this.querySelector(".ld-message")?.setAttribute("hidden", "");
    else this.#tell(say("figure.compute", { button: this.querySelector(".ld-start")?.textContent ?? "" }));
    this.querySelector(".ld-retry")?.setAttribute("hidden", "");
  }

  /** @returns {Promise<Runner>} */
  #run() {
    this.#runner ??= this.#patiently(this.#first().then(() => Promise.all([import("../run/runner.js"), this.#states()]))).then(
      ([{ Runner }, listed]) => new Runner(this, listed),
      async (error) => {
        this.#runner = undefined;
        throw new Error(error.late ?? (await this.#unreachable(PARTS)), { cause: error });
      },
    );
    return this.#runner;
  }

  /** Say what is waited for where it takes long, and wait no longer in the end. @template T @param {Promise<T>} coming @returns {Promise<T>} */
  #patiently(coming) {
    let seconds = 0;
    /** @type {(error: unknown) => void} */
    let giveUp;
    const late = new Promise((_, reject) => (giveUp = reject));
    const timer = setInterval(() => {
      const words = ++seconds >= LATE
        ? say("fault.network.stalled", { file: "runner.js", count: LATE / 60 })
        : say("status.waiting", { file: "runner.js", count: seconds });
      const start = this.querySelector(".ld-start");
      if (seconds === LATE) {
        this.#tell(words);
        this.dataset.state = "failed";
        giveUp({ late: words });
      } else if (seconds >= SLOW && start) start.textContent = words;
    }, 1000);
    const label = this.querySelector(".ld-start")?.textContent ?? "";
    const first = /** @type {Promise<T>} */ (Promise.race([coming, late]));
    const over = () => {
      clearInterval(timer);
      const start = this.querySelector(".ld-start");
      if (seconds >= SLOW && start) start.textContent = label;
    };
    first.then(over, over);
    return first;
  }

  /** On the first gesture: show the listed result, or what stands there, and get the rest on its way. */
  async #first() {
    // All at once, not in turn, and behind what the reader sees first.
    const parts = () => PARTS.forEach((part) => import(part).catch(() => {}));
    if (!this.#listedUrl) {
      this.uncover();
      return parts();
    }
    this.dataset.state = "loading";
    const shown = this.showListed(parts);
    await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, LISTED_FIRST))]).finally(() => this.uncover());
  }

  /** Say why modules of the page's own are not to be had. @param {string[]} modules relative to this one; what they import comes first */
  async #unreachable(modules) {
    const names = modules.map((name) => (name.startsWith("./") ? `page/${name.slice(2)}` : name.slice(3)));
    const words = await /** @type {any} */ (window).livedemoWhy(names, this.app);
    this.#unloaded = true;
    this.#tell(words);
    this.dataset.state = "failed";
    return words;
  }

  /** @param {string} words what the reader should know, under the result */
  #tell(words) {
    for (const part of this.querySelectorAll(".ld-message p, .ld-status")) part.textContent = words;
    this.querySelector(".ld-message")?.removeAttribute("hidden");
  }

  /** @param {Event} event */
  #changed(event) {
    const form = this.form;
    const control = /** @type {HTMLInputElement} */ (event.target);
    if (!form || control.form !== form) {
      if (event.type === "change" && control.closest(".ld-backend")) this.gesture();
      return;
    }
    if (control.matches(".ld-follows")) return this.#joined(event);
    // What is not typed has run on its input event; a text that is left runs without waiting.
    if (event.type === "change") return this.#flush();
    refresh(form);
    const { name } = control;
    const turned = controls(form).get(name);
    const brought = turned?.kind.brings?.(turned.elements);
    if (brought) return this.gesture({ ...brought, [name]: turned?.kind.read?.(turned.elements) });
    delete this.#rest[name];
    write(form, takenBack(form, [name]));
    if (!turned?.kind.typed || this.#pace <= TYPING) return this.gesture(); // a quick figure answers every letter
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#flush(), TYPING);
  }

  /** The reader lets the figure follow the others, or no longer. @param {Event} event */
  #joined(event) {
    if (event.type === "change") import("./share.js").then(({ join }) => join(this), () => this.#unreachable(["./share.js"]));
  }

  #flush() {
    if (this.#typing !== undefined) this.gesture();
  }

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const setter = target.closest("[data-set]");
    if (target.closest("[data-stops]")) {
      this.#runner?.then((runner) => runner.stop(), () => {});
    } else if (target.closest(".ld-show")) {
      this.#reveal();
    } else if (setter) {
      this.gesture(values(setter, "data-set"));
    } else if (target.closest(".ld-retry") && (this.#unloaded || target.closest("[data-reload]"))) {
      location.reload(); // no browser asks again for a module that it could not have
    } else if (target.closest(".ld-start, .ld-retry, .ld-run")) {
      this.#begin();
    } else if (target.closest(".ld-csv button")) {
      const buttons = [...this.querySelectorAll(".ld-csv button")];
      const at = buttons.findIndex((button) => button.contains(target));
      import("./csv.js").then(({ save }) => save(this, at), () => this.#unreachable(["./csv.js"]));
    } else if (target.closest(".ld-under")) {
      const button = /** @type {HTMLElement} */ (target);
      import("./code.js").then(({ toggle }) => toggle(this, button)).catch(() => this.#unreachable(["./code.js"]));
    } else if (target.closest(".ld-share")) {
      const button = /** @type {HTMLElement} */ (target);
      const parts = ["./link.js", "./snippets.js"];
      import("./snippets.js").then(({ offer }) => offer(this, button), () => this.#unreachable(parts));
    }
  }

  /** Enter and Space choose what no browser makes a button of. @param {KeyboardEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.target);
    if ((event.key !== "Enter" && event.key !== " ") || event.defaultPrevented) return;
    if (!target.matches("[data-set]") || target.matches("button, a, summary, input")) return;
    event.preventDefault();
    this.gesture(values(target, "data-set"));
  }
}

/**
 * A link in the text that sets a figure; its values were checked when the page was made.
 * @param {MouseEvent} event
 */
function followed(event) {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest("a[data-sets]"));
  if (!link) return;
  const figure = target(link);
  if (!figure) {
    // The text stands on another page than its figure: there, the address sets it.
    const id = link.hash.slice(1).split("?")[0];
    const sets = Object.entries(values(link, "data-sets"));
    link.hash = `${id}?${new URLSearchParams(sets.map(([name, value]) => [name, written(value)]))}`;
  } else if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    event.stopImmediatePropagation(); // a theme would load the page anew
    figure.linked(values(link, "data-sets"));
  }
}

/**
 * The figure that a link of the text means: of several with its id, the one that stands nearest.
 * @param {HTMLAnchorElement} link
 */
function target(link) {
  const id = plain(link.hash.slice(1));
  /** @type {LiveDemo[]} */
  const all = Array.from(document.querySelectorAll("live-demo")).filter((each) => each instanceof LiveDemo);
  let meant = all.filter(({ named }) => named === id);
  if (!meant.length) meant = all.filter(({ named }) => id.endsWith(`-${named}`)); // where ids have got a prefix
  for (let place = link.parentElement; place && meant.length; place = place.parentElement) {
    const found = meant.find((figure) => place?.contains(figure));
    if (found) return found;
  }
}

/** A value as an address holds it. @param {unknown} value */
export function written(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" && Math.abs(value) < 1e-6 && value) return value.toFixed(15); // else it had an exponent
  return `${value}`;
}

/** An id as it stands in an address; a damaged one means nothing. @param {string} id */
function plain(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** What to paste into another page to have a figure there: `page` is its own page, `title` its name. */
class LiveEmbed extends HTMLElement {
  connectedCallback() {
    if (!this.childElementCount) import("./embed.js").then(({ fill }) => fill(this), () => {});
  }
}

// A page that came by instant navigation runs its scripts again.
if (!customElements.get("live-demo")) {
  for (const result of document.querySelectorAll("[data-covered] [data-result]")) {
    // Seen already, for this script is late: it is not covered any more.
    if (getComputedStyle(result).visibility === "visible") result.closest("[data-covered]")?.removeAttribute("data-covered");
  }
  customElements.define("live-demo", LiveDemo);
  customElements.define("live-embed", LiveEmbed);
  window.addEventListener("click", followed, { capture: true });
}

/** @typedef {LiveDemo} LiveDemoElement */
