/** The picker beside the element that carries the name. @param {HTMLElement[]} elements */
const picker = ([input]) => /** @type {HTMLInputElement} */ (input.parentElement?.querySelector("[type=file]"));

/** @param {ArrayBuffer} buffer */
function base64(buffer) {
  let text = "";
  for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}

export default /** @satisfies {import("../kind").Kind} */ ({
  parse(elements, text, given, say) {
    throw new RangeError(say("control.file", { given }));
  },

  linked: () => false,

  listen(elements, signal) {
    const input = /** @type {HTMLInputElement} */ (elements[0]);
    const chosen = picker(elements);
    // What was chosen has still to be read: then the control changes.
    chosen.addEventListener("input", (event) => event.stopPropagation(), { signal });
    chosen.addEventListener("change", async (event) => {
      event.stopPropagation();
      const file = chosen.files?.[0];
      const fits = file && file.size <= Number(input.dataset.most);
      input.value = fits ? base64(await file.arrayBuffer()) : file ? "AAAA" : ""; // what is too large is no file that a demo takes
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, { signal });
  },
});
