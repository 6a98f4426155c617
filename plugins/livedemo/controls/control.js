// One element with a string as its value: what every control is that says nothing else.

export default /** @satisfies {import("./kind").Kind} */ ({
  read([element]) {
    return /** @type {HTMLInputElement} */ (element).value;
  },
  write([element], value) {
    if (typeof value === "string" || typeof value === "number") /** @type {HTMLInputElement} */ (element).value = `${value}`;
  },
  parse(elements, text) {
    return text;
  },
});
