// Common Estate's map page. Folium made the map object from constants; everything that came from
// a file arrives here as JSON and is written with textContent.

import { Areas } from "./areas.js";
import { badge } from "./badges.js";
import { byId, element } from "./dom.js";
import { Choice } from "./choice.js";
import { offerCopy } from "./copy-link.js";
import { renderDownloads } from "./download.js";
import { count, plural } from "./format.js";
import { Drawing } from "./drawing.js";
import { Filters } from "./filters.js";
import { showGlance } from "./savings-card.js";
import { Layers } from "./layers.js";
import { List } from "./list.js";
import { counted, lookOf, offered, ratingStyles } from "./look.js";
import { Found } from "./found.js";
import { hideCrossedNames } from "./names.js";
import "./search.js";
import { Selection } from "./selection.js";
import { Sites } from "./sites.js";
import { filterKeys, same, Store } from "./state.js";
import { listPlan, planAsked, say, TownPlan } from "./town-plan.js";
import { Tray } from "./tray.js";
import { View } from "./view.js";
import { printsOneSheet } from "./map-print.js";
import { offersPicture } from "./picture.js";

const config = JSON.parse(byId("estate-config").textContent);
const map = window.map_estate;
const store = new Store();
const view = new View(map);
const page = {};

map.attributionControl.setPrefix("Leaflet");

// Open, the key would cover too much of a narrow map.
if (matchMedia("(max-width: 1279px)").matches) byId("legend").open = false;
printsOneSheet();
offersShortCuts();
offerCopy(document.getElementById("copy-link"), "what you see");

start().catch((error) => {
  console.error(error);
  byId("status").textContent = "The estate could not be loaded. Reload the page to try again.";
});

async function start() {
  const [properties, areas, base, clusters, touchDown, land, venues, journeys, shadedAreas] = await Promise.all([
    getJson(config.feeds.properties), getExtra(config.feeds.areas), getExtra(config.feeds.baseMap), getExtra(config.feeds.clusters),
    getExtra(config.feeds.touchDown), getExtra(config.feeds.land), getExtra(config.feeds.venues),
    getMoves(), getShading(),
  ]);
  showCounty(properties.county ?? {});
  if (properties.reader === "public") readAsPublic();
  prepareFirstSight(properties);
  page.codes = { organisations: {}, ...properties.codes };
  page.features = properties.features.map((f) => ({ ...f, id: String(f.id) }));
  page.byId = new Map(page.features.map((f) => [f.id, f]));
  page.today = properties.today;
  page.selection = new Selection(map, store, config, page, { view, getJson, onChange: tidyNames });
  page.choice = new Choice(map, store, page.features, { onFull: () => page.tray.full() });
  page.tray = new Tray(page.choice, config, { getJson, onFit: () => page.found.fit(page.choice.features) });
  page.sites = new Sites(map, config, {
    onChoose: (features) => (features.length === 1 ? page.choice.toggle(features[0]) : page.choice.add(features)),
    onSelect: (id) => page.selection.choose(id), ratingWords, onChange: tidyNames,
    organisationName: (code) => page.codes.organisations[code] ?? code,
  });
  page.filters = new Filters(store, config, page.features, page.codes, page.today);
  page.list = new List(store, config, page.features, page.codes, { ratingWords, choice: page.choice });
  page.sites.load(page.features);
  const outlines = new Areas(map, areas ?? { features: [] });
  page.layers = new Layers(map, store, { areas: outlines, base, clusters, touchDown, land, venues, journeys, shadedAreas, fromZoom: config.polygonZoom, links: config.links, onChange: tidyNames });
  page.home = page.layers.journeys.bounds ?? outlines.bounds ?? asBounds(properties.county?.bounds);
  view.start(store.state.view, page.home);
  page.found = new Found(map, store, page, { view });
  page.drawing = new Drawing(map, { onDrawn: chooseWithin });
  wire();
  render(store.state, null);
  store.listen(render);
  map.on("moveend", rememberView);
  map.on("zoomend moveend", tidyNames);
  if (!store.state.view && store.state.chosen.length) page.found.fit(page.choice.features);
  else if (!store.state.view) page.found.follow({ typed: false }); // a link from a town's page names the town alone
  document.body.dataset.ready = "true";
  const plan = planAsked(location.search);
  if (plan) showPlan(plan).catch((error) => refusePlan(plan, error));
  if (!isPublic()) await showGlance(config.feeds.topDown, config.links);
}

