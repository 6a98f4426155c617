// Fetching a site's files: checked as they come, with progress in true bytes, kept while they are used.

import { FaultError, answer, blame, broken, fault, nameOf, remembered, wrong } from "../run/faults.js";
import { SHARD, digest } from "../run/files.js";

/** @typedef {{url: string, bytes: number, sha256: string[]}} Part with the digest of each `SHARD` */
/** @typedef {Part & {parts?: Part[]}} File one that is too large for some hosts comes in parts, one after the other */
/** @typedef {Uint8Array<ArrayBuffer>} Content */
/** @typedef {{url: string, content: Promise<Content>, users: number}} Used a file, and how many use it */
/** @typedef {{file: string, seen: boolean}} Awaited what is on its way, and whether its bytes are seen as they come */
/** @typedef {(loaded: number, total: number, awaited: Awaited | null) => void} Told hears of progress over all files, in bytes */
/** @typedef {{place: Content, checked: number, loaded: number}} Fill a part's place in memory, how much of it has been found right, and how much has come */

export class Downloads {
  #base;
  #told;
  /** What is on its way or in use. @type {Map<string, Used>} */
  #files = new Map();
  /** What has come of files that broke off, by URL. @type {Map<string, {content: Content, fills: Fill[]}>} */
  #begun = new Map();
  /** What is waited for, the one that began last at the end. @type {Set<Awaited>} */
  #awaited = new Set();
  /** Ends all that is on its way. */
  #stop = new AbortController();
  #loaded = 0;
  #total = 0;

  /**
   * @param {string} base what the URLs of files are relative to
   * @param {Told} told
   */
  constructor(base, told) {
    this.#base = base;
    this.#told = told;
  }

  /**
   * Do some work with the contents of files. They are given back when it is over, unless other work
   * goes on with them: nothing may be kept of them that is not a copy. After a failure the next call goes
   * on where it stopped. Rejects with a `FaultError`, or with whatever the work does.
   * @template T
   * @param {File[]} files
   * @param {(contents: Content[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(files, work) {
    const used = files.map((file) => this.#take(file));
    const contents = await Promise.all(used.map(({ content }) => content)).catch((error) => {
      // The others are still on their way: whoever tries again meanwhile waits for them as well.
      void Promise.allSettled(used.map(({ content }) => content)).then(() => used.forEach((one) => this.#giveBack(one)));
      throw error;
    });
    try {
      return await work(contents);
    } finally {
      for (const one of used) this.#giveBack(one);
    }
  }

  /** @param {File} file @returns {Used} */
  #take(file) {
    const known = this.#files.get(file.url);
    if (known) {
      known.users += 1;
      return known;
    }
    const taken = { url: file.url, content: this.#fetch(file), users: 1 };
    this.#files.set(file.url, taken);
    taken.content.catch(() => this.#forget(taken)); // the next to ask for it begins anew
    return taken;
  }

  /** @param {Used} used */
  #giveBack(used) {
    if ((used.users -= 1)) return;
    this.#forget(used);
    // At once, and not when garbage is next collected, which may be never.
    used.content.then(({ buffer }) => /** @type {any} */ (buffer).transfer?.(0), () => {});
  }

  /** @param {Used} used */
  #forget(used) {
    if (this.#files.get(used.url) === used) this.#files.delete(used.url);
  }

