// From the polygon zoom: the sites' outlines on a canvas, largest first, and only those in or near
// the view, so that twenty thousand sites cost no more than the hundreds that can be seen.

import { holds, latLng, meets, surfaces } from "./places.js";

/** How far beyond the view outlines are drawn, as a share of it: a short pan shows no gap. */
const MARGIN = 0.35;

export class Outlines {
  constructor(map, { styleOf, tooltip }) {
    Object.assign(this, { map, styleOf });
    map.createPane("sites").style.zIndex = 410;
    this.renderer = L.canvas({ pane: "sites", padding: 0.3, tolerance: 4 });
    this.layer = L.featureGroup();
    this.layer.bindTooltip((outline) => tooltip(outline.feature), { direction: "top", offset: [0, -8], opacity: 1, className: "site-tip", sticky: true });
    const over = (state) => () => map.getContainer().classList.toggle("over-site", state);
    this.layer.on("mouseover", over(true)).on("mouseout", over(false));
    this.made = new Map();
    this.sites = [];
  }

  /** `sites`: {feature, box}, largest first. */
  show(sites) {
    this.sites = sites;
    this.drawnBox = null;
    this.refresh();
  }

  restyle() {
    for (const outline of this.made.values()) outline.setStyle(this.styleOf(outline.feature));
  }

  refresh() {
    if (!this.map.hasLayer(this.layer)) return;
    const view = edges(this.map.getBounds());
    if (this.drawnBox && this.drawnZoom === this.map.getZoom() && within(view, this.drawnBox)) return;
    this.drawnBox = edges(this.map.getBounds().pad(MARGIN));
    this.drawnZoom = this.map.getZoom();
    const near = this.sites.filter(({ box, feature }) => box && feature.geometry && meets(box, this.drawnBox));
    this.#draw(near.map(({ feature }) => feature));
  }

  /** What only goes is taken off; what comes would lie on top, so then all are drawn in order. */
  #draw(near) {
    const wanted = new Set(near.map((feature) => feature.id));
    const drawn = this.layer.getLayers();
    const stays = drawn.filter((outline) => wanted.has(outline.feature.id));
    if (stays.length === near.length) {
      for (const outline of drawn) if (!wanted.has(outline.feature.id)) this.layer.removeLayer(outline);
      return;
    }
    this.layer.clearLayers();
    for (const feature of near) this.layer.addLayer(this.#outline(feature));
  }

  /** The sites drawn whose outline holds this place, smallest first. */
  at({ lat, lng }) {
    const here = [lng, lat, lng, lat];
    return this.sites.filter(({ box, feature }) => box && meets(box, here) && holds(feature, lng, lat)).map(({ feature }) => feature).reverse();
  }

  #outline(feature) {
    if (!this.made.has(feature.id)) this.made.set(feature.id, this.#make(feature));
    return this.made.get(feature.id);
  }

  #make(feature) {
    const options = { renderer: this.renderer, pane: "sites", bubblingMouseEvents: true, ...this.styleOf(feature) };
    const outline = feature.geometry.type === "Point"
      ? L.circleMarker(latLng(feature), { ...options, radius: 5 })
      : L.polygon(L.GeoJSON.coordsToLatLngs(surfaces(feature.geometry), 2), options);
    outline.feature = feature;
    return outline;
  }
}

const edges = (bounds) => [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];

const within = (inner, outer) => inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
