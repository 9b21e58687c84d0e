// The part of the map that no control covers: what is shown on purpose is shown there.

import { byId } from "./dom.js";

export class View {
  constructor(map) {
    this.map = map;
  }

  isPhone() {
    return matchMedia("(max-width: 860px)").matches;
  }

  /** Go to a place of the address, or to all of the county when it names none. */
  start(view, bounds) {
    if (view) this.map.setView([view.lat, view.lng], view.zoom, { animate: false });
    else if (bounds) this.fit(bounds, 12);
  }

  /** Whole zoom steps would leave much of a small window empty, so a fitted view may lie between. */
  fit(bounds, margin, maxZoom) {
    this.map.options.zoomSnap = 0.1;
    const frame = this.#frame(margin);
    if (maxZoom) frame.paddingTopLeft[1] += this.#foldedKey(); // a county's corner may lie under it
    this.map.fitBounds(bounds, { maxZoom, animate: false, ...frame });
    this.map.options.zoomSnap = 1;
  }

  isClear(point) {
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this.#frame(10);
    const { x, y } = this.map.latLngToContainerPoint(point);
    const size = this.map.getSize();
    const underKey = y < this.#foldedKey() && x > size.x - byId("legend").offsetWidth - 24;
    return x > left && y > top && x < size.x - right && y < size.y - bottom && !underKey;
  }

  /** How far down the key reaches when it is folded: open on a large map, it has a side of its own. */
  #foldedKey() {
    const key = byId("legend");
    return key.open && !this.isPhone() ? 0 : key.querySelector("summary").offsetHeight + 22;
  }

  #frame(margin) {
    const key = byId("legend");
    const side = key.open && !this.isPhone() ? key.offsetWidth + 12 : 0;
    const tray = this.isPhone() ? 0 : byId("tray").offsetHeight; // 0 as well while it is hidden
    const below = this.isPhone() && !byId("map-notice").hidden ? 80 : 26 + tray;
    return { paddingTopLeft: [margin + 46, margin], paddingBottomRight: [margin + side, margin + below] };
  }
}
