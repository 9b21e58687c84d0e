// The sites: donuts below the polygon zoom, outlines from there, letter badges closer in.

import { badge, clusterName, donut, donutSize, NamedIcon } from "./badges.js";
import { element } from "./dom.js";

export class Sites {
  constructor(map, config, { onSelect, ratingWords }) {
    Object.assign(this, { map, config, onSelect, ratingWords });
    this.visible = new Set();
    this.features = [];
    this.markers = new Map();
    this.outlines = new Map();
    this.badges = new Map();
    this.#makeLayers();
    // Not at once: MarkerCluster still needs its map when a key press has zoomed in.
    map.on("zoomend", () => queueMicrotask(() => this.#chooseLayer()));
    map.on("moveend", () => this.#refreshBadges());
  }

  #makeLayers() {
    this.map.createPane("sites").style.zIndex = 410;
    this.renderer = L.canvas({ pane: "sites", padding: 0.3, tolerance: 4 });
    this.outlineLayer = L.featureGroup();
    this.badgeLayer = L.layerGroup().addTo(this.map);
    this.ring = L.layerGroup().addTo(this.map);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clusters = L.markerClusterGroup({
      maxClusterRadius: (zoom) => (zoom < 12 ? 78 : 66),
      disableClusteringAtZoom: this.config.polygonZoom,
      iconCreateFunction: (cluster) => this.#donutIcon(cluster),
      showCoverageOnHover: false, spiderfyOnMaxZoom: false, removeOutsideVisibleBounds: true, animate: !calm,
    });
  }

  /** All features once; geometry never changes while the page is open. */
  load(features) {
    this.features = [...features].sort((a, b) => extent(b) - extent(a));
    this.fromTownCentres = townCentresFirst(features.filter(hasPoint));
  }

  /** Show these features, coloured by this scheme. */
  show(features, scheme, styles) {
    this.visible = new Set(features.map((f) => f.id));
    this.townTotals = tally(features.map((f) => f.properties.town));
    const recoloured = this.scheme !== scheme || this.styles !== styles;
    Object.assign(this, { scheme, styles });
    if (recoloured) this.#recolour();
    this.clusters.clearLayers();
    this.clusters.addLayers(this.fromTownCentres.filter((f) => this.visible.has(f.id)).map((f) => this.#marker(f)));
    this.outlineLayer.clearLayers();
    for (const feature of this.#shown()) this.#outline(feature)?.addTo(this.outlineLayer);
    this.#chooseLayer();
    this.#refreshBadges();
  }

  select(feature) {
    this.ring.clearLayers();
    if (!feature || !hasPoint(feature)) return;
    const halo = element("span", { class: "halo", "aria-hidden": "true" });
    const icon = L.divIcon({ className: "halo-icon", html: halo, iconSize: [44, 44] });
    L.marker(latLng(feature), { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(this.ring);
  }

  /** Let all marks but these step back while a property's candidates are looked at. */
  relate(ids) {
    this.related = ids;
    this.map.getContainer().classList.toggle("has-related", Boolean(ids?.size));
    for (const [id, marker] of this.badges) marker.getElement()?.classList.toggle("is-related", Boolean(ids?.has(id)));
  }

  #shown() {
    return this.features.filter((f) => this.visible.has(f.id));
  }

  #rating = (feature) => feature.properties[this.scheme] ?? "unrated";

  #style(feature) {
    return this.styles[this.#rating(feature)];
  }

  #recolour() {
    for (const layer of this.outlines.values()) layer?.setStyle(this.#outlineStyle(layer.feature));
    this.markers.clear();
    this.#forgetBadges();
  }

  #forgetBadges() {
    this.badges.clear();
    this.badgeLayer.clearLayers();
  }

  #marker(feature) {
    let marker = this.markers.get(feature.id);
    if (!marker) {
      marker = this.#badgeMarker(feature, 16, { letter: false });
      this.markers.set(feature.id, marker);
    }
    return marker;
  }

  #badgeMarker(feature, size, { letter }) {
    const style = this.#style(feature);
    const icon = new NamedIcon({
      iconSize: [Math.max(size, 24), Math.max(size, 24)], className: "site-badge",
      name: `${feature.properties.name}, ${this.ratingWords(feature)}`,
      content: () => badge(style, size, { letter }),
    });
    const marker = L.marker(latLng(feature), { icon, keyboard: true, riseOnHover: true });
    marker.rating = this.#rating(feature);
    marker.town = feature.properties.town;
    marker.on("click", () => this.onSelect(feature.id));
    marker.on("keydown", ({ originalEvent: press }) => {
      if (press.key !== "Enter" && press.key !== " ") return;
      press.preventDefault();
      this.onSelect(feature.id);
    });
    return this.#withTooltip(marker, feature);
  }

  #withTooltip(layer, feature) {
    return layer.bindTooltip(() => this.#tooltip(feature), { direction: "top", offset: [0, -8], opacity: 1, className: "site-tip" });
  }

  #tooltip(feature) {
    const { name, town, organisation } = feature.properties;
    const owner = this.organisationName?.(organisation) ?? organisation;
    return element("div", {}, [
      element("strong", { text: name }),
      element("span", { text: [owner, town].filter(Boolean).join(" · ") }),
      element("span", { text: this.ratingWords(feature) }),
    ]);
  }

  #outline(feature) {
    if (!this.outlines.has(feature.id)) this.outlines.set(feature.id, this.#newOutline(feature));
    return this.outlines.get(feature.id);
  }

  #newOutline(feature) {
    if (!feature.geometry) return null;
    const options = { renderer: this.renderer, pane: "sites", ...this.#outlineStyle(feature) };
    const layer = feature.geometry.type === "Point"
      ? L.circleMarker(latLng(feature), { ...options, radius: 5 })
      : L.polygon(L.GeoJSON.coordsToLatLngs(surfaces(feature.geometry), 2), options);
    layer.feature = feature;
    layer.on("click", () => this.onSelect(feature.id));
    return this.#withTooltip(layer, feature).on("mouseover", () => this.map.getContainer().classList.add("over-site"))
      .on("mouseout", () => this.map.getContainer().classList.remove("over-site"));
  }

  #outlineStyle(feature) {
    const style = this.#style(feature);
    return {
      color: style.outline, weight: style.code === "red" ? 2.4 : 1.8, dashArray: style.dash,
      fillColor: style.fill, fillOpacity: style.code === "unrated" ? 0.75 : 0.72,
    };
  }

  #donutIcon(cluster) {
    const { mix, place, share, total } = summarise(cluster.getAllChildMarkers());
    const size = donutSize(total);
    return new NamedIcon({
      iconSize: [size, size], className: "donut", name: clusterName(mix, total, place, this.styles),
      content: () => {
        const box = element("div", { class: "donut-box" }, [donut(mix, total, this.styles)]);
        if (place && share > this.townTotals[place] / 2) box.append(element("span", { class: "donut-place", text: place, "aria-hidden": "true" }));
        return box;
      },
    });
  }