  /**
   * Count what something else downloads, which is known to be of `bytes` and not byte by byte.
   * @param {number} bytes
   * @param {Promise<unknown>} done
   */
  count(bytes, done) {
    this.#total += bytes;
    done.then(() => this.#came(bytes), () => (this.#total -= bytes));
  }

  /** Say that something is waited for. @template T @param {string} url @param {Promise<T>} done @param {boolean} [seen] @returns {Promise<T>} */
  await(url, done, seen = false) {
    const awaited = { file: nameOf(url), seen };
    this.#awaited.add(awaited);
    this.#came(0);
    const over = () => {
      this.#awaited.delete(awaited);
      this.#came(0);
    };
    done.then(over, over);
    return done;
  }

  /** Give up what is on its way; what has come is kept. */
  stop() {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  /** @param {number} bytes */
  #came(bytes) {
    this.#loaded += bytes;
    this.#told(this.#loaded, this.#total, [...this.#awaited].at(-1) ?? null);
  }

  /** @param {File} file @returns {Promise<Content>} */
  async #fetch(file) {
    const begun = this.#begun.get(file.url) ?? start(file);
    this.#begun.set(file.url, begun);
    const { signal } = this.#stop;
    const parts = (file.parts ?? [file]).map((part, i) => this.#fill(begun.fills[i], part, signal));
    await Promise.allSettled(parts); // so that the others keep what has come of them
    await Promise.all(parts);
    this.#begun.delete(file.url);
    return begun.content;
  }

  /** Fetch a file, or a part of one, to its place in memory. @param {Fill} fill @param {Part} part @param {AbortSignal} signal */
  async #fill(fill, part, signal) {
    this.#total += part.bytes - fill.loaded;
    try {
      // A name stands for what is in the file: what the browser has of it need not be asked for again.
      await this.await(part.url, this.#stream(fill, part, signal, "force-cache"), true).catch((error) => {
        if (remembered(error)) return this.await(part.url, this.#stream(fill, part, signal, "reload"), true);
        throw error;
      });
    } catch (error) {
      this.#total -= part.bytes - fill.loaded;
      throw error;
    }
  }

  /** @param {Fill} fill @param {Part} part @param {AbortSignal} signal @param {RequestCache} cache */
  async #stream(fill, { url, bytes, sha256 }, signal, cache) {
    const { place, loaded } = fill;
    if (fill.checked === bytes && bytes) return; // it was another part that broke off
    const address = new URL(url, this.#base);
    /** @type {RequestInit} */
    const rest = loaded ? { headers: { Range: `bytes=${loaded}-` }, cache: "no-store" } : { cache };
    const response = await answer(address, { signal, ...rest });
    if (!response.body) throw wrong(url, new Uint8Array(), bytes);
    let at = response.status === 206 ? loaded : 0; // some servers send it all again
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(async (error) => {
        throw await broken(address, error);
      });
      if (done) break;
      if (at + value.length > bytes) {
        reader.cancel().catch(() => {});
        throw this.#again(fill, wrong(url, at ? place.subarray(0, at) : value, 0));
      }
      const known = Math.min(value.length, Math.max(0, fill.checked - at));
      place.set(value.subarray(known), at + known);
      at += value.length;
      if (at > fill.loaded) {
        const more = at - fill.loaded;
        fill.loaded = at;
        this.#came(more);
      }
      await this.#check(fill, url, sha256, at, bytes);
    }
    if (at < bytes) throw this.#again(fill, wrong(url, place.subarray(0, at), bytes));
    await this.#check(fill, url, sha256, at, bytes);
  }

  /** Hold the shards that are whole now to their digests. @param {Fill} fill @param {string} url @param {string[]} sha256 @param {number} at @param {number} bytes */
  async #check(fill, url, sha256, at, bytes) {
    for (;;) {
      const end = Math.min(fill.checked + SHARD, bytes);
      if (at < end || fill.checked === bytes) return;
      if ((await digest(fill.place.subarray(fill.checked, end))) !== sha256[Math.floor(fill.checked / SHARD)]) {
        throw this.#again(fill, wrong(url, fill.place.subarray(0, end), 0));
      }
      fill.checked = end;
    }
  }

  /** Forget what was not found right. @param {Fill} fill @param {FaultError} why */
  #again(fill, why) {
    this.#loaded -= fill.loaded - fill.checked;
    fill.loaded = fill.checked;
    return why;
  }
}

/** Room for a file. @param {File} file */
function start(file) {
  try {
    const content = new Uint8Array(file.bytes);
    let at = 0;
    const fills = (file.parts ?? [file]).map((part) => ({ place: content.subarray(at, (at += part.bytes)), checked: 0, loaded: 0 }));
    return { content, fills };
  } catch (error) {
    throw blame(error, () => fault("memory", "full", {}, error));
  }
}
