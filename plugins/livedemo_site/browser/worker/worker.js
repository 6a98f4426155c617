// The module worker of a page, which runs the demos of all its figures.
//
// From the page: {open: url of site.json, site: what is in it, lock}, {code: Python's program | null},
// {id, demo, inputs, state, backend, edits} runs a demo, {warm: demo, backend} readies one, {more: id} (the frame has been shown),
// {cancel: id}, {keep: names of the demos that are still in the page}, {stop: true} gives up all that is on
// its way, {ping}. To the page: {locked}, {ready, ms}, {webgpu}, {id, progress}, {id, running} (its demo's own
// code begins), {id, html, state, done, ms, backend, note}, {id, fault}, {fatal}, {pong}.

import "../run/compile.js";
import "./lend.js";
import "./boot.js"; // site.js needs these, and would ask for them later
import { App, GpuError } from "./site.js";
import { blame, fault } from "../run/faults.js";
import { webgpu } from "./ort-session.js";

/** @typedef {import("../run/faults.js").Kind} Kind */
/** @typedef {import("../run/worker-client.js").Request & {id: number}} Order */
/** @typedef {{order: Order, more: () => void, models: import("./site.js").Ready[], again: boolean}} Job `again`: on WASM, after the GPU has failed it */

/** @type {(code: WebAssembly.Module | null) => void} */
let takeCode;
/** Python's program, which the page compiles meanwhile. @type {Promise<WebAssembly.Module>} */
const compiled = new Promise((resolve, reject) => {
  takeCode = (code) => (code ? resolve(code) : reject(new Error("the page could not compile it")));
});
compiled.catch(() => {}); // then it is compiled here

let url = ""; // of site.json
/** What is in it. @type {any} */
let content;
/** @type {App | undefined} */
let app;
let booted = 0; // ms
/** The runs that the page waits for. @type {Map<number, Job>} */
const jobs = new Map();
/** Whether the page has been told if there is a GPU. */
let told = false;

/** Demos that have said that no GPU runs them. @type {Set<string>} */
const noted = new Set();

/** @param {object} message */
const post = (message) => self.postMessage(message);

/** The site, opened anew where Python has failed to start. */
function open() {
  if (app) return app;
  const began = performance.now();
  /** @type {import("./downloads.js").Told} */
  const progress = (loaded, total, awaited) => {
    for (const id of jobs.keys()) post({ id, progress: { loaded, total, awaited } });
  };
  const site = new App(url, content, { bridge: { frame, fail }, compiled, progress });
  site.python.then(
    ({ pyodide }) => {
      pyodide._api.on_fatal = (/** @type {unknown} */ error) => post({ fatal: String(error) });
      booted = performance.now() - began;
      post({ ready: true, ms: booted });
    },
    () => (app = undefined),
  );
  return (app = site);
}

/** Run a demo and answer the page. @param {Job} job */
async function answer(job) {
  const { id, demo, inputs, state, backend, edits } = job.order;
  try {
    const site = open();
    const began = performance.now();
    let load = 0;
    const preparing = site.models(demo, job.again ? "wasm" : backend);
    preparing.then(() => (load = performance.now() - began), () => {});
    const [python, models] = await Promise.all([site.pythonFor(demo), preparing]);
    if (jobs.get(id) !== job) return;
    job.models = models;
    post({ id, running: true });
    python.start(id, demo, JSON.stringify(inputs), JSON.stringify(state), load, models, JSON.stringify(edits ?? {}));
  } catch (error) {
    if (error instanceof GpuError && !job.again) return again(job);
    const hasModel = Object.keys(content.demos[demo]?.models ?? {}).length > 0;
    const { kind, cause, values, detail } = blame(error, () => fault(...(hasModel ? MODEL : START), {}, error)).fault;
    if (jobs.delete(id)) post({ id, fault: { kind, cause, values, detail } });
  }
}

/** @type {[Kind, string]} */
const MODEL = ["demo", "model"];
/** @type {[Kind, string]} */
const START = ["browser", "start"];

/**
 * A frame from Python; resolves when the page wants the next one.
 * @param {number} id
 * @param {string | null} html nothing where it is as before
 * @param {string} state JSON
 * @param {boolean} done
 * @param {number} run ms in the demo
 * @param {number} load ms
 * @param {string} backend
 */
async function frame(id, html, state, done, run, load, backend) {
  const job = jobs.get(id);
  if (!job) return; // cancelled meanwhile
  const ms = { boot: booted, load, run };
  if (job.again) for (const { spec } of job.models) app?.sessions.refuse(spec.model);
  const { demo } = job.order;
  const note = backend === "wasm" && !noted.has(demo) && (job.again || job.order.backend === "webgpu") ? "status.gpu" : "";
  if (note) noted.add(demo);
  post({ id, html: html ?? null, state: JSON.parse(state), done, ms, backend, note });
  if (!done) return /** @type {Promise<void>} */ (new Promise((resolve) => (job.more = resolve)));
  jobs.delete(id);
  if (told || backend === "python") return;
  told = true;
  post({ webgpu: await webgpu() }); // asked after the answer, so that no reader waits for it
}

/** A run has failed in Python. @param {number} id @param {Kind} kind @param {string} cause @param {string} detail */
function fail(id, kind, cause, detail) {
  const job = jobs.get(id);
  if (!job) return;
  // What the GPU can't do, or has lost, WASM may do: the run begins anew.
  if (cause === "model" && onGpu(job)) return again(job);
  jobs.delete(id);
  const plain = kind === "input" ? fault(kind, "refused", { message: cause }) : fault(kind, cause, {}, detail);
  post({ id, fault: (cause === "model" ? blame(detail, () => plain) : plain).fault }); // memory, for one
}

/** @param {Job} job */
const onGpu = ({ again, models }) => !again && models.some(({ backend }) => backend === "webgpu");

/** @param {Job} job */
function again(job) {
  const next = { ...job, again: true, models: [] };
  jobs.set(job.order.id, next);
  answer(next);
}

self.addEventListener("message", ({ data }) => {
  if (data.open) {
    url = data.open;
    content = data.site;
    open();
    // Held until this worker is no more, which is how the page learns of it.
    navigator.locks?.request(data.lock, () => {
      post({ locked: data.lock });
      return new Promise(() => {});
    }).catch(() => {}); // a sandbox has no locks: the page asks for signs of life
  } else if (data.id) {
    const job = { order: data, more: () => {}, models: [], again: false };
    jobs.set(data.id, job);
    answer(job);
  } else if (data.warm) {
    const site = open();
    site.pythonFor(data.warm).catch(() => {}); // told when it is run
    site.models(data.warm, data.backend).catch(() => {});
  } else if (data.more) {
    jobs.get(data.more)?.more();
  } else if (data.cancel) {
    jobs.delete(data.cancel);
    app?.python.then(({ module }) => module.cancel(data.cancel), () => {});
  } else if (data.stop) {
    app?.downloads.stop();
  } else if (data.keep) {
    app?.keep(data.keep).catch(() => {});
  } else if ("code" in data) {
    takeCode(data.code);
  } else if (data.ping) {
    post({ pong: true });
  }
});
