// A worker that takes training steps through ort-session.js, from a state that it is given.
//
// It gets {app, runtime, spec, backend, graph, rate, start, batches, read}, and answers with {losses,
// first, last}: of the state, what of it is to be read, after the first step and after all, by name, as
// float32 in base64: a page hands over numbers one by one.
// A value of the start may be one number for all. What it lacks the graph `start` gives, from nothing.

/** @typedef {{dtype: string, shape: number[], values: number[] | number}} Given */
/** @typedef {import("../../plugins/livedemo_site/browser/worker/ort-session.js").Output} Output */

/** @param {Given} given */
function bytes({ dtype, shape, values }) {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const all = typeof values === "number" ? new Array(size).fill(values) : values;
  const data = dtype === "int32" ? Int32Array.from(all) : Float32Array.from(all);
  return new Uint8Array(data.buffer);
}

/** @param {Output} output */
const loss = ({ data }) => new Float32Array(/** @type {Uint8Array} */ (data).slice().buffer)[0];

/** @param {Output} output @returns {Promise<string>} */
const packed = ({ data }) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
  reader.readAsDataURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (data).slice()]));
});

self.addEventListener("message", async ({ data: { app, runtime, spec, backend, graph, rate, start, batches, read: wanted } }) => {
  try {
    /** @type {typeof import("../../plugins/livedemo_site/browser/worker/ort-session.js")} */
    const { Sessions, webgpu } = await import(app);
    if (backend === "webgpu" && !(await webgpu())) throw new Error("no WebGPU adapter");
    const sessions = new Sessions(runtime, async (files, work) => work(
      await Promise.all(files.map(async ({ url }) => new Uint8Array(await (await fetch(url)).arrayBuffer()))),
    ));
    /** @type {Record<string, any>} what each input is fed with, with its type and shape */
    let state = Object.fromEntries(Object.entries(/** @type {Record<string, Given>} */ (start)).map(([name, given]) => [name, { ...given, data: bytes(given) }]));
    if (!wanted) {
      const kept = await sessions.run(spec, "start", backend, [], [], Object.keys(spec.graphs.start.outputs));
      state = { ...Object.fromEntries(kept.map((output) => [output.name, output])), ...state };
    }
    /** @type {string[]} */
    const names = Object.keys(state);
    const after = names.filter((name) => `next_${name}` in spec.graphs[graph].outputs);
    const next = after.map((name) => `next_${name}`);
    const shown = (wanted ?? ["mean"]).map((/** @type {string} */ name) => `next_${name}`);
    const losses = [];
    /** @type {Record<string, string>} */
    let first = {};
    /** @type {Record<string, string>} */
    let last = {};
    for (const [step, batch] of batches.entries()) {
      const feeds = [
        ...names.map((name) => ({ ...state[name], name })),
        ...Object.entries(/** @type {Record<string, Given>} */ (batch)).map(([name, given]) => ({ name, ...given, data: bytes(given) })),
        { name: "rate", dtype: "float32", shape: [], data: bytes({ dtype: "float32", shape: [], values: rate }) },
      ];
      const read = step === 0 || step === batches.length - 1;
      const outputs = read ? ["loss", ...shown] : ["loss"];
      const results = await sessions.run(spec, graph, backend, feeds, outputs, next);
      losses.push(loss(results[0]));
      for (const result of results.slice(1)) {
        const name = result.name.slice("next_".length);
        state[name].data.dispose?.();
        state[name] = result;
      }
      if (!read) continue;
      const seen = results.filter(({ name }) => shown.includes(name));
      last = Object.fromEntries(await Promise.all(seen.map(async (result) => [result.name.slice("next_".length), await packed(result)])));
      if (step === 0) first = last;
    }
    self.postMessage({ losses, first, last });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
});
