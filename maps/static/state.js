// What the reader is looking at, kept in the address so that a link shows a colleague the same.

import { MOST, shortId } from "./choice.js";

export const START = Object.freeze({
  q: "", organisation: "", use_class: "", tenure: "", town: "", lease: "", holds: "", ratings: [],
  scheme: "availability", by: "", colourBlind: false, sort: "name", page: 1, selected: null, view: null,
  layers: ["base", "districts"], minutes: "change", service: "", chosen: [], only: false,
});

const PLAIN = ["q", "organisation", "use_class", "tenure", "town", "lease", "holds"];
const SORTS = ["name", "organisation", "area", "lease", "candidates"];
const RATINGS = ["red", "amber", "green", "unrated"];
const MEASURES = ["cost", "condition", "energy", "lease", "value"];
/** What is drawn of residents' minutes. */
const MINUTES = ["change", "before", "after"];
const LAYERS = ["base", "districts", "need", "clusters", "touchdown", "land", "venues", "journeys", "shading", "plan"];

export function readHash(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const state = { ...START };
  for (const key of PLAIN) state[key] = (given.get(key) ?? "").slice(0, 200);
  state.ratings = (given.get("rating") ?? "").split(",").filter((code) => RATINGS.includes(code));
  if (given.get("colour") === "sharing") state.scheme = "sharing";
  if (MEASURES.includes(given.get("by"))) state.by = given.get("by");
  state.colourBlind = given.get("palette") === "blue";
  if (SORTS.includes(given.get("sort"))) state.sort = given.get("sort");
  if (given.has("layers")) state.layers = LAYERS.filter((name) => given.get("layers").split(",").includes(name));
  if (MINUTES.includes(given.get("minutes"))) state.minutes = given.get("minutes");
  state.service = (given.get("service") ?? "").slice(0, 200);
  state.page = Math.max(1, Number.parseInt(given.get("page") ?? "1", 10) || 1);
  state.selected = given.get("property") || null;
  state.view = readView(given.get("view"));
  state.chosen = [...new Set((given.get("ids") ?? "").split(",").filter(Boolean).map(shortId))].slice(0, MOST);
  state.only = given.get("list") === "view";
  return state;
}

function readView(text) {
  const [zoom, lat, lng] = (text ?? "").split("/").map(Number);
  const sane = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return sane ? { zoom, lat, lng } : null;
}

export function writeHash(state) {
  const out = new URLSearchParams();
  if (state.view) {
    const { zoom, lat, lng } = state.view;
    out.set("view", `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  }
  for (const key of PLAIN) if (state[key]) out.set(key, state[key]);
  if (state.ratings.length) out.set("rating", state.ratings.join(","));
  if (state.scheme !== START.scheme) out.set("colour", state.scheme);
  if (state.by) out.set("by", state.by);
  if (state.colourBlind) out.set("palette", "blue");
  if (!same(state.layers, START.layers)) out.set("layers", state.layers.join(",") || "none");
  if (state.minutes !== START.minutes) out.set("minutes", state.minutes);
  if (state.service) out.set("service", state.service);
  if (state.sort !== START.sort) out.set("sort", state.sort);
  if (state.page > 1) out.set("page", String(state.page));
  if (state.selected) out.set("property", state.selected);
  if (state.only) out.set("list", "view");
  if (state.chosen.length) out.set("ids", state.chosen.join(","));
  return `#${out.toString().replaceAll("%2F", "/").replaceAll("%2C", ",")}`;
}

/** Whether two values of a state are alike; lists are when they hold the same in the same order. */
export const same = (a, b) => (Array.isArray(a) ? String(a) === String(b) : a === b);

/** The layers with one of them switched on or off, always in the same order. */
export const withLayer = (layers, name, on) => LAYERS.filter((one) => (one === name ? on : layers.includes(one)));

/** The filters and the colours as the addresses of the service's own pages and files have them. */
export function filterQuery(state) {
  const out = new URLSearchParams();
  for (const key of PLAIN) if (state[key].trim()) out.set(key, state[key]);
  if (state.ratings.length) out.set("rating", state.ratings.join(","));
  if (state.scheme !== START.scheme) out.set("colour", state.scheme);
  if (state.by) out.set("by", state.by);
  if (state.colourBlind) out.set("palette", "blue");
  if (state.sort !== START.sort) out.set("sort", state.sort);
  return out;
}

/** A small store: set() tells every listener the new state, the old one and what changed. */
export class Store {
  #state;
  #listeners = [];

  constructor() {
    this.#state = readHash(location.hash);
    addEventListener("popstate", () => this.#become(readHash(location.hash), { fromAddress: true }));
  }

  get state() {
    return this.#state;
  }

  listen(run) {
    this.#listeners.push(run);
  }

  /** `step` makes a new step for the browser's back button; without it the address is amended. */
  set(change, { step = false } = {}) {
    const next = { ...this.#state, ...change };
    if (!("page" in change) && touchesResult(change)) next.page = 1;
    const address = writeHash(next);
    if (address !== location.hash) history[step ? "pushState" : "replaceState"](null, "", address);
    this.#become(next, {});
  }

  #become(next, origin) {
    const before = this.#state;
    this.#state = next;
    for (const run of this.#listeners) run(next, before, origin);
  }
}

export const filterKeys = [...PLAIN, "ratings"];

function touchesResult(change) {
  return [...filterKeys, "sort", "only"].some((key) => key in change);
}
