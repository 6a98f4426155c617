// The page's one worker for a site: its messages, its death, and the figures that share it.

import { compile } from "./compile.js";
import { version } from "./version.js";

/** @typedef {import("../page/controls.js").Inputs} Inputs */
/** @typedef {"demo" | "model" | "network" | "input" | "runtime"} Kind */
/** @typedef {{kind: Kind, message: string, detail?: string}} Fault */
/** @typedef {{stage: string, loaded: number, total: number}} Progress in bytes */
/** @typedef {{boot: number, load: number, run: number, render?: number}} Times in ms */
/** @typedef {{html: string | null, state: unknown, done: boolean, ms: Times, backend: string}} Answer */
/** @typedef {{demo: string, inputs: Inputs, state: unknown, backend: string}} Request */
/**
 * What a run tells its figure.
 * @typedef {object} Listener
 * @property {(progress: Progress) => void} progress
 * @property {(answer: Answer) => void} frame
 * @property {(fault: Fault) => void} fault
 */
/** @typedef {{cancel: () => void, more: () => void}} Call */
/** @typedef {{demo: string, lost: (fault: Fault) => void, offer: (webgpu: boolean) => void}} Member a figure of this client */

const START_LIMIT = 20; // seconds for a new worker to say a first word
const BOOT_LIMIT = 60; // seconds without a sign of progress
const RUN_LIMIT = 30; // seconds without a frame
const PING_LIMIT = 10; // seconds for an idle worker to answer, where no lock tells of its death

const STOPPED = "The program behind this figure has stopped; the browser may have run out of memory. Try again to start it anew.";

/** @type {Map<string, WorkerClient>} */
const clients = new Map();

/** The client of a site; `app` is the absolute URL of its site.json. @param {string} app */
export function clientFor(app) {
  let client = clients.get(app);
  if (!client) clients.set(app, (client = new WorkerClient(app)));
  return client;
}

/**
 * Compile Python's code while the worker is still loading its own; it takes the module as it is.
 * @param {string} app
 * @returns {Promise<WebAssembly.Module>}
 */
async function headStart(app) {
  /** @type {{runtime: string}} */
  const { runtime } = await (await fetch(app)).json();
  return compile(new URL(`${runtime}pyodide/pyodide.asm.wasm`, app));
}

export class WorkerClient {
  #app;
  /** @type {Worker | undefined} */
  #worker;
  /** @type {Set<Member>} */
  #members = new Set();
  /** The worker is about to be told which demos are still on the page. */
  #leaving = false;
  /** @type {Map<number, {listener: Listener, resting: boolean}>} */
  #calls = new Map();
  #last = 0;
  #webgpu = false;
  /** Seconds since the worker last gave a sign of getting on. */
  #silence = 0;
  #heardOf = false;
  #ready = false;
  #locked = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watch;

  /** @param {string} app */
  constructor(app) {
    this.#app = app;
  }

