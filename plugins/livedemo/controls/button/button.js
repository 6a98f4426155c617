export default /** @satisfies {import("../kind").Kind} */ ({
  read([button]) {
    return Number(button.dataset.count);
  },

  write([button], value) {
    if (Number.isInteger(value)) button.dataset.count = `${value}`;
  },

  parse(elements, text, given, say) {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new RangeError(say("control.count", { given }));
  },

  linked: (value) => value !== 0,

  // A stream that it began is not begun again by other controls.
  back: ([button]) => (button.dataset.stop ? 0 : undefined),

  listen([button], signal) {
    button.addEventListener("click", () => {
      if (button.hasAttribute("data-stops")) return; // this press stops a stream
      // A press that was taken back counts on.
      const count = Math.max(Number(button.dataset.count), Number(button.dataset.presses ?? 0)) + 1;
      button.dataset.count = button.dataset.presses = `${count}`;
      button.dispatchEvent(new Event("input", { bubbles: true }));
    }, { signal });
  },
});
