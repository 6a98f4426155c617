// Keeps the site for reading without a network: what was read by itself, all of it on request.

import { fromRoot } from "./element.js";
import { number, say } from "./sentences.js";

const AT_ONCE = 4; // downloads
const MANY = 1e6; // bytes of a megabyte, as figures tell them
const PATIENCE = 100; // looks at what is kept, a tenth of a second apart
const LIST = "offline.json";

/** @typedef {{path: string, bytes: number}} Wanted */

const here = fromRoot("");
const ours = `livedemo ${here} `; // what its caches' names begin with; see offline/sw.js
const build = /** @type {HTMLElement | null} */ (document.querySelector("script[data-build]"))?.dataset.build;
const worker = navigator.serviceWorker;

/** The site's worker, once it is there; null where this browser or this address keeps nothing. */
const ready = register();

async function register() {
  if (!worker) return null;
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  try {
    const registration = await worker.register(`${here}sw.js`, { scope: here });
    const take = () => registration.waiting?.postMessage(build);
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", take));
    take();
    if (!registration.active) await read(registration);
    return registration;
  } catch {
    return null; // private windows of some browsers
  }
}

/**
 * What this page loaded before there was a worker: it asks for it again, and the browser still has it.
 * @param {ServiceWorkerRegistration} registration
 */
async function read({ installing }) {
  await new Promise((resolve) => {
    worker.addEventListener("controllerchange", resolve, { once: true });
    installing?.addEventListener("statechange", () => installing.state === "redundant" && resolve(undefined));
  });
  const urls = [location.href, ...performance.getEntriesByType("resource").map(({ name }) => name)];
  for (const url of new Set(urls)) {
    if (url.startsWith(here)) await fetch(url, { cache: "force-cache" }).catch(() => undefined);
  }
}

/** What is kept of the site: addresses. */
async function kept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours));
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return new Set(requests.flat().map(({ url }) => decodeURIComponent(url)));
}

/** Offers to keep all of the site. */
class OfflineElement extends HTMLElement {
  #stop = new AbortController();
  #words = document.createElement("span"); // Markdown puts the element into a paragraph
  #bar = document.createElement("progress");
  #button = document.createElement("button");

  async connectedCallback() {
    if (this.#button.parentElement) return;
    this.#words.setAttribute("role", "status");
    this.#button.type = "button";
    this.#bar.hidden = true;
    this.#bar.setAttribute("aria-label", say("offline.keeping"));
    if (!(await ready)) return this.#say(say("offline.cannot"));
    const wanted = await this.#wanted().catch(() => undefined);
    const whole = wanted && (await this.#missing(wanted)).length === 0;
    this.replaceChildren(this.#words, this.#bar, this.#button);
    if (whole) this.#done();
    else this.#offer(say("offline.offer"));
  }

  get #size() {
    return say("megabytes", { size: number(Math.ceil(Number(this.dataset.bytes) / MANY)) });
  }

  /** @param {string} words */
  #say(words) {
    this.#words.textContent = words;
    if (!this.#words.parentElement) this.replaceChildren(this.#words);
  }

  /** @param {string} words @param {string} label @param {() => void} act */
  #ask(words, label, act) {
    this.#say(words);
    this.#button.textContent = label;
    this.#button.onclick = act;
  }

  /** @param {string} words */
  #offer(words) {
    this.#bar.hidden = true;
    this.#ask(words, say("offline.keep", { size: this.#size }), () => this.#keep());
  }

  #done() {
    this.#bar.hidden = true;
    this.#ask(say("offline.kept", { size: this.#size }), say("offline.remove"), () => this.#remove());
  }

  /** All files of the site, with their bytes. @returns {Promise<Wanted[]>} */
  async #wanted() {
    const response = await fetch(here + LIST);
    return (await response.json()).whole;
  }

  /** Those that are not kept yet. @param {Wanted[]} wanted */
  async #missing(wanted) {
    const has = await kept();
    return wanted.filter(({ path }) => !has.has(decodeURIComponent(here + path)));
  }

  async #keep() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#ask(say("offline.keeping"), say("offline.stop"), () => this.#stop.abort());
    try {
      const wanted = await this.#wanted();
      const todo = await this.#missing(wanted);
      const whole = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
      let loaded = whole - todo.reduce((sum, { bytes }) => sum + bytes, 0);
      this.#bar.max = whole;
      this.#bar.hidden = false;
      await navigator.storage?.persist?.();
      const next = async () => {
        for (let one = todo.shift(); one; one = todo.shift()) {
          const response = await fetch(here + one.path, { signal, cache: "no-cache" });
          if (!response.ok) throw new Error(`${one.path}: ${response.status}`);
          await response.arrayBuffer();
          this.#bar.value = loaded += one.bytes;
          this.#words.textContent = say("status.loaded", { loaded: number(Math.floor(loaded / MANY)), whole: number(Math.ceil(whole / MANY)) });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      // The worker writes a moment after the page has what it asked for.
      for (let looks = 0; (await this.#missing(wanted)).length; looks++) {
        if (looks > PATIENCE) throw new Error("the browser has not kept all of it");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      // A later build's worker sees it, and keeps all of that.
      await (await caches.open(`${ours}files`)).put(here + LIST, new Response());
      this.#done();
    } catch {
      this.#offer(say(signal.aborted ? "offline.offer" : "offline.failed"));
      this.#stop.abort(); // what else is under way
    }
  }

  async #remove() {
    for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
    this.#offer(say("offline.offer"));
  }
}

customElements.define("live-offline", OfflineElement);
