// Clusters of sites in the towns: how many stand within reach of each other, of how many
// organisations, and what their premises cost about. Never over the donuts of the county.

import { element } from "./dom.js";
import { count, percent, plural, shortPounds } from "./format.js";

/** From this zoom a town fills enough of the map for its clusters to be told apart. */
const FROM_ZOOM = 13;
const STYLE = { color: "#4a3d7c", weight: 2, dashArray: "8 4", fillColor: "#6f5fb0", fillOpacity: 0.1, interactive: false };

export class TownClusters {
  constructor(map, answer, onChange) {
    Object.assign(this, { map, onChange });
    this.found = answer?.clusters ?? [];
    this.note = answer?.note ?? "";
    map.createPane("clusters").style.zIndex = 345;
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
    const shown = Boolean(this.wanted) && this.map.getZoom() >= FROM_ZOOM;
    if (shown === this.map.hasLayer(this.group)) return;
    if (shown) this.group.addTo(this.map);
    else this.group.remove();
    this.onChange();
  }

  #draw(cluster) {
    this.renderer ??= L.canvas({ pane: "clusters", padding: 0.4 });
    const outline = L.geoJSON(cluster.hull, { renderer: this.renderer, pane: "clusters", style: STYLE, interactive: false });
    const name = element("div", { class: "cluster-name" }, [
      element("strong", { text: `${cluster.town ?? "Outside the towns"}: ${plural(cluster.properties, "property", "properties")}` }),
      element("span", { text: `of ${plural(cluster.organisations, "organisation")}` }),
      costWords(cluster.premises_cost) ? element("span", { text: costWords(cluster.premises_cost) }) : null,
    ]);
    const box = outline.getBounds();
    const icon = L.divIcon({ className: "cluster-label", html: name, iconSize: [0, 0] });
    this.group.addLayer(outline);
    this.group.addLayer(L.marker([box.getNorth(), box.getCenter().lng], { icon, interactive: false, keyboard: false, pane: "area-names" }));
  }
}

function costWords(cost) {
  if (!cost) return null;
  const range = `${shortPounds(cost.low_gbp_pa)}–${shortPounds(cost.high_gbp_pa)} a year`;
  const imputed = cost.imputed_share > 0 ? `, ${percent(cost.imputed_share)} imputed` : "";
  return `Premises ${range}, indicative${imputed} (${count(cost.properties)} counted)`;
}
