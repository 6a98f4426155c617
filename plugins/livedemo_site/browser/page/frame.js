// A figure in a frame of another site's page: its theme, its height, and what the page asks of it.
//
// No module, so that it runs before anything is seen, and where a sandbox lets no module come. The page
// may ask for a theme and for values of controls; these are read like a link's, and nothing else is done.

(() => {
  const THEMES = ["light", "dark"];
  const root = document.documentElement;
  /** The origin of the page around, once it has greeted; "" before. */
  let page = "";

  /** @param {unknown} theme light, dark, or what the reader prefers */
  function show(theme) {
    root.dataset.theme = THEMES.find((each) => each === theme) ?? "auto";
  }

  /** @param {object} message to the page around, once it is known who that is @param {string} [to] */
  function tell(message, to = page) {
    if (to) window.parent.postMessage({ livedemo: 1, ...message }, to === "null" ? "*" : to);
  }

  function height() {
    if (document.body) tell({ height: Math.ceil(document.body.getBoundingClientRect().height) });
  }

  /** @param {unknown} values of controls, by their names in lower case or as they are */
  async function set(values) {
    const figure = /** @type {import("./element.js").LiveDemoElement} */ (document.querySelector("live-demo"));
    if (!(values instanceof Object) || !figure) return;
    await customElements.whenDefined("live-demo");
    await figure.ready;
    const { asked } = await import(new URL("link.js", source).href);
    asked(figure, values);
  }

  const source = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  show(new URLSearchParams(location.search).get("theme"));
  const base = document.querySelector("base");
  if (base && self.origin === "null") base.target = "_self"; // a sandbox lets no tab open
  if (window.parent === window) return;

  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || data?.livedemo !== 1) return;
    page ||= origin;
    if (origin !== page) return;
    if (data.hello === true) height();
    if ("theme" in data) show(data.theme);
    if ("set" in data) set(data.set);
  });
  document.addEventListener("livedemo:update", (event) => {
    const { inputs, backend, ms } = /** @type {CustomEvent} */ (event).detail;
    tell({ update: { inputs, backend, ms } });
  });
  document.addEventListener("DOMContentLoaded", () => {
    tell({ ready: true }, "*"); // whoever it is: only that there is a figure
    new ResizeObserver(height).observe(document.body);
  });
})();
