/** @param {HTMLElement[]} elements */
const options = ([select]) => [.../** @type {HTMLSelectElement} */ (select).options].map(({ value }) => value);

export default /** @satisfies {import("../kind").Kind} */ ({
  write(elements, value) {
    const [select] = /** @type {HTMLSelectElement[]} */ (elements);
    if (options(elements).some((option) => option === value)) select.value = `${value}`;
  },

  parse(elements, text, given, say) {
    if (options(elements).includes(text)) return text;
    throw new RangeError(say("control.one_of", { known: options(elements).filter(Boolean).join(", "), given }));
  },
});
