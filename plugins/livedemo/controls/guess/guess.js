/** @param {HTMLElement[]} elements */
const radios = (elements) => /** @type {HTMLInputElement[]} */ (elements);

export default /** @satisfies {import("../kind").Kind} */ ({
  read(elements) {
    return radios(elements).find(({ checked }) => checked)?.value ?? "";
  },

  write(elements, value) {
    for (const radio of radios(elements)) radio.checked = radio.value === value;
  },

  parse(elements, text, given, say) {
    const options = radios(elements).map(({ value }) => value);
    if (!text || options.includes(text)) return text;
    throw new RangeError(say("control.one_of", { known: options.join(", "), given }));
  },

  linked: () => false, // it is everyone's own

  back: () => "", // it was about the old inputs

  brings([radio]) {
    return JSON.parse(/** @type {HTMLElement} */ (radio.closest(".ld-guess")).dataset.sets ?? "{}");
  },
});
