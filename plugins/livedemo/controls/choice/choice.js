/** @param {HTMLElement[]} elements */
const options = ([select]) => [.../** @type {HTMLSelectElement} */ (select).options].map(({ value }) => value);

export default /** @satisfies {import("../kind").Kind} */ ({
  write(elements, value) {
    const [select] = /** @type {HTMLSelectElement[]} */ (elements);
    if (options(elements).some((option) => option === value)) select.value = `${value}`;
  },

  parse(elements, text, quoted) {
    if (options(elements).includes(text)) return text;
    throw new RangeError(`must be one of ${options(elements).filter(Boolean).join(", ")}, not ${quoted}`);
  },
});
