// The states of a figure that were computed with the page: shown at once, while Python starts.

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {{controls: string[], lines: string[], states: [unknown[], number[]][]}} File */

/** @param {Response | null} response @returns {Promise<File>} */
async function unpack(response) {
  if (!response?.ok) throw new Error("no listed states");
  const content = new Uint8Array(await response.arrayBuffer());
  // Some servers say what .gz is by Content-Encoding, and the browser has unpacked it already.
  if (content[0] !== 0x1f || content[1] !== 0x8b) return new Response(content).json();
  const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

export class Listed {
  #response;
  /** @type {Promise<{controls: string[], lines: string[], states: Map<string, number[]>}> | undefined} */
  #file;

  /** @param {Promise<Response | null> | undefined} response the file, where states were listed */
  constructor(response) {
    this.#response = response;
  }

  get any() {
    return this.#response !== undefined;
  }

  async #open() {
    const { controls, lines, states } = await unpack((await this.#response) ?? null);
    return { controls, lines, states: new Map(states.map(([values, html]) => [JSON.stringify(values), html])) };
  }

  /**
   * The result for these inputs, null where it is not listed or can't be had: Python will tell.
   * @param {Inputs} inputs
   * @returns {Promise<string | null>}
   */
  async html(inputs) {
    if (!this.any) return null;
    this.#file ??= this.#open();
    try {
      const { controls, lines, states } = await this.#file;
      const found = states.get(JSON.stringify(controls.map((name) => inputs[name])));
      return found ? found.map((line) => lines[line]).join("\n") : null;
    } catch {
      return null;
    }
  }
}