/** What lies inside the line that was drawn; where nothing does, that is said. */
function chooseWithin(isWithin) {
  const within = page.found.all.filter(isWithin);
  if (within.length) page.choice.add(within);
  else byId("status").textContent = "No site lies inside the line.";
}

function isPublic() {
  return document.body.classList.contains("is-public");
}

/** The address holds the filters, so a short cut must not write its own target there. */
function offersShortCuts() {
  for (const link of document.querySelectorAll(".skip-link")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const target = byId(link.hash.slice(1));
      target.scrollIntoView({ block: "nearest" });
      target.focus();
    });
  }
}

async function getJson(url, signal) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, signal });
  if (!response.ok) throw Object.assign(new Error(`${url} answered ${response.status}`), { status: response.status });
  return response.json();
}

/** What the moves in the page's address would mean for residents' journeys; without any, nothing. */
async function getMoves() {
  const moves = new URLSearchParams(location.search).getAll("move");
  return moves.length ? getExtra(`${config.feeds.journeys}?${new URLSearchParams(moves.map((one) => ["move", one]))}`) : null;
}

/** The plan that the page's address names, when it is found: on the map, and in words beside it. */
async function showPlan({ town, at, tail }) {
  say(town, "Looking for the plan…");
  const found = await getJson(`${config.feeds.towns}${at}.geojson${tail}`);
  const plan = new TownPlan(map, found, { fromZoom: config.polygonZoom });
  listPlan({ town, page: `${config.links.towns}${at}${tail}` }, found, { onSelect: (id) => page.selection.choose(id) });
  page.layers.addPlan(plan);
  if (!store.state.view && plan.bounds) view.fit(plan.bounds, 40, 17);
}

function refusePlan({ town }, error) {
  if (!error.status) console.error(error);
  const words = { 401: "Only members are shown it: sign in.", 403: "Only members are shown it: sign in.", 404: "There is no town of that name on the register." };
  say(town, words[error.status] ?? "It could not be found just now. Load the page again to try once more.");
}

/** Small areas as the page's address asks to shade them (?shade=…&mode=…); otherwise none. */
async function getShading() {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => name === "shade" || name === "mode");
  return config.feeds.shadedAreas && asked.some(([name]) => name === "shade") ? getExtra(`${config.feeds.shadedAreas}?${new URLSearchParams(asked)}`) : null;
}

/** What helps to read the map, and without which it still works. */
async function getExtra(url) {
  if (!url) return null;
  try {
    return await getJson(url);
  } catch (error) {
    console.warn(error);
    return null;
  }
}

function showCounty(county) {
  byId("county-name").textContent = county.name ?? "";
  if (county.name) document.title = `${county.name}: the public estate on one map`;
  for (const id of ["synthetic-badge", "map-watermark"]) byId(id).hidden = !county.synthetic;
}

/** What this is, in a sentence. */
function prepareFirstSight({ features, county }) {
  if (features.length === 0) return;
  const bodies = new Set(features.map((f) => f.properties.organisation)).size;
  const where = county?.name ? ` in ${county.name}` : "";
  page.firstSight = `${plural(features.length, "building or site", "buildings and sites")} of ${plural(bodies, "public body", "public bodies")}${where}.`;
}

/** The public edition holds no ratings: every site has one plain mark, and nothing offers more. */
function readAsPublic() {
  config.ratings = [{ ...config.plain, code: "unrated" }];
  document.body.classList.add("is-public");
  byId("glance").hidden = true; // what bodies could save answers no question of a resident's
  for (const value of ["lease", "candidates"]) document.querySelector(`#sort option[value=${value}]`).remove();
}

let tidying = 0;

/** Once a frame at most, however much asks for it. */
function tidyNames() {
  cancelAnimationFrame(tidying);
  tidying = requestAnimationFrame(() => hideCrossedNames(map.getContainer()));
}

