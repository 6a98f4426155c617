// One figure's runs: which inputs go to the worker when, what the figure says meanwhile, and its answer.

import { LISTED_FIRST, left } from "../page/element.js";
import { WorkerClient, clientFor } from "./worker-client.js";
import { forget, morph, say } from "./render.js";
import { Screen } from "./screen.js";
import { Status, sentence } from "./status.js";

/** @typedef {import("../page/controls.js").Inputs} Inputs */
/** @typedef {import("../page/element.js").LiveDemoElement} LiveDemoElement */
/** @typedef {import("./listed.js").Listed} Listed */
/** @typedef {import("./worker-client.js").Answer} Answer */
/** @typedef {import("./faults.js").Fault} Fault */
/** @typedef {{resolve: () => void, reject: (error: Error) => void}} Waiter */
/** @typedef {{inputs: Inputs, byHand: boolean, call: import("./worker-client.js").Call, screen?: Screen, frames: number, render: number, first?: {steps: number, ms: number}}} Current `first`: steps of training, when the run began */

/** @type {Fault} */
const LEFT = { kind: "input", cause: "left", values: {}, detail: "" };
/** @type {import("./worker-client.js").Call} */
const NOT_YET = { cancel: () => {}, more: () => {} };
const PATIENCE = 250; // ms that a run may go on after newer inputs have come

/** The error that `start()` and `set()` reject with. */
export class FigureError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(sentence(fault));
    this.name = "FigureError";
    this.kind = fault.kind;
    this.cause = fault.cause;
    this.detail = fault.detail;
  }
}

export class Runner {
  #figure;
  #listed;
  #status;
  /** Told when the figure shows an answer to their inputs or to newer ones. @type {Waiter[]} */
  #waiters = [];
  /** @type {Current | undefined} */
  #current;
  /** Newer inputs have come while a run is on. */
  #again = false;
  /** What the demo keeps between runs. @type {any} */
  #state = null;
  /** Where the figure stands, for whoever comes back to it. */
  #place;
  /** The inputs of the result that stands in the figure. @type {Inputs} */
  #shown;
  #live = false;
  /** A sentence that goes with the answer. */
  #note = "";
  #byHand = false;
  /** @type {Answer["ms"]} */
  #ms = { boot: 0, load: 0, run: 0 };
  /** @type {WorkerClient | undefined} */
  #client;
  /** Files of the demo as the reader has changed them. @type {Record<string, string> | null} */
  #edits = null;
  /** What runs them: a worker of this figure's own. @type {WorkerClient | undefined} */
  #own;

  /** @param {LiveDemoElement} figure @param {Listed} [listed] its listed states, where it has any */
  constructor(figure, listed) {
    this.#figure = figure;
    this.#listed = listed;
    this.#status = new Status(figure);
    this.#shown = JSON.parse(figure.getAttribute("inputs") ?? "{}");
    this.#place = figure.place;
    this.#state = left.get(this.#place)?.state ?? null;
    left.delete(this.#place);
  }

  /** Which demo the figure runs. */
  get demo() {
    return this.#figure.getAttribute("name") ?? "";
  }

  get #result() {
    return /** @type {HTMLElement} */ (this.#figure.querySelector("[data-result]"));
  }

  /**
   * Run on the figure's inputs as they are now; resolves when it shows the answer.
   * @param {boolean} byHand whether the reader began it: then a stream pauses off screen
   * @returns {Promise<void>}
   */
  answer(byHand) {
    // It may have left while runner.js was loading.
    if (!this.#figure.isConnected) return Promise.reject(new FigureError(LEFT));
    this.#byHand = byHand;
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#next();
    });
  }

  /** Start the worker for files that the reader changes. */
  warm() {
    this.#own ??= new WorkerClient(this.#figure.app);
    this.#own.warm(this.demo, this.#status.backend);
  }

  /** Run with these files from now on; null: with none that was changed. @param {Record<string, string> | null} files */
  edit(files) {
    const stuck = this.#edits && this.#current && !this.#current.frames; // for all that is known
    this.#drop();
    this.#edits = files;
    this.#state = null;
    if (!stuck && files) return;
    this.#own?.close();
    this.#own = undefined;
  }

