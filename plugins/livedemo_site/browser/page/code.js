// The code of a figure: that of its demo, to read, to change and to run, and that of its models, to read.
//
// What a reader has changed runs in a worker of the figure's own: whatever it does there, no other figure
// notices. Nothing of this is loaded before it is asked for.

import { say } from "./sentences.js";
import { content } from "../run/files.js";
import { siteOf } from "../run/site-file.js";

/** @typedef {import("./element.js").LiveDemoElement} LiveDemoElement */
/** @typedef {import("prism-code-editor").PrismEditor} Editor */
/** @typedef {{name: string, text: string, own: boolean}} File `own`: of the demo, which can be changed */
/** @typedef {(host: Element, options: object) => Editor} Make */

const TAB = 4; // spaces

/** The panels of figures. @type {WeakMap<LiveDemoElement, Code>} */
const panels = new WeakMap();

/** Show a figure's code, or put it away. @param {LiveDemoElement} figure @param {HTMLElement} button that was pressed */
export async function toggle(figure, button) {
  let panel = panels.get(figure);
  if (panel && figure.contains(panel.element)) panel.show(!!panel.element.hidden);
  else {
    button.setAttribute("aria-busy", "true");
    try {
      panel = new Code(figure, await filesOf(figure), await editorOf(figure));
      panels.set(figure, panel);
      figure.querySelector(".ld-foot")?.before(panel.element);
      panel.show(true);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
  button.setAttribute("aria-expanded", `${!panel.element.hidden}`);
}

/** @param {LiveDemoElement} figure @returns {Promise<File[]>} */
async function filesOf(figure) {
  const { demos, models } = await siteOf(figure.app);
  const demo = demos[figure.getAttribute("name") ?? ""];
  const asked = [demo, ...new Set(Object.values(demo.models))].map((one) => one.code ?? models[one].code);
  const found = await Promise.all(asked.map((file) => content(new URL(file.url, figure.app), file)));
  return found.flatMap((bytes, i) => {
    const texts = JSON.parse(new TextDecoder().decode(bytes));
    return Object.entries(texts).map(([name, text]) => ({ name, text, own: i === 0 }));
  });
}

/** What makes an editor for Python. @param {LiveDemoElement} figure @returns {Promise<Make>} */
async function editorOf(figure) {
  const { runtime } = await siteOf(figure.app);
  /** @param {string} name @returns {string} */
  const url = (name) => new URL(`${runtime}editor/${name}`, figure.app).href;
  const modules = ["index", "extensions/commands/index", "prism/languages/python", "languages/python"];
  const [editor, commands] = await Promise.all(modules.map((name) => import(url(`${name}.js`))));
  return (host, options) => {
    const root = host.attachShadow({ mode: "open" });
    for (const href of [url("layout.css"), new URL("code.css", import.meta.url).href]) {
      const sheet = document.createElement("link");
      root.append(Object.assign(sheet, { rel: "stylesheet", href }));
    }
    return editor.createEditor(root, options, commands.editorCommands(commands.defaultKeymap), commands.editHistory());
  };
}

class Code {
  #figure;
  #files;
  #editor;
  /** The file that is shown. */
  #shown = 0;
  /** The texts as they stand in the editor. @type {string[]} */
  #texts;
  /** Which run was asked for last. */
  #runs = 0;

  /** @param {LiveDemoElement} figure @param {File[]} files @param {Make} make */
  constructor(figure, files, make) {
    this.#figure = figure;
    this.#files = files;
    this.#texts = files.map(({ text }) => text);
    this.element = this.#build();
    this.#editor = make(this.#part(".ld-code-text"), { language: "python", tabSize: TAB, value: "" });
    this.#editor.textarea.addEventListener("input", () => this.#typed());
    this.#editor.textarea.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.run();
    }, { capture: true });
    this.#open(0);
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  #build() {
    const element = document.createElement("section");
    element.className = "ld-code";
    element.hidden = true;
    element.setAttribute("aria-label", say("code.title"));
    const [label, select, text, acts, told] = ["label", "select", "div", "p", "div"].map((tag) => document.createElement(tag));
    for (const [i, { name }] of this.#files.entries()) /** @type {HTMLSelectElement} */ (select).append(new Option(name, `${i}`));
    select.addEventListener("change", () => this.#open(Number(/** @type {HTMLSelectElement} */ (select).value)));
    label.className = "ld-code-file";
    label.append(`${say("code.file")} `, select);
    text.className = "ld-code-text";
    acts.className = "ld-code-acts";
    acts.append(this.#button("ld-press ld-code-run", "code.run", () => this.run()), this.#button("ld-code-back", "code.back", () => this.back()));
    const hint = document.createElement("span");
    hint.className = "ld-code-hint";
    acts.append(hint);
    told.className = "ld-code-told";
    told.setAttribute("role", "alert");
    element.append(label, text, acts, told);
    return element;
  }

  /** @param {string} name of its class @param {string} key @param {() => void} act */
  #button(name, key, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name;
    button.textContent = say(key);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {boolean} open */
  show(open) {
    this.element.hidden = !open;
    if (open) this.element.querySelector("select")?.focus();
  }

  /** Show a file. @param {number} which */
  #open(which) {
    this.#shown = which;
    const { name, own } = this.#files[which];
    const language = name.endsWith(".py") ? "python" : "text";
    /** @type {HTMLSelectElement} */ (this.#part("select")).value = `${which}`;
    this.#editor.setOptions({ language, readOnly: !own, value: this.#texts[which] });
    this.#editor.textarea.setAttribute("aria-label", name);
    this.#part(".ld-code-hint").textContent = say(own ? "code.keys" : "code.model");
    this.#state();
  }

  /** The files that are not as they were. */
  get #changed() {
    const changed = this.#files.map(({ name, text }, i) => [name, this.#texts[i], text]).filter(([, now, before]) => now !== before);
    return Object.fromEntries(changed.map(([name, now]) => [name, now]));
  }

  #typed() {
    this.#texts[this.#shown] = this.#editor.value;
    this.#figure.warm(); // Python starts while the reader writes
    this.#state();
  }

  #state() {
    const edited = this.#figure.hasAttribute("data-edited");
    const button = this.#figure.querySelector(".ld-under");
    if (button) button.textContent = say(edited ? "code.changed" : "figure.code");
    const changed = Object.keys(this.#changed).length > 0;
    /** @type {HTMLButtonElement} */ (this.#part(".ld-code-run")).disabled = !this.#files[this.#shown].own;
    /** @type {HTMLButtonElement} */ (this.#part(".ld-code-back")).disabled = !changed && !edited;
  }

  /** Run the figure on the code as it stands here. */
  async run() {
    const run = ++this.#runs;
    const told = this.#part(".ld-code-told");
    told.textContent = "";
    this.element.setAttribute("aria-busy", "true");
    try {
      const changed = this.#changed;
      await this.#figure.edit(Object.keys(changed).length ? changed : null);
      if (run === this.#runs) told.textContent = "";
    } catch (error) {
      if (run === this.#runs) this.#tell(/** @type {Error & {detail?: string}} */ (error));
    } finally {
      if (run === this.#runs) this.element.removeAttribute("aria-busy");
      this.#state();
    }
  }

  /** Say what went wrong, and show its line. @param {Error & {detail?: string}} error */
  #tell({ message, detail = "" }) {
    const trace = document.createElement("pre");
    trace.textContent = detail;
    this.#part(".ld-code-told").replaceChildren(detail ? trace : message); // the figure has said the rest
    const demo = `demos/${this.#figure.getAttribute("name")}/`;
    const places = [...detail.matchAll(/File "([^"]+)", line (\d+)/g)].filter(([, file]) => file.startsWith(demo));
    const [, file = "", line = "0"] = places.at(-1) ?? [];
    const which = this.#files.findIndex(({ name, own }) => own && name === file.slice(demo.length));
    if (which < 0) return;
    if (which !== this.#shown) this.#open(which);
    const { textarea, lines } = this.#editor;
    const before = this.#editor.value.split("\n").slice(0, Number(line) - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    textarea.focus({ preventScroll: true });
    textarea.setSelectionRange(start, start);
    lines[Number(line)]?.scrollIntoView({ block: "nearest" });
  }

  /** Have everything as it was. */
  back() {
    this.#texts = this.#files.map(({ text }) => text);
    this.#open(this.#shown);
    this.run();
  }
}