const asBounds = (edges) => (edges ? [[edges[1], edges[0]], [edges[3], edges[2]]] : null);

function rememberView() {
  const { lat, lng } = map.getCenter();
  store.set({ view: { zoom: map.getZoom(), lat, lng } });
}

const ratingWords = (feature) => page.look.words(feature);

// ── drawing what the state says ──────────────────────────────────────────────────────────────

function render(state, before, origin = {}) {
  const changed = (...keys) => !before || keys.some((key) => !same(state[key], before[key]));
  if (changed("colourBlind")) page.styles = ratingStyles(config, state.colourBlind);
  if (changed("colourBlind", "scheme", "by")) page.look = lookOf(config, state, page.styles, isPublic());
  if (changed("layers", "minutes", "service")) page.layers.render(state);
  if (changed("colourBlind", "scheme", "by", ...filterKeys)) {
    page.found.become(page.filters.matching(state));
    page.filters.render(state, page.styles);
    page.sites.show(page.found.all, page.look);
    renderLegend(state);
  }
  if (before && !origin.fromAddress && changed(...filterKeys)) page.found.follow({ typed: changed("q") });
  if (changed("colourBlind", "scheme", "by", "sort", "page", "only", ...filterKeys) || (state.only && changed("view"))) {
    const { listed } = page.found;
    renderDownloads(state, listed.length, page.today, config, page.found.box);
    page.list.render(listed, page.features.length, state, page.look, page.filters);
  }
  if (changed("chosen")) {
    page.choice.show();
    page.list.renderTicks();
    page.tray.render();
  }
  if (changed("only", "view", "chosen", ...filterKeys)) page.found.renderLine(state);
  if (changed("selected", "colourBlind")) page.selection.show(state, before, Boolean(state.view) && (!before || Boolean(origin.fromAddress)));
  if (origin.fromAddress) view.start(state.view, page.home);
}

function renderLegend(state) {
  for (const radio of document.querySelectorAll("input[name=scheme]")) radio.checked = radio.value === (state.by || state.scheme);
  byId("colour-blind").checked = state.colourBlind;
  const { look } = page;
  const found = counted(page.found.all, look);
  const shown = Object.values(look.styles).filter(({ code }) => code !== "-" || found[code]);
  byId("legend-ratings").replaceChildren(...shown.map(({ code, word }) => element("li", {}, [
    badge(look.styles[code], 20),
    element("span", {}, [element("strong", { text: word }), look.meaning(code) ? ` ${look.meaning(code)}` : null]),
    element("span", { class: "legend-count", text: count(found[code] ?? 0) }),
  ])));
  byId("legend-note").textContent = look.note;
  if (page.firstSight) byId("first-sight-words").textContent = `${page.firstSight} ${look.says}`;
}

/** A choice for each figure of which something is known. */
function offerMeasures() {
  byId("scheme-switch").append(...offered(config, page.features).map(({ code, label }) => element("label", {}, [
    element("input", { type: "radio", name: "scheme", value: code }), element("span", { text: label }),
  ])));
}

function wire() {
  offerMeasures();
  offersPicture(map, page);
  for (const radio of document.querySelectorAll("input[name=scheme]")) {
    const change = radio.value in config.schemes ? { scheme: radio.value, by: "" } : { by: radio.value };
    radio.addEventListener("change", () => store.set(change, { step: true }));
  }
  byId("colour-blind").addEventListener("change", (event) => store.set({ colourBlind: event.target.checked }, { step: true }));
  if (map.fullscreenControl) wireFullScreen(map.fullscreenControl);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/** The list goes along with the map. The control knows only of its own click, not of Escape, and
 * tells its title but not its name to a screen reader: both are mended here. */
function wireFullScreen(control) {
  control.options.fullscreenElement = document.querySelector("main");
  map.on("enterFullscreen exitFullscreen", () => control.link.setAttribute("aria-label", control.link.title));
  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement || !map._isFullscreen) return;
    map.fire("exitFullscreen");
    map._isFullscreen = false;
  });
}
