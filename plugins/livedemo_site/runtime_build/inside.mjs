// Runs Pyodide in Node for the build: node inside.mjs <pyodide folder> < job.json
// A job is {work, python}: `work` is a folder of this machine that Python sees as /work, `python` the code to run there.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const { work, python } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(new URL("pyodide.mjs", pathToFileURL(`${folder}/`)).href);
// A fixed hash seed: the order of sets can reach the bytecode.
const pyodide = await loadPyodide({ indexURL: folder, env: { PYTHONHASHSEED: "0" } });
pyodide.mountNodeFS("/work", work);
process.stdout.write(`${pyodide.runPython(python)}\n`);
