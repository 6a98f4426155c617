// The page's first script, and no module: it says why modules did not come, in the figures that need them.
//
// From a disk no browser loads a module; elsewhere a file may be missing, or be another one. Only what
// every browser understands is written here.

(() => {
  /** @type {Record<string, string>} */
  const sentences = ({/* sentences */});
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const folder = new URL("../", script.src); // of the page's code

  /** @param {string} key @param {string} [file] @param {string | number} [status] */
  const say = (key, file = "", status = "") => sentences[key].replace("{file}", file).replace("{status}", `${status}`);

  /** What is wrong with a file, as run/faults.js tells it; "" for nothing. @param {string} name @param {any} known its size and digest @param {RequestCache} cache @returns {Promise<string>} */
  async function fault(name, known, cache) {
    const file = name.split("/").pop();
    const response = await fetch(new URL(name, folder), { cache }).catch(() => null);
    const body = response && (await response.arrayBuffer().catch(() => null));
    if (!response || !body) return say(navigator.onLine ? "fault.network.cut" : "fault.network.offline", file);
    const { status } = response;
    if (status === 429 || status >= 500) return say("fault.network.busy", file, status);
    if (!response.ok) return say("fault.file.missing", file, status);
    const start = new TextDecoder().decode(body.slice(0, 64));
    const html = /^text\/html\b/i.test(response.headers.get("content-type") || "");
    if (html || /^\s*<(!doctype|html)\b/i.test(start)) return say("fault.file.page", file);
    if (!known) return "";
    if (body.byteLength < known.bytes) return say("fault.file.short", file);
    if (body.byteLength > known.bytes) return say("fault.file.changed", file);
    if (!crypto.subtle) return "";
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex === known.sha256[0] ? "" : say("fault.file.changed", file);
  }

  /**
   * Why modules could not be loaded: a sentence.
   * @param {string[]} names in the folder of the page's code; what they import comes first
   * @param {string} [app] the URL of site.json, which knows their digests
   */
  async function why(names, app) {
    const site = app ? await fetch(app).then((response) => response.json()).catch(() => null) : null;
    const files = Object.entries((site && site.files) || {});
    for (const name of names) {
      const [, known] = files.find(([path]) => path.endsWith(`/${name}`)) || [];
      const ran = await fault(name, known, "force-cache"); // what the page was given
      if (ran) return (await fault(name, known, "reload")) || ran; // what it will be given when it loads anew
    }
    return say("fault.browser.start");
  }
  Object.assign(window, { livedemoWhy: why }); // element.js asks as well

  /** Tell it in every figure of the page. @param {string} words @param {boolean} again whether to load the page anew may help */
  function tell(words, again) {
    for (const figure of document.querySelectorAll("live-demo")) {
      figure.setAttribute("data-state", "failed");
      for (const part of figure.querySelectorAll(".ld-message p, .ld-nojs, .ld-status")) part.textContent = words;
      const retry = /** @type {HTMLButtonElement | null} */ (figure.querySelector(".ld-retry"));
      if (retry) {
        retry.hidden = !again;
        retry.addEventListener("click", () => location.reload());
      }
    }
    for (const box of document.querySelectorAll("live-demo .ld-message")) box.removeAttribute("hidden");
    for (const line of document.querySelectorAll("live-demo .ld-nojs")) line.setAttribute("hidden", "");
  }

  if (location.protocol === "file:") return tell(say("fault.policy.disk"), false);
  const element = new URL("page/element.js", folder).href;
  import(element).catch(async () => {
    if (self.origin === "null") return tell(say("fault.policy.sandbox"), false);
    const figure = document.querySelector("live-demo");
    const app = ((figure && figure.getAttribute("app")) || "").split("/").pop() || ""; // beside the folder
    tell(await why(["page/sentences.js", "page/controls.js", "page/element.js"], app && new URL(`../${app}`, folder).href), true);
  });
})();
