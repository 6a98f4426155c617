// The HTML that puts a figure's own page into another page. Only the browser knows the site's address.

const HEIGHT = 800; // px; a longer figure scrolls within

/** @param {HTMLElement} embed */
export function fill(embed) {
  const frame = document.createElement("iframe"); // never put into the page: it loads nothing
  frame.src = new URL(embed.getAttribute("page") ?? "", document.baseURI).href;
  frame.title = embed.title;
  frame.width = "100%";
  frame.height = String(HEIGHT);
  frame.loading = "lazy";
  frame.frameBorder = "0";
  embed.removeAttribute("title"); // else it would pop up over the text
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const box = document.createElement("textarea");
  summary.textContent = "Embed";
  box.readOnly = true;
  box.rows = 3;
  box.spellcheck = false;
  box.value = frame.outerHTML;
  box.setAttribute("aria-label", `HTML that embeds “${frame.title}”`);
  box.addEventListener("focus", () => box.select());
  details.append(summary, box);
  embed.replaceChildren(details);
}
