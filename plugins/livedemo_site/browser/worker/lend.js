// Handing a library what it would fetch by itself: it then starts sooner, or keeps less.
//
// Pyodide and onnxruntime-web fetch their program and give the promise of its response to
// `instantiateStreaming`. Both may start at once, so what is lent is kept here, by URL, and taken once.

/** What the next fetch of a URL gives. @type {Map<string, Promise<Response>>} */
const lent = new Map();
/** Compiled programs by what stands for their response. @type {WeakMap<object, Promise<WebAssembly.Module>>} */
const modules = new WeakMap();

const { fetch } = globalThis;
const { instantiateStreaming } = WebAssembly;

globalThis.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const response = lent.get(url);
  lent.delete(url);
  return response ?? fetch(input, init);
};

WebAssembly.instantiateStreaming = async (source, imports) => {
  const module = modules.get(source);
  if (!module) return instantiateStreaming(source, imports);
  const compiled = await module;
  return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
};

/** Lend a response: the next fetch of `url` gives it. @param {string} url @param {Promise<Response>} response */
export function lend(url, response) {
  lent.set(url, response);
}

/** Lend a program: who fetches `url` next, to instantiate it, gets it compiled. @param {string} url @param {Promise<WebAssembly.Module>} module */
export function lendProgram(url, module) {
  const token = /** @type {Promise<Response>} */ (new Promise(() => {})); // stands for the response that became `module`
  module.catch(() => {}); // told where it is instantiated
  modules.set(token, module);
  lent.set(url, token);
}

/** Take back what nobody fetched. @param {string[]} urls */
export function takeBack(...urls) {
  for (const url of urls) lent.delete(url);
}
