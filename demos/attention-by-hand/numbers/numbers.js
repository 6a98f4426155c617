// Fields for whole numbers; their value is all of them in a row of text.

/** @param {HTMLElement} element */
const field = (element) => /** @type {HTMLInputElement} */ (element);

/** What a field stands for while something else is typed into it. @param {HTMLElement} element */
function whole(element) {
  const { value, min, max } = field(element);
  return Math.min(Number(max), Math.max(Number(min), Math.trunc(Number(value)) || 0));
}

/** The numbers of a text, or nothing where they are not those of the fields. @param {HTMLElement[]} elements @param {unknown} text */
function numbers(elements, text) {
  const given = typeof text === "string" ? text.trim().split(/\s+/) : [];
  const fits = ({ min, max }, number) => /^-?\d$/.test(number) && Number(number) >= Number(min) && Number(number) <= Number(max);
  return given.length === elements.length && elements.every((element, i) => fits(field(element), given[i])) ? given : null;
}

export default {
  typed: true,

  read: (elements) => elements.map(whole).join(" "),

  write(elements, text) {
    numbers(elements, text)?.forEach((number, i) => {
      if (whole(elements[i]) !== Number(number) || field(elements[i]).value === "") field(elements[i]).value = String(Number(number));
    });
  },

  parse(elements, text, quoted) {
    const given = numbers(elements, text);
    if (given) return given.map(Number).join(" ");
    const { min, max } = field(elements[0]);
    throw new RangeError(`must be ${elements.length} whole numbers from ${min} to ${max} with spaces between them, not ${quoted}`);
  },

  /** A field that the reader leaves shows the number that counts. */
  listen(elements, signal) {
    for (const element of elements) {
      element.addEventListener("change", () => (field(element).value = String(whole(element))), { signal });
    }
  },
};
