// A site as its worker sees it: site.json, its files, Python, and the models made ready for a demo.

import { FaultError, fault, nameOf } from "../run/faults.js";
import { addRest, boot } from "./boot.js";
import { Downloads } from "./downloads.js";
import { lendProgram } from "./lend.js";
import { Sessions } from "./ort-session.js";
import { Source } from "./source.js";

/** @typedef {import("./downloads.js").File} File */
/** @typedef {import("./ort-session.js").Backend} Backend */
/** @typedef {import("./ort-session.js").ModelSpec} ModelSpec */
/**
 * A demo, by its models' parameters.
 * @typedef {object} Demo
 * @property {Record<string, string>} models
 * @property {Record<string, string[]>} graphs those that its default run needed
 * @property {"cut" | "full"} stdlib
 * @property {File[]} wheels its own
 */
/**
 * site.json; URLs are relative to it.
 * @typedef {object} Site
 * @property {string} v hash of the bundle
 * @property {string} runtime folder of Python and onnxruntime-web
 * @property {File} bundle the demos, livedemo and the Python half of the worker
 * @property {Record<string, Demo>} demos
 * @property {Record<string, ModelSpec>} models
 * @property {import("../run/files.js").Table} files of the page's code and of the runtime
 */
/** @typedef {{parameter: string, spec: ModelSpec, backend: Backend | "python"}} Ready a model that a demo can be given */
/**
 * What Python calls.
 * @typedef {object} Bridge
 * @property {Function} frame
 * @property {Function} fail
 */

// What Python's and ORT's files weigh in the progress shown; they are compiled as they come, uncounted.
const PYTHON_BYTES = 5.5e6;
const ORT_BYTES = 3.7e6;

/** The GPU could not take a model, which WASM may. */
export class GpuError extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super(String(cause), { cause });
  }
}

