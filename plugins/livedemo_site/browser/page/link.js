// A figure's state in the address: "#attention?text=The+fox&layer=3".
//
// Whoever opens such a link sees the controls set. Opening a page is no gesture in it: Python is left
// alone until the reader asks, and the figure says that the picture is not yet the link's.

import { controls, values } from "./controls.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */

const LONGEST = 8000; // characters of a fragment; many programs cut longer addresses
// Nobody types these, and what they do elsewhere is not known.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const YES = ["yes", "true", "on", "1"];
const NO = ["no", "false", "off", "0"];

/** A value that a control does not take; the message says what it takes. */
class Refused extends Error {}

/** @param {string} text */
const quoted = (text) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

/** @param {HTMLInputElement} range @param {string} text */
function number({ min, max, step }, text) {
  const whole = [min, max, step].every((bound) => !bound.includes("."));
  const value = /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : NaN;
  const steps = (value - Number(min)) / Number(step);
  if (value >= Number(min) && value <= Number(max) && Math.abs(steps - Math.round(steps)) < 1e-6) return value;
  const by = step === "1" ? "" : ` in steps of ${step}`;
  throw new Refused(`must be ${whole ? "a whole number" : "a number"} from ${min} to ${max}${by}, not ${quoted(text)}`);
}

/** @param {HTMLInputElement | HTMLTextAreaElement} box @param {string} text */
function typed(box, text) {
  if (CONTROL.test(text)) throw new Refused("holds control characters, which a link may not carry");
  if (box instanceof HTMLInputElement && /[\r\n]/.test(text)) throw new Refused("takes one line, and the link has several");
  const length = [...text].length;
  if (length > box.maxLength) throw new Refused(`takes ${box.maxLength} characters at most, not ${length}`);
  return text.replace(/\r\n?/g, "\n");
}

/** What a control makes of a text, as its demo's Python would. @param {HTMLElement[]} elements @param {string} text */
function convert(elements, text) {
  const [element] = elements;
  /** @param {string[]} options */
  const one = (options) => {
    if (options.includes(text)) return text;
    throw new Refused(`must be one of ${options.filter(Boolean).join(", ")}, not ${quoted(text)}`);
  };
  if (element instanceof HTMLSelectElement) return one([...element.options].map((option) => option.value));
  if (element instanceof HTMLTextAreaElement) return typed(element, text);
  if (element instanceof HTMLInputElement && element.type === "text") return typed(element, text);
  if (element instanceof HTMLInputElement && element.type === "range") return number(element, text);
  if (element instanceof HTMLInputElement && element.type === "radio") {
    return one(["", ...elements.map((radio) => /** @type {HTMLInputElement} */ (radio).value)]);
  }
  if (element instanceof HTMLInputElement && element.type === "checkbox") {
    if ([...YES, ...NO].includes(text.toLowerCase())) return YES.includes(text.toLowerCase());
    throw new Refused(`must be yes or no, not ${quoted(text)}`);
  }
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refused(`must be a whole number, 0 or more, not ${quoted(text)}`);
}

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
  if (query.length > LONGEST) return { inputs, problems: [`it is longer than ${LONGEST} characters`] };
  for (const pair of query.split("&").filter(Boolean)) {
    const [key, text] = decoded(pair);
    const elements = named.get(key);
    if (text === null) problems.push("it is damaged: a character in it can't be read");
    else if (!elements) problems.push(`there is no control ${quoted(key)}, only ${[...named.keys()].join(", ")}`);
    else if (Object.hasOwn(inputs, key)) problems.push(`it sets ${key} twice`);
    else {
      try {
        inputs[key] = convert(elements, text);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        problems.push(`${key} ${error.message}`);
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

/** The query of a figure's state: all but a guess, which is everyone's own. @param {LiveDemoElement} figure */
function written(figure) {
  const pairs = new URLSearchParams();
  for (const [name, elements] of controls(/** @type {HTMLFormElement} */ (figure.form))) {
    if (elements[0].closest(".ld-guess")) continue;
    const value = figure.inputs[name];
    const none = value === 0 && (elements[0] instanceof HTMLButtonElement || elements[0].matches("[type=hidden]"));
    if (!none) pairs.set(name, value === true ? "yes" : value === false ? "no" : `${value}`);
  }
  return pairs.toString();
}

/** @param {Element} figure @param {string} words */
function say(figure, words) {
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
  message?.scrollIntoView({ block: "nearest" });
  say(figure, sentence);
}

/** Copy the link to a figure's state, and say so. @param {LiveDemoElement} figure @param {HTMLElement} button */
export async function copy(figure, button) {
  const state = written(figure);
  const { problems } = parse(figure, state);
  if (problems.length) return refuse(figure, `A link can't hold this: ${problems.join("; ")}.`);
  const url = new URL(location.href);
  url.hash = state ? `${figure.id}?${state}` : figure.id;
  try {
    await navigator.clipboard.writeText(url.href);
    say(figure, "The link to this figure, as it stands, is copied.");
    const label = button.dataset.label ?? button.textContent ?? "";
    button.dataset.label = label;
    button.textContent = "Link copied";
    setTimeout(() => (button.textContent = label), 2000);
  } catch {
    history.replaceState(history.state, "", url); // no permission, or no secure context
    refuse(figure, "This browser lets no page copy. The link stands in the address bar now.");
  }
}

/**
 * Follow the link in the address, which is one to this figure's state.
 * @param {LiveDemoElement} figure
 * @param {string} query what stands after the question mark
 * @param {boolean} byHand whether the reader has just asked for it, in this very page
 */
export async function follow(figure, query, byHand) {
  const { inputs, problems } = parse(figure, query);
  figure.show();
  figure.querySelector(".ld-prompt")?.remove();
  if (problems.length) return refuse(figure, `The link to this figure was not followed: ${problems.join("; ")}.`);
  const own = values(figure, "inputs");
  const wanted = { ...own, ...inputs };
  if (byHand) return figure.gesture(wanted);
  figure.inputs = wanted;
  const asShown = Object.keys(wanted).every((name) => wanted[name] === own[name]);
  // A result that was computed with the page is no start of Python.
  if (!asShown && !(figure.listed && (await figure.preview().catch(() => false)))) prompt(figure);
}

/** Say that the controls are ahead of the picture, and offer to run. @param {LiveDemoElement} figure */
function prompt(figure) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  box.className = "ld-prompt";
  words.textContent = "The controls stand as your link says. The picture is still the page’s own.";
  button.type = "button";
  button.className = "ld-press ld-run";
  button.textContent = figure.querySelector(".ld-start")?.textContent ?? "Run it here";
  box.append(words, button);
  figure.querySelector("[data-result]")?.before(box);
  figure.addEventListener("livedemo:render", () => box.remove(), { once: true });
  say(figure, words.textContent);
}
