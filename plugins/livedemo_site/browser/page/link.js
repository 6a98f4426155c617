// A figure's state in the address: "#attention?text=The+fox&layer=3".
//
// Whoever opens such a link sees the controls set. Opening a page is no gesture in it: Python is left
// alone until the reader asks, and the figure says that the picture is not yet the link's.

import { controls, values } from "./controls.js";
import { isFrame, written as shown } from "./element.js";
import { say } from "./sentences.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */

const LONGEST = 8000; // characters of a fragment; many programs cut longer addresses

/** @param {string} text */
const quoted = (text) => say("quote", { text: text.length > 40 ? `${text.slice(0, 40)}…` : text });

/**
 * The inputs that a query names, and what is wrong with it.
 * @param {LiveDemoElement} figure
 * @param {string} query what stands after the question mark
 */
export function parse(figure, query) {
  const named = controls(/** @type {HTMLFormElement} */ (figure.form));
  /** @type {Inputs} */
  const inputs = {};
  /** @type {string[]} */
  const problems = [];
  if (query.length > LONGEST) return { inputs, problems: [say("link.long", { count: LONGEST })] };
  for (const pair of query.split("&").filter(Boolean)) {
    const [key, text] = decoded(pair);
    const control = named.get(key);
    if (text === null) problems.push(say("link.damaged"));
    else if (!control) problems.push(say("link.unknown", { given: quoted(key), known: [...named.keys()].join(", ") }));
    else if (Object.hasOwn(inputs, key)) problems.push(say("link.twice", { name: key }));
    else {
      try {
        inputs[key] = control.kind.parse?.(control.elements, text, quoted(text), say);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        problems.push(say("link.refused", { name: key, why: error.message }));
      }
    }
  }
  return { inputs, problems };
}

/** @param {string} pair @returns {[string, string | null]} */
function decoded(pair) {
  const [key, ...rest] = pair.split("=");
  try {
    const [name, text] = [key, rest.join("=")].map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    return [name, text];
  } catch {
    return [key, null];
  }
}

/**
 * The figure's state as a link has it, by control; null where no link can hold it, which the figure then says.
 * @param {LiveDemoElement} figure
 */
export function linked(figure) {
  const pairs = new URLSearchParams();
  for (const [name, { kind }] of controls(/** @type {HTMLFormElement} */ (figure.form))) {
    const value = figure.inputs[name];
    if (kind.linked?.(value) ?? true) pairs.set(name, shown(value));
  }
  const { problems } = parse(figure, `${pairs}`);
  if (!problems.length) return pairs;
  refuse(figure, say("link.cannot", { why: problems.join("; ") }));
  return null;
}

/** @param {Element} figure @param {string} words */
function tell(figure, words) {
  const status = figure.querySelector(".ld-status");
  if (status) status.textContent = words;
}

/** Say in the figure why a link is no good. @param {Element} figure @param {string} sentence */
function refuse(figure, sentence) {
  const words = figure.querySelector(".ld-message p");
  if (words) words.textContent = sentence;
  figure.querySelector(".ld-retry")?.setAttribute("hidden", "");
  figure.querySelector(".ld-detail")?.remove();
  const message = figure.querySelector(".ld-message");
  message?.removeAttribute("hidden");
  if (!isFrame()) message?.scrollIntoView({ block: "nearest" });
  tell(figure, sentence);
}

/** Bring a figure before the reader's eyes, and the focus into it. @param {LiveDemoElement} figure */
export function show(figure) {
  reveal(figure);
  figure.querySelector("figure")?.focus({ preventScroll: true });
  figure.scrollIntoView();
}

/**
 * Open what hides an element, from the outside in: folded text, the tabs of a set.
 * @param {Element} element
 * @returns {boolean} whether anything was closed
 */
