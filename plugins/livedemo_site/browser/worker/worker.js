// The module worker of a page, which runs the demos of all its figures.
//
// From the page: {open: url of site.json, lock}, {code: compiled Python | null},
// {id, v, demo, inputs, state, backend} runs a demo, {more: id} (the frame has been shown),
// {cancel: id}, {keep: names of the demos that are still in the page}, {ping}. To the page: {locked}, {ready, v, ms}, {webgpu}, {id, progress},
// {id, html, state, done, ms, backend}, {id, error: {kind, message, detail}}, {fatal}, {pong}.

import "../run/compile.js";
import "./lend.js";
import "./boot.js"; // site.js needs these, and would ask for them later
import { App, STALE, Trouble } from "./site.js";
import { DownloadError } from "./downloads.js";
import { webgpu } from "./ort-session.js";
import { version } from "../run/version.js";

/** @typedef {import("../run/worker-client.js").Request & {id: number, v: string}} Job */
/** @typedef {import("../run/worker-client.js").Kind} Kind */

/** @type {(code: WebAssembly.Module | null) => void} */
let takeCode;
/** Python's code, which the page compiles meanwhile. @type {Promise<WebAssembly.Module>} */
const compiled = new Promise((resolve, reject) => {
  takeCode = (code) => (code ? resolve(code) : reject(new Error("the page could not compile it")));
});
compiled.catch(() => {}); // then it is compiled here

/** The URL of site.json. */
let url = "";
/** @type {Promise<App> | undefined} */
let app;
let booted = 0; // ms
/** The runs that the page waits for; `more` lets a stream go on. @type {Map<number, {more: () => void}>} */
const jobs = new Map();
/** Whether the page has been told if there is a GPU. */
let told = false;

/** @param {object} message */
const post = (message) => self.postMessage(message);

/** The site, opened anew where that has failed before. */
function open() {
  app ??= opened();
  app.catch(() => (app = undefined));
  return app;
}

async function opened() {
  const began = performance.now();
  /** @param {number} loaded @param {number} total */
  const progress = (loaded, total) => {
    for (const id of jobs.keys()) post({ id, progress: { stage: "download", loaded, total } });
  };
  const site = await App.open(url, { bridge: { frame, fail }, compiled, progress });
  site.python.then(
    ({ pyodide }) => {
      pyodide._api.on_fatal = (/** @type {unknown} */ error) => post({ fatal: String(error) });
      booted = performance.now() - began;
      post({ ready: true, v: site.site.v, ms: booted });
    },
    () => (app = undefined),
  );
  return site;
}

/** Run a demo and answer the page. @param {Job} job */
async function answer({ id, v, demo, inputs, state, backend }) {
  try {
    if (v !== version(url)) throw new Trouble("runtime", STALE, `${v} is not ${version(url)}`);
    const site = await open();
    const began = performance.now();
    let load = 0;
    const preparing = site.models(demo, backend);
    preparing.then(() => (load = performance.now() - began), () => {});
    const [python, models] = await Promise.all([site.pythonFor(demo), preparing]);
    if (jobs.has(id)) python.start(id, demo, JSON.stringify(inputs), JSON.stringify(state), load, models);
  } catch (error) {
    if (error instanceof Trouble) fail(id, error.kind, error.message, error.detail);
    else if (error instanceof DownloadError) fail(id, "network", error.message, "");
    else fail(id, "model", "The model could not be started in this browser. Try again, or reload the page.", String(error));
  }
}

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
  post({ id, html: html ?? null, state: JSON.parse(state), done, ms, backend });
  if (!done) return /** @type {Promise<void>} */ (new Promise((resolve) => (job.more = resolve)));
  jobs.delete(id);
  if (told || backend === "python") return;
  told = true;
  post({ webgpu: await webgpu() }); // asked after the answer, so that no reader waits for it
}

/** @param {number} id @param {Kind} kind @param {string} message @param {string} detail */
function fail(id, kind, message, detail) {
  if (jobs.delete(id)) post({ id, error: { kind, message, detail } });
}

self.addEventListener("message", ({ data }) => {
  if (data.open) {
    url = data.open;
    open();
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
    app?.then((site) => site.python).then(({ module }) => module.cancel(data.cancel), () => {});
  } else if (data.keep) {
    app?.then((site) => site.keep(data.keep)).catch(() => {});
  } else if ("code" in data) {
    takeCode(data.code);
  } else if (data.ping) {
    post({ pong: true });
  }
});
