// A slider and a box show one number between them. It is a guess once the button says so: the element
// with the control's name holds that, or nothing.

/** @param {HTMLElement[]} elements */
const parts = ([held]) => {
  const all = /** @type {HTMLElement} */ (held.closest(".ld-hundred"));
  const [range, box] = /** @type {NodeListOf<HTMLInputElement>} */ (all.querySelectorAll("[type=range], [type=number]"));
  return { held: /** @type {HTMLInputElement} */ (held), range, box, button: /** @type {HTMLElement} */ (all.querySelector("button")) };
};

/** @param {string} text */
const whole = (text) => /^(\d{1,2}|100)$/.test(text);

export default /** @satisfies {import("../../../plugins/livedemo/controls/kind").Kind} */ ({
  read: (elements) => parts(elements).held.value,

  write(elements, value) {
    const { held, range, box } = parts(elements);
    if (value !== "" && !(typeof value === "string" && whole(value))) return;
    held.value = value;
    if (value) range.value = box.value = value;
  },

  parse(elements, text, given, say) {
    if (!text || whole(text)) return text && `${Number(text)}`;
    throw new RangeError(say("control.whole", { low: 0, high: 100, given }));
  },

  linked: () => false, // it is everyone's own

  back: () => "", // it was about the old inputs

  brings(elements) {
    return JSON.parse(/** @type {HTMLElement} */ (parts(elements).held.closest(".ld-guess")).dataset.sets ?? "{}");
  },

  listen(elements, signal) {
    const { held, range, box, button } = parts(elements);
    for (const [from, to] of [[range, box], [box, range]]) {
      for (const kind of ["input", "change"]) {
        from.addEventListener(kind, (event) => {
          event.stopPropagation(); // no guess yet
          if (whole(from.value)) to.value = from.value;
        }, { signal });
      }
    }
    button.addEventListener("click", () => {
      held.value = box.value = range.value;
      held.dispatchEvent(new Event("input", { bubbles: true }));
    }, { signal });
  },
});
