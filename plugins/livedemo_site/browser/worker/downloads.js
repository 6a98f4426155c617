// Fetching a site's files: checked for length, with progress in true bytes, kept while they are used.

/** @typedef {{url: string, bytes: number}} Part */
/** @typedef {Part & {parts?: Part[]}} File one that is too large for some hosts comes in parts, one after the other */
/** @typedef {Uint8Array<ArrayBuffer>} Content */

/** A file that could not be had; the message is a sentence for the reader. */
export class DownloadError extends Error {}

/** Part of a whole: "1.2 of 4.9 MB". @param {number} part @param {number} whole both in bytes */
function share(part, whole) {
  const [unit, name] = whole < 1e5 ? [1e3, "kB"] : [1e6, "MB"];
  return `${(part / unit).toFixed(1)} of ${(whole / unit).toFixed(1)} ${name}`;
}

/** @param {string} url */
const name = (url) => url.split("/").slice(-2).join("/");

export class Downloads {
  #base;
  #told;
  /** What is on its way or in use, and by how many. @type {Map<string, {content: Promise<Content>, users: number}>} */
  #files = new Map();
  /** Files that failed once: the cache may hold the broken one. @type {Set<string>} */
  #failed = new Set();
  #loaded = 0;
  #total = 0;

  /**
   * @param {string} base what the URLs of files are relative to
   * @param {(loaded: number, total: number) => void} told hears of progress over all files
   */
  constructor(base, told) {
    this.#base = base;
    this.#told = told;
  }

  /**
   * Do some work with the contents of files. They are given back when it is over, unless other work
   * goes on with them: nothing may be kept of them that is not a copy. A failure is forgotten, so that
   * the next call fetches anew.
   * @template T
   * @param {File[]} files
   * @param {(contents: Content[]) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(files, work) {
    const used = files.map((file) => this.#take(file));
    try {
      return await work(await Promise.all(used));
    } finally {
      for (const file of files) this.#giveBack(file);
    }
  }

  /** @param {File} file */
  #take(file) {
    const known = this.#files.get(file.url);
    if (known) {
      known.users += 1;
      return known.content;
    }
    const content = this.#fetch(file);
    this.#files.set(file.url, { content, users: 1 });
    content.catch(() => {
      for (const { url } of file.parts ?? [file]) this.#failed.add(url);
    });
    return content;
  }

  /** @param {File} file */
  #giveBack({ url }) {
    const known = this.#files.get(url);
    if (!known || (known.users -= 1)) return;
    this.#files.delete(url);
    // At once, and not when garbage is next collected, which may be never.
    known.content.then(({ buffer }) => /** @type {any} */ (buffer).transfer?.(0), () => {});
  }

  /**
   * Count what something else downloads, which is known to be of `bytes` and not byte by byte.
   * @param {number} bytes
   * @param {Promise<unknown>} done
   */
  count(bytes, done) {
    this.#total += bytes;
    done.then(() => this.#told((this.#loaded += bytes), this.#total), () => (this.#total -= bytes));
  }

  /** @param {File} file */
  async #fetch(file) {
    const content = new Uint8Array(file.bytes);
    let at = 0;
    await Promise.all((file.parts ?? [file]).map((part) => {
      const place = content.subarray(at, (at += part.bytes));
      return this.#fill(place, part.url);
    }));
    return content;
  }

  /** Fetch a file, or a part of one, to its place in memory. @param {Content} place @param {string} url */
  async #fill(place, url) {
    const bytes = place.length;
    this.#total += bytes;
    let loaded = 0;
    // A name stands for what is in the file: what the browser has of it need not be asked for again.
    const cache = this.#failed.has(url) ? "reload" : "force-cache";
    try {
      const response = await fetch(new URL(url, this.#base), { cache, credentials: "same-origin" });
      if (!response.ok || !response.body) {
        throw new DownloadError(
          `The file ${name(url)} is not on the server (it answered ${response.status}). ` +
            "Reload the page; if that does not help, the site is incomplete.",
        );
      }
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (loaded + value.length > bytes) throw new DownloadError(`The file ${name(url)} is longer than it should be. Reload the page.`);
        place.set(value, loaded);
        loaded += value.length;
        this.#told((this.#loaded += value.length), this.#total);
      }
      if (loaded < bytes) throw broken(url, loaded, bytes);
    } catch (error) {
      this.#loaded -= loaded;
      this.#total -= bytes;
      if (error instanceof DownloadError) throw error;
      throw broken(url, loaded, bytes);
    }
  }
}

/** @param {string} url @param {number} loaded @param {number} bytes */
function broken(url, loaded, bytes) {
  return new DownloadError(
    `The file ${name(url)} did not arrive whole: ${share(loaded, bytes)}. Check the connection and try again.`,
  );
}
