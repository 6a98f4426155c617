// The page's one worker for a site: its messages, its death, and the figures that share it.

import { compile } from "./compile.js";
import { blame, broken, fault, hindrance, nameOf } from "./faults.js";
import { explain, unchanged } from "./files.js";
import { siteOf } from "./site-file.js";
import { thread } from "./thread.js";

/** @typedef {import("../page/controls.js").Inputs} Inputs */
/** @typedef {import("./faults.js").Fault} Fault */
/** @typedef {import("./faults.js").Wanted} Wanted */
/** @typedef {import("./files.js").Table} Table */
/** @typedef {import("../worker/downloads.js").Awaited} Awaited */
/** @typedef {{loaded: number, total: number, awaited: Awaited | null}} Progress in bytes */
/** @typedef {{boot: number, load: number, run: number, render?: number}} Times in ms */
/** @typedef {{html: string | null, state: unknown, done: boolean, ms: Times, backend: string, note: string}} Answer `note`: the key of a sentence that goes with it, or "" */
/** @typedef {{demo: string, inputs: Inputs, state: unknown, backend: string, edits: Record<string, string> | null}} Request `edits`: files of the demo that are to be others, by name */
/**
 * What a run tells its figure.
 * @typedef {object} Listener
 * @property {(progress: Progress) => void} progress
 * @property {(file: string, seconds: number) => void} waiting nothing has come for so long
 * @property {(answer: Answer) => void} frame
 * @property {(fault: Fault) => void} fault
 */
/** @typedef {{cancel: () => void, more: () => void}} Call */
/** @typedef {{request: Request, listener: Listener, resting: boolean, running: boolean}} Calling */
/** @typedef {{demo: string, lost: (fault: Fault) => void, offer: (webgpu: boolean) => void}} Member a figure of this client */

/** A script of the page's own is not the right one: only a page that loads anew gets another. @type {Error | undefined} */
let spoilt;

export const SLOW = 5; // seconds without a byte until a figure says what it waits for
const STALLED = 120; // seconds without a byte until it waits no longer
const UNSEEN = 600; // the same, where only the browser sees bytes as they come
const RUN_LIMIT = 30; // seconds of a demo's own code without a frame
const BUSY_LIMIT = 300; // seconds that starting a program may take, with all of it there
const PING_LIMIT = 10; // seconds for an idle worker to answer, where no lock tells of its death
const BOOT_LIMIT = 60; // the same, while it starts and may be busy

const WORKER = "worker/worker.js";
const LOADED = /^(run|worker)\//; // the page's code that a run rests on, and
const ALWAYS = ["page/element.js", "page/controls.js", "page/sentences.js"];
/** @type {import("./faults.js").Kind[]} */
const DOUBTED = ["browser", "demo", "memory"]; // faults that a script which is not the right one may cause
const SPARED = ["run/listed.js"]; // a figure does without it
const NOT_LOADED = ["run/sha256.js"]; // unless there is no WebCrypto

/** @type {Map<string, WorkerClient>} */
const clients = new Map();

/** The client of a site; `app` is the absolute URL of its site.json. @param {string} app */
export function clientFor(app) {
  let client = clients.get(app);
  if (!client) clients.set(app, (client = new WorkerClient(app)));
  return client;
}

const FOLDER = new URL("../", import.meta.url); // of the page's code

/** The page's code as site.json knows it, by names in its folder. @param {{files: Table}} site @returns {Table} */
function codeOf({ files }) {
  const entries = Object.entries(files).filter(([name]) => name.startsWith("app-"));
  return Object.fromEntries(entries.map(([name, wanted]) => [name.slice(name.indexOf("/") + 1), wanted]));
}

