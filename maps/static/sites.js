// The sites: donuts below the polygon zoom, outlines from there, letter badges closer in.

import { badge, NamedIcon } from "./badges.js";
import { Chooser } from "./chooser.js";
import { element } from "./dom.js";
import { Donuts } from "./donuts.js";
import { Outlines } from "./outlines.js";
import { boxOf, hasPoint, latLng, pointOf, sizeOf } from "./places.js";

/** Marks nearer than this to each other, in pixels, cannot be told apart by a click. */
const TOUCHING = 14;

export class Sites {
  constructor(map, config, { onSelect, onChoose, ratingWords, organisationName, onChange }) {
    Object.assign(this, { map, config, onSelect, onChoose, ratingWords, organisationName, onChange });
    this.visible = new Set();
    this.features = [];
    this.located = [];
    this.badges = new Map();
    this.#makeLayers();
    map.on("zoomend", () => this.#chooseLayer());
    map.on("moveend", () => this.#refresh());
    map.on("click", ({ latlng, containerPoint, originalEvent }) => this.#clicked(latlng, containerPoint, originalEvent));
  }

  #makeLayers() {
    this.outlines = new Outlines(this.map, { styleOf: (f) => this.#outlineStyle(f), tooltip: (f) => this.#tooltip(f) });
    this.badgeLayer = L.layerGroup().addTo(this.map);
    this.ring = L.layerGroup().addTo(this.map);
    this.donuts = new Donuts(this.map, this.config, {
      ratingOf: this.#code, onChange: this.onChange, dot: (f) => this.#mark(f, 16, { letter: false }),
    });
    this.chooser = new Chooser(this.map, this);
  }

  /** All features once; geometry never changes while the page is open. */
  load(features) {
    const boxes = new Map(features.map((f) => [f, boxOf(f)]));
    this.features = features.map((feature) => ({ feature, box: boxes.get(feature) })).sort((a, b) => sizeOf(b.box) - sizeOf(a.box));
    this.donuts.load(features.filter(hasPoint));
  }

  /** Show these features in this look (look.js). */
  show(features, look) {
    this.visible = new Set(features.map((f) => f.id));
    const recoloured = this.look !== look;
    this.look = look;
    if (recoloured) {
      this.outlines.restyle();
      this.#forgetBadges();
    }
    this.shown = this.features.filter(({ feature }) => this.visible.has(feature.id));
    this.located = this.shown.filter(({ feature }) => hasPoint(feature)).map(({ feature }) => feature);
    this.donuts.show(this.visible, look.styles);
    this.outlines.show(this.shown);
    this.#chooseLayer();
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

  // ── choosing ───────────────────────────────────────────────────────────────────────────────

  #clicked(latlng, point, press) {
    if (this.chooser.isOpen) this.chooser.close();
    if (!this.map.hasLayer(this.outlines.layer)) return;
    const found = new Set([...this.outlines.at(latlng), ...this.#marksAt(point, TOUCHING / 2 + 3)]);
    if (press?.shiftKey) this.onChoose([...found]);
    else this.#offer([...found], point);
  }

  /** A mark was chosen: it alone, or everything that lies just where it stands. */
  #marked(feature, marker) {
    const point = this.map.latLngToContainerPoint(latLng(feature));
    if (!this.badges.has(feature.id)) return this.onSelect(feature.id);
    const here = new Set([feature, ...this.#marksAt(point, TOUCHING), ...this.outlines.at(latLng(feature))]);
    return this.#offer([...here], point, marker.getElement());
  }

  #marksAt(point, reach) {
    const marked = this.located.filter((f) => this.badges.has(f.id));
    return marked.filter((f) => this.map.latLngToContainerPoint(latLng(f)).distanceTo(point) <= reach);
  }

  #offer(features, point, back = null) {
    if (features.length === 1) this.onSelect(features[0].id);
    if (features.length > 1) this.chooser.open(features, point, { look: (f) => this.#style(f), back });
  }

  // ── looks ──────────────────────────────────────────────────────────────────────────────────

  #code = (feature) => this.look.codeOf(feature);

  #style(feature) {
    return this.look.styles[this.#code(feature)];
  }

  #outlineStyle(feature) {
    const style = this.#style(feature);
    return {
      color: style.outline, weight: style.code === "green" ? 2.4 : 1.8, dashArray: style.dash,
      fillColor: style.fill, fillOpacity: style.isQuiet ? 0.75 : 0.72,
    };
  }

  #mark(feature, size, { letter }) {
    const style = this.#style(feature);
    const icon = new NamedIcon({
      iconSize: [Math.max(size, 24), Math.max(size, 24)], className: "site-badge",
      name: `${feature.properties.name}, ${this.ratingWords(feature)}`,
      content: () => this.#content(feature, badge(style, size, { letter, halo: true })),
    });
    const marker = L.marker(latLng(feature), { icon, keyboard: true, riseOnHover: true });
    marker.on("click", ({ originalEvent }) => (originalEvent?.shiftKey ? this.onChoose([feature]) : this.#marked(feature, marker)));
    marker.on("keydown", ({ originalEvent: press }) => {
      if (press.key !== "Enter" && press.key !== " ") return;
      press.preventDefault();
      this.#marked(feature, marker);
    });
    return marker.bindTooltip(() => this.#tooltip(feature), { direction: "top", offset: [0, -8], opacity: 1, className: "site-tip" });
  }

  /** The mark, and close in its name beside it (names.js hides one that has no room). */
  #content(feature, mark) {
    if (!this.named) return mark;
    return element("span", { class: "badge-box" }, [mark, element("span", { class: "badge-name", "aria-hidden": "true", text: feature.properties.name })]);
  }

  #tooltip(feature) {
    const { name, town, organisation } = feature.properties;
    return element("div", {}, [
      element("strong", { text: name }),
      element("span", { text: [this.organisationName(organisation), town].filter(Boolean).join(" · ") }),
      element("span", { text: this.ratingWords(feature) }),
    ]);
  }

  // ── what is drawn at this zoom ─────────────────────────────────────────────────────────────

  #chooseLayer() {
    const near = this.map.getZoom() >= this.config.polygonZoom;
    const [on, off] = near ? [this.outlines.layer, this.donuts.layer] : [this.donuts.layer, this.outlines.layer];
    if (this.map.hasLayer(off)) this.map.removeLayer(off);
    if (!this.map.hasLayer(on)) this.map.addLayer(on);
    this.#refresh();
  }

  #refresh() {
    this.donuts.refresh();
    this.outlines.refresh();
    this.#refreshBadges();
  }

  #forgetBadges() {
    this.badges.clear();
    this.badgeLayer.clearLayers();
  }

  /** Small marks among the first outlines, letters closer in. Only for what is in view, nearest to the middle first, so that a slow desktop keeps up. */
  #refreshBadges() {
    const zoom = this.map.getZoom();
    const wanted = zoom >= this.config.polygonZoom ? this.#inView() : [];
    const lettered = zoom >= this.config.badgeZoom;
    const named = zoom >= this.config.nameZoom;
    if (lettered !== this.lettered || named !== this.named) this.#forgetBadges();
    Object.assign(this, { lettered, named });
    const keep = new Set(wanted.map((f) => f.id));
    for (const [id, marker] of this.badges) {
      if (keep.has(id)) continue;
      this.badgeLayer.removeLayer(marker);
      this.badges.delete(id);
    }
    for (const feature of wanted) {
      if (this.badges.has(feature.id)) continue;
      const marker = this.#mark(feature, lettered ? 24 : 14, { letter: lettered });
      this.badges.set(feature.id, marker);
      this.badgeLayer.addLayer(marker);
      marker.getElement()?.classList.toggle("is-related", Boolean(this.related?.has(feature.id)));
    }
  }

  #inView() {
    const view = this.map.getBounds();
    const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    const inside = ([lng, lat]) => lng >= west && lng <= east && lat >= south && lat <= north;
    const here = this.located.filter((f) => inside(pointOf(f)));
    if (here.length <= this.config.maxBadges) return here;
    const middle = view.getCenter();
    const away = new Map(here.map((f) => [f, middle.distanceTo(latLng(f))]));
    return here.sort((a, b) => away.get(a) - away.get(b)).slice(0, this.config.maxBadges);
  }
}
