// A cloud of points that can be turned: what `Scatter` shows in three dimensions, once it is live.
//
// Colours and shapes are read off the picture's key, so they are the theme's own. A picture is drawn when
// something has changed, and at no other time: nothing moves by itself.

import { fit, nearest, points } from "./pick.js";

/** @typedef {import("./modules.js").Drawing} Drawing */
/** @typedef {{picked: number | null, lines: [number, boolean][], important: number[], control: string}} Told */

const TURN = Math.PI / 12; // that a button turns
const DRAG = 0.008; // radians a pixel
const HALF = 0.5; // the cloud reaches from -HALF to HALF
const SIZE = 0.13; // of a mark's square, in three.js's units
const FAR = 3; // how far away the eye is
const NAMES = { narrow: 24, wide: 48 };
const SENTENCE = "This browser has no WebGL, so the cloud can't be turned. The picture shows it from one side.";

/** @param {HTMLElement} part @param {(inputs: Record<string, unknown>) => void} set @returns {Promise<Drawing>} */
export async function draw(part, set) {
  const place = /** @type {HTMLElement} */ (part.querySelector("[data-drawn]"));
  if (!document.createElement("canvas").getContext("webgl2")) {
    const sentence = document.createElement("p");
    sentence.className = "ld-note";
    sentence.textContent = SENTENCE;
    place.replaceChildren(sentence);
    return { update: () => {}, close: () => place.replaceChildren() };
  }
  // @ts-ignore: vendored beside this file, without types
  const cloud = new Cloud(await import("./three.module.js"), part, place, set);
  return { update: () => cloud.update(), close: () => cloud.close() };
}

class Cloud {
  #three;
  #part;
  #place;
  #set;
  #leave = new AbortController();
  #turned = { yaw: 0, pitch: 0 };
  #canvas = document.createElement("canvas");
  #names = document.createElement("div");
  /** Three's objects are not typed here. @type {Record<string, any>} */
  #scene = {};
  /** @type {Told} */
  #told = { picked: null, lines: [], important: [], control: "" };
  /** @type {{names: string[], at: number[]}} */
  #points = { names: [], at: [] };
  #due = 0;
  /** @type {ResizeObserver} */
  #size;
  /** @type {MutationObserver} */
  #theme;

