// What a plan would change, on a map of the county's outlines. Each kind of change has its own
// colour, line and size, can be switched off by itself, and is listed in the table of rows too.

import { element } from "./dom.js";
import { count, distance } from "./format.js";

/* global L */

export const CHANGES = {
  new: { word: "New", color: "#00443a", fillColor: "#007f66", fillOpacity: 0.85, weight: 1.5, radius: 6 },
  changed: { word: "Changed", color: "#7a4a00", fillColor: "#fdae61", fillOpacity: 0.9, weight: 2, radius: 6, dashArray: "4 3" },
  moved: { word: "Moved", color: "#0b3d5c", fillColor: "#1f6fb0", fillOpacity: 0.9, weight: 3, radius: 7 },
  linked: { word: "Linked", color: "#46525e", fillColor: "#c8d0d6", fillOpacity: 0.9, weight: 1.5, radius: 6 },
  not_in_file: { word: "Not in this file", color: "#46525e", fillColor: "#ffffff", fillOpacity: 0.8, weight: 2, radius: 5, dashArray: "2 3" },
};
const OUTLINES = {
  boundary: { color: "#5b6b78", weight: 2, fill: true, fillColor: "#fdfcf9", fillOpacity: 0.86 },
  district: { color: "#93a1ab", weight: 1.1, dashArray: "5 4", fill: false },
  town: { color: "#d9d2c3", weight: 1, fill: true, fillColor: "#ebe6da", fillOpacity: 0.8 },
};

export class PlanMap {
  constructor(container, key) {
    this.key = key;
    this.map = L.map(container, { preferCanvas: true, minZoom: 6, maxZoom: 19, zoomAnimation: false });
    this.map.attributionControl.setPrefix("Leaflet");
    this.map.setView([52.5, -1.9], 7);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.createPane("county").style.zIndex = 330;
    this.groups = {};
  }

  showCounty(areas) {
    const renderer = L.canvas({ pane: "county" });
    for (const [kind, style] of Object.entries(OUTLINES)) {
      const features = areas.features.filter((f) => f.properties.kind === kind && f.geometry);
      L.geoJSON({ type: "FeatureCollection", features }, {
        pane: "county", renderer, interactive: false, style: { ...style, interactive: false },
      }).addTo(this.map);
    }
  }

  /** Draw the features of a plan; the number of those that have a place. */
  show(collection) {
    for (const group of Object.values(this.groups)) group.remove();
    this.groups = {};
    const placed = collection.features.filter((feature) => feature.geometry);
    for (const name of Object.keys(CHANGES)) {
      const features = placed.filter((feature) => feature.properties.change === name);
      if (features.length) this.groups[name] = this.#group(name, features).addTo(this.map);
    }
    this.#showKey(placed);
    this.map.invalidateSize();
    const bounds = L.featureGroup(Object.values(this.groups)).getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.1), { maxZoom: 16 });
    return placed.length;
  }

  #group(name, features) {
    const style = CHANGES[name];
    const group = L.featureGroup();
    for (const feature of features) {
      const drawn = L.geoJSON(feature, {
        style, pointToLayer: (_, place) => L.circleMarker(place, style),
      }).bindTooltip(() => tip(style, feature.properties));
      group.addLayer(drawn);
      if (feature.geometry.type !== "Point") group.addLayer(L.circleMarker(drawn.getBounds().getCenter(), { ...style, radius: 4 }));
      if (feature.properties.from) group.addLayer(this.#journey(feature.properties.from, drawn, style));
    }
    return group;
  }

  #journey([longitude, latitude], drawn, style) {
    const line = [[latitude, longitude], drawn.getBounds().getCenter()];
    return L.polyline(line, { color: style.color, weight: 2, dashArray: "6 4", interactive: false });
  }

  #showKey(placed) {
    this.key.replaceChildren(...Object.keys(this.groups).map((name) => {
      const held = placed.filter((feature) => feature.properties.change === name).length;
      const box = element("input", { type: "checkbox", checked: true, on: { change: () => this.#toggle(name, box.checked) } });
      return element("label", {}, [
        box, element("span", { class: `mark mark-${name}`, "aria-hidden": "true" }),
        element("span", { text: `${CHANGES[name].word} (${count(held)})` }),
      ]);
    }));
  }

  #toggle(name, wanted) {
    if (wanted) this.groups[name].addTo(this.map);
    else this.groups[name].remove();
  }
}

function tip(style, said) {
  const where = said.row_number ? `row ${count(said.row_number)}` : "";
  return element("div", { class: "plan-tip" }, [
    element("strong", { text: said.name || said.reference || "Not in this file" }),
    element("span", { text: [said.distance_m ? `${style.word} by ${distance(said.distance_m)}` : style.word, said.reference, where].filter(Boolean).join(" · ") }),
    said.fields?.length ? element("span", { text: said.fields.join(", ") }) : null,
  ]);
}
