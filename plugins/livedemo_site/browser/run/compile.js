// Compiling a WebAssembly program in a thread that ends with it; see worker/compiler.js.

import { FaultError, blame, broken } from "./faults.js";
import { explain } from "./files.js";
import { thread } from "./thread.js";

/** @typedef {import("./faults.js").Wanted} Wanted */
/** @typedef {import("./files.js").Table} Table */

const COMPILER = ["worker/compiler.js", "run/faults.js", "run/files.js"];

/**
 * The program, or a `FaultError`.
 * @param {string} url absolute @param {Wanted} wanted @param {Table} code the files of the page's code, by their names there
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(url, wanted, code) {
  const folder = new URL("../", import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = thread(new URL("worker/compiler.js", folder), "livedemo compiler");
    worker.addEventListener("message", ({ data: { module, fault } }) => {
      worker.terminate();
      if (module) resolve(module);
      else reject(new FaultError(fault));
    });
    worker.addEventListener("error", async (event) => {
      event.preventDefault();
      worker.terminate();
      const otherwise = await broken(new URL("worker/compiler.js", folder), event.message);
      const scripts = COMPILER.map((name) => /** @type {[URL, Wanted]} */ ([new URL(name, folder), code[name]]));
      explain(scripts, () => otherwise).catch((error) => reject(blame(error, () => otherwise)));
    });
    worker.postMessage({ url, wanted });
  });
}