export class WorkerClient {
  #app;
  /** @type {Worker | undefined} */
  #worker;
  /** What it is to be told once it has been given site.json. @type {object[] | undefined} */
  #untold;
  /** @type {Set<Member>} */
  #members = new Set();
  /** The worker is about to be told which demos are still on the page. */
  #leaving = false;
  /** @type {Map<number, Calling>} */
  #calls = new Map();
  #last = 0;
  #webgpu = false;
  /** Seconds since the worker last gave a sign of getting on. */
  #silence = 0;
  #heardOf = false;
  #ready = false;
  #locked = false;
  /** What is waited for. @type {Awaited} */
  #awaited = { file: "", seen: false };
  /** Bytes that have come. */
  #loaded = 0;
  /** Whether the scripts that ran are the right ones. @type {Promise<boolean> | undefined} */
  #checked;
  /** A worker has been given up for a script that was not the right one. */
  #mended = false;
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
      this.#post({ keep: [...new Set(Array.from(this.#members, ({ demo }) => demo))] });
    });
  }

  /** Run a demo, on a new worker where there is none. @param {Request} request @param {Listener} listener @returns {Call} */
  call(request, listener) {
    this.#worker ??= this.#open();
    const id = ++this.#last;
    if (!this.#calls.size) this.#silence = 0;
    this.#calls.set(id, { request, listener, resting: false, running: false });
    this.#post({ id, ...request });
    return {
      cancel: () => {
        if (this.#calls.delete(id)) this.#post({ cancel: id });
      },
      more: () => {
        const call = this.#calls.get(id);
        if (!call) return;
        call.resting = false;
        this.#post({ more: id });
      },
    };
  }

  /** Have a worker, and what a demo needs, before it is run. @param {string} demo @param {string} backend */
  warm(demo, backend) {
    if (this.#worker) return;
    this.#worker = this.#open();
    this.#post({ warm: demo, backend });
  }

  /** Stop the worker, whatever it does; nobody is told. */
  close() {
    clearInterval(this.#watch);
    this.#worker?.terminate();
    this.#worker = this.#untold = undefined;
    this.#calls.clear();
    this.#members.clear();
  }

  /** @param {object} message */
  #post(message) {
    if (this.#untold) this.#untold.push(message);
    else this.#worker?.postMessage(message);
  }

  #open() {
    const worker = thread(new URL(WORKER, FOLDER), "livedemo");
    const lock = `livedemo ${Date.now()} ${Math.random()}`;
    this.#silence = this.#loaded = 0;
    this.#heardOf = this.#ready = this.#locked = false;
    this.#untold = [];
    this.#checked = undefined;
    this.#awaited = { file: nameOf(this.#app), seen: false };
    worker.addEventListener("message", (event) => this.#heard(worker, event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#unloaded(worker, event);
    });
    this.#give(worker, lock).catch((error) => this.#dead(worker, blame(error, () => fault("browser", "start", {}, error)).fault));
    this.#watch = setInterval(() => this.#tick(worker), 1000);
    return worker;
  }

  /** Tell a worker of its site, and compile Python's program while it is loading its own. @param {Worker} worker @param {string} lock */
  async #give(worker, lock) {
    const hindered = "WebAssembly" in globalThis ? undefined : hindrance(); // the page's policy need not be the worker's
    if (hindered) throw hindered;
    const site = await siteOf(this.#app);
    if (worker !== this.#worker) return;
    worker.postMessage({ open: this.#app, site, lock });
    for (const message of this.#untold ?? []) worker.postMessage(message);
    this.#untold = undefined;
    if (!this.#heardOf) {
      this.#awaited = { file: nameOf(WORKER), seen: false };
      this.#silence = 0; // it had nothing to answer until now
    }
    const program = `${site.runtime}pyodide/pyodide.asm.wasm`;
    compile(new URL(program, this.#app).href, site.files[program], codeOf(site)).then(
      (code) => worker.postMessage({ code }),
      () => worker.postMessage({ code: null }), // the worker tries by itself, and says what is wrong
    );
  }

  /** The worker's scripts could not be loaded, or one of them stopped it. @param {Worker} worker @param {ErrorEvent} event */
  async #unloaded(worker, event) {
    const detail = event.message ? `${event.message} (${event.filename}:${event.lineno})` : "";
    try {
      const policy = await broken(new URL(WORKER, FOLDER), detail);
      if (policy.fault.kind === "policy") throw policy;
      const code = codeOf(await siteOf(this.#app));
      const names = Object.keys(code).filter((name) => LOADED.test(name));
      await explain(
        names.map((name) => [new URL(name, FOLDER), code[name]]),
        () => (this.#ready ? fault("memory", "stopped", {}, detail) : fault("browser", "start", {}, detail)),
      );
    } catch (error) {
      const told = blame(error, () => fault("browser", "start", {}, error)).fault;
      // All are right by now: another worker may do.
      if (told.cause === "start" && !this.#mended) this.#anew(worker);
      else this.#dead(worker, told);
    }
  }

  /** Give a worker up for a new one, which is asked the same. @param {Worker} worker */
  #anew(worker) {
    if (worker !== this.#worker) return;
    this.#mended = true;
    clearInterval(this.#watch);
    worker.terminate();
    this.#worker = this.#open();
    for (const [id, { request }] of this.#calls) this.#post({ id, ...request });
  }

  /** Hold the scripts that ran to their digests; false where a worker's was another, and is mended. @returns {Promise<boolean>} */
  async #check() {
    if (spoilt) throw spoilt;
    const code = codeOf(await siteOf(this.#app));
    const names = Object.keys(code).filter((name) => (LOADED.test(name) && !NOT_LOADED.includes(name)) || ALWAYS.includes(name));
    const same = await Promise.all(names.map(async (name) => {
      const once = !name.startsWith("worker/"); // the page's own is loaded once for all
      const right = await unchanged(new URL(name, FOLDER), code[name]).catch((error) => {
        if (SPARED.includes(name) && error.fault?.cause === "missing") return true;
        if (once && error.fault?.kind === "file") spoilt = fault("file", error.fault.cause, { ...error.fault.values, page: 1 });
        throw spoilt ?? error;
      });
      if (once && !right) throw (spoilt = fault("file", "changed", { file: nameOf(name), page: 1 }));
      return right;
    }));
    return same.every(Boolean);
  }

  /** @param {Worker} worker @param {any} message */
  #heard(worker, message) {
    if (worker !== this.#worker) return;
    if (!this.#heardOf) this.#silence = 0;
    this.#heardOf = true;
    if (message.locked) {
      this.#locked = true;
      // Granted only when the worker is gone: nothing else tells of a worker that was killed.
      navigator.locks.request(message.locked, () => this.#dead(worker, STOPPED.fault));
    } else if (message.ready) {
      this.#ready = true;
      this.#silence = 0;
    } else if (message.pong) {
      if (!this.#waiting) this.#silence = 0; // a worker that answers may still be stuck in a run
    } else if (message.fatal) {
      this.#dead(worker, blame(message.fatal, () => fault("memory", "stopped", {}, message.fatal)).fault);
    } else if ("webgpu" in message) {
      this.#webgpu = message.webgpu;
      for (const member of this.#members) member.offer(this.#webgpu);
    } else if (message.id) {
      this.#answered(worker, message);
    }
  }

  /** @param {Worker} worker @param {any} message */
  #answered(worker, message) {
    const call = this.#calls.get(message.id);
    if (message.progress) return this.#progress(message.progress, call);
    this.#silence = 0;
    if (!call) return; // cancelled meanwhile
    if (message.running) {
      call.running = true;
    } else if (message.fault && !DOUBTED.includes(message.fault.kind)) {
      this.#calls.delete(message.id);
      call.listener.fault(message.fault);
    } else {
      call.resting = !message.done;
      this.#shown(worker, message, call);
    }
  }

  /** A frame is there, or a fault that a wrong script may have caused: show it, once it is known what made it. @param {Worker} worker @param {any} message @param {Calling} call */
  async #shown(worker, message, call) {
    try {
      if (await (this.#checked ??= this.#check())) {
        if (worker !== this.#worker || this.#calls.get(message.id) !== call) return;
        if (message.done || message.fault) this.#calls.delete(message.id);
        if (message.fault) call.listener.fault(message.fault);
        else call.listener.frame(message);
      } else this.#anew(worker);
    } catch (error) {
      this.#dead(worker, blame(error, () => fault("browser", "start", {}, error)).fault);
    }
  }

  /** @param {Progress} progress @param {Calling | undefined} call */
  #progress(progress, call) {
    const { awaited, loaded } = progress;
    if (loaded !== this.#loaded || awaited?.file !== this.#awaited.file) this.#silence = 0;
    this.#loaded = loaded;
    this.#awaited = awaited ?? { file: "", seen: false };
    call?.listener.progress(progress);
  }

  /** Whether a figure waits for the worker, and not the worker for the screen. */
  get #waiting() {
    return [...this.#calls.values()].some((call) => !call.resting);
  }

  /** Whether a demo's own code runs. */
  get #running() {
    return [...this.#calls.values()].some((call) => call.running && !call.resting);
  }

  /** Once a second: is the worker getting on? @param {Worker} worker */
  #tick(worker) {
    if (worker !== this.#worker) return;
    if (!this.#waiting && this.#locked) this.#silence = 0;
    else this.#silence += 1; // counted, not measured: a machine that slept has not been silent
    if (!this.#locked && this.#heardOf) worker.postMessage({ ping: true });
    if (this.#awaited.file && this.#waiting) {
      this.#wait(worker);
      if (!this.#heardOf && !this.#untold && this.#silence === SLOW) this.#doubt(worker);
    } else if (this.#running) {
      if (this.#silence >= RUN_LIMIT) this.#dead(worker, fault("demo", "endless", { count: RUN_LIMIT }).fault);
    } else if (this.#waiting && this.#silence >= BUSY_LIMIT) {
      this.#dead(worker, fault("browser", "start", {}, `no sign for ${BUSY_LIMIT} seconds`).fault);
    } else if (!this.#locked && this.#silence >= (this.#ready ? PING_LIMIT : BOOT_LIMIT)) {
      this.#dead(worker, STOPPED.fault);
    }
  }

  /** A worker that says nothing may have been given a wrong script. @param {Worker} worker */
  #doubt(worker) {
    this.#check().then(
      (same) => same || this.#anew(worker),
      (error) => this.#heardOf || this.#dead(worker, blame(error, () => fault("browser", "start", {}, error)).fault),
    );
  }

  /** Something is still to come: say so; give it up late. @param {Worker} worker */
  #wait(worker) {
    const { file, seen } = this.#awaited;
    const limit = seen ? STALLED : UNSEEN;
    if (this.#silence >= SLOW) for (const { listener } of this.#calls.values()) listener.waiting(file, this.#silence);
    if (this.#silence < limit) return;
    const stalled = fault("network", navigator.onLine ? "stalled" : "offline", { file, count: limit / 60 }).fault;
    if (!this.#ready) return this.#dead(worker, stalled);
    worker.postMessage({ stop: true });
    const calls = [...this.#calls];
    for (const [id, { listener }] of calls) {
      this.#calls.delete(id);
      worker.postMessage({ cancel: id });
      listener.fault(stalled);
    }
  }

  /** @param {Worker} worker @param {Fault} fault */
  #dead(worker, fault) {
    if (worker !== this.#worker) return;
    this.#worker = this.#untold = undefined;
    clearInterval(this.#watch);
    worker.terminate();
    this.#calls.clear();
    for (const member of [...this.#members]) member.lost(fault);
  }
}

const STOPPED = fault("memory", "stopped");
