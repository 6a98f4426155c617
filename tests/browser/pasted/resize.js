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
