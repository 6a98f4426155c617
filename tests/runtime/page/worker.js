import { addRest, boot } from "./browser/boot.js";

const runtime = new URL("runtime/", import.meta.url).href;

onmessage = async ({ data: { python, files = {}, rest = false } }) => {
  try {
    const { pyodide } = await boot({ runtime });
    if (rest) await addRest(pyodide, runtime);
    if (rest) await addRest(pyodide, runtime); // another call does nothing
    for (const [path, url] of Object.entries(files)) {
      const response = await fetch(url);
      pyodide.FS.writeFile(path, new Uint8Array(await response.arrayBuffer()));
    }
    postMessage({ value: pyodide.runPython(python) });
  } catch (error) {
    const { name, message, kind, url, status } = error;
    postMessage({ error: { name, message, kind, url, status } });
  }
};
