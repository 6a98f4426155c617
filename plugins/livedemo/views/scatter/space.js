// A cloud of points that can be turned: what `Scatter` shows in three dimensions, once it is live.
//
// Colours and shapes are read off the picture's key, so they are the theme's own. A picture is drawn when
// something has changed, and at no other time: nothing moves by itself.

import { fit, nearest, points } from "./pick.js";

/** @typedef {import("../../../livedemo_site/browser/page/modules.js").Drawing} Drawing */
/** @typedef {import("../../controls/kind").Say} Say */
/** @typedef {{picked: number | null, lines: [number, boolean][], important: number[], control: string}} Told */

const TURN = Math.PI / 12; // that a button turns
const DRAG = 0.008; // radians a pixel
const HALF = 0.5; // the cloud reaches from -HALF to HALF
const FAR = 3; // how far away the eye is
const ACROSS = 0.64; // half of what the eye sees at the cloud's middle
const MARK = 0.022; // the side of a mark's square there, as a share of the field's
const NAMES = { narrow: 24, wide: 48 };

/** @param {HTMLElement} part @param {(inputs: Record<string, unknown>) => void} set @param {Say} say @returns {Drawing} */
export function draw(part, set, say) {
  const place = /** @type {HTMLElement} */ (part.querySelector("[data-drawn]"));
  const cloud = new Cloud(part, place, set, say);
  return { update: () => cloud.update(), close: () => cloud.close() };
}

class Cloud {
  #part;
  #place;
  #set;
  #say;
  #leave = new AbortController();
  #turned = { yaw: 0, pitch: 0 };
  #canvas = document.createElement("canvas");
  #names = document.createElement("div");
  /** @type {Told} */
  #told = { picked: null, lines: [], important: [], control: "" };
  /** @type {{names: string[], at: number[]}} */
  #points = { names: [], at: [] };
  /** The mark of each point. @type {{path: Path2D, colour: string}[]} */
  #marks = [];
  #due = 0;
  /** @type {ResizeObserver} */
  #size;
  /** @type {MutationObserver} */
  #theme;

