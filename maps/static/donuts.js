// Below the polygon zoom: donuts of the RAG mix, and small marks for sites that stand alone.
// Only what is in view is on the page; Supercluster keeps the rest in flat arrays.

import { clusterName, donut, donutSize, NamedIcon } from "./badges.js";
import { element } from "./dom.js";
import { pointOf, townCentresFirst } from "./places.js";
import { spread } from "./spread.js";

/** Donuts come no nearer to each other than this, in pixels; on a small screen each holds more. */
const REACH = matchMedia("(max-width: 480px)").matches ? 76 : 68;
const TOWN = "town:";

export class Donuts {
  constructor(map, config, { ratingOf, dot, onChange }) {
    Object.assign(this, { map, config, ratingOf, dot, onChange });
    this.layer = L.layerGroup();
    this.drawn = new Map();
  }

  load(features) {
    this.points = new Map(townCentresFirst(features).map((feature) => [feature, {
      type: "Feature", geometry: { type: "Point", coordinates: pointOf(feature) }, properties: { feature },
    }]));
  }

  /** Gather these sites anew; `styles` are the ratings' looks. */
  show(visible, styles) {
    this.styles = styles;
    this.shown = [];
    this.townTotals = {};
    for (const [feature, point] of this.points) {
      if (!visible.has(feature.id)) continue;
      this.shown.push(point);
      const { town } = feature.properties;
      if (town) this.townTotals[town] = (this.townTotals[town] ?? 0) + 1;
    }
    this.index = null;
    this.refresh();
  }

  /** A fitted view may lie between two whole zooms: its donuts keep their distance all the same. */
  #gather() {
    const zoom = this.map.getZoom();
    const between = zoom - Math.floor(zoom);
    if (this.index && this.between === between) return;
    this.between = between;
    this.#clear();
    this.index = new Supercluster({
      minZoom: Math.floor(this.map.getMinZoom()), maxZoom: this.config.polygonZoom - 1, radius: REACH / 2 ** between, extent: 256,
      map: ({ feature }) => this.#counts(feature),
      reduce: (sum, more) => { for (const key in more) sum[key] = (sum[key] ?? 0) + more[key]; },
    }).load(this.shown);
    this.placed = null;
  }

  /** Where each donut of this zoom stands, all of them at once, so that none moves as one pans. */
  #placesOf(zoom) {
    if (this.placed?.zoom === zoom) return this.placed.at;
    const all = this.index.getClusters([-180, -85, 180, 85], Math.floor(zoom)).filter((one) => one.properties.cluster);
    const circles = all.map(({ geometry: { coordinates: [lng, lat] }, properties }) => {
      const { x, y } = this.map.project([lat, lng], zoom);
      return { x, y, radius: donutSize(properties.point_count) / 2 };
    });
    const places = spread(circles).map(({ x, y }) => this.map.unproject([x, y], zoom));
    this.placed = { zoom, at: new Map(all.map((one, i) => [one.properties.cluster_id, places[i]])) };
    return this.placed.at;
  }

  /** Bring what is on the page in line with what is in view. */
  refresh() {
    if (!this.shown || !this.map.hasLayer(this.layer)) return;
    this.#gather();
    const box = this.map.getBounds().pad(0.15);
    const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const found = this.index.getClusters(edges, Math.floor(this.map.getZoom()));
    const wanted = new Map(found.map((one) => [keyOf(one), one]));
    for (const [key, marker] of this.drawn) {
      if (wanted.has(key)) continue;
      this.layer.removeLayer(marker);
      this.drawn.delete(key);
    }
    for (const [key, one] of wanted) if (!this.drawn.has(key)) this.#draw(key, one);
    this.onChange();
  }

  #clear() {
    this.layer.clearLayers();
    this.drawn.clear();
  }

  #counts(feature) {
    const counts = { [this.ratingOf(feature)]: 1 };
    if (feature.properties.town) counts[TOWN + feature.properties.town] = 1;
    return counts;
  }

  #draw(key, one) {
    const marker = one.properties.cluster ? this.#donut(one) : this.dot(one.properties.feature);
    this.drawn.set(key, marker);
    this.layer.addLayer(marker);
  }

  #donut({ properties }) {
    const total = properties.point_count;
    const [place, share] = mostly(properties);
    const size = donutSize(total);
    const name = place && this.#placeName(place, share, total);
    const icon = new NamedIcon({
      iconSize: [size, size], className: "donut", name: clusterName(properties, total, name, this.styles),
      content: () => {
        const box = element("div", { class: "donut-box" }, [donut(properties, total, this.styles)]);
        if (place && share > this.townTotals[place] / 2) box.append(element("span", { class: "donut-place", text: name, "aria-hidden": "true" }));
        return box;
      },
    });
    const marker = L.marker(this.#placesOf(this.map.getZoom()).get(properties.cluster_id), { icon, keyboard: true, riseOnHover: true });
    marker.on("click", () => this.#open(properties.cluster_id));
    return marker.on("keydown", ({ originalEvent: press }) => {
      if (press.key !== "Enter" && press.key !== " ") return;
      press.preventDefault();
      this.#open(properties.cluster_id);
    });
  }

  /** The town's name where the ring counts just its sites; else the counts differ, and so do the names. */
  #placeName(place, share, total) {
    return share === total && total === this.townTotals[place] ? place : `${place} area`;
  }

  /** Go closer until the donut comes apart, to where all its sites are in view if they can be. */
  #open(id) {
    const box = L.latLngBounds(this.index.getLeaves(id, Infinity).map(({ geometry: { coordinates: [lng, lat] } }) => [lat, lng]));
    const apart = Math.min(this.index.getClusterExpansionZoom(id), this.map.getMaxZoom());
    const zoom = Math.max(apart, Math.min(this.map.getBoundsZoom(box, false, [60, 60]), this.config.badgeZoom));
    this.map.setView(box.getCenter(), zoom);
  }
}

const keyOf = ({ properties }) => (properties.cluster ? `donut ${properties.cluster_id}` : properties.feature.id);

/** The town that most of a donut's sites lie in, and how many do; null when there is none. */
function mostly(properties) {
  let [place, share] = [null, 0];
  for (const key of Object.keys(properties)) {
    if (key.startsWith(TOWN) && properties[key] > share) [place, share] = [key.slice(TOWN.length), properties[key]];
  }
  return share > properties.point_count / 2 ? [place, share] : [null, 0];
}
