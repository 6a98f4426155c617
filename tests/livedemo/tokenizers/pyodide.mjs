// Runs survey.py in Pyodide: node pyodide.mjs <pyodide folder> <tokenizers> <models> <tests>
import { pathToFileURL } from "node:url";

const [pyodide, tokenizers, models, tests] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide();
python.mountNodeFS("/code/tokenizers", tokenizers);
python.mountNodeFS("/code/tests", tests);
python.mountNodeFS("/models", models);
console.log(
  python.runPython(`
import sys, unicodedata
sys.dont_write_bytecode = True
sys.path[:0] = ["/code", "/code/tests"]
from survey import survey
f"{sys.version_info.minor} {unicodedata.unidata_version} {survey('tokenizers', '/models')}"
`),
);
