// Putting a demo's fragment into the page without losing focus, selection or what a reader has opened.

import { apart } from "../page/ids.js";
import { Idiomorph } from "./idiomorph.js";

const LONG = 100; // rows of a table that is put in whole: to morph its cells one by one takes a long task
const OWN = "[id], [tabindex], [data-set], [data-drawn], [data-module], a, button, details, input"; // need their nodes

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/**
 * Make `result` hold what `html` says, changing as little as can be.
 * @param {Element} result
 * @param {string} html
 */
export function morph(result, html) {
  if (shown.get(result) === html) return;
  const template = document.createElement("template"); // parses without loading or running a thing
  template.innerHTML = html;
  const figure = result.closest("live-demo");
  if (figure && figure.id !== figure.getAttribute("name")) apart(template.content, figure.id);
  Idiomorph.morph(result, template.content, {
    morphStyle: "innerHTML",
    callbacks: {
      // Drawn by a library in the page, or opened by the reader: not ours to undo.
      beforeNodeMorphed: (node, next) =>
        !(node instanceof Element && (node.hasAttribute("data-drawn") || replaced(node, /** @type {Element} */ (next)))),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement),
    },
  });
  shown.set(result, html);
}

/** Forget what a result holds: a theme may keep its element for ever. @param {Element} result */
export function forget(result) {
  shown.delete(result);
}

/**
 * Put the rows of a long table in whole, where no one would lose a thing; false where they were not.
 * @param {Element} body @param {Element} next
 */
function replaced(body, next) {
  if (!(body instanceof HTMLTableSectionElement) || body.rows.length < LONG) return false;
  const selection = document.getSelection();
  if (selection?.type === "Range" && selection.containsNode(body, true)) return false;
  if (body.contains(document.activeElement) || body.querySelector(OWN) || next.querySelector(OWN)) return false;
  body.replaceChildren(...next.childNodes);
  return true;
}

/**
 * What the live region reads out: the result's own words for it, or how it begins.
 * @param {Element} result
 * @returns {string}
 */
export function say(result) {
  const own = [...result.querySelectorAll("[data-say]")].map((element) => element.textContent ?? "");
  const text = (own.length ? own.join(" ") : (result.textContent ?? "")).replace(/\s+/g, " ").trim();
  return own.length || text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