/** The numbers of a tensor that a session kept, as bytes. @param {import("./ort-session.js").Kept} tensor */
async function read(tensor) {
  const { buffer, byteOffset, byteLength } = /** @type {Float32Array} */ (await tensor.getData());
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Bring such a tensor off the GPU: its session may end. @param {import("./ort-session.js").Kept} tensor */
async function settle(tensor) {
  if (tensor.location !== "cpu") await tensor.getData(true);
}

export class App {
  /** The part of the standard library that few demos need. @type {Promise<unknown> | undefined} */
  #rest;
  /** The backends whose onnxruntime-web has been counted. @type {Set<Backend>} */
  #counted = new Set();
  /** Wheels that Python imports from, by URL. @type {Map<string, Promise<void>>} */
  #wheels = new Map();
  /** Models whose other files Python has, by name. @type {Set<string>} */
  #given = new Set();

  /** What Python was given to import from, by URL: each is written once. @type {Map<string, File>} */
  #archives = new Map();
  /** Python's program, should the page have it. @type {Promise<WebAssembly.Module> | undefined} */
  #compiled;

  /**
   * A site, whose Python starts at once.
   * @param {string} url of site.json, absolute
   * @param {Site} site what is in it
   * @param {object} how
   * @param {Bridge} how.bridge
   * @param {Promise<WebAssembly.Module>} how.compiled Python's program, should the page have it
   * @param {import("./downloads.js").Told} how.progress in bytes
   */
  constructor(url, site, { bridge, compiled, progress }) {
    this.site = site;
    this.runtime = new URL(site.runtime, url).href;
    this.downloads = new Downloads(url, progress);
    this.#compiled = compiled;
    const files = Object.entries(site.files);
    const code = files.map(([name, wanted]) => [name.replace(/^app-[^/]*\//, ""), wanted]);
    this.source = new Source(Object.fromEntries(files.map(([name, wanted]) => [new URL(name, url).href, wanted])), Object.fromEntries(code));
    this.#archives.set(new URL(site.bundle.url, url).href, site.bundle);
    this.sessions = new Sessions(
      this.runtime,
      (files, work) => this.downloads.use(files, work),
      (program) => {
        const compiled = this.supply.program(program);
        lendProgram(program, compiled);
        return compiled;
      },
      (script) => this.supply.script(script),
    );
    this.python = this.#boot(bridge);
    this.downloads.count(PYTHON_BYTES, this.python);
  }

  /** Start Python. @param {Bridge} bridge */
  async #boot(bridge) {
    const imports = ["livedemo", "livedemo_worker"];
    const [bundle] = this.#archives.keys();
    const compiled = this.#compiled && this.downloads.await("pyodide.asm.wasm", this.#compiled);
    const { pyodide } = await boot({ runtime: this.runtime, supply: this.supply, archives: [bundle], imports, compiled });
    const module = pyodide.pyimport("livedemo_worker");
    module.open(`/lib/${nameOf(bundle)}`, { ...bridge, run: this.#runner(), read, settle });
    return { pyodide, module };
  }

  /** Where files come from: what is waited for is told. @returns {import("./boot.js").Supply} */
  get supply() {
    return {
      script: (url) => this.downloads.await(url, this.source.script(url)),
      program: (url) => this.downloads.await(url, this.source.program(url)),
      file: (url) => this.downloads.use([this.#archives.get(url) ?? this.#file(url)], ([content]) => content.slice()),
    };
  }

  /** A file of the runtime's. @param {string} url @returns {File} */
  #file(url) {
    const { bytes = 0, sha256 } = this.source.wanted(url);
    return { url, bytes, sha256 };
  }

  /**
   * How Python runs a graph: with a call as JSON and the data of its feeds. It gets the names, types
   * and shapes of the outputs as JSON, then their data.
   */
  #runner() {
    /** @param {string} model @param {string} graph @param {Backend} backend @param {string} call @param {any[]} data */
    return async (model, graph, backend, call, data) => {
      /** @type {{feeds: [string, string, number[]][], outputs: string[], keep: string[]}} */
      const { feeds, outputs, keep } = JSON.parse(call);
      const tensors = feeds.map(([name, dtype, shape], i) => ({ name, dtype, shape, data: data[i] }));
      const results = await this.sessions.run(this.site.models[model], graph, backend, tensors, outputs, keep);
      const heads = results.map(({ name, dtype, shape }) => [name, dtype, shape]);
      return [JSON.stringify(heads), ...results.map((result) => result.data)];
    };
  }

  /**
   * Fetch what a demo needs, and make the sessions that it will run.
   * @param {string} name
   * @param {string} choice auto, wasm or webgpu
   * @returns {Promise<Ready[]>}
   */
  async models(name, choice) {
    const demo = this.site.demos[name];
    if (!demo) throw fault("file", "changed", { file: "site.json" }, `no demo ${name}`);
    return Promise.all(Object.entries(demo.models).map(async ([parameter, model]) => {
      const spec = this.site.models[model];
      const [backend] = await Promise.all([
        this.#session(spec, choice, demo.graphs[parameter]),
        this.#give(spec),
      ]);
      return { parameter, spec, backend };
    }));
  }

  /** Let Python have a model's other files, its vocabulary for one. @param {ModelSpec} spec */
  async #give(spec) {
    const assets = Object.entries(spec.files.assets);
    if (!assets.length || this.#given.has(spec.model)) return;
    await this.downloads.use(assets.map(([, file]) => file), async (contents) => {
      const { module } = await this.python;
      module.give(spec.model, Object.fromEntries(assets.map(([name], i) => [name, contents[i]])));
      this.#given.add(spec.model);
    });
  }

  /** Let go of what only other demos need. @param {string[]} demos those that are still in the page */
  async keep(demos) {
    const models = new Set(demos.flatMap((name) => Object.values(this.site.demos[name]?.models ?? {})));
    const { module } = await this.python;
    await module.rest([...models]);
    this.sessions.keep(models);
    for (const model of this.#given) if (!models.has(model)) this.#given.delete(model);
    module.keep(demos, [...models]);
  }

  /** @param {ModelSpec} spec @param {string} choice @param {string[]} graphs @returns {Promise<Backend | "python">} */
  async #session(spec, choice, graphs) {
    if (!Object.keys(spec.graphs).length) return "python";
    const backend = await this.sessions.backend(spec, choice);
    if (!this.#counted.has(backend)) {
      this.#counted.add(backend);
      this.downloads.count(ORT_BYTES, this.sessions.load(backend));
    }
    await Promise.all(graphs.map((graph) => this.sessions.session(spec, graph, backend))).catch((error) => {
      throw backend === "webgpu" && !(error instanceof FaultError) ? new GpuError(error) : error;
    });
    return backend;
  }

  /** Python, with as much of its standard library as a demo needs. @param {string} name @returns {Promise<any>} */
  async pythonFor(name) {
    const { pyodide, module } = await this.python;
    if (this.site.demos[name]?.stdlib === "full") {
      this.#rest ??= addRest(pyodide, this.runtime, this.supply);
      await this.#rest.catch((error) => {
        this.#rest = undefined;
        throw error;
      });
    }
    await Promise.all((this.site.demos[name]?.wheels ?? []).map((file) => this.#wheel(pyodide, file)));
    return module;
  }

  /** Let Python import from a wheel, as it is. @param {import("./boot.js").Pyodide} pyodide @param {File} file */
  #wheel(pyodide, file) {
    let ready = this.#wheels.get(file.url);
    if (!ready) {
      ready = this.downloads.use([file], ([content]) => {
        const path = `/lib/${file.url.split("/").at(-1)}`;
        pyodide.FS.writeFile(path, content);
        pyodide.runPython(`import sys; sys.path.append(${JSON.stringify(path)})`);
      });
      this.#wheels.set(file.url, ready);
      ready.catch(() => this.#wheels.delete(file.url));
    }
    return ready;
  }
}
