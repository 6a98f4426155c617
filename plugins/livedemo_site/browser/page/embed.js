// The HTML that puts a figure's own page into another page. Only the browser knows the site's address.

import { fromRoot } from "./element.js";
import { say } from "./sentences.js";

const HEIGHT = 800; // px; a longer figure scrolls within

/** @param {HTMLElement} embed */
export function fill(embed) {
  const frame = document.createElement("iframe"); // never put into the page: it loads nothing
  frame.src = fromRoot(embed.dataset.place ?? "");
  frame.title = embed.title;
  frame.width = "100%";
  frame.height = String(HEIGHT);
  frame.loading = "lazy";
  frame.frameBorder = "0";
  embed.removeAttribute("title"); // else it would pop up over the text
  const button = document.createElement("button");
  const box = document.createElement("textarea");
  button.type = "button";
  button.textContent = say("embed.button");
  button.setAttribute("aria-expanded", "false");
  box.hidden = true;
  box.readOnly = true;
  box.rows = 3;
  box.spellcheck = false;
  box.value = frame.outerHTML;
  box.setAttribute("aria-label", say("embed.label", { title: frame.title }));
  box.addEventListener("focus", () => box.select());
  button.addEventListener("click", () => {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.focus();
  });
  embed.replaceChildren(button, box);
}
