// A figure's form: which controls it has, what they show, and what one that is turned does to others.
//
// How each kind of control is read and shown stands beside its Python class, in livedemo/controls; the
// build puts these modules at the end of this file. A demo's own kinds are modules by themselves.

/** @typedef {Record<string, unknown>} Inputs */
/** @typedef {import("../../../livedemo/controls/kind").Kind} Kind */
/** @typedef {{kind: Kind, elements: HTMLElement[]}} Control a kind, and the elements that carry the name */

/** What of a figure can be saved as a table. */
export const TABLES = "[data-result] :is(table, [data-values])";

/** By name; a demo's own once they are there. @type {Record<string, Kind>} */
const kinds = {};

const OWN = /^own(\/[\w-]+)+$/; // the names of those: what else stands in a page is not imported

/** The kinds of a form's controls. @param {HTMLFormElement} form @returns {Record<string, string>} */
const named = (form) => /** @type {Record<string, string>} */ (values(form, "data-kinds"));

/**
 * Have the kinds ready that are no part of this file; undefined where there are none.
 * @param {HTMLFormElement} form
 * @returns {Promise<unknown> | undefined}
 */
export function learn(form) {
  const own = Object.values(named(form)).filter((kind) => OWN.test(kind) && !Object.hasOwn(kinds, kind));
  if (!own.length) return;
  return Promise.all(own.map(async (kind) => {
    const { default: found } = await import(`../parts/${kind}.js`);
    if (!found) throw new Error(`${kind}.js exports no kind of control by default`);
    kinds[kind] = found;
  }));
}

/**
 * The controls by name, in the order of the form.
 * @param {HTMLFormElement} form
 * @returns {Map<string, Control>}
 */
export function controls(form) {
  const names = named(form);
  /** @type {Map<string, Control>} */
  const found = new Map();
  for (const element of /** @type {Iterable<HTMLElement>} */ (form.elements)) {
    const name = element.getAttribute("name") ?? "";
    if (!Object.hasOwn(names, name)) continue;
    if (!found.has(name)) found.set(name, { kind: { ...kinds.control, ...kinds[names[name]] }, elements: [] });
    found.get(name)?.elements.push(element);
  }
  return found;
}

/**
 * The values of all controls.
 * @param {HTMLFormElement} form
 * @returns {Inputs}
 */
export function read(form) {
  /** @type {Inputs} */
  const inputs = {};
  for (const [name, { kind, elements }] of controls(form)) inputs[name] = kind.read?.(elements);
  return inputs;
}

/**
 * Show values in the controls.
 * @param {HTMLFormElement} form
 * @param {Inputs} inputs
 * @returns {Inputs} what no control shows as it was given: unknown names, values out of bounds
 */
export function write(form, inputs) {
  const all = controls(form);
  /** @type {Inputs} */
  const rest = {};
  for (const [name, wanted] of Object.entries(inputs)) {
    const control = all.get(name);
    control?.kind.write?.(control.elements, wanted);
    if (!control || String(control.kind.read?.(control.elements)) !== String(wanted)) rest[name] = wanted;
  }
  refresh(form);
  return rest;
}

/** Bring what stands beside the values up to date. @param {HTMLFormElement} form */
export function refresh(form) {
  for (const { kind, elements } of controls(form).values()) kind.shown?.(elements);
}

/** Listen to what is more than a change of a value. @param {HTMLFormElement} form @param {AbortSignal} signal */
export function listen(form, signal) {
  for (const { kind, elements } of controls(form).values()) kind.listen?.(elements, signal);
}

/**
 * What a change elsewhere takes back: a guess, or a stream that a button began.
 * @param {HTMLFormElement} form
 * @param {string[]} changed the names of what has changed
 * @returns {Inputs}
 */
export function takenBack(form, changed) {
  /** @type {Inputs} */
  const back = {};
  if (!changed.length) return back;
  for (const [name, { kind, elements }] of controls(form)) {
    const value = changed.includes(name) ? undefined : kind.back?.(elements);
    if (value !== undefined) back[name] = value;
  }
  return back;
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
