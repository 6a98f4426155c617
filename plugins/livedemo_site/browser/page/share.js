// Controls that the figures of a page have in common: who turns one turns it in all that follow.

import { values } from "./controls.js";
import { prompt } from "./link.js";
import { say } from "./sentences.js";

/** @typedef {import("./controls.js").Inputs} Inputs */
/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */

const REST = 150; // ms after the last gesture: a letter typed here is not one run everywhere

/** Figures that wait to be seen before they show what they were handed. @type {WeakMap<Element, IntersectionObserver>} */
const waiting = new WeakMap();

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

/** The controls that a figure has in common with others, while it follows. @param {LiveDemoElement} figure */
function shares(figure) {
  const follows = /** @type {HTMLInputElement | null} */ (figure.querySelector(".ld-follows"));
  return follows?.checked ? (figure.dataset.shared ?? "").split(" ").filter(Boolean) : [];
}

/** All other figures of the page that share something. @param {LiveDemoElement} figure */
function others(figure) {
  const all = /** @type {LiveDemoElement[]} */ ([...document.querySelectorAll("live-demo[data-shared]")]);
  return all.filter((each) => each !== figure && each.form);
}

/** Hand on what stands in a figure's shared controls. @param {LiveDemoElement} figure */
export function hand(figure) {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const { inputs } = figure;
    const mine = shares(figure);
    for (const other of others(figure)) {
      const both = shares(other).filter((name) => mine.includes(name));
      take(other, Object.fromEntries(both.map((name) => [name, inputs[name]])));
    }
  }, REST);
}

/** A figure follows again: it gets what the others have. @param {LiveDemoElement} figure */
export function join(figure) {
  /** @type {Inputs} */
  const inputs = {};
  for (const name of shares(figure)) {
    const other = others(figure).find((each) => shares(each).includes(name));
    if (other) inputs[name] = other.inputs[name];
  }
  take(figure, inputs);
}

/** @param {LiveDemoElement} figure @param {Inputs} inputs */
function take(figure, inputs) {
  if (Object.entries(inputs).every(([name, value]) => figure.inputs[name] === value)) return;
  figure.inputs = inputs;
  waiting.get(figure)?.disconnect();
  const seen = new IntersectionObserver((entries) => {
    if (!entries.at(-1)?.isIntersecting) return;
    seen.disconnect();
    show(figure);
  });
  waiting.set(figure, seen);
  seen.observe(figure);
}

/** What it was handed, where it can without a start of Python of its own. @param {LiveDemoElement} figure */
async function show(figure) {
  figure.querySelector(".ld-prompt")?.remove();
  figure.uncover();
  if (figure.dataset.state !== "static") return void figure.start().catch(() => {}); // it has said what went wrong
  const own = values(figure, "inputs");
  const { inputs } = figure;
  const listed = await figure.showListed().catch(() => false);
  const asShown = Object.keys(inputs).every((name) => inputs[name] === own[name]);
  if (!listed && !asShown) prompt(figure, say("share.ahead"));
}
