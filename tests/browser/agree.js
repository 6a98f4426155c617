// A worker that runs a model's reference inputs through ort-session.js and tells how far its answers
// are from torch's.

/** @typedef {{file: string, dtype: string, shape: number[]}} Stored */
/** @typedef {Stored & {row?: number, allowed?: Stored, other?: Stored}} Answer of floats, how far a number of each row may be off; of others, a second answer that is as right */
/** @typedef {{sizes: Record<string, number>, inputs: Record<string, Stored>, outputs: Record<string, Answer>, best?: Stored, vectors?: Stored}} Example */
/** @typedef {{graphs: Record<string, {examples: Example[]}>, held_out: {graph: string, output: string, examples: Example[]} | null}} Index */
/** @typedef {{output: string, dtype: string, largest: number, difference: number, excess: number}} Row `largest`: torch's largest absolute value; `excess`: the largest difference as a share of what is allowed */

/** @type {Record<string, (buffer: ArrayBuffer) => ArrayLike<number>>} */
const VIEWS = {
  float32: (buffer) => new Float32Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  bool: (buffer) => new Uint8Array(buffer),
};

/** @param {string} url @param {number} [bytes] */
async function content(url, bytes) {
  const response = await fetch(url);
  const buffer = await response.arrayBuffer();
  if (!response.ok || (bytes !== undefined && bytes !== buffer.byteLength)) throw new Error(`${url}: ${response.status}`);
  return buffer;
}

/** The cosine of two vectors, from one place to another; 0 for what is no number. @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {number} from @param {number} to */
function alike(a, b, from, to) {
  let [product, one, other] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    product += a[i] * b[i];
    one += a[i] * a[i];
    other += b[i] * b[i];
  }
  return product / Math.sqrt(one * other) || 0;
}

self.addEventListener("message", async ({ data: { app, runtime, reference, specs, backend, longest, windows, times } }) => {
  /** How far one variant is from torch. @param {any} spec */
  const judge = async (spec) => {
    /** @type {typeof import("../../plugins/livedemo_site/browser/worker/ort-session.js")} */
    const { Sessions, webgpu } = await import(app);
    if (backend === "webgpu" && !(await webgpu())) throw new Error("no WebGPU adapter");
    const sessions = new Sessions(runtime, async (files, work) => work(
      await Promise.all(files.map(async ({ url, bytes }) => new Uint8Array(await content(url, bytes)))),
    ));
    /** @type {Index} */
    const index = await (await fetch(`${reference}index.json`)).json();

    /** @param {string} graph @param {Example} example @param {string[]} outputs */
    const run = async (graph, example, outputs) => {
      const feeds = await Promise.all(Object.entries(example.inputs).map(async ([name, { file, dtype, shape }]) => ({
        name, dtype, shape, data: new Uint8Array(await content(reference + file)),
      })));
      const results = await sessions.run(spec, graph, backend, feeds, outputs, []);
      return results.map(({ dtype, data }) => VIEWS[dtype](/** @type {Uint8Array<ArrayBuffer>} */ (data).slice().buffer));
    };

    /** @type {Map<string, Row>} */
    const rows = new Map();
    for (const [graph, { examples }] of Object.entries(index.graphs)) {
      for (const example of examples) {
        if (Object.values(example.sizes).some((size) => size > longest)) continue;
        const names = Object.keys(example.outputs);
        const results = await run(graph, example, names);
        for (const [i, name] of names.entries()) {
          const { file, dtype, row: length, allowed, other } = example.outputs[name];
          const expected = VIEWS[dtype](await content(reference + file));
          const second = other && VIEWS[dtype](await content(reference + other.file));
          const room = allowed && VIEWS.float32(await content(reference + allowed.file));
          const output = `${graph}.${name}`;
          const row = rows.get(output) ?? { output, dtype, largest: 0, difference: 0, excess: 0 };
          if (expected.length !== results[i].length) throw new Error(`${output}: ${results[i].length} elements, not ${expected.length}`);
          for (let k = 0; k < expected.length; k++) {
            const right = [expected[k], second?.[k]].includes(results[i][k]);
            const difference = right ? 0 : Math.abs(expected[k] - results[i][k]);
            const most = room && length ? times * room[Math.floor(k / length)] : 0.5;
            row.largest = Math.max(row.largest, Math.abs(expected[k]));
            row.difference = Math.max(row.difference, difference);
            row.excess = Math.max(row.excess, Number.isNaN(difference) ? Infinity : difference / most);
          }
          rows.set(output, row);
        }
      }
    }

    let positions = 0;
    let agreed = 0;
    let cosine = 1;
    for (const example of index.held_out?.examples.slice(0, windows) ?? []) {
      const { graph, output } = /** @type {NonNullable<Index["held_out"]>} */ (index.held_out);
      const [scores] = await run(graph, example, [output]);
      if (example.vectors) {
        const known = VIEWS.float32(await content(reference + example.vectors.file));
        const size = /** @type {number} */ (example.vectors.shape.at(-1));
        for (let at = 0; at < known.length; at += size) cosine = Math.min(cosine, alike(known, scores, at, at + size));
        positions += known.length / size;
        continue;
      }
      const best = VIEWS.int32(await content(reference + /** @type {Stored} */ (example.best).file));
      const choices = scores.length / best.length;
      for (let at = 0; at < best.length; at++) {
        let top = 0;
        for (let k = 1; k < choices; k++) if (scores[at * choices + k] > scores[at * choices + top]) top = k;
        positions += 1;
        agreed += Number(top === best[at]);
      }
    }
    const judged = index.held_out && `${index.held_out.graph}.${index.held_out.output}`;
    return { rows: [...rows.values()], judged, positions, agreed, cosine };
  };
  try {
    /** @type {Record<string, Awaited<ReturnType<typeof judge>>>} */
    const found = {};
    for (const [variant, spec] of Object.entries(specs)) found[variant] = await judge(spec);
    self.postMessage(found);
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
});