export function reveal(element) {
  let opened = false;
  /** @type {HTMLElement[]} */
  const around = [];
  for (let place = element.parentElement; place; place = place.parentElement) around.unshift(place);
  for (const place of around) {
    if (place instanceof HTMLDetailsElement && !place.open) {
      place.open = true;
      opened = true;
    }
    if (getComputedStyle(place).display !== "none" && !place.hidden) continue;
    const opener = openerOf(place);
    if (opener) {
      opener.click();
      opened = true;
    }
  }
  return opened;
}

/**
 * What a reader would press to see a hidden part: the switch of a content tab of Python-Markdown's in
 * either style, or whatever says that it controls the part.
 * @param {Element} part
 * @returns {HTMLElement | null}
 */
function openerOf(part) {
  const set = part.closest(".tabbed-set");
  if (set && part.parentElement?.matches(".tabbed-content")) {
    const position = Array.prototype.indexOf.call(part.parentElement.children, part);
    return set.querySelectorAll(/** @type {"input"} */ (":scope > input"))[position] ?? null;
  }
  if (set && part.matches(".tabbed-content")) {
    let before = part.previousElementSibling;
    while (before && !before.matches("input")) before = before.previousElementSibling;
    return /** @type {HTMLElement | null} */ (before);
  }
  const labelled = document.getElementById(part.getAttribute("aria-labelledby") ?? "");
  if (labelled?.matches("[role=tab]")) return labelled;
  if (!part.id) return null;
  const id = CSS.escape(part.id);
  return document.querySelector(`[aria-controls~="${id}"], [data-bs-target="#${id}"], [data-target="#${id}"], [data-toggle][href="#${id}"]`);
}

/**
 * Follow the link in the address, which is one to this figure's state.
 * @param {LiveDemoElement} figure
 * @param {string} query what stands after the question mark
 * @param {boolean} byHand whether the reader has just asked for it, in this very page
 */
export async function follow(figure, query, byHand) {
  show(figure);
  await state(figure, query, byHand);
}

/** Put the controls where a query says; without a hand that did it, nothing is started. @param {LiveDemoElement} figure @param {string} query */
export async function state(figure, query, byHand = false, from = values(figure, "inputs")) {
  const { inputs, problems } = parse(figure, query);
  figure.querySelector(".ld-prompt")?.remove();
  if (problems.length) return refuse(figure, say("link.not_followed", { why: problems.join("; ") }));
  const own = values(figure, "inputs");
  const wanted = { ...from, ...inputs };
  if (byHand) return figure.gesture(wanted);
  figure.uncover(); // whoever sent the link means what it shows
  figure.inputs = wanted;
  const asShown = Object.keys(wanted).every((name) => wanted[name] === own[name]);
  figure.hand();
  // A result that was computed with the page is no start of Python.
  if (!asShown && !(await figure.showListed().catch(() => false))) prompt(figure, say(isFrame() ? "frame.ahead" : "link.ahead"));
}

/**
 * Take what the page around a frame asks for: what is no control's name is no business of ours, for
 * these are an element's attributes.
 * @param {LiveDemoElement} figure @param {object} given values by name
 */
export async function asked(figure, given) {
  const names = new Map(Array.from(controls(/** @type {HTMLFormElement} */ (figure.form)).keys(), (name) => [name.toLowerCase(), name]));
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    const own = names.get(name.toLowerCase());
    if (own && ["string", "number", "boolean"].includes(typeof value)) pairs.set(own, shown(value));
  }
  if (pairs.size) await state(figure, `${pairs}`, figure.dataset.state !== "static", figure.inputs);
}

/** Say that the controls are ahead of the picture, and offer to run. @param {LiveDemoElement} figure @param {string} sentence */
export function prompt(figure, sentence) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  box.className = "ld-prompt";
  words.textContent = sentence;
  button.type = "button";
  button.className = "ld-press ld-run";
  button.textContent = figure.querySelector(".ld-start")?.textContent ?? say("figure.run_again");
  box.append(words, button);
  figure.querySelector("[data-result]")?.before(box);
  figure.addEventListener("livedemo:render", () => box.remove(), { once: true });
  tell(figure, words.textContent ?? "");
}
