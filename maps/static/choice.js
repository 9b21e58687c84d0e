// What somebody has chosen on the map: ticks, shift-clicks, what a line or box was drawn round. It
// stands in the address, an id in eight letters, so that a link shows a colleague the same choice.

import { hasPoint, latLng } from "./places.js";

/** So many are chosen at most: an address and a plan hold no more (estate/register/short_ids.py). */
export const MOST = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The last 48 bits of an identity as eight letters; what is no identity stays as it is. */
export function shortId(id) {
  if (!UUID.test(id)) return id;
  const bytes = id.slice(-12).match(/../g).map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export class Choice {
  /** `onFull` is told where more than MOST would be chosen: then nothing changes. */
  constructor(map, store, features, { onFull }) {
    Object.assign(this, { map, store, onFull });
    this.byShort = new Map(features.map((f) => [shortId(f.id), f]));
    this.shorts = new Map(features.map((f) => [f.id, shortId(f.id)]));
    map.createPane("chosen").style.zIndex = 640;
    map.getPane("chosen").style.pointerEvents = "none";
    this.renderer = L.svg({ pane: "chosen" });
    this.rings = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.#drawRings());
  }

  get ids() {
    return this.store.state.chosen;
  }

  /** The chosen features that this map holds, in the order in which they were chosen. */
  get features() {
    return this.ids.map((id) => this.byShort.get(id)).filter(Boolean);
  }

  has(feature) {
    return this.ids.includes(this.shorts.get(feature.id));
  }

  /** Ticks one after the other are one step back, as typing is. */
  toggle(feature) {
    const id = this.shorts.get(feature.id);
    const next = this.ids.includes(id) ? this.ids.filter((one) => one !== id) : [...this.ids, id];
    this.#become(next, { step: !this.isSeries });
    this.isSeries = true;
  }

  add(features) {
    const more = features.map((f) => this.shorts.get(f.id));
    this.#become([...new Set([...this.ids, ...more])], { step: true });
  }

  drop(features) {
    const gone = new Set(features.map((f) => this.shorts.get(f.id)));
    this.#become(this.ids.filter((id) => !gone.has(id)), { step: true });
  }

  clear() {
    this.#become([], { step: true });
  }

  #become(chosen, how) {
    if (chosen.length > MOST) return this.onFull();
    this.isSeries = false;
    return this.store.set({ chosen }, how);
  }

  /** Rings round what is chosen; dots on top of the donuts that hold it. */
  show() {
    this.#drawRings();
  }

  #drawRings() {
    this.rings.clearLayers();
    const near = this.map.getZoom() >= 14;
    for (const feature of this.features.filter(hasPoint)) {
      const look = near ? { radius: 16, className: "chosen-ring" } : { radius: 4.5, className: "chosen-dot" };
      L.circleMarker(latLng(feature), { pane: "chosen", renderer: this.renderer, interactive: false, ...look }).addTo(this.rings);
    }
  }
}
