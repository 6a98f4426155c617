const buttons = ([input]) => [...input.parentElement.querySelectorAll("button")];

export default {
  read: ([input]) => Number(input.value),

  shown(elements) {
    for (const button of buttons(elements)) button.ariaPressed = `${button.value === elements[0].value}`;
  },

  parse(elements, text, quoted) {
    if (buttons(elements).some(({ value }) => value === text)) return Number(text);
    throw new RangeError(`must be a direction in steps of 45, not ${quoted}`);
  },

  listen(elements, signal) {
    const [input] = elements;
    for (const button of buttons(elements)) {
      button.addEventListener("click", () => {
        input.value = button.value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }, { signal });
    }
  },
};
