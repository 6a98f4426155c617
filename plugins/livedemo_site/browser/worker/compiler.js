// Compiles one WebAssembly program, hands it over and ends.
//
// A thread that compiles a program as it comes keeps what it came in until its garbage is next
// collected, which may be never: 19 MB for Python, 28 MB for onnxruntime. This one takes it along.

/** @param {string} url @returns {Promise<WebAssembly.Module>} */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  // Only a response that is passed on untouched can come from the browser's code cache.
  if (/^application\/wasm *(;|$)/.test(type)) return WebAssembly.compileStreaming(response);
  // Some servers know no .wasm, and streaming insists on its type.
  return WebAssembly.compile(await response.arrayBuffer());
}

self.addEventListener("message", ({ data: url }) => {
  compile(url).then(
    (module) => self.postMessage({ module }),
    (error) => self.postMessage({ error: String(error) }),
  );
});
