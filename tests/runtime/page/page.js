// One worker for each question: {python, archives, imports, rest} -> {value} | {error}.
window.ask = (question) =>
  new Promise((resolve, reject) => {
    const worker = new Worker("worker.js", { type: "module" });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not load"));
    worker.postMessage(question);
  });
