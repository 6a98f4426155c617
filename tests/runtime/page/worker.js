import { addRest, boot } from "./browser/worker/boot.js";

const runtime = new URL("runtime/", import.meta.url).href;

onmessage = async ({ data: { python, archives = [], imports = [], rest = false, compiled } }) => {
  try {
    const urls = archives.map((name) => new URL(name, import.meta.url).href);
    const code = typeof compiled === "string" ? Promise.reject(new Error(compiled)) : compiled;
    const given = code && { compiled: Promise.resolve(code) };
    const { pyodide } = await boot({ runtime, archives: urls, imports, ...given });
    if (rest) await addRest(pyodide, runtime);
    if (rest) await addRest(pyodide, runtime); // another call does nothing
    postMessage({ value: pyodide.runPython(python) });
  } catch (error) {
    const { name, message, kind, url, status } = error;
    postMessage({ error: { name, message, kind, url, status } });
  }
};
