// Starts Python in a module worker, from files made for it (see runtime_build/).
//
// Two modules, one WebAssembly file and one archive of bytecode are all that Python needs. They are
// asked for at once, and compiled as they come.

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

const REST = "/lib/python314-rest.zip";

/** Python could not start: the network's fault (then `url` is known, perhaps `status`), or the browser's. */
export class BootError extends Error {
  /**
   * @param {"network" | "runtime"} kind
   * @param {string} message one sentence
   * @param {{url?: string, status?: number, cause?: unknown}} [more]
   */
  constructor(kind, message, { url, status, cause } = {}) {
    super(message, { cause });
    this.name = "BootError";
    this.kind = kind;
    this.url = url;
    this.status = status;
  }
}

/** A URL's last part. @param {string} url */
const nameOf = (url) => new URL(url).pathname.split("/").pop() ?? url;

/** What an error says. @param {unknown} error */
const said = (error) => (error instanceof Error ? error.message : String(error));

/** @param {string} url @param {unknown} cause */
const damaged = (url, cause) =>
  new BootError("network", `${nameOf(url)} is damaged or was cut off: ${said(cause)}.`, { url, cause });

/** A response that is not an error. @param {string} url @returns {Promise<Response>} */
async function get(url) {
  const response = await fetch(url).catch((cause) => {
    throw new BootError("network", `${nameOf(url)} could not be fetched: ${said(cause)}.`, { url, cause });
  });
  const { ok, status } = response;
  if (!ok) throw new BootError("network", `${nameOf(url)} could not be fetched: HTTP status ${status}.`, { url, status });
  return response;
}

/** @param {string} url @returns {Promise<any>} */
const load = (url) =>
  import(url).catch((cause) => {
    throw new BootError("network", `${nameOf(url)} could not be loaded: ${said(cause)}.`, { url, cause });
  });

/** @param {string} url @returns {Promise<WebAssembly.Module>} */
async function compile(url) {
  const response = await get(url);
  const type = response.headers.get("content-type") ?? "";
  try {
    // Only a response that is passed on untouched can come from the browser's code cache.
    if (/^application\/wasm *(;|$)/.test(type)) return await WebAssembly.compileStreaming(response);
    // Some servers know no .wasm, and streaming insists on its type.
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw damaged(url, cause);
  }
}

/** A file that is stored compressed. @param {string} url @returns {Promise<Response>} */
async function unpack(url) {
  const response = await get(url);
  const content = new Uint8Array(await response.arrayBuffer());
  try {
    return new Response(await gunzip(content));
  } catch (cause) {
    throw damaged(url, cause);
  }
}

/**
 * Start Python. Rejects with a `BootError`.
 * @param {object} options
 * @param {string} options.runtime the runtime's folder: an absolute URL with a trailing slash
 * @param {string[]} [options.archives] absolute URLs of zips to import from, the first one first;
 *   Python sees each as `/lib/<last part of the URL>`
 * @param {string[]} [options.imports] modules to import before Python counts as started
 * @param {Promise<WebAssembly.Module>} [options.compiled] `pyodide/pyodide.asm.wasm`, where the page
 *   has had a head start; without it, or when it fails, it is fetched and compiled here
 * @returns {Promise<{pyodide: Pyodide}>}
 */
export async function boot({ runtime, archives = [], imports = [], compiled }) {
  const folder = `${runtime}pyodide/`;
  const code = `${folder}pyodide.asm.wasm`;
  const library = `${runtime}python/stdlib.zip.gz`;
  const module = compiled?.catch(() => compile(code)) ?? compile(code);
  const archive = unpack(library);
  const scripts = Promise.all([load(`${folder}pyodide.js`), load(`${folder}pyodide.asm.js`)]);
  const extras = Promise.all(archives.map(async (url) => (await get(url)).arrayBuffer()));
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
    (await extras).forEach((content, i) => pyodide.FS.writeFile(paths[i], new Uint8Array(content)));
    pyodide.runPython(`import sys; sys.path[0:0] = ${JSON.stringify(paths)}`);
    if (imports.length) pyodide.runPython(`import ${imports.join(", ")}`);
    return { pyodide };
  } catch (cause) {
    if (cause instanceof BootError) throw cause;
    throw new BootError("runtime", `Python could not start: ${said(cause)}.`, { cause });
  } finally {
    takeBack(code, library);
  }
}

/**
 * Fetch the modules of the standard library that few demos need. Another call does nothing.
 * @param {Pyodide} pyodide @param {string} runtime as for `boot`
 */
export async function addRest(pyodide, runtime) {
  const response = await unpack(`${runtime}python/rest.zip.gz`);
  const content = new Uint8Array(await response.arrayBuffer());
  if (pyodide.FS.analyzePath(REST).exists) return;
  pyodide.FS.writeFile(REST, content);
  pyodide.pyimport("sitecustomize").add(REST);
}
