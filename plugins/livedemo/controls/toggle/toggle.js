const YES = ["yes", "true", "on", "1"];
const NO = ["no", "false", "off", "0"];

export default /** @satisfies {import("../kind").Kind} */ ({
  read([box]) {
    return /** @type {HTMLInputElement} */ (box).checked;
  },

  write([box], value) {
    if (typeof value === "boolean") /** @type {HTMLInputElement} */ (box).checked = value;
  },

  parse(elements, text, given, say) {
    const word = text.toLowerCase();
    if (![...YES, ...NO].includes(word)) throw new RangeError(say("control.yes_no", { given }));
    return YES.includes(word);
  },
});