  /** Start a run, or see to it that the one that is on makes way. */
  #next() {
    if (!this.#current) return this.#launch();
    // A stream makes way at once. A short run is let finish, so that a slider that moves on and on
    // shows something on its way; a long one is not.
    // Before Python has started there may be something to show at once, and nothing to wait for.
    if (this.#current.frames || (!this.#live && this.#listed)) return this.#launch();
    if (this.#again) return;
    this.#again = true;
    const waited = this.#current;
    setTimeout(() => {
      if (this.#again && this.#current === waited) this.#launch();
    }, PATIENCE);
  }

  #launch() {
    this.#drop();
    const figure = this.#figure;
    const inputs = figure.inputs;
    this.#status.busy();
    /** @type {Current} */
    const current = { inputs, byHand: this.#byHand, call: NOT_YET, frames: 0, render: 0 };
    this.#current = current;
    if (this.#live || !this.#listed || this.#edits) return this.#ask(current);
    const ask = () => {
      if (current === this.#current && current.call === NOT_YET) this.#ask(current);
    };
    setTimeout(ask, LISTED_FIRST);
    this.#listed.show(inputs, () => current === this.#current && !this.#live).then(async (shown) => {
      if (shown) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      ask();
    });
  }

  /** Give a run to the worker. @param {Current} current */
  #ask(current) {
    const figure = this.#figure;
    const client = this.#edits ? (this.#own ??= new WorkerClient(figure.app)) : (this.#client = clientFor(figure.app));
    client.join(this);
    current.call = client.call(
      {
        demo: this.demo,
        inputs: current.inputs,
        state: this.#state,
        backend: this.#status.backend,
        edits: this.#edits,
      },
      {
        progress: (progress) => this.#status.loading(progress),
        waiting: (file, seconds) => this.#status.waiting(file, seconds),
        frame: (answer) => this.#frame(current, answer),
        fault: (fault) => this.#fault(current, fault),
      },
    );
  }

  #clear() {
    this.#current?.screen?.close();
    this.#current = undefined;
    this.#again = false;
  }

  /** Forget the run that is on; its waiters wait for the next. */
  #drop() {
    this.#current?.call.cancel();
    this.#clear();
  }

  /** @param {Current} current @param {Answer} answer */
  #frame(current, answer) {
    if (current !== this.#current) return;
    if (!answer.done) {
      if (!current.frames++) this.#status.streaming();
      this.#turn(current).then(() => {
        if (current !== this.#current) return;
        this.#show(current, answer);
        current.call.more();
      });
      return;
    }
    this.#show(current, answer);
    this.#finish(current);
  }

  /** When a frame may be shown: one of a stream to one of the screen, and none where nobody looks. @param {Current} current */
  async #turn(current) {
    if (current.byHand) await (current.screen ??= new Screen(this.#figure)).seen();
    await new Promise(requestAnimationFrame);
  }

  /** @param {Current} current @param {Answer} answer */
  #show(current, answer) {
    const figure = this.#figure;
    const before = performance.now();
    if (answer.html !== null) morph(this.#result, answer.html);
    this.#state = answer.state;
    this.#shown = current.inputs;
    this.#live = true;
    this.#note = answer.note;
    current.render += performance.now() - before;
    this.#ms = { ...answer.ms, render: current.render };
    this.#status.live(answer.backend, this.#ms.run, this.#pace(current));
    figure.dispatchEvent(new CustomEvent("livedemo:render", { bubbles: true }));
  }

  /** Steps of training a second in this run; 0 where it takes none. @param {Current} current */
  #pace(current) {
    const steps = Number(this.#state?.steps ?? 0);
    const ms = this.#ms.run;
    current.first ??= { steps, ms };
    return steps > current.first.steps ? (1000 * (steps - current.first.steps)) / (ms - current.first.ms) : 0;
  }

  /** The figure shows its answer: say so. @param {Current} current */
  #finish(current) {
    const again = this.#again;
    const waiters = this.#waiters;
    this.#clear();
    this.#status.rest(again ? null : say(this.#result));
    if (this.#note) this.#status.note(this.#note);
    this.#note = "";
    this.#figure.dispatchEvent(new CustomEvent("livedemo:update", {
      bubbles: true,
      detail: { inputs: current.inputs, backend: this.#figure.dataset.backend, ms: this.#ms },
    }));
    if (again) return this.#launch();
    this.#waiters = [];
    for (const { resolve } of waiters) resolve();
  }

  /** @param {Current} current @param {Fault} fault */
  #fault(current, fault) {
    if (current !== this.#current) return;
    if (this.#again) this.#launch(); // newer inputs may do better
    else this.lost(fault);
  }

  /** The run is over without an answer, or the worker is. @param {Fault} fault */
  lost(fault) {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#drop();
    if (fault.kind === "input") this.#figure.revert(this.#shown);
    this.#status.fault(fault, this.#live);
    for (const { reject } of waiters) reject(new FigureError(fault));
  }

  /** Stop a stream; what it has shown is the answer. */
  stop() {
    const current = this.#current;
    if (!current?.frames) return;
    current.call.cancel();
    this.#finish(current);
  }

  /** The worker can use the GPU, and whether this figure has something to run there. @param {boolean} webgpu */
  offer(webgpu) {
    this.#status.offer(webgpu);
  }

  /** The figure leaves the page, and this lets go of all that it holds. */
  leave() {
    this.#drop();
    // What it has trained is not lost with the page.
    if (this.#state?.trainer && !this.#edits) {
      left.set(this.#place, { state: this.#state, inputs: this.#shown, html: this.#result.innerHTML });
    }
    this.#state = null;
    forget(this.#result);
    this.#client?.leave(this);
    this.#own?.close();
    this.#status.left(this.#live);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) {
      reject(new FigureError(LEFT));
    }
  }
}