  /** @param {any} three @param {HTMLElement} part @param {HTMLElement} place @param {(inputs: Record<string, unknown>) => void} set */
  constructor(three, part, place, set) {
    this.#three = three;
    this.#part = part;
    this.#place = place;
    this.#set = set;
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
    const renderer = new three.WebGLRenderer({ canvas: this.#canvas, alpha: true, antialias: true });
    const camera = new three.PerspectiveCamera((360 / Math.PI) * Math.atan(0.64 / FAR), 1, 0.1, 10);
    camera.position.z = FAR;
    const scene = new three.Scene();
    const group = new three.Group();
    scene.add(group);
    this.#scene = { renderer, camera, scene, group };
    this.#dragged(field, signal);
    this.#size = new ResizeObserver(() => this.#soon());
    this.#size.observe(field);
    this.#theme = new MutationObserver(() => this.update());
    for (const element of [document.documentElement, document.body])
      this.#theme.observe(element, { attributeFilter: ["class", "data-md-color-scheme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.update(), { signal });
    this.update();
  }

  #buttons() {
    const row = document.createElement("div");
    row.className = "ld-space-turn";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "Turn the cloud");
    for (const [sign, label, yaw, pitch] of /** @type {[string, string, number, number][]} */ ([
      ["←", "Turn left", -TURN, 0],
      ["→", "Turn right", TURN, 0],
      ["↑", "Turn up", 0, -TURN],
      ["↓", "Turn down", 0, TURN],
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
    const three = this.#three;
    const { group } = this.#scene;
    this.#told = JSON.parse(this.#part.dataset.told ?? "{}");
    this.#points = points(this.#part);
    this.#empty();
    for (const path of /** @type {NodeListOf<SVGPathElement>} */ (this.#part.querySelectorAll(".ld-scatter-key path"))) {
      const rows = JSON.parse(path.dataset.members ?? "[]");
      const geometry = new three.BufferGeometry();
      geometry.setAttribute("position", new three.Float32BufferAttribute(rows.flatMap((/** @type {number} */ row) => this.#at(row)), 3));
      const material = new three.PointsMaterial({ map: this.#stamp(path), size: SIZE, alphaTest: 0.4, transparent: true });
      group.add(new three.Points(geometry, material));
    }
    if (this.#told.picked !== null) {
      for (const full of [true, false]) this.#lines(this.#told.picked, this.#told.lines.filter(([, kept]) => kept === full).map(([row]) => row), full);
    }
    this.#soon();
  }

  /** @param {number} picked @param {number[]} rows @param {boolean} full */
  #lines(picked, rows, full) {
    const three = this.#three;
    const ours = /** @type {Element} */ (this.#part.querySelector(".ld-scatter-line"));
    const color = new three.Color(getComputedStyle(ours).stroke);
    const geometry = new three.BufferGeometry();
    geometry.setAttribute("position", new three.Float32BufferAttribute(rows.flatMap((row) => [...this.#at(picked), ...this.#at(row)]), 3));
    const Material = full ? three.LineBasicMaterial : three.LineDashedMaterial;
    const lines = new three.LineSegments(geometry, new Material({ color, ...(!full && { dashSize: 0.015, gapSize: 0.012 }) }));
    if (!full) lines.computeLineDistances();
    this.#scene.group.add(lines);
  }

  /** @param {number} row @returns {number[]} */
  #at(row) {
    return this.#points.at.slice(3 * row, 3 * row + 3).map((value) => value / 1000 - HALF);
  }

  /** A group's mark as a texture, in its colour. @param {SVGPathElement} path */
  #stamp(path) {
    const side = 64;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.translate(side / 2, side / 2);
    context.scale(side / 24, side / 24);
    context.fillStyle = getComputedStyle(path).fill;
    context.fill(new Path2D(path.getAttribute("d") ?? ""));
    const texture = new this.#three.CanvasTexture(canvas);
    texture.colorSpace = this.#three.SRGBColorSpace;
    return texture;
  }

  #soon() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      this.#render();
    });
  }

  #render() {
    const { renderer, camera, scene, group } = this.#scene;
    const width = this.#names.clientWidth;
    if (!width) return;
    renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    renderer.setSize(width, width, false);
    group.rotation.set(this.#turned.pitch, this.#turned.yaw, 0);
    group.updateMatrixWorld();
    renderer.render(scene, camera);
    this.#write(width);
  }

  /** Where each point is seen, in CSS pixels. @returns {[number, number][]} */
  #seen() {
    const { camera, group } = this.#scene;
    const width = this.#names.clientWidth;
    const point = new this.#three.Vector3();
    return this.#points.names.map((_, row) => {
      point.set(...this.#at(row)).applyMatrix4(group.matrixWorld).project(camera);
      return [((point.x + 1) / 2) * width, ((1 - point.y) / 2) * width];
    });
  }

  /** Put as many names beside their points as there is room for. @param {number} width */
  #write(width) {
    const { picked, lines, important } = this.#told;
    const near = new Set(lines.map(([row]) => row));
    const seen = this.#seen();
    const rows = [...(picked === null ? [] : [picked]), ...near, ...important];
    const most = width < 400 ? NAMES.narrow : NAMES.wide;
    const placed = fit([...new Set(rows)].map((row) => ({ row, at: seen[row], text: this.#points.names[row] })), width, most);
    this.#names.replaceChildren(...placed.map(({ row, text, left, top }) => {
      const name = document.createElement("span");
      name.textContent = text;
      if (row === picked) name.className = "ld-picked";
      else if (near.has(row)) name.className = "ld-near";
      name.style.transform = `translate(${left}px, ${top}px)`;
      return name;
    }));
  }

  /** Free what the GPU holds. */
  #empty() {
    const { group } = this.#scene;
    for (const child of [...group.children]) {
      child.geometry.dispose();
      child.material.map?.dispose();
      child.material.dispose();
      group.remove(child);
    }
  }

  close() {
    this.#leave.abort();
    this.#size.disconnect();
    this.#theme.disconnect();
    cancelAnimationFrame(this.#due);
    this.#empty();
    this.#scene.renderer.dispose();
    this.#scene.renderer.forceContextLoss();
    this.#place.replaceChildren();
  }
}