  /** A figure that wants to hear of the worker's death, and of a GPU. @param {Member} member */
  join(member) {
    this.#members.add(member);
    if (this.#webgpu) member.offer(true);
  }

  /** @param {Member} member */
  leave(member) {
    if (!this.#members.delete(member) || this.#leaving) return;
    this.#leaving = true;
    queueMicrotask(() => { // figures leave together, with their page
      this.#leaving = false;
      this.#worker?.postMessage({ keep: [...new Set(Array.from(this.#members, ({ demo }) => demo))] });
    });
  }

  /** Run a demo, on a new worker where there is none. @param {Request} request @param {Listener} listener @returns {Call} */
  call(request, listener) {
    const worker = (this.#worker ??= this.#open());
    const id = ++this.#last;
    if (!this.#calls.size) this.#silence = 0;
    this.#calls.set(id, { listener, resting: false });
    worker.postMessage({ id, v: version(this.#app), ...request });
    return {
      cancel: () => {
        if (this.#calls.delete(id)) this.#worker?.postMessage({ cancel: id });
      },
      more: () => {
        const call = this.#calls.get(id);
        if (!call) return;
        call.resting = false;
        this.#worker?.postMessage({ more: id });
      },
    };
  }

  #open() {
    const url = new URL("../worker/worker.js", import.meta.url);
    const worker = new Worker(url, { type: "module", name: "livedemo" });
    const lock = `livedemo ${Date.now()} ${Math.random()}`;
    this.#silence = 0;
    this.#heardOf = this.#ready = this.#locked = false;
    worker.addEventListener("message", (event) => this.#heard(worker, event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#dead(worker, event.message
        ? { kind: "runtime", message: STOPPED, detail: `${event.message} (${event.filename}:${event.lineno})` }
        : { kind: "network", message: "The figure's program could not be loaded. Check the connection and reload the page." });
    });
    worker.postMessage({ open: this.#app, lock });
    headStart(this.#app).then(
      (code) => worker.postMessage({ code }),
      () => worker.postMessage({ code: null }), // the worker tries by itself, and says what is wrong
    );
    this.#watch = setInterval(() => this.#tick(worker), 1000);
    return worker;
  }

  /** @param {Worker} worker @param {any} message */
  #heard(worker, message) {
    if (worker !== this.#worker) return;
    if (!this.#heardOf) this.#silence = 0;
    this.#heardOf = true;
    if (message.locked) {
      this.#locked = true;
      // Granted only when the worker is gone: nothing else tells of a worker that was killed.
      navigator.locks.request(message.locked, () => this.#dead(worker, { kind: "runtime", message: STOPPED }));
    } else if (message.ready) {
      this.#ready = true;
      this.#silence = 0;
    } else if (message.pong) {
      if (!this.#waiting) this.#silence = 0; // a worker that answers may still be stuck in a run
    } else if (message.fatal) {
      this.#dead(worker, { kind: "runtime", message: STOPPED, detail: message.fatal });
    } else if ("webgpu" in message) {
      this.#webgpu = message.webgpu;
      for (const member of this.#members) member.offer(this.#webgpu);
    } else if (message.id) {
      this.#answered(message);
    }
  }

  /** @param {any} message */
  #answered(message) {
    const call = this.#calls.get(message.id);
    this.#silence = 0;
    if (!call) return; // cancelled meanwhile
    if (message.progress) {
      call.listener.progress(message.progress);
    } else {
      if (message.error || message.done) this.#calls.delete(message.id);
      else call.resting = true;
      if (message.error) call.listener.fault(message.error);
      else call.listener.frame(message);
    }
  }

  /** Whether a figure waits for the worker, and not the worker for the screen. */
  get #waiting() {
    return [...this.#calls.values()].some((call) => !call.resting);
  }

  get #limit() {
    if (!this.#heardOf) return START_LIMIT;
    if (!this.#ready) return BOOT_LIMIT;
    return this.#waiting ? RUN_LIMIT : PING_LIMIT;
  }

  /** Once a second: is the worker getting on? @param {Worker} worker */
  #tick(worker) {
    if (worker !== this.#worker) return;
    if (!this.#waiting && this.#locked) this.#silence = 0;
    else this.#silence += 1; // counted, not measured: a machine that slept has not been silent
    if (!this.#locked) worker.postMessage({ ping: true });
    const limit = this.#limit;
    if (this.#silence < limit) return;
    const message = this.#waiting && this.#heardOf
      ? `The figure gave no answer for ${limit} seconds and was stopped. Try again, or with a shorter text.`
      : STOPPED;
    this.#dead(worker, { kind: "runtime", message });
  }

  /** @param {Worker} worker @param {Fault} fault */
  #dead(worker, fault) {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    clearInterval(this.#watch);
    worker.terminate();
    this.#calls.clear();
    for (const member of [...this.#members]) member.lost(fault);
  }
}
