// One worker for each question: {python, archives, imports, rest, code} -> {value} | {error}.
// `code`: the URL from which the page, not the worker, compiles Python's WebAssembly.
window.ask = async ({ code, ...question }) => {
  const compiled =
    code && (await WebAssembly.compileStreaming(fetch(code)).catch(() => "it did not compile"));
  return new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not load"));
    worker.postMessage({ ...question, compiled });
  });
};
