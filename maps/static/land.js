// Land that lies together: parcels of different owners that touch, drawn as one outline each.

import { element } from "./dom.js";
import { plural } from "./format.js";

const STYLE = { color: "#2b1a00", weight: 4, dashArray: "1 8", lineCap: "round", fill: false, interactive: false };

export class Land {
  /** `fromZoom`: where the donuts end; the names of the pieces stand from there on. */
  constructor(map, answer, { fromZoom, address, onChange }) {
    Object.assign(this, { map, fromZoom, address, onChange });
    this.found = answer?.land ?? [];
    const lines = map.createPane("land-together");
    lines.style.zIndex = 450; // over the sites, which can be clicked through it
    lines.style.pointerEvents = "none";
    map.createPane("land-names").style.zIndex = 642;
    this.outlines = L.layerGroup();
    this.names = L.layerGroup();
    for (const piece of this.found) this.#draw(piece);
  }

  get exist() {
    return this.found.length > 0;
  }

  show(wanted) {
    this.wanted = Boolean(wanted);
    this.chooseZoom();
  }

  chooseZoom() {
    this.#toggle(this.outlines, this.wanted);
    this.#toggle(this.names, this.wanted && this.map.getZoom() >= this.fromZoom);
  }

  #toggle(group, wanted) {
    if (Boolean(wanted) === this.map.hasLayer(group)) return;
    if (wanted) group.addTo(this.map);
    else group.remove();
    this.onChange();
  }

  #draw({ id, outline, area_m2: area, parcels, owners }) {
    this.renderer ??= L.canvas({ pane: "land-together", padding: 0.4 });
    const shape = L.geoJSON(outline, { renderer: this.renderer, pane: "land-together", style: STYLE, interactive: false });
    const words = `${(area / 10_000).toFixed(2)} ha of ${plural(owners.length, "owner")}`;
    const label = `${words}: ${plural(parcels, "parcel")} of ${owners.join(", ")}`;
    const link = element("a", { class: "land-name", href: `${this.address}#${id}`, text: words, title: label, "aria-label": label });
    const icon = L.divIcon({ className: "cluster-label", html: link, iconSize: [0, 0] });
    const box = shape.getBounds();
    this.outlines.addLayer(shape);
    this.names.addLayer(L.marker([box.getSouth(), box.getCenter().lng], { icon, interactive: false, keyboard: false, pane: "land-names" }));
  }
}
