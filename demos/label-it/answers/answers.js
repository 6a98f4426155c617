const NONE = ".".repeat(12);
const GIVEN = /^([pn.]{12})(?:@([1-9]\d{0,4}))?$/;

/** Labels, and the seconds from the first to the last. */
function split(value) {
  const [, labels, seconds] = GIVEN.exec(value) ?? ["", NONE, "0"];
  return { labels, seconds: Number(seconds ?? 0) };
}

export default {
  parse(_, text, given) {
    if (text && !GIVEN.test(text)) {
      throw new RangeError(`must be 12 of p, n and ., such as pnpp........, not ${given}`);
    }
    return text === NONE ? "" : text;
  },

  linked: (value) => value !== "",

  listen([input], signal) {
    const figure = input.closest("live-demo");
    // The time runs from the first label to the last; a label that is changed costs none.
    let value = "", exact = 0, last = 0;
    figure.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-label]");
      if (!button) return;
      const place = Number(button.dataset.sentence), now = performance.now();
      const before = split(input.value);
      if (input.value !== value) exact = before.seconds; // set by a link, or cleared
      else if (before.labels !== NONE && before.labels[place] === ".") exact += (now - last) / 1000;
      if (before.labels[place] === "." || input.value !== value) last = now;
      const labels = before.labels.slice(0, place) + button.dataset.label + before.labels.slice(place + 1);
      const many = labels.replaceAll(".", "").length > 1;
      value = many ? `${labels}@${Math.min(99999, Math.max(1, Math.round(exact)))}` : labels;
      input.value = value;
      for (const each of button.parentElement.querySelectorAll("button")) {
        each.setAttribute("aria-pressed", `${each === button}`); // before Python has answered
      }
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, { signal });
  },
};
