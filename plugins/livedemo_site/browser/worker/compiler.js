// Compiles one WebAssembly program, hands it over and ends.
//
// A thread that compiles a program as it comes keeps what it came in until its garbage is next
// collected, which may be never: 19 MB for Python, 28 MB for onnxruntime. This one takes it along.

import { answer, blame, fault } from "../run/faults.js";
import { content, unchanged } from "../run/files.js";

/** @typedef {import("../run/faults.js").Wanted} Wanted */

/** @param {string} url @param {Wanted} wanted @returns {Promise<WebAssembly.Module>} */
async function compile(url, wanted) {
  const response = await answer(url).catch(() => null); // what is wrong is told below
  const { headers } = response ?? new Response();
  // Only a response that is passed on untouched can come from the browser's code cache; what it held is
  // checked in the browser's cache of files. Some servers know no .wasm, and streaming insists on its type.
  const streams = /^application\/wasm *(;|$)/.test(headers.get("content-type") ?? "");
  if (response && streams && !/no-store/i.test(headers.get("cache-control") ?? "")) {
    const module = await WebAssembly.compileStreaming(response).catch(() => null);
    if ((await unchanged(url, wanted)) && module) return module;
  } else {
    response?.body?.cancel();
  }
  return WebAssembly.compile(await content(url, wanted));
}

self.addEventListener("message", ({ data: { url, wanted } }) => {
  compile(url, wanted).then(
    (module) => self.postMessage({ module }),
    (error) => self.postMessage({ fault: blame(error, () => fault("browser", "start", {}, error)).fault }),
  );
});
