// Drawing round sites to choose them: a line drawn by hand after pressing the button, or a box drawn
// with Shift held down. The keyboard has "Choose all" of what the map shows, beside the list.

import { svg, element } from "./dom.js";
import { hasPoint, pointOf } from "./places.js";

const LEAST_PX = 4;

export class Drawing {
  /** `onDrawn` gets a test: whether a feature lies within what was drawn. */
  constructor(map, { onDrawn }) {
    Object.assign(this, { map, onDrawn });
    map.boxZoom.disable();
    this.line = svg("polygon", { class: "drawn-line" });
    this.surface = element("div", { class: "draw-surface", hidden: true }, [svg("svg", {}, [this.line])]);
    map.getContainer().append(this.surface);
    this.#makeButton();
    this.#watch(this.surface);
    map.getContainer().addEventListener("pointerdown", (press) => this.#boxed(press), true);
    addEventListener("keydown", (press) => { if (press.key === "Escape" && this.isOn) this.#stop(); });
  }

  get isOn() {
    return !this.surface.hidden;
  }

  #makeButton() {
    const Bar = L.Control.extend({ options: { position: "topleft" }, onAdd: () => element("div", { class: "leaflet-bar" }, [this.button]) });
    const words = "Draw round sites to choose them";
    const look = svg("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" }, [
      svg("path", { d: "M5 16C2 12 4 5 11 4s11 4 9 9-9 6-13 3c-2 1-2 3 0 5", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" }),
    ]);
    this.button = element("a", { href: "#", role: "button", class: "draw-button", title: words, "aria-label": words, "aria-pressed": "false" }, [look]);
    L.DomEvent.disableClickPropagation(this.button);
    const press = (event) => {
      event.preventDefault();
      if (this.isOn) this.#stop();
      else this.#start();
    };
    this.button.addEventListener("click", press);
    this.button.addEventListener("keydown", (event) => { if (event.key === " ") press(event); });
    new Bar().addTo(this.map);
  }

  #start() {
    this.surface.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
  }

  #stop() {
    this.surface.hidden = true;
    this.points = null;
    this.line.setAttribute("points", "");
    this.button.setAttribute("aria-pressed", "false");
  }

  /** With Shift held down a box, wherever on the map it begins; a click with Shift stays a click. */
  #boxed(press) {
    if (!press.shiftKey || press.button !== 0 || this.isOn) return;
    const from = this.#at(press);
    const move = (event) => {
      const to = this.#at(event);
      if (!this.isOn && Math.hypot(to.x - from.x, to.y - from.y) < LEAST_PX) return;
      this.surface.hidden = false;
      this.#show([from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }]);
    };
    const end = () => {
      removeEventListener("pointermove", move, true);
      removeEventListener("pointerup", end, true);
      if (this.isOn) this.#finish();
    };
    this.map.dragging.disable();
    addEventListener("pointermove", move, true);
    addEventListener("pointerup", end, true);
    addEventListener("pointerup", () => this.map.dragging.enable(), { once: true });
  }

  #watch(surface) {
    surface.addEventListener("pointerdown", (press) => {
      press.preventDefault();
      press.stopPropagation();
      surface.setPointerCapture(press.pointerId);
      this.#show([this.#at(press)]);
    });
    surface.addEventListener("pointermove", (event) => {
      if (this.points && surface.hasPointerCapture(event.pointerId)) this.#show([...this.points, this.#at(event)]);
    });
    surface.addEventListener("pointerup", (event) => {
      if (surface.hasPointerCapture(event.pointerId)) this.#finish();
    });
    for (const kind of ["click", "mousedown", "touchstart", "dblclick"]) surface.addEventListener(kind, (event) => event.stopPropagation());
  }

  #at({ clientX, clientY }) {
    const { left, top } = this.map.getContainer().getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #show(points) {
    this.points = points;
    this.line.setAttribute("points", points.map(({ x, y }) => `${x},${y}`).join(" "));
  }

  #finish() {
    const ring = (this.points ?? []).map(({ x, y }) => this.map.containerPointToLatLng([x, y])).map(({ lng, lat }) => [lng, lat]);
    this.#stop();
    if (ring.length > 2) this.onDrawn((feature) => hasPoint(feature) && isWithin(ring, pointOf(feature)));
  }
}

function isWithin(ring, [lng, lat]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
