// Fetching a site's files: each once, checked for length, with progress in true bytes.

/** @typedef {{url: string, bytes: number}} File */

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
  /** @type {Map<string, Promise<Uint8Array<ArrayBuffer>>>} */
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
   * The content of a file. A failure is forgotten, so that the next call fetches anew.
   * @param {File} file
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  get(file) {
    let content = this.#files.get(file.url);
    if (!content) {
      content = this.#fetch(file);
      this.#files.set(file.url, content);
      content.catch(() => {
        this.#files.delete(file.url);
        this.#failed.add(file.url);
      });
    }
    return content;
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
  async #fetch({ url, bytes }) {
    this.#total += bytes;
    let loaded = 0;
    const content = new Uint8Array(bytes);
    const cache = this.#failed.has(url) ? "reload" : "default";
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
        content.set(value, loaded);
        loaded += value.length;
        this.#told((this.#loaded += value.length), this.#total);
      }
      if (loaded < bytes) throw broken(url, loaded, bytes);
      return content;
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
