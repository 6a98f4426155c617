// Compiling a WebAssembly program in a thread that ends with it; see worker/compiler.js.

/** @param {string | URL} url absolute @returns {Promise<WebAssembly.Module>} */
export function compile(url) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("../worker/compiler.js", import.meta.url), { type: "module", name: "livedemo compiler" });
    worker.addEventListener("message", ({ data: { module, error } }) => {
      worker.terminate();
      if (module) resolve(module);
      else reject(new Error(error));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      worker.terminate();
      reject(new Error(event.message || "compiler.js could not be loaded"));
    });
    worker.postMessage(String(url));
  });
}
