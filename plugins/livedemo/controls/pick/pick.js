export default /** @satisfies {import("../kind").Kind} */ ({
  read([hidden]) {
    return Number(/** @type {HTMLInputElement} */ (hidden).value);
  },

  parse(elements, text, quoted) {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new RangeError(`must be a whole number, 0 or more, not ${quoted}`);
  },

  linked: (value) => value !== 0,
});
