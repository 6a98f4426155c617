// Runs survey.py in Pyodide: node pyodide.mjs <pyodide folder> <tokenizers> <models> <tests> <file of code points>
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodide, tokenizers, models, tests, codes] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide();
python.mountNodeFS("/code/tokenizers", tokenizers);
python.mountNodeFS("/code/tests", tests);
python.mountNodeFS("/models", models);
python.globals.set("codes", readFileSync(codes, "utf8"));
console.log(
  python.runPython(`
import json, sys, unicodedata
sys.dont_write_bytecode = True
sys.path[:0] = ["/code", "/code/tests"]
from survey import survey
f"{sys.version_info.minor} {unicodedata.unidata_version} {survey('tokenizers', '/models', json.loads(codes))}"
`),
);