  /** @param {HTMLElement} part @param {HTMLElement} place @param {(inputs: Record<string, unknown>) => void} set @param {Say} say */
  constructor(part, place, set, say) {
    this.#part = part;
    this.#place = place;
    this.#set = set;
    this.#say = say;
    const { signal } = this.#leave;
    this.#turned = { yaw: Number(part.dataset.yaw), pitch: Number(part.dataset.pitch) };
    this.#canvas.className = "ld-space-canvas";
    this.#canvas.setAttribute("aria-hidden", "true");
    this.#names.className = "ld-space-names";
    this.#names.setAttribute("aria-hidden", "true");
    const field = document.createElement("div");
    field.className = "ld-space-field";
    field.append(this.#canvas, this.#names);
    place.replaceChildren(field, this.#buttons());
    this.#dragged(field, signal);
    this.#size = new ResizeObserver(() => this.#soon());
    this.#size.observe(field);
    this.#theme = new MutationObserver(() => this.update());
    for (const element of [document.documentElement, document.body])
      this.#theme.observe(element, { attributeFilter: ["class", "data-md-color-scheme", "data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.update(), { signal });
    this.update();
  }

  #buttons() {
    const row = document.createElement("div");
    row.className = "ld-space-turn";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", this.#say("space.turn"));
    for (const [sign, label, yaw, pitch] of /** @type {[string, string, number, number][]} */ ([
      ["←", this.#say("space.left"), -TURN, 0],
      ["→", this.#say("space.right"), TURN, 0],
      ["↑", this.#say("space.up"), 0, -TURN],
      ["↓", this.#say("space.down"), 0, TURN],
    ])) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", label);
      button.addEventListener("click", () => this.#turn(yaw, pitch));
      row.append(button);
    }
    return row;
  }

  /** @param {number} yaw @param {number} pitch */
  #turn(yaw, pitch) {
    this.#turned.yaw += yaw;
    this.#turned.pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, this.#turned.pitch + pitch));
    this.#soon();
  }

  /** Turn by dragging; a press that does not move picks a word. @param {HTMLElement} field @param {AbortSignal} signal */
  #dragged(field, signal) {
    let moved = 0;
    field.addEventListener("pointerdown", (event) => {
      moved = 0;
      field.setPointerCapture(event.pointerId);
    }, { signal });
    field.addEventListener("pointermove", (event) => {
      if (!field.hasPointerCapture(event.pointerId)) return;
      moved += Math.abs(event.movementX) + Math.abs(event.movementY);
      this.#turn(event.movementX * DRAG, event.pointerType === "touch" ? 0 : event.movementY * DRAG);
    }, { signal });
    field.addEventListener("pointerup", (event) => {
      if (moved > 6) return;
      const box = field.getBoundingClientRect();
      const name = nearest(this.#seen(), event.clientX - box.left, event.clientY - box.top);
      if (name !== undefined) this.#set({ [this.#told.control]: this.#points.names[name] });
    }, { signal });
  }

  /** A new result stands in the page: take its points. */
  update() {
    this.#told = JSON.parse(this.#part.dataset.told ?? "{}");
    this.#points = points(this.#part);
    this.#marks = [];
    for (const key of /** @type {NodeListOf<SVGPathElement>} */ (this.#part.querySelectorAll(".ld-scatter-key path"))) {
      const mark = { path: new Path2D(key.getAttribute("d") ?? ""), colour: getComputedStyle(key).fill };
      for (const row of JSON.parse(key.dataset.members ?? "[]")) this.#marks[row] = mark;
    }
    this.#soon();
  }

  #soon() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      this.#render();
    });
  }

  /** Where each point is seen, in CSS pixels, and how near it is to the eye: 1 in the cloud's middle. @returns {[number, number, number][]} */
  #seen() {
    const { at, names } = this.#points;
    const half = this.#names.clientWidth / 2;
    const { yaw, pitch } = this.#turned;
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
    return names.map((_, row) => {
      const [x, y, z] = [0, 1, 2].map((axis) => at[3 * row + axis] / 1000 - HALF);
      const [right, front] = [cy * x + sy * z, cy * z - sy * x]; // turned about the upright axis
      const [up, toward] = [cp * y - sp * front, sp * y + cp * front]; // then tilted
      const near = FAR / (FAR - toward);
      return [half + (half / ACROSS) * near * right, half - (half / ACROSS) * near * up, near];
    });
  }

  #render() {
    const width = this.#names.clientWidth;
    if (!width) return;
    const ratio = Math.min(2, devicePixelRatio);
    const side = Math.round(width * ratio);
    if (this.#canvas.width !== side) this.#canvas.width = this.#canvas.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, width);
    const seen = this.#seen();
    this.#lines(context, seen);
    const unit = (MARK * width * ratio) / 24; // a mark's path is 24 wide
    for (const row of [...seen.keys()].sort((a, b) => seen[a][2] - seen[b][2])) {
      const [x, y, near] = seen[row];
      const mark = this.#marks[row];
      if (!mark) continue;
      context.setTransform(near * unit, 0, 0, near * unit, x * ratio, y * ratio);
      context.fillStyle = mark.colour;
      context.fill(mark.path);
    }
    this.#write(width, seen);
  }

  /** From the picked point to its neighbours; dashed to those that are none. @param {CanvasRenderingContext2D} context @param {[number, number, number][]} seen */
  #lines(context, seen) {
    const { picked, lines } = this.#told;
    const ours = this.#part.querySelector(".ld-scatter-line");
    if (picked === null || !ours) return;
    context.strokeStyle = getComputedStyle(ours).stroke;
    context.lineWidth = 1.5;
    for (const [row, kept] of lines) {
      context.setLineDash(kept ? [] : [5, 4]);
      context.beginPath();
      context.moveTo(seen[picked][0], seen[picked][1]);
      context.lineTo(seen[row][0], seen[row][1]);
      context.stroke();
    }
  }

  /** Put as many names beside their points as there is room for. @param {number} width @param {[number, number, number][]} seen */
  #write(width, seen) {
    const { picked, lines, important } = this.#told;
    const near = new Set(lines.map(([row]) => row));
    const rows = [...(picked === null ? [] : [picked]), ...near, ...important];
    const size = parseFloat(getComputedStyle(this.#names).fontSize);
    const most = width < 400 ? NAMES.narrow : NAMES.wide;
    const placed = fit([...new Set(rows)].map((row) => ({ row, at: /** @type {[number, number]} */ ([seen[row][0], seen[row][1]]), text: this.#points.names[row] })), width, size, most);
    this.#names.replaceChildren(...placed.map(({ row, text, left, top }) => {
      const name = document.createElement("span");
      name.textContent = text;
      if (row === picked) name.className = "ld-picked";
      else if (near.has(row)) name.className = "ld-near";
      name.style.transform = `translate(${left}px, ${top}px)`;
      return name;
    }));
  }

  close() {
    this.#leave.abort();
    this.#size.disconnect();
    this.#theme.disconnect();
    cancelAnimationFrame(this.#due);
    this.#place.replaceChildren();
  }
}