  #chooseLayer() {
    const near = this.map.getZoom() >= this.config.polygonZoom;
    const [on, off] = near ? [this.outlineLayer, this.clusters] : [this.clusters, this.outlineLayer];
    if (this.map.hasLayer(off)) this.map.removeLayer(off);
    if (!this.map.hasLayer(on)) this.map.addLayer(on);
    this.#refreshBadges();
  }

  /** Small marks among the first outlines, letters closer in. Only for what is in view, nearest to the middle first, so that a slow desktop keeps up. */
  #refreshBadges() {
    const zoom = this.map.getZoom();
    const wanted = zoom >= this.config.polygonZoom ? this.#inView() : [];
    const lettered = zoom >= this.config.badgeZoom;
    if (lettered !== this.lettered) this.#forgetBadges();
    this.lettered = lettered;
    const keep = new Set(wanted.map((f) => f.id));
    for (const [id, marker] of this.badges) {
      if (keep.has(id)) continue;
      this.badgeLayer.removeLayer(marker);
      this.badges.delete(id);
    }
    for (const feature of wanted) {
      if (this.badges.has(feature.id)) continue;
      const marker = this.#badgeMarker(feature, lettered ? 24 : 14, { letter: lettered });
      this.badges.set(feature.id, marker);
      this.badgeLayer.addLayer(marker);
      marker.getElement()?.classList.toggle("is-related", Boolean(this.related?.has(feature.id)));
    }
  }

  #inView() {
    const bounds = this.map.getBounds();
    const middle = bounds.getCenter();
    const here = this.#shown().filter((f) => hasPoint(f) && bounds.contains(latLng(f)));
    if (here.length <= this.config.maxBadges) return here;
    const away = new Map(here.map((f) => [f.id, middle.distanceTo(latLng(f))]));
    return here.sort((a, b) => away.get(a.id) - away.get(b.id)).slice(0, this.config.maxBadges);
  }
}

export const hasPoint = (feature) => Array.isArray(pointOf(feature));

const pointOf = (feature) => feature.properties.point
  ?? (feature.geometry?.type === "Point" ? feature.geometry.coordinates : null);

export function latLng(feature) {
  const [lng, lat] = pointOf(feature);
  return L.latLng(lat, lng);
}

const surfaces = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

/** A rough size to order the drawing by: largest first, so that small sites stay clickable. */
function extent(feature) {
  if (!feature.geometry || feature.geometry.type === "Point") return 0;
  const ring = surfaces(feature.geometry).flatMap((parts) => parts[0]);
  const lngs = ring.map((c) => c[0]);
  const lats = ring.map((c) => c[1]);
  return (Math.max(...lngs) - Math.min(...lngs)) * (Math.max(...lats) - Math.min(...lats));
}

/** MarkerCluster grows a ring round whichever site comes first: so towns grow from their middle,
 * the sites outside towns come last, and a ring holds a town rather than parts of two. */
function townCentresFirst(features) {
  const towns = groupByTown(features);
  const away = new Map();
  for (const [town, sites] of towns) {
    const points = sites.map(latLng);
    const mean = (pick) => points.reduce((sum, p) => sum + pick(p), 0) / points.length;
    const centre = L.latLng(mean((p) => p.lat), mean((p) => p.lng));
    sites.forEach((f, i) => away.set(f, town === null ? Infinity : centre.distanceTo(points[i])));
  }
  return [...features].sort((a, b) => compare(away.get(a), away.get(b)));
}

const compare = (a, b) => (a === b ? 0 : a - b); // Infinity − Infinity is no number

function groupByTown(features) {
  const towns = new Map();
  for (const feature of features) {
    const town = feature.properties.town ?? null;
    if (!towns.has(town)) towns.set(town, []);
    towns.get(town).push(feature);
  }
  return towns;
}

/** Counts by rating, and the town when most of the sites lie in one. */
function summarise(markers) {
  const mix = tally(markers.map((m) => m.rating));
  const towns = tally(markers.map((m) => m.town));
  const [place, share] = Object.entries(towns).sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  const total = markers.length;
  return { mix, total, share, place: share > total / 2 ? place : null };
}

function tally(values) {
  const counts = {};
  for (const value of values) if (value) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
