// Change of residents' minutes, of the moves that stand in the page's address: bands of ground from
// which the journey to the nearest place of a service would be shorter (blue) or longer (red).

import { element } from "./dom.js";

const COLOURS = [[-10, "#2166ac"], [-5, "#67a9cf"], [0, "#d1e5f0"], [5, "#fddbc7"], [10, "#ef8a62"], [Infinity, "#b2182b"]];

export class Journeys {
  constructor(map, answer) {
    this.map = map;
    this.features = answer?.features ?? [];
    const ground = map.createPane("journeys");
    ground.style.zIndex = 380; // under the sites
    ground.style.pointerEvents = "none";
    map.createPane("journey-places").style.zIndex = 645;
    this.group = L.layerGroup();
    for (const feature of this.features) this.#draw(feature);
    this.note = answer ? `Minutes ${answer.basis}. Residents: ${answer.residents}.` : "";
  }

  get exist() {
    return this.features.length > 0;
  }

  show(wanted) {
    if (Boolean(wanted) === this.map.hasLayer(this.group)) return;
    if (wanted) this.group.addTo(this.map);
    else this.group.remove();
  }

  /** All ground that is drawn. */
  get bounds() {
    const drawn = this.features.filter(({ properties }) => properties.kind === "change" || (properties.kind === "place" && properties.before !== properties.after));
    return drawn.length ? L.geoJSON({ type: "FeatureCollection", features: drawn }).getBounds() : null;
  }

  #draw(feature) {
    const { kind, service, name, before, after, low_min: low, high_min: high } = feature.properties;
    if (kind === "change") {
      const top = high ?? Infinity;
      const fill = COLOURS.find(([end]) => top <= end)[1];
      const style = { color: "#46525e", weight: 0.6, fillColor: fill, fillOpacity: 0.6, interactive: false };
      this.group.addLayer(L.geoJSON(feature, { pane: "journeys", style, interactive: false }));
    } else if (kind === "place" && before !== after) {
      const [lng, lat] = feature.geometry.coordinates;
      const words = `${name}: ${after ? "new place of" : "left by"} ${service}`;
      const label = element("span", { class: "journey-place", text: after ? "new" : "left", title: words, role: "img", "aria-label": words });
      const icon = L.divIcon({ className: "cluster-label", html: label, iconSize: [0, 0] });
      this.group.addLayer(L.marker([lat, lng], { icon, interactive: false, keyboard: false, pane: "journey-places" }));
    }
  }
}
