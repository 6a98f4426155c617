// The buttons beside a slider move it by a step at a press, and on and on while they are held.

const WAIT = 400; // ms until a held button begins to repeat
const EVERY = 80; // ms from one step to the next

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/; // as the build takes it

/** Whether a number is one of the slider's. @param {HTMLInputElement} slider @param {number} value */
function takes({ min, max, step }, value) {
  const steps = (value - Number(min)) / Number(step);
  return value >= Number(min) && value <= Number(max) && Math.abs(steps - Math.round(steps)) <= 1e-6;
}

/** A number without what adding up steps has left behind its last digit. @param {number} value */
const tidy = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(12)));

/** @param {HTMLElement[]} elements */
const range = ([element]) => /** @type {HTMLInputElement} */ (element);

export default /** @satisfies {import("../kind").Kind} */ ({
  read(elements) {
    return Number(range(elements).value);
  },

  write(elements, wanted) {
    // Another number than its own, a range would round as if that had been asked for.
    const number = typeof wanted === "string" && NUMBER.test(wanted) ? Number(wanted) : wanted;
    if (typeof number === "number" && takes(range(elements), number)) range(elements).value = `${tidy(number)}`;
  },

  shown(elements) {
    const output = range(elements).closest(".ld-control")?.querySelector("output");
    if (output) output.textContent = range(elements).value;
  },

  parse(elements, text, given, say) {
    const slider = range(elements);
    const { min, max, step } = slider;
    const whole = [min, max, step].every((bound) => !/[.e]/.test(bound));
    const value = NUMBER.test(text) ? Number(text) : NaN;
    if (takes(slider, value)) return tidy(value);
    const values = { low: min, high: max, step, given };
    if (step === "1" && whole) throw new RangeError(say("control.whole", values));
    throw new RangeError(say(whole ? "control.whole_steps" : "control.number_steps", values));
  },

  listen(elements, signal) {
    const slider = range(elements);
    const buttons = slider.form?.querySelectorAll(`button[data-move="${CSS.escape(slider.name)}"]`) ?? [];
    for (const button of buttons) hold(/** @type {HTMLButtonElement} */ (button), slider, signal);
  },
});

/** @param {HTMLButtonElement} button @param {HTMLInputElement} slider @param {AbortSignal} signal */
function hold(button, slider, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let repeated = false; // so that letting go is not one press more
  const stop = () => clearTimeout(timer);
  const again = () => {
    repeated = true;
    if (move(slider, Number(button.dataset.steps))) timer = setTimeout(again, EVERY);
  };
  button.addEventListener("pointerdown", (event) => {
    repeated = false;
    if (event.button === 0) timer = setTimeout(again, WAIT);
  }, { signal });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, stop, { signal });
  button.addEventListener("contextmenu", (event) => event.preventDefault(), { signal }); // a long touch is a held button
  button.addEventListener("click", () => {
    if (!repeated) move(slider, Number(button.dataset.steps));
    repeated = false;
  }, { signal });
  signal.addEventListener("abort", stop);
}

/** Move a slider as a reader would. @param {HTMLInputElement} slider @param {number} steps @returns {boolean} whether it moved */
function move(slider, steps) {
  const before = slider.value;
  slider.stepUp(steps);
  if (slider.value === before) return false;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
