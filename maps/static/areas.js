// The county's own outlines under the sites: boundary, districts, built-up towns, areas of need.

import { element } from "./dom.js";

const STYLES = {
  land: { stroke: false, fill: true, fillColor: "#fdfcf9", fillOpacity: 0.86 },
  boundary: { color: "#5b6b78", weight: 2, fill: false },
  district: { color: "#93a1ab", weight: 1.1, dashArray: "5 4", fill: false },
  town: { color: "#d9d2c3", weight: 1, fill: true, fillColor: "#ebe6da", fillOpacity: 0.8 },
  need_area: { color: "#5d4a8a", weight: 1.4, dashArray: "1 4", fill: true, fillColor: "#7d6bb0", fillOpacity: 0.12 },
};
/** Layer → the kind of area it shows; `land` is the county's ground where no tiles show it. */
const KINDS = { land: "boundary", town: "town", need_area: "need_area", district: "district", boundary: "boundary" };

export class Areas {
  constructor(map, collection) {
    this.map = map;
    map.createPane("areas").style.zIndex = 330;
    map.createPane("area-names").style.zIndex = 340;
    map.getPane("area-names").style.pointerEvents = "none";
    this.layers = {};
    for (const [name, kind] of Object.entries(KINDS)) this.layers[name] = this.#layer(collection, name, kind);
    this.names = L.layerGroup();
    this.#addNames(collection);
    map.on("zoomend", () => this.#chooseNames());
  }

  get hasNeed() {
    return this.layers.need_area.getLayers().length > 0;
  }

  get hasOutlines() {
    return this.layers.boundary.getLayers().length + this.layers.district.getLayers().length > 0;
  }

  /** What a first view of the county must hold, when its boundary is known. */
  get bounds() {
    const bounds = this.layers.boundary.getBounds();
    return bounds.isValid() ? bounds : null;
  }

  /** `land`: nothing else shows the ground, so the county and its towns are drawn as surfaces. */
  show({ outlines, need, land }) {
    const wanted = { land, town: land && outlines, need_area: need, district: outlines, boundary: outlines || land };
    for (const [name, layer] of Object.entries(this.layers)) this.#toggle(layer, wanted[name]);
    this.#toggle(this.names, outlines && land);
    for (const layer of Object.values(this.layers)) layer.bringToFront?.();
    this.#chooseNames();
  }

  #toggle(layer, wanted) {
    if (wanted && !this.map.hasLayer(layer)) layer.addTo(this.map);
    if (!wanted) layer.remove();
  }

  #layer(collection, name, kind) {
    const features = collection.features.filter((f) => f.properties.kind === kind && isSurface(f));
    return L.geoJSON({ type: "FeatureCollection", features }, {
      pane: "areas", interactive: false, renderer: this.#renderer(), style: { ...STYLES[name], interactive: false },
    });
  }

  #renderer() {
    this.renderer ??= L.canvas({ pane: "areas", padding: 0.4 });
    return this.renderer;
  }

  #addNames(collection) {
    for (const feature of collection.features) {
      const { kind, name } = feature.properties;
      if (!["district", "town"].includes(kind) || !feature.geometry) continue;
      const where = kind === "town" && feature.geometry.type === "Point"
        ? L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0])
        : L.geoJSON(feature).getBounds().getCenter();
      const label = element("span", { class: `area-name area-name-${kind}`, text: name });
      const icon = L.divIcon({ className: `area-label is-${kind}`, html: label, iconSize: [0, 0] });
      L.marker(where, { pane: "area-names", icon, interactive: false, keyboard: false }).addTo(this.names);
    }
  }

  /** District names orient at county zoom, town names once donuts open; neither lies over a site. */
  #chooseNames() {
    const zoom = this.map.getZoom();
    const box = this.map.getContainer().classList;
    box.toggle("shows-district-names", zoom >= 9 && zoom < 13);
    box.toggle("shows-town-names", zoom >= 12.5);
  }
}

const isSurface = (feature) => ["Polygon", "MultiPolygon"].includes(feature.geometry?.type);
