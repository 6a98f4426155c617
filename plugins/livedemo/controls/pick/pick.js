export default /** @satisfies {import("../kind").Kind} */ ({
  read([hidden]) {
    return Number(/** @type {HTMLInputElement} */ (hidden).value);
  },

  parse(elements, text, given, say) {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new RangeError(say("control.count", { given }));
  },

  linked: (value) => value !== 0,
});
