// Venues that are no public property, which a member body offers as a possible host: a mark each.

import { element } from "./dom.js";

export class Venues {
  constructor(map, answer, { address }) {
    this.map = map;
    map.createPane("venues").style.zIndex = 644; // below touch-down desks
    this.group = L.layerGroup();
    this.venues = answer?.venues ?? [];
    for (const venue of this.venues) this.#draw(venue, address);
  }

  get exist() {
    return this.venues.length > 0;
  }

  show(wanted) {
    if (wanted === this.map.hasLayer(this.group)) return;
    if (wanted) this.group.addTo(this.map);
    else this.group.remove();
  }

  #draw({ id, name, kind, longitude, latitude, nia_m2: area, offered_by: body }, address) {
    const label = `${name}: ${kind.toLowerCase()}, ${Math.round(area).toLocaleString("en-GB")} m² net on offer by ${body}; not public property`;
    const link = element("a", { class: "venue", href: `${address}#${id}`, text: kind, title: label, "aria-label": label });
    const icon = L.divIcon({ className: "cluster-label", html: link, iconSize: [0, 0] });
    this.group.addLayer(L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, pane: "venues" }));
  }
}
