// Clusters of sites in the towns: how many stand within reach of each other, of how many
// organisations, and what their premises cost about. Never over the donuts of the county.

import { element } from "./dom.js";
import { percent, plural, roughPounds } from "./format.js";

const STYLE = { color: "#4a3d7c", weight: 2, dashArray: "8 4", fillColor: "#6f5fb0", fillOpacity: 0.1, interactive: false };

export class TownClusters {
  /** `fromZoom`: where the donuts end. */
  constructor(map, answer, { fromZoom, onChange }) {
    Object.assign(this, { map, fromZoom, onChange });
    this.found = answer?.clusters ?? [];
    this.note = answer?.note ?? "";
    map.createPane("clusters").style.zIndex = 345;
    const names = map.createPane("cluster-names");
    names.style.zIndex = 640; // over the sites, which can be clicked through it
    names.style.pointerEvents = "none";
    this.group = L.layerGroup();
    for (const cluster of this.found) this.#draw(cluster);
  }

  get exist() {
    return this.found.length > 0;
  }

  show(wanted) {
    this.wanted = wanted;
    this.chooseZoom();
  }

  chooseZoom() {
    const shown = Boolean(this.wanted) && this.map.getZoom() >= this.fromZoom;
    if (shown === this.map.hasLayer(this.group)) return;
    if (shown) this.group.addTo(this.map);
    else this.group.remove();
    this.onChange();
  }

  #draw(cluster) {
    this.renderer ??= L.canvas({ pane: "clusters", padding: 0.4 });
    const outline = L.geoJSON(cluster.hull, { renderer: this.renderer, pane: "clusters", style: STYLE, interactive: false });
    const name = element("div", { class: "cluster-name" }, [
      element("strong", { text: cluster.town ?? "Outside the towns" }),
      element("span", { text: `${plural(cluster.properties, "property", "properties")} of ${plural(cluster.organisations, "organisation")}` }),
      ...costWords(cluster.premises_cost).map((text) => element("span", { text })),
    ]);
    const box = outline.getBounds();
    const icon = L.divIcon({ className: "cluster-label", html: name, iconSize: [0, 0] });
    this.group.addLayer(outline);
    this.group.addLayer(L.marker([box.getNorth(), box.getCenter().lng], { icon, interactive: false, keyboard: false, pane: "cluster-names" }));
  }
}

function costWords(cost) {
  if (!cost) return [];
  const imputed = cost.imputed_share > 0 ? `, ${percent(cost.imputed_share)} of the cost estimated` : "";
  return [`Premises ${roughPounds(cost.low_gbp_pa)}–${roughPounds(cost.high_gbp_pa)} a year`, `a rough figure${imputed}`];
}
