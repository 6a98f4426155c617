// Reading and writing a figure's native controls.
//
// A control is whatever carries its name in the form. Values are what a demo's Python gets: text as
// a string, a slider as a number, a checkbox as a boolean, a push button as its count of presses.

/** @typedef {Record<string, unknown>} Inputs */

/** What of a figure can be saved as a table. */
export const TABLES = "[data-result] :is(table, [data-values])";

/**
 * The elements of each named control, in order: one, or several for a group of radios.
 * @param {HTMLFormElement} form
 * @returns {Map<string, HTMLElement[]>}
 */
export function controls(form) {
  const named = new Map();
  for (const element of form.elements) {
    const name = element.getAttribute("name");
    if (!name || element instanceof HTMLFieldSetElement) continue;
    named.set(name, [...(named.get(name) ?? []), element]);
  }
  return named;
}

/** @param {HTMLElement[]} elements @returns {unknown} */
function value(elements) {
  const [element] = elements;
  if (element instanceof HTMLButtonElement) return Number(element.dataset.count);
  if (element instanceof HTMLInputElement) {
    if (element.type === "radio") {
      const checked = elements.find((e) => e instanceof HTMLInputElement && e.checked);
      return checked instanceof HTMLInputElement ? checked.value : "";
    }
    if (element.type === "checkbox") return element.checked;
    if (element.type === "range" || element.type === "hidden") return Number(element.value);
  }
  return /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (element).value;
}

/**
 * The values of all controls.
 * @param {HTMLFormElement} form
 * @returns {Inputs}
 */
export function read(form) {
  /** @type {Inputs} */
  const inputs = {};
  for (const [name, elements] of controls(form)) inputs[name] = value(elements);
  return inputs;
}

/** Show one value where the control can. @param {HTMLElement[]} elements @param {unknown} wanted */
function show(elements, wanted) {
  const [element] = elements;
  if (element instanceof HTMLButtonElement) {
    if (Number.isInteger(wanted)) element.dataset.count = String(wanted);
  } else if (element instanceof HTMLInputElement && element.type === "radio") {
    for (const radio of elements) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === wanted;
    }
  } else if (element instanceof HTMLInputElement && element.type === "checkbox") {
    if (typeof wanted === "boolean") element.checked = wanted;
  } else if (element instanceof HTMLInputElement && element.type === "range") {
    // Out of bounds, a range would show its bound as if that had been asked for.
    const number = typeof wanted === "string" && wanted.trim() ? Number(wanted) : wanted;
    if (typeof number !== "number") return;
    if (number >= Number(element.min) && number <= Number(element.max)) element.value = `${number}`;
  } else if (element instanceof HTMLSelectElement) {
    if ([...element.options].some((option) => option.value === wanted)) element.value = `${wanted}`;
  } else if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
    if (typeof wanted === "string" || typeof wanted === "number") element.value = `${wanted}`;
  }
}

/**
 * Show values in the controls.
 * @param {HTMLFormElement} form
 * @param {Inputs} inputs
 * @returns {Inputs} what no control shows as it was given: unknown names, values out of bounds
 */
export function write(form, inputs) {
  const named = controls(form);
  /** @type {Inputs} */
  const rest = {};
  for (const [name, wanted] of Object.entries(inputs)) {
    const elements = named.get(name);
    if (elements) show(elements, wanted);
    if (!elements || String(value(elements)) !== String(wanted)) rest[name] = wanted;
  }
  refresh(form);
  return rest;
}

/** Bring the number beside each slider up to date. @param {HTMLFormElement} form */
export function refresh(form) {
  for (const range of form.querySelectorAll("input[type=range]")) {
    const output = range.closest(".ld-control")?.querySelector("output");
    if (output) output.textContent = /** @type {HTMLInputElement} */ (range).value;
  }
}

/**
 * What a change elsewhere takes back: a guess was about the old inputs, and a stream that a button
 * began is not begun again by other controls.
 * @param {HTMLFormElement} form
 * @param {string[]} changed the names of what has changed
 * @returns {Inputs}
 */
export function takenBack(form, changed) {
  /** @type {Inputs} */
  const back = {};
  for (const element of form.querySelectorAll(".ld-guess input[name]")) back[element.getAttribute("name") ?? ""] = "";
  for (const element of form.querySelectorAll("button[data-stop]")) back[element.getAttribute("name") ?? ""] = 0;
  for (const name of changed) delete back[name];
  return changed.length ? back : {};
}

/**
 * The count of a button pressed once more; a press that was taken back counts on.
 * @param {HTMLButtonElement} button
 * @returns {number}
 */
export function press(button) {
  const { count, presses } = button.dataset;
  const next = Math.max(Number(count), Number(presses ?? 0)) + 1;
  button.dataset.presses = `${next}`;
  return next;
}

/**
 * The JSON object in an attribute; a broken one counts as empty.
 * @param {Element} element
 * @param {string} attribute
 * @returns {Inputs}
 */
export function values(element, attribute) {
  try {
    const parsed = JSON.parse(element.getAttribute(attribute) ?? "{}");
    return parsed && typeof parsed === "object" && !Array.isArray(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
