// A site as its worker sees it: site.json, its files, Python, and the models made ready for a demo.

import { compile } from "../run/compile.js";
import { BootError, addRest, boot } from "./boot.js";
import { Downloads } from "./downloads.js";
import { lendProgram } from "./lend.js";
import { Sessions } from "./ort-session.js";

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
 * @property {number} version of this format
 * @property {string} v hash of the bundle
 * @property {string} runtime folder of Python and onnxruntime-web
 * @property {File} bundle the demos, livedemo and the Python half of the worker
 * @property {Record<string, Demo>} demos
 * @property {Record<string, ModelSpec>} models
 */
/** @typedef {{parameter: string, spec: ModelSpec, backend: Backend | "python"}} Ready a model that a demo can be given */
/**
 * What Python calls.
 * @typedef {object} Bridge
 * @property {Function} frame
 * @property {Function} fail
 */

const FORMAT = 1;
// What Python's and ORT's files weigh in the progress shown; they are compiled as they come, uncounted.
const PYTHON_BYTES = 5.5e6;
const ORT_BYTES = 3.7e6;

export const STALE = "This page has changed since you opened it. Reload the page, then run the figure again.";

/** Something other than a demo's own code has failed; the message is a sentence for the reader. */
export class Trouble extends Error {
  /** @param {import("../run/worker-client.js").Kind} kind @param {string} message @param {unknown} [cause] */
  constructor(kind, message, cause = "") {
    super(message);
    this.kind = kind;
    this.detail = String(cause);
  }
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

  /**
   * Fetch site.json and start Python. Rejects with `Trouble`; so may `python`.
   * @param {string} url of site.json, absolute
   * @param {object} how
   * @param {Bridge} how.bridge
   * @param {Promise<WebAssembly.Module>} how.compiled Python's code, should the page have it
   * @param {(loaded: number, total: number) => void} how.progress in bytes
   * @returns {Promise<App>}
   */
  static async open(url, { bridge, compiled, progress }) {
    const response = await fetch(url).catch((error) => {
      throw new Trouble("network", "The figure could not reach the site. Check the connection and try again.", error);
    });
    if (!response.ok) throw new Trouble("network", STALE, `${response.status} ${url}`);
    /** @type {Site} */
    const site = await response.json();
    if (site.version !== FORMAT) throw new Trouble("runtime", STALE, `site.json has version ${site.version}`);
    return new App(url, site, bridge, compiled, progress);
  }

  /** @param {string} url @param {Site} site @param {Bridge} bridge @param {Promise<WebAssembly.Module>} compiled @param {(loaded: number, total: number) => void} progress */
  constructor(url, site, bridge, compiled, progress) {
    this.site = site;
    this.runtime = new URL(site.runtime, url).href;
    this.downloads = new Downloads(url, progress);
    this.sessions = new Sessions(
      this.runtime,
      (files, work) => this.downloads.use(files, work),
      (program) => lendProgram(program, compile(program)),
    );
    this.python = this.#boot(new URL(site.bundle.url, url).href, bridge, compiled);
    this.downloads.count(PYTHON_BYTES, this.python);
  }

  /** @param {string} bundle @param {Bridge} bridge @param {Promise<WebAssembly.Module>} compiled */
  async #boot(bundle, bridge, compiled) {
    const imports = ["livedemo", "livedemo_worker"];
    try {
      const { pyodide } = await boot({ runtime: this.runtime, archives: [bundle], imports, compiled });
      const module = pyodide.pyimport("livedemo_worker");
      module.open(`/lib/${bundle.split("/").at(-1)}`, { ...bridge, run: this.#runner() });
      return { pyodide, module };
    } catch (error) {
      if (error instanceof BootError && error.kind === "network") {
        throw new Trouble("network", `${error.message} Check the connection and try again.`, error.url);
      }
      throw new Trouble("runtime", "Python could not start in this browser. Reload the page; a newer browser may be needed.", error);
    }
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
    if (!demo) throw new Trouble("runtime", STALE, `no demo ${name}`);
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
    this.sessions.keep(models);
    const { module } = await this.python;
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
    await Promise.all(graphs.map((graph) => this.sessions.session(spec, graph, backend)));
    return backend;
  }

  /** Python, with as much of its standard library as a demo needs. @param {string} name @returns {Promise<any>} */
  async pythonFor(name) {
    const { pyodide, module } = await this.python;
    if (this.site.demos[name]?.stdlib === "full") {
      this.#rest ??= addRest(pyodide, this.runtime);
      await this.#rest.catch((error) => {
        this.#rest = undefined;
        throw new Trouble("network", `${error.message} Check the connection and try again.`, error.url);
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
