// The only file that knows onnxruntime-web: sessions on WASM or WebGPU, made once, run one at a time.

/** @typedef {typeof import("onnxruntime-web")} Ort */
/** @typedef {import("onnxruntime-web").InferenceSession} Session */
/** @typedef {import("onnxruntime-web").Tensor} OrtTensor */
/** @typedef {OrtTensor} Kept one that stayed where it was computed */
/** @typedef {"wasm" | "webgpu"} Backend */
/** @typedef {import("./downloads.js").File} File */
/** @typedef {import("./downloads.js").Content} Content */
/** @typedef {(files: File[], work: (contents: Content[]) => Promise<Session>) => Promise<Session>} Use gives files to work, and takes them back after it */
/**
 * A model as site.json describes it.
 * @typedef {object} ModelSpec
 * @property {string} model
 * @property {Record<string, {inputs: object, outputs: object}>} graphs
 * @property {{parameters?: number}} [facts]
 * @property {{graphs: Record<string, File>, weights: File | null, assets: Record<string, File>}} files
 */
/** @typedef {{name: string, dtype: string, shape: number[], data: Uint8Array | OrtTensor}} Feed `data`: bytes, or a kept tensor */
/** @typedef {{name: string, dtype: string, shape: readonly number[], data: Uint8Array | OrtTensor}} Output */

const BIG = 20e6; // parameters from which a GPU is faster at one token at a time

/** @type {Record<string, new (buffer: ArrayBufferLike, offset: number, length: number) => any>} */
const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
};

/** ORT's build for a backend: the one without a GPU is smaller and starts sooner. @type {Record<Backend, string>} */
const BUILDS = { wasm: "wasm", webgpu: "jspi" };

/** @type {Promise<GPUAdapter | null> | undefined} */
let found;

/** An adapter, where ORT's build for WebGPU can suspend WebAssembly; the API alone is not enough. */
function adapter() {
  found ??= (async () => {
    if (!("Suspending" in WebAssembly) || !navigator.gpu) return null;
    return navigator.gpu.requestAdapter();
  })().catch(() => null);
  return found;
}

/** Whether WebGPU can be used here. @returns {Promise<boolean>} */
export async function webgpu() {
  return (await adapter()) !== null;
}

/** Whether there is a GPU behind it: a processor that plays one is slower than WASM. */
async function gpu() {
  return (await adapter())?.info.isFallbackAdapter === false;
}

export class Sessions {
  #runtime;
  #use;
  #lend;
  #script;
  /** Models that the GPU has failed, by name. @type {Set<string>} */
  #refused = new Set();
  /** onnxruntime-web by backend. @type {Map<Backend, Promise<Ort>>} */
  #ort = new Map();
  /** How often it could not be loaded. */
  #failures = 0;
  /** @type {Map<string, {model: string, session: Promise<Session>}>} */
  #sessions = new Map();
  /** The last call into ORT: it takes one at a time, session creation included. @type {Promise<unknown>} */
  #chain = Promise.resolve();

  /**
   * @param {string} runtime absolute URL of the runtime folder, with the slash at its end
   * @param {Use} use
   * @param {(program: string) => unknown} [lend] hears of the program that ORT is about to fetch, by its URL;
   *   should it give a promise that rejects, that is why ORT could not be loaded
   * @param {(url: string) => Promise<any>} [script] imports a module
   */
  constructor(runtime, use, lend = () => {}, script = (url) => import(url)) {
    this.#runtime = runtime;
    this.#use = use;
    this.#lend = lend;
    this.#script = script;
  }

