// Gives each frame that shows a figure the height of what is in it. When a figure has arrived, and when
// it has run, its frame sends the events "livedemo:ready" and "livedemo:update", which bubble.
(() => {
  const frames = () => [...document.querySelectorAll("iframe")].filter(({ src }) => src.includes("/embed/v1/"));
  /** @param {HTMLIFrameElement} frame */
  const originOf = ({ sandbox, src }) => (sandbox.length && !sandbox.contains("allow-same-origin") ? "null" : new URL(src).origin);
  /** @param {HTMLIFrameElement} frame */
  const greet = (frame) => frame.contentWindow?.postMessage({ livedemo: 1, hello: true }, "*");
  /** @param {any} value */
  const isFlat = (value) => value instanceof Object && Object.values(value).every((one) => !(one instanceof Object));

  addEventListener("message", ({ source, origin, data }) => {
    if (data?.livedemo !== 1) return;
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (!frame || origin !== originOf(frame)) return;
    /** @param {string} name @param {object} [detail] */
    const send = (name, detail) => frame.dispatchEvent(new CustomEvent(`livedemo:${name}`, { bubbles: true, detail }));
    const { height, ready, update } = data;
    if (Number.isInteger(height) && height > 0 && height < 2e4) frame.style.height = `${height}px`;
    if (ready === true) {
      greet(frame);
      send("ready");
    }
    if (isFlat(update?.inputs) && isFlat(update.ms)) {
      send("update", { inputs: update.inputs, backend: `${update.backend}`, ms: update.ms });
    }
  });
  frames().forEach(greet);
})();
// <live-demo src="https://…/embed/v1/NAME/" text="Hello" theme="dark">: a figure of another site, in a
// frame. What resize.js does comes before this in the same file.
(() => {
  const OWN = ["src", "theme"]; // all other attributes may be controls of the figure, which knows them
  const DARK = "(prefers-color-scheme: dark)";

  /** Whether what an element stands on is dark, be it the page's scheme or a theme of its own. @param {Element} element */
  function onDark(element) {
    for (let place = /** @type {Element | null} */ (element.parentElement); place; place = place.parentElement) {
      const [red, green, blue, alpha = 1] = getComputedStyle(place).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
      if (alpha > 0.5) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
    }
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    return /dark/.test(scheme) && (!/light/.test(scheme) || matchMedia(DARK).matches);
  }

  class FramedDemo extends HTMLElement {
    #frame = document.createElement("iframe");
    /** What the frame was told last, as JSON, by what it is about; nothing before it is there. @type {Record<string, string> | undefined} */
    #told;
    #watch = new MutationObserver(() => this.#tell());
    #leave = new AbortController();

    static observedAttributes = ["src"];

    /** @param {string} _ @param {string | null} before null where it begins, and comes into the page next */
    attributeChangedCallback(_, before) {
      if (before !== null && this.isConnected) this.connectedCallback();
    }

    connectedCallback() {
      this.disconnectedCallback();
      if (document.readyState === "loading") { // what is inside may be still to come
        return void document.addEventListener("DOMContentLoaded", () => this.isConnected && this.connectedCallback(), { once: true });
      }
      const src = this.getAttribute("src");
      if (!src || !URL.canParse(src, document.baseURI)) return;
      const url = new URL(src, document.baseURI);
      if (!/^https?:$/.test(url.protocol)) return;
      const frame = this.#frame;
      url.searchParams.set("theme", this.#theme);
      frame.src = url.href;
      frame.title ||= this.title || this.textContent?.trim() || "livedemo";
      frame.loading = "lazy";
      Object.assign(frame.style, { display: "block", width: "100%", height: "600px", border: "0" });
      this.style.display = "block";
      this.#told = undefined;
      this.#leave = new AbortController();
      const { signal } = this.#leave;
      frame.addEventListener("livedemo:ready", () => {
        this.#told = {};
        this.#tell();
      }, { signal });
      matchMedia(DARK).addEventListener("change", () => this.#tell(), { signal });
      document.addEventListener("transitionend", () => this.#tell(), { signal }); // a background that fades
      for (const element of [this, document.body, document.documentElement]) this.#watch.observe(element, { attributes: true });
      this.replaceChildren(frame);
    }

    disconnectedCallback() {
      this.#leave.abort();
      this.#watch.disconnect();
    }

    get #theme() {
      const theme = this.getAttribute("theme") ?? "";
      return ["light", "dark"].includes(theme) ? theme : onDark(this) ? "dark" : "light";
    }

    /** Tell the frame what has changed. */
    #tell() {
      if (!this.#told) return;
      const named = [...this.attributes].filter(({ name }) => !OWN.includes(name));
      const wanted = { theme: this.#theme, set: Object.fromEntries(named.map(({ name, value }) => [name, value])) };
      for (const [about, value] of Object.entries(wanted)) {
        const text = JSON.stringify(value);
        if (this.#told[about] === text) continue;
        this.#told[about] = text;
        this.#frame.contentWindow?.postMessage({ livedemo: 1, [about]: value }, new URL(this.#frame.src).origin);
      }
    }
  }

  if (!customElements.get("live-demo")) customElements.define("live-demo", FramedDemo);
})();
