// The module worker of a page: boots Python, fetches models meanwhile, and runs demos for all figures.
//
// Messages from the page: {open, lock}, {id, v, demo, inputs, state, backend}, {cancel: id},
// {more: id} (the frame has been shown), {ping}. Messages to it: {locked}, {ready, v, ms}, {webgpu},
// {id, progress}, {id, html, state, done, ms, backend}, {id, error}, {fatal}, {pong}.

import { BootError, addRest, boot } from "./boot.js";
import { DownloadError, Downloads } from "./downloads.js";
import { Sessions, webgpu } from "./ort-session.js";
import { version } from "./version.js";

/** @typedef {import("./host.js").Request & {id: number, v: string}} Job */
/** @typedef {import("./host.js").Kind} Kind */
/** @typedef {import("./ort-session.js").Backend} Backend */
/** @typedef {import("./ort-session.js").ModelSpec} ModelSpec */
/**
 * site.json.
 * @typedef {object} Site
 * @property {number} version
 * @property {string} v
 * @property {string} runtime
 * @property {import("./downloads.js").File} bundle the demos and the Python half of this worker
 * @property {import("./downloads.js").File} [library] livedemo, compiled
 * @property {Record<string, {models: Record<string, string>, stdlib: "cut" | "full"}>} demos
 * @property {Record<string, ModelSpec>} models
 */
/** @typedef {{pyodide: any, python: any}} Python `python`: the module livedemo_worker */
/** @typedef {{site: Site, runtime: string, downloads: Downloads, sessions: Sessions, python: Promise<Python>}} App */

const STALE = "This page has changed since you opened it. Reload the page, then run the figure again.";
const PYTHON_BYTES = 5.5e6; // what Python's and ORT's downloads weigh in the progress shown
const ORT_BYTES = 4.1e6;

/** @type {Promise<App> | undefined} */
let app;
let opened = "";
/** ORT, and the part of the standard library that few demos need. @type {Promise<unknown> | undefined} */
let loading;
/** @type {Promise<unknown> | undefined} */
let whole;
/** The runs that the page waits for. @type {Map<number, {more: () => void}>} */
const jobs = new Map();
let bootTime = 0;

/** @param {object} message */
const post = (message) => self.postMessage(message);

/** A sentence for the reader where something other than the demo's code fails. */
class Trouble extends Error {
  /** @param {Kind} kind @param {string} message @param {unknown} [cause] */
  constructor(kind, message, cause) {
    super(message);
    this.kind = kind;
    this.detail = cause === undefined ? "" : String(cause);
  }
}

/** Fetch site.json and set Python going. @param {string} url @returns {Promise<App>} */
async function open(url) {
  const began = performance.now();
  const response = await fetch(url).catch((error) => {
    throw new Trouble("network", "The figure could not reach the site. Check the connection and try again.", error);
  });
  if (!response.ok) throw new Trouble("network", STALE, `${response.status} ${url}`);
  /** @type {Site} */
  const site = await response.json();
  if (site.version !== 1) throw new Trouble("runtime", STALE, `site.json version ${site.version}`);
  const downloads = new Downloads(url, (loaded, total) => {
    for (const id of jobs.keys()) post({ id, progress: { stage: "download", loaded, total } });
  });
  const runtime = new URL(site.runtime, url).href;
  const sessions = new Sessions(runtime, (file) => downloads.get(file));
  const python = start(site, url, runtime, sessions);
  downloads.count(PYTHON_BYTES, python);
  python.then(
    () => {
      bootTime = performance.now() - began;
      post({ ready: true, v: site.v, ms: bootTime });
    },
    () => (app = undefined), // the next run boots anew
  );
  return { site, runtime, downloads, sessions, python };
}

/** @param {Site} site @param {string} url @param {string} runtime @param {Sessions} sessions */
async function start(site, url, runtime, sessions) {
  const bundle = new URL(site.bundle.url, url).href;
  const archives = [...(site.library ? [new URL(site.library.url, url).href] : []), bundle];
  try {
    const { pyodide } = await boot({ runtime, archives, imports: ["livedemo", "livedemo_worker"] });
    pyodide._api.on_fatal = (/** @type {unknown} */ error) => post({ fatal: String(error) });
    const python = pyodide.pyimport("livedemo_worker");
    python.open(`/lib/${bundle.split("/").at(-1)}/demos`, { run: runner(site, sessions), frame, fail });
    return { pyodide, python };
  } catch (error) {
    if (error instanceof BootError && error.kind === "network") {
      throw new Trouble("network", `${error.message} Check the connection and try again.`, error.url);
    }
    throw new Trouble("runtime", "Python could not start in this browser. Reload the page; a newer browser may be needed.", error);
  }
}