  /** Load onnxruntime-web. @param {Backend} backend @returns {Promise<Ort>} */
  load(backend) {
    let ort = this.#ort.get(backend);
    if (!ort) {
      ort = this.#load(backend);
      this.#ort.set(backend, ort);
      ort.catch(() => this.#ort.delete(backend));
    }
    return ort;
  }

  /** @param {Backend} backend */
  async #load(backend) {
    const name = `${this.#runtime}ort/${BUILDS[backend]}`;
    // Neither a module nor the program behind it can be loaded again under a name that has failed.
    const again = this.#failures ? `?${this.#failures}` : "";
    /** @type {unknown} */
    let lent;
    try {
      /** @type {Ort} */
      const ort = await this.#script(`${name}.js${again}`);
      ort.env.wasm.numThreads = 1; // more need cross-origin isolation
      ort.env.wasm.wasmPaths = { wasm: `${name}.wasm` };
      ort.env.logLevel = "error";
      await this.#alone(() => {
        lent = this.#lend(`${name}.wasm`);
        return start(ort, backend);
      });
      await lent; // refused one, ORT may have found another by itself
      return ort;
    } catch (error) {
      this.#failures += 1;
      await lent;
      throw error;
    }
  }

  /**
   * The backend for a model: the reader's choice, or the faster one; WASM where the GPU has failed it.
   * @param {ModelSpec} model
   * @param {string} choice auto, wasm or webgpu
   * @returns {Promise<Backend>}
   */
  async backend(model, choice) {
    if (this.#refused.has(model.model)) return "wasm";
    if (choice === "webgpu") return (await webgpu()) ? "webgpu" : "wasm";
    if (choice === "wasm" || (model.facts?.parameters ?? 0) < BIG) return "wasm";
    return (await gpu()) ? "webgpu" : "wasm";
  }

  /** The GPU has failed a model that WASM runs: it is not asked again. @param {string} model its name */
  refuse(model) {
    this.#refused.add(model);
    this.#drop(model, "webgpu");
  }

  /** @param {string} model @param {Backend} backend */
  #drop(model, backend) {
    for (const [key, { model: name, session }] of this.#sessions) {
      if (name !== model || JSON.parse(key)[1] !== backend) continue;
      this.#sessions.delete(key);
      session.then((made) => this.#alone(() => made.release())).catch(() => {});
    }
  }

  /**
   * Fetch a model's files and make the session of one graph, ahead of its first run.
   * @param {ModelSpec} model
   * @param {string} graph
   * @param {Backend} backend
   * @param {string[]} [keep] outputs that stay on the GPU
   * @returns {Promise<Session>}
   */
  session(model, graph, backend, keep = []) {
    const key = this.#key(model, graph, backend, keep);
    const known = this.#sessions.get(key);
    if (known) return known.session;
    const session = this.#create(model, graph, backend, backend === "webgpu" ? keep : []);
    this.#sessions.set(key, { model: model.model, session });
    session.catch(() => this.#sessions.delete(key));
    return session;
  }

  /** Give back the sessions of all other models, each when what runs on it is over. @param {Set<string>} models by name */
  keep(models) {
    for (const [key, { model, session }] of this.#sessions) {
      if (models.has(model)) continue;
      this.#sessions.delete(key);
      session.then((made) => this.#alone(() => made.release())).catch(() => {});
    }
  }

  /** @param {ModelSpec} model @param {string} graph @param {Backend} backend @param {string[]} kept */
  #key(model, graph, backend, kept) {
    return JSON.stringify([model.files.graphs[graph].url, backend, backend === "webgpu" ? [...kept].sort() : []]);
  }

  /** @param {ModelSpec} model @param {string} graph @param {Backend} backend @param {string[]} kept */
  async #create(model, graph, backend, kept) {
    const { graphs, weights } = model.files;
    const loading = this.load(backend);
    loading.catch(() => {}); // awaited below
    return this.#use([graphs[graph], ...(weights ? [weights] : [])], async ([file, data]) => {
      const ort = await loading;
      return this.#alone(() => ort.InferenceSession.create(file, {
        executionProviders: [{ name: backend }],
        // int8 weights are unfolded here, once; what ORT does with their operators otherwise is for graphs in int8
        extra: { session: { disable_quant_qdq: "1" } },
        ...(data && { externalData: [{ path: "weights.bin", data }] }),
        ...(kept.length && {
          preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, "gpu-buffer"])),
        }),
      }));
    });
  }

  /**
   * Run a graph.
   * @param {ModelSpec} model
   * @param {string} graph
   * @param {Backend} backend
   * @param {Feed[]} feeds
   * @param {string[]} outputs wanted as bytes
   * @param {string[]} keep wanted as tensors to feed again, unless in `outputs`; on WebGPU they stay there
   * @returns {Promise<Output[]>} each output once: those of `outputs` as bytes
   */
  async run(model, graph, backend, feeds, outputs, keep) {
    const [ort, session] = await Promise.all([this.load(backend), this.session(model, graph, backend, keep)]);
    const result = this.#alone(async () => {
      /** @type {Record<string, OrtTensor>} */
      const tensors = {};
      for (const feed of feeds) tensors[feed.name] = tensor(ort, feed);
      const wanted = [...new Set([...outputs, ...keep])];
      const results = await session.run(tensors, wanted);
      return Promise.all(wanted.map(async (name) => {
        const { type: dtype, dims: shape } = results[name];
        const data = outputs.includes(name) ? bytes(await results[name].getData(true)) : results[name];
        return { name, dtype, shape, data };
      }));
    });
    // A GPU that is lost takes its sessions with it.
    if (backend === "webgpu") result.catch(() => this.#sessions.delete(this.#key(model, graph, backend, keep)));
    return result;
  }

  /** @template T @param {() => Promise<T>} call @returns {Promise<T>} */
  #alone(call) {
    const result = this.#chain.then(call, call); // one that failed does not fail the next
    this.#chain = result;
    return result;
  }
}

/**
 * Start ORT's own program, while the model is still on its way: ORT does so with its first session,
 * and refuses an empty model only after that.
 * @param {Ort} ort
 * @param {Backend} backend
 */
async function start(ort, backend) {
  try {
    await ort.InferenceSession.create(new Uint8Array(), { executionProviders: [{ name: backend }] });
  } catch (error) {
    if (String(error).includes("no available backend")) throw error;
  }
}

/** @param {Ort} ort @param {Feed} feed @returns {OrtTensor} */
function tensor(ort, { dtype, shape, data }) {
  if (!(data instanceof Uint8Array)) return data;
  const Elements = ARRAYS[dtype];
  // A view must be aligned to its elements; a copy of its own always is.
  const whole = data.byteOffset % 8 === 0 ? data : data.slice();
  const length = shape.reduce((product, axis) => product * axis, 1);
  return new ort.Tensor(/** @type {any} */ (dtype), new Elements(whole.buffer, whole.byteOffset, length), shape);
}

/** @param {any} data a typed array @returns {Uint8Array} its bytes, not copied */
const bytes = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
