// A worker that takes training steps through ort-session.js, from a state that it is given.
//
// It gets {app, runtime, spec, backend, graph, rate, start, batches}, and answers with {losses,
// first, last}: the state after the first step and after all, by name.

/** @typedef {{dtype: string, shape: number[], values: number[]}} Given */
/** @typedef {import("../../plugins/livedemo_site/browser/worker/ort-session.js").Output} Output */

/** @param {Given} given */
function bytes({ dtype, values }) {
  const data = dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
  return new Uint8Array(data.buffer);
}

/** @param {Output} output */
const numbers = ({ data }) => [...new Float32Array(/** @type {Uint8Array} */ (data).slice().buffer)];

self.addEventListener("message", async ({ data: { app, runtime, spec, backend, graph, rate, start, batches } }) => {
  try {
    /** @type {typeof import("../../plugins/livedemo_site/browser/worker/ort-session.js")} */
    const { Sessions, webgpu } = await import(app);
    if (backend === "webgpu" && !(await webgpu())) throw new Error("no WebGPU adapter");
    const sessions = new Sessions(runtime, async (files, work) => work(
      await Promise.all(files.map(async ({ url }) => new Uint8Array(await (await fetch(url)).arrayBuffer()))),
    ));
    /** @type {string[]} */
    const names = Object.keys(start);
    const next = names.map((name) => `next_${name}`);
    /** @type {Record<string, any>} what each input is fed with, beside its type and shape */
    let state = Object.fromEntries(names.map((name) => [name, bytes(start[name])]));
    const losses = [];
    /** @type {Record<string, number[]>} */
    let first = {};
    /** @type {Record<string, number[]>} */
    let last = {};
    for (const [step, batch] of batches.entries()) {
      const feeds = [
        ...names.map((name) => ({ name, ...start[name], data: state[name] })),
        { name: "ids", ...batch, data: bytes(batch) },
        { name: "rate", dtype: "float32", shape: [], data: bytes({ dtype: "float32", shape: [], values: [rate] }) },
      ];
      const read = step === 0 || step === batches.length - 1;
      const results = await sessions.run(spec, graph, backend, feeds, read ? ["loss", ...next] : ["loss"], read ? [] : next);
      losses.push(numbers(results[0])[0]);
      for (const tensor of Object.values(state)) tensor.dispose?.();
      state = Object.fromEntries(results.slice(1).map(({ name, data }) => [name.slice("next_".length), data]));
      if (!read) continue;
      last = Object.fromEntries(results.slice(1).map((result) => [result.name.slice("next_".length), numbers(result)]));
      if (step === 0) first = last;
    }
    self.postMessage({ losses, first, last });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
});
