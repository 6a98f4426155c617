// What a worker loads and runs of a site's own: scripts and programs, each held to its digest.

import { compile } from "../run/compile.js";
import { blame, broken, fault, hindrance } from "../run/faults.js";
import { unchanged } from "../run/files.js";

/** @typedef {import("../run/files.js").Table} Table */
/** @typedef {import("./downloads.js").Downloads} Downloads */

/** How often a script's URL has failed: its name can't be asked for again. @type {Map<string, number>} */
const failures = new Map();

export class Source {
  #table;
  #code;

  /**
   * @param {Table} table the runtime's files, by absolute URL
   * @param {Table} code the page's own, by their names there
   */
  constructor(table, code) {
    this.#table = table;
    this.#code = code;
  }

  /** What the file at a URL must be. @param {string} url */
  wanted(url) {
    const known = this.#table[url.split("?")[0]];
    if (!known) throw fault("file", "changed", { file: "site.json" }, `it does not know ${url}`);
    return known;
  }

  /** Import a module; one that ran and was not the right one is given up for one that is. @param {string} url @returns {Promise<any>} */
  async script(url) {
    const wanted = this.wanted(url);
    /** @type {unknown} */
    let cause;
    for (let tries = 0; tries < 2; tries++) {
      const failed = failures.get(url) ?? 0;
      const named = failed ? `${url}${url.includes("?") ? "&" : "?"}again=${failed}` : url;
      try {
        const module = await import(named);
        if (await unchanged(named, wanted)) return module;
      } catch (error) {
        cause = error;
        await unchanged(named, wanted).catch((worse) => {
          failures.set(url, failed + 1);
          throw worse;
        });
      }
      failures.set(url, failed + 1);
    }
    const policy = await broken(url, cause);
    throw policy.fault.kind === "policy" ? policy : blame(cause, () => fault("browser", "start", {}, cause));
  }

  /** Compile a program. @param {string} url @returns {Promise<WebAssembly.Module>} */
  async program(url) {
    const hindered = hindrance();
    if (hindered) throw hindered;
    return compile(url, this.wanted(url), this.#code);
  }
}
