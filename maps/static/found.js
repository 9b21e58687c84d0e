// What the filters leave: where it is, what of it the map shows, and how the map goes to it.

import { byId } from "./dom.js";
import { count } from "./format.js";
import { MOST } from "./choice.js";
import { boxOf, hasPoint, latLng, meets } from "./places.js";

const CLOSEST = 16;
const TYPING_MS = 700;

export class Found {
  constructor(map, store, page, { view }) {
    Object.assign(this, { map, store, page, view, all: [] });
    this.boxes = new Map(page.features.map((f) => [f, boxOf(f)]));
    byId("only-view").addEventListener("change", (event) => store.set({ only: event.target.checked }, { step: true }));
    byId("zoom-found").addEventListener("click", () => this.fit(this.all));
    byId("choose-all").addEventListener("click", () => page.choice.add(this.listed));
  }

  become(features) {
    this.all = features;
  }

  /** West, south, east and north of what the map shows. */
  get box() {
    const { x, y } = this.map.getSize();
    const covered = this.view.isPhone() ? 0 : byId("tray").offsetHeight; // what lies under the tray is not shown
    const view = L.latLngBounds(this.map.containerPointToLatLng([0, 0]), this.map.containerPointToLatLng([x, y - covered]));
    return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
  }

  #inView(features) {
    const { box } = this;
    return features.filter((f) => this.boxes.get(f) && meets(this.boxes.get(f), box));
  }

  /** What the list holds: all that is found, or what of it the map shows. */
  get listed() {
    return this.store.state.only ? this.#inView(this.all) : this.all;
  }

  fit(features) {
    const points = features.filter(hasPoint).map(latLng);
    if (points.length) this.view.fit(L.latLngBounds(points), 40, CLOSEST);
  }

  /** After a filter the map goes to what it leaves: where none of it is in sight, or where all of it
   * is and would be seen closer. Whoever has gone somewhere on purpose, and sees some of it there,
   * stays. The address before still has the view before, so that Back undoes both. */
  follow({ typed }) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#follow(), typed ? TYPING_MS : 0);
  }

  #follow() {
    const { only, selected } = this.store.state;
    const located = this.all.filter(hasPoint);
    if (only || selected || located.length === 0 || located.length === this.page.features.length) return;
    const seen = this.#inView(located).length;
    const closer = this.map.getBoundsZoom(L.latLngBounds(located.map(latLng))) >= this.map.getZoom() + 1;
    if (seen === 0 || (seen === located.length && closer && this.map.getZoom() < CLOSEST)) this.fit(located);
  }

  /** The line above the list: choose all of it, list what the map shows, go to all of it. */
  renderLine(state) {
    const { listed } = this;
    const seen = state.only ? listed.length : this.#inView(this.all).length;
    const where = state.town && state.town !== "none" ? ` in ${state.town}` : "";
    const button = byId("choose-all");
    button.textContent = listed.length > MOST ? `Choose all (at most ${MOST})` : `Choose all ${count(listed.length)}${where}`;
    button.disabled = listed.length === 0 || listed.length > MOST;
    byId("only-view").checked = state.only;
    byId("zoom-found").hidden = this.all.length === 0 || seen === this.all.filter(hasPoint).length;
  }
}
