// A town's plan that stands in the page's address, over the sites: what would stay, what could be
// left, who could move where. The same in words in the list's column, building by building.

import { byId, element } from "./dom.js";
import { plural } from "./format.js";

const WORDS = { receives: "takes in", kept: "stays", left: "could be left", opened: "would open", unused: "not needed" };
const LINE = { color: "#0d5c70", weight: 3, dashArray: "6 4", interactive: false };

/** What the page's address asks for; null where it names no town. */
export function planAsked(search) {
  const asked = new URLSearchParams(search);
  const town = asked.get("plan");
  if (!town) return null;
  asked.delete("plan");
  asked.delete("move");
  const tail = asked.size ? `?${asked}` : "";
  return { town, at: `${encodeURIComponent(town)}/options`, tail };
}

export class TownPlan {
  /** `fromZoom`: what stays is named from there on; before that, names would hide one another. */
  constructor(map, { features }, { fromZoom }) {
    Object.assign(this, { map, fromZoom });
    this.moves = features.filter(({ properties }) => properties.kind === "move");
    this.places = features.filter(({ properties }) => properties.kind === "building");
    const lines = map.createPane("plan-moves");
    lines.style.zIndex = 452; // over the sites, which can be clicked through it
    lines.style.pointerEvents = "none";
    map.createPane("plan-places").style.zIndex = 646;
    this.renderer = L.canvas({ pane: "plan-moves", padding: 0.4 });
    this.group = L.layerGroup();
    this.rest = L.layerGroup();
    for (const move of this.moves) this.#line(move);
    for (const place of this.places) this.#mark(place);
  }

  get exist() {
    return this.places.length > 0;
  }

  get bounds() {
    return this.exist ? L.latLngBounds(this.places.map(at)) : null;
  }

  show(wanted) {
    this.wanted = Boolean(wanted);
    this.chooseZoom();
  }

  chooseZoom() {
    this.#toggle(this.group, this.wanted);
    this.#toggle(this.rest, this.wanted && this.map.getZoom() >= this.fromZoom);
  }

  #toggle(group, wanted) {
    if (wanted === this.map.hasLayer(group)) return;
    if (wanted) group.addTo(this.map);
    else group.remove();
  }

  #line({ geometry }) {
    const ends = geometry.coordinates.map(([lng, lat]) => [lat, lng]);
    this.group.addLayer(L.polyline(ends, { ...LINE, renderer: this.renderer, pane: "plan-moves" }));
    const [lat, lng] = ends[1];
    this.group.addLayer(L.circleMarker([lat, lng], { renderer: this.renderer, pane: "plan-moves", radius: 5, weight: 2, color: "#fff", fillColor: LINE.color, fillOpacity: 1, interactive: false }));
  }

  #mark(place) {
    const { name, role, role_words: words } = place.properties;
    const label = element("span", { class: `plan-place is-${role}`, text: WORDS[role] ?? words, title: `${name}: ${words}`, role: "img", "aria-label": `${name}: ${words}` });
    const icon = L.divIcon({ className: "cluster-label", html: label, iconSize: [0, 0] });
    const group = role === "kept" || role === "unused" ? this.rest : this.group;
    group.addLayer(L.marker(at(place), { icon, interactive: false, keyboard: false, pane: "plan-places" }));
  }
}

const at = ({ geometry: { coordinates: [lng, lat] } }) => [lat, lng];

/** The plan in words: each move, each building with a button that opens it. */
export function listPlan({ town, page }, { features, sentence }, { onSelect }) {
  const of = (kind) => features.map(({ properties }) => properties).filter((one) => one.kind === kind);
  const [moves, places] = [of("move"), of("building")];
  say(town, sentence);
  byId("plan-page").href = page;
  byId("plan-page").hidden = false;
  fold("plan-moves", plural(moves.length, "move"), moves.map(({ words }) => element("li", { text: words })));
  fold("plan-places", plural(places.length, "building"), places.map(({ property_id: id, name, role_words: words }) => element("li", {}, [
    id ? element("button", { type: "button", class: "plan-open", text: name, on: { click: () => onSelect(id) } }) : element("span", { text: name }),
    element("span", { text: `: ${words}` }),
  ])));
}

/** What is known of it so far, or why it cannot be shown. */
export function say(town, words) {
  byId("plan-on-map").hidden = false;
  byId("plan-heading").textContent = `A plan for ${town}`;
  byId("plan-words").textContent = words;
}

function fold(id, summary, rows) {
  const list = byId(id);
  list.replaceChildren(...rows);
  list.parentElement.hidden = rows.length === 0;
  list.parentElement.querySelector("summary").textContent = summary;
}
