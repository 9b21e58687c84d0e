// Places where staff of any body may drop in: how many desks each offers, beside its site.

import { element } from "./dom.js";
import { plural } from "./format.js";

export class TouchDown {
  constructor(map, answer, { onSelect }) {
    Object.assign(this, { map, onSelect });
    this.points = answer?.points ?? [];
    map.createPane("touch-down").style.zIndex = 645; // over names of clusters
    this.group = L.layerGroup();
    for (const point of this.points) this.#draw(point, answer.for_whom);
  }

  get exist() {
    return this.points.length > 0;
  }

  show(wanted) {
    if (wanted === this.map.hasLayer(this.group)) return;
    if (wanted) this.group.addTo(this.map);
    else this.group.remove();
  }

  #draw({ id, name, longitude, latitude, desks, opening_hours: hours }, forWhom) {
    const words = desks === null ? "desks" : plural(desks, "desk");
    const label = `${name}: touch-down ${words} for ${forWhom}${hours ? `, open ${hours}` : ""}`;
    const button = element("button", { class: "touch-down", type: "button", text: words, title: label, "aria-label": label });
    button.addEventListener("click", () => this.onSelect(id));
    const icon = L.divIcon({ className: "cluster-label", html: button, iconSize: [0, 0] });
    this.group.addLayer(L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, pane: "touch-down" }));
  }
}
