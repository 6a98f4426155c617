// Putting a demo's fragment into the page without losing focus, selection or what a reader has opened.

import { apart } from "../page/ids.js";
import { Idiomorph } from "./idiomorph.js";

// Morphing compares each child with all its siblings: a thousand of them are a long task. So many go in whole,
const LONG = 100; // children, where no one would lose a thing
const MANY = 2000; // elements, in any case; what had the focus or was selected is so again, what was open is open
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
  if (large(result, template.content)) put(result, template.content);
  else Idiomorph.morph(result, template.content, {
    morphStyle: "innerHTML",
    callbacks: {
      // Drawn by a library in the page, or opened by the reader: not ours to undo.
      beforeNodeMorphed: (node, next) =>
        !(node instanceof Element && (node.hasAttribute("data-drawn") || replaced(node, next))),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node instanceof HTMLDetailsElement),
    },
  });
  shown.set(result, html);
}

/** Forget what a result holds: a theme may keep its element for ever. @param {Element} result */
export function forget(result) {
  shown.delete(result);
}

/** Put an element's content in whole where it is long or large; false where it was not. @param {Element} node @param {Node} next */
function replaced(node, next) {
  if (!(next instanceof Element) || !((long(node, next) && !needed(node, next)) || large(node, next))) return false;
  for (const name of node.getAttributeNames()) if (!next.hasAttribute(name)) node.removeAttribute(name);
  for (const { name, value } of next.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  put(node, next);
  return true;
}

/** Whether either of them has many children. @param {Element} node @param {Element} next */
function long(node, next) {
  return Math.max(node.childElementCount, next.childElementCount) >= LONG;
}

/** Whether the reader is at work in it, or a part of it is told apart from its like. @param {Element} node @param {Element} next */
function needed(node, next) {
  const selection = document.getSelection();
  if (selection?.type === "Range" && selection.containsNode(node, true)) return true;
  return node.contains(document.activeElement) || !!node.querySelector(OWN) || !!next.querySelector(OWN);
}

/** Whether either holds many elements, and not nearly all of them in one child. @param {Element} node @param {ParentNode} next */
function large(node, next) {
  const most = size(node) < size(next) ? next : node;
  if (size(most) < MANY || node.querySelector("[data-drawn]")) return false;
  return most.childElementCount >= LONG || ![...most.children].some((child) => size(child) >= MANY);
}

/** How many elements it holds. @param {ParentNode} node */
function size(node) {
  return node.querySelectorAll("*").length;
}

/** Make the children of `next` those of `node`. @param {Element} node @param {Element | DocumentFragment} next */
function put(node, next) {
  const [focused, opened] = [path(node, document.activeElement), [...node.querySelectorAll("details")].map((one) => one.open)];
  const selection = document.getSelection();
  const ends = selection?.type === "Range" && [path(node, selection.anchorNode), path(node, selection.focusNode)];
  const offsets = [selection?.anchorOffset ?? 0, selection?.focusOffset ?? 0];
  node.replaceChildren(...next.childNodes);
  for (const [i, one] of node.querySelectorAll("details").entries()) one.open = opened[i] ?? one.open;
  const again = at(node, focused);
  if (again instanceof HTMLElement || again instanceof SVGElement) again.focus({ preventScroll: true });
  const [anchor, focus] = ends ? ends.map((end) => at(node, end)) : [];
  if (anchor && focus) selection?.setBaseAndExtent(anchor, within(anchor, offsets[0]), focus, within(focus, offsets[1]));
}

/** The places of a node and its parents among their siblings, from `node` down; null where it is not in there. @param {Element} node @param {Node | null} inner */
function path(node, inner) {
  if (!inner || inner === node || !node.contains(inner)) return null;
  const places = [];
  for (let one = inner; one !== node; one = /** @type {Node} */ (one.parentNode)) {
    places.unshift([.../** @type {Node} */ (one.parentNode).childNodes].indexOf(/** @type {ChildNode} */ (one)));
  }
  return places;
}

/** The node at such places. @param {Element} node @param {number[] | null} places @returns {Node | undefined} */
function at(node, places) {
  return places?.reduce((/** @type {Node | undefined} */ one, i) => one?.childNodes[i], node);
}

/** An offset that a node has. @param {Node} node @param {number} offset */
function within(node, offset) {
  return Math.min(offset, node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "").length : node.childNodes.length);
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