/**
 * How Python runs a graph: with a call as JSON and the data of its feeds; it gets the outputs' names
 * and shapes as JSON, then their data.
 * @param {Site} site
 * @param {Sessions} sessions
 */
function runner(site, sessions) {
  /** @param {string} model @param {string} graph @param {Backend} backend @param {string} call @param {any[]} data */
  return async (model, graph, backend, call, data) => {
    /** @type {{feeds: [string, string, number[]][], outputs: string[], keep: string[]}} */
    const { feeds, outputs, keep } = JSON.parse(call);
    const tensors = feeds.map(([name, dtype, shape], i) => ({ name, dtype, shape, data: data[i] }));
    const results = await sessions.run(site.models[model], graph, backend, tensors, outputs, keep);
    return [JSON.stringify(results.map(({ name, dtype, shape }) => [name, dtype, shape])), ...results.map((r) => r.data)];
  };
}

/**
 * A frame from Python; resolves when the page wants the next one.
 * @param {number} id
 * @param {string | null} html `null`: as before
 * @param {string} state JSON
 * @param {boolean} done
 * @param {number} ms
 * @param {number} load
 * @param {string} backend
 */
async function frame(id, html, state, done, ms, load, backend) {
  const job = jobs.get(id);
  if (!job) return; // cancelled meanwhile
  post({ id, html: html ?? null, state: JSON.parse(state), done, backend, ms: { boot: bootTime, load, run: ms } });
  if (!done) return /** @type {Promise<void>} */ (new Promise((resolve) => (job.more = resolve)));
  jobs.delete(id);
  // Asked after the answer, so that no reader waits for it.
  if (backend === "python" || told) return;
  told = true;
  post({ webgpu: await webgpu() });
}

/** Whether the page knows if there is a GPU. */
let told = false;

/** @param {number} id @param {Kind} kind @param {string} message @param {string} detail */
function fail(id, kind, message, detail) {
  if (jobs.delete(id)) post({ id, error: { kind, message, detail } });
}

/** @param {App} app @param {ModelSpec} model @param {string} choice */
async function prepare({ downloads, sessions }, model, choice) {
  const { tokenizer } = model.files;
  const [first] = Object.keys(model.graphs);
  const vocabulary = tokenizer && downloads.get(tokenizer);
  /** @type {Backend | "python"} */
  let backend = "python";
  if (first) {
    backend = await sessions.backend(model, choice);
    if (!loading) downloads.count(ORT_BYTES, (loading = sessions.load()));
    await sessions.session(model, first, backend);
  }
  return { spec: model, backend, tokenizer: await vocabulary };
}

/** @param {Job} job */
async function answer({ id, v, demo: name, inputs, state, backend: choice }) {
  try {
    if (v !== version(opened)) throw new Trouble("runtime", STALE, `${v} is not ${version(opened)}`);
    const { site, ...rest } = await (app ??= open(opened));
    const demo = site.demos[name];
    if (!demo) throw new Trouble("runtime", STALE, `no demo ${name}`);
    const parameters = Object.entries(demo.models);
    const began = performance.now();
    let load = 0;
    const preparing = Promise.all(parameters.map(async ([parameter, model]) => ({
      parameter,
      ...(await prepare({ site, ...rest }, site.models[model], choice)),
    })));
    preparing.then(() => (load = performance.now() - began), () => {}); // awaited below
    const { pyodide, python } = await rest.python;
    if (demo.stdlib === "full") await (whole ??= addRest(pyodide, rest.runtime));
    const models = await preparing;
    if (!jobs.has(id)) return; // cancelled meanwhile
    python.start(id, name, JSON.stringify(inputs), JSON.stringify(state), load, models);
  } catch (error) {
    whole = undefined;
    if (error instanceof Trouble) fail(id, error.kind, error.message, error.detail);
    else if (error instanceof DownloadError) fail(id, "network", error.message, "");
    else fail(id, "model", "The model could not be started in this browser. Try again, or reload the page.", String(error));
  }
}

self.addEventListener("message", ({ data }) => {
  if (data.open) {
    opened = data.open;
    app = open(opened);
    app.catch(() => (app = undefined));
    // Held until this worker is no more, which is how the page learns of it.
    navigator.locks?.request(data.lock, () => {
      post({ locked: data.lock });
      return new Promise(() => {});
    });
  } else if (data.id) {
    jobs.set(data.id, { more: () => {} });
    answer(data);
  } else if (data.more) {
    jobs.get(data.more)?.more();
  } else if (data.cancel) {
    jobs.delete(data.cancel);
    app?.then((opened) => opened.python).then(({ python }) => python.cancel(data.cancel), () => {});
  } else if (data.ping) {
    post({ pong: true });
  }
});
