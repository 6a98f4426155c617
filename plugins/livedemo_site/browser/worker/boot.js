// Starts Python in a module worker, from files made for it (see runtime_build/).
//
// Two modules, one WebAssembly file and one archive of bytecode are all that Python needs. They are
// asked for at once, and compiled as they come.

import { FaultError, blame, fault } from "../run/faults.js";
import { gunzip } from "../run/gunzip.js";
import { lend, lendProgram, takeBack } from "./lend.js";

/**
 * What the project uses of Pyodide.
 * @typedef {object} Pyodide
 * @property {{writeFile: (path: string, content: Uint8Array) => void, analyzePath: (path: string) => {exists: boolean}}} FS
 * @property {(code: string) => any} runPython
 * @property {(name: string) => any} pyimport
 * @property {any} _api
 */
/** @typedef {(options: object) => Promise<Pyodide>} LoadPyodide */
/**
 * Where the files come from, each as it should be; all reject with a `FaultError`.
 * @typedef {object} Supply
 * @property {(url: string) => Promise<any>} script
 * @property {(url: string) => Promise<WebAssembly.Module>} program
 * @property {(url: string) => Promise<Uint8Array<ArrayBuffer>>} file
 */

const REST = "/lib/python314-rest.zip";

/** A URL's last part. @param {string} url */
const nameOf = (url) => new URL(url).pathname.split("/").pop() ?? url;

/** A file that is stored compressed. @param {Supply} supply @param {string} url */
const unpack = async (supply, url) => gunzip(await supply.file(url));

/**
 * Start Python. Rejects with a `FaultError`.
 * @param {object} options
 * @param {string} options.runtime the runtime's folder: an absolute URL with a trailing slash
 * @param {Supply} options.supply
 * @param {string[]} [options.archives] absolute URLs of zips to import from, the first one first;
 *   Python sees each as `/lib/<last part of the URL>`
 * @param {string[]} [options.imports] modules to import before Python counts as started
 * @param {Promise<WebAssembly.Module>} [options.compiled] `pyodide/pyodide.asm.wasm`, where the page
 *   has had a head start; without it, or when it fails, it is fetched and compiled here
 * @returns {Promise<{pyodide: Pyodide}>}
 */
export async function boot({ runtime, supply, archives = [], imports = [], compiled }) {
  const folder = `${runtime}pyodide/`;
  const code = `${folder}pyodide.asm.wasm`;
  const library = `${runtime}python/stdlib.zip.gz`;
  const module = compiled?.catch(() => supply.program(code)) ?? supply.program(code);
  const archive = unpack(supply, library).then((content) => new Response(content));
  const scripts = Promise.all([supply.script(`${folder}pyodide.js`), supply.script(`${folder}pyodide.asm.js`)]);
  const extras = Promise.all(archives.map((url) => supply.file(url)));
  const files = Promise.all([module, archive, scripts, extras]); // rejects as soon as one does
  files.catch(() => {}); // awaited below
  const [{ loadPyodide, lock }, { default: createPyodideModule }] = await scripts;
  // By itself Pyodide would start later, and never end when a file is missing: a failure is told
  // here, and Pyodide, which would leave it unhandled, is left waiting.
  lendProgram(code, module);
  lend(library, archive.catch(() => new Promise(() => {})));
  try {
    const options = {
      createPyodideModule,
      indexURL: folder,
      lockFileContents: lock,
      packageBaseUrl: folder,
      stdLibURL: library,
    };
    const started = /** @type {LoadPyodide} */ (loadPyodide)(options);
    const pyodide = await Promise.race([started, files.then(() => started)]);
    const paths = archives.map((url) => `/lib/${nameOf(url)}`);
    (await extras).forEach((content, i) => pyodide.FS.writeFile(paths[i], content));
    pyodide.runPython(`import sys; sys.path[0:0] = ${JSON.stringify(paths)}`);
    if (imports.length) pyodide.runPython(`import ${imports.join(", ")}`);
    return { pyodide };
  } catch (cause) {
    throw cause instanceof FaultError ? cause : blame(cause, () => fault("browser", "start", {}, cause));
  } finally {
    takeBack(code, library);
  }
}

/**
 * Fetch the modules of the standard library that few demos need. Another call does nothing.
 * @param {Pyodide} pyodide @param {string} runtime as for `boot` @param {Supply} supply
 */
export async function addRest(pyodide, runtime, supply) {
  const content = new Uint8Array(await unpack(supply, `${runtime}python/rest.zip.gz`));
  if (pyodide.FS.analyzePath(REST).exists) return;
  pyodide.FS.writeFile(REST, content);
  pyodide.pyimport("sitecustomize").add(REST);
}
