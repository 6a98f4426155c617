// What "Share" offers: a link to the figure as it stands, HTML that puts it into another page, a citation.

import { fromRoot, isFrame } from "./element.js";
import { linked } from "./link.js";
import { language, say } from "./sentences.js";

/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */

const OWN = /^(src|theme|class|id|style|title)$/; // attributes that mean something else
const MARKS = /** @type {Record<string, string>} */ ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", "\n": "&#10;" });

/** @param {string} text */
const escaped = (text) => text.replace(/[&"<\n]/g, (mark) => MARKS[mark]);

/** The name of a figure. @param {LiveDemoElement} figure */
const titleOf = (figure) => figure.querySelector("figure")?.getAttribute("aria-label") ?? "";

/**
 * What there is to copy, by the keys of its labels.
 * @param {LiveDemoElement} figure @param {HTMLElement} button @param {URLSearchParams} state
 * @returns {[string, string][]}
 */
function texts(figure, button, state) {
  const { place = "", page = "" } = button.dataset;
  const title = titleOf(figure);
  const own = fromRoot(page);
  const link = new URL(isFrame() ? own : location.href);
  link.hash = state.size ? `${figure.id}?${state}` : figure.id;
  const frame = new URL(fromRoot(place));
  frame.hash = `${state}`;
  const height = Math.ceil(figure.getBoundingClientRect().height / 20) * 20;
  const attributes = [...state].filter(([name]) => !OWN.test(name));
  const element = new URL(fromRoot(place));
  element.hash = `${new URLSearchParams([...state].filter(([name]) => OWN.test(name)))}`;
  const set = attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format();
  return [
    ["sharing.link", link.href],
    ["sharing.frame", `<iframe src="${escaped(frame.href)}" title="${escaped(title)}" width="100%" height="${height}" loading="lazy" frameborder="0"></iframe>`],
    ["sharing.element", `<live-demo src="${escaped(element.href)}"${set}><a href="${escaped(own)}">${escaped(title)}</a></live-demo>
<script src="${escaped(fromRoot("embed/v1/live-demo.js"))}" async></script>`],
    ["sharing.citation", say("sharing.cited", { title, link: link.href, date })],
  ];
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} name @param {Partial<HTMLElementTagNameMap[T]>} [values] @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[T]} */
function make(name, values = {}, ...children) {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
}

/** A text with a button that copies it. @param {string} label @param {string} text @param {HTMLElement} status */
function row(label, text, status) {
  const box = make("textarea", { readOnly: true, spellcheck: false, value: text, rows: 2 });
  const copy = make("button", { type: "button", textContent: say("sharing.copy") });
  copy.setAttribute("aria-label", `${say("sharing.copy")}: ${label}`);
  box.addEventListener("focus", () => {
    box.select();
    box.scrollTop = 0;
  });
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = status.textContent = say("sharing.copied");
      setTimeout(() => (copy.textContent = say("sharing.copy")), 2000);
    } catch {
      box.focus(); // no permission, or no secure context
      status.textContent = say("link.by_hand");
    }
  });
  return make("div", { className: "ld-sharing-row" }, make("label", {}, label, box), copy);
}

/** The frame itself, which comes when it is asked for. @param {string} html */
function preview(html) {
  const closed = make("details", { className: "ld-more" }, make("summary", { textContent: say("sharing.preview") }));
  closed.addEventListener("toggle", () => {
    if (closed.childElementCount < 2) closed.append(document.createRange().createContextualFragment(html));
  });
  return closed;
}

/** The stylesheet of the dialog, once for a page. @type {Promise<unknown> | undefined} */
let dressed;

/** Open the dialog of a figure. @param {LiveDemoElement} figure @param {HTMLElement} button */
export async function offer(figure, button) {
  const state = linked(figure);
  if (!state) return;
  dressed ??= new Promise((resolve) => {
    const sheet = make("link", { rel: "stylesheet", href: new URL("snippets.css", import.meta.url).href });
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
  await dressed;
  const offered = texts(figure, button, state);
  const status = make("p", { className: "ld-sharing-status" });
  status.setAttribute("role", "status");
  const title = say("sharing.title", { title: titleOf(figure) });
  const close = make("button", { type: "button", textContent: say("sharing.close") });
  const dialog = make(
    "dialog",
    { className: "ld-sharing" },
    make("p", { className: "ld-sharing-title", textContent: title }),
    ...offered.map(([key, text]) => row(say(key), text, status)),
    preview(offered[1][1]),
    make("div", { className: "ld-sharing-end" }, status, close),
  );
  dialog.setAttribute("aria-label", title);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  dialog.addEventListener("close", () => dialog.remove());
  figure.querySelector("figure")?.append(dialog);
  dialog.showModal();
}
