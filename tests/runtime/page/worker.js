import { addRest, boot } from "./browser/worker/boot.js";
import { compile } from "./browser/run/compile.js";
import { content } from "./browser/run/files.js";

const runtime = new URL("runtime/", import.meta.url).href;
const any = { sha256: [] }; // no site.json here knows what the files should be
const supply = {
  script: (url) => import(url).catch(async (error) => {
    await content(url, any);
    throw error;
  }),
  program: (url) => compile(url, any, {}),
  file: (url) => content(url, any),
};

onmessage = async ({ data: { python, archives = [], imports = [], rest = false, compiled } }) => {
  try {
    const urls = archives.map((name) => new URL(name, import.meta.url).href);
    const code = typeof compiled === "string" ? Promise.reject(new Error(compiled)) : compiled;
    const given = code && { compiled: Promise.resolve(code) };
    const { pyodide } = await boot({ runtime, supply, archives: urls, imports, ...given });
    if (rest) await addRest(pyodide, runtime, supply);
    if (rest) await addRest(pyodide, runtime, supply); // another call does nothing
    postMessage({ value: pyodide.runPython(python) });
  } catch (error) {
    postMessage({ error: { message: error.message, ...error.fault } });
  }
};
