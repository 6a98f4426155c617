// The buttons beside a slider: a press moves it by a step, a held one goes on and on.

const WAIT = 400; // ms until a held button begins to repeat
const EVERY = 80; // ms from one step to the next

/**
 * @param {HTMLElement} figure
 * @param {AbortSignal} signal ends the listening
 */
export function hold(figure, signal) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let repeated = false; // so that letting go is not one press more

  /** @param {Event} event @returns {HTMLButtonElement | null} */
  const button = (event) => /** @type {Element} */ (event.target).closest("button[data-move]");
  const stop = () => clearTimeout(timer);
  /** @param {HTMLButtonElement} pressed */
  const again = (pressed) => {
    repeated = true;
    if (move(pressed)) timer = setTimeout(again, EVERY, pressed);
  };

  figure.addEventListener("pointerdown", (event) => {
    const pressed = button(event);
    repeated = false;
    if (pressed && event.button === 0) timer = setTimeout(again, WAIT, pressed);
  }, { signal });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, stop, { signal });
  figure.addEventListener("contextmenu", (event) => {
    if (button(event)) event.preventDefault(); // a long touch is a held button
  }, { signal });
  figure.addEventListener("click", (event) => {
    const pressed = button(event);
    if (pressed && !repeated) move(pressed);
    repeated = false;
  }, { signal });
  signal.addEventListener("abort", stop);
}

/** Move a button's slider as a reader would. @param {HTMLButtonElement} button @returns {boolean} whether it moved */
function move(button) {
  const slider = button.form?.elements.namedItem(button.dataset.move ?? "");
  if (!(slider instanceof HTMLInputElement)) return false;
  const before = slider.value;
  slider.stepUp(Number(button.dataset.steps));
  if (slider.value === before) return false;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
