/** The picker beside the element that carries the name. @param {HTMLElement[]} elements */
const picker = ([input]) => /** @type {HTMLInputElement} */ (input.parentElement?.querySelector("[type=file]"));

/** @param {Blob} blob @returns {Promise<string>} its bytes in base64 */
const base64 = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});

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
      // Of one that is too large no more is read than Python refuses it for.
      input.value = file ? await base64(file.slice(0, Number(input.dataset.most) + 3)) : "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, { signal });
  },
});
