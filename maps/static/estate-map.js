// Common Estate's map page. Folium made the map object from constants; everything that came from
// a file arrives here as JSON and is written with textContent.

import { Areas } from "./areas.js";
import { badge, palette } from "./badges.js";
import { CandidateLines, candidateCards } from "./candidates.js";
import { byId, element } from "./dom.js";
import { renderDownloads } from "./download.js";
import { Filters } from "./filters.js";
import { showGlance } from "./glance.js";
import { List } from "./list.js";
import { plural } from "./format.js";
import { hideCrossedNames } from "./names.js";
import { panelMessage, propertyPanel } from "./panel.js";
import { hasPoint, latLng } from "./places.js";
import { Sites } from "./sites.js";
import { filterKeys, Store } from "./state.js";

const config = JSON.parse(byId("estate-config").textContent);
const map = window.map_estate;
const store = new Store();
const page = {};
const SELECTED_ZOOM = 16;

map.attributionControl.setPrefix("Leaflet");

if (isPhone()) byId("legend").open = false;

start().catch((error) => {
  console.error(error);
  byId("status").textContent = "The estate could not be loaded. Reload the page to try again.";
});

async function start() {
  const [properties, areas] = await Promise.all([getJson(config.feeds.properties), getAreas()]);
  showCounty(properties.county ?? {});
  if (properties.reader === "public") readAsPublic();
  page.codes = { organisations: {}, ...properties.codes };
  page.features = properties.features.map((f) => ({ ...f, id: String(f.id) }));
  page.byId = new Map(page.features.map((f) => [f.id, f]));
  page.areas = new Areas(map, areas);
  const organisationName = (code) => page.codes.organisations[code] ?? code;
  page.sites = new Sites(map, config, { onSelect: choose, ratingWords, organisationName, onChange: tidyNames });
  page.lines = new CandidateLines(map, choose);
  page.today = properties.today;
  page.filters = new Filters(store, config, page.features, page.codes, page.today);
  page.list = new List(store, config, page.codes, ratingWords);
  page.sites.load(page.features);
  showView(store.state.view, page.areas.bounds ?? asBounds(properties.county?.bounds));
  wire();
  render(store.state, null);
  store.listen(render);
  map.on("moveend", rememberView);
  map.on("zoomend moveend", tidyNames);
  document.body.dataset.ready = "true";
  await showGlance(config.feeds.topDown);
}

function isPublic() {
  return document.body.classList.contains("is-public");
}

function isPhone() {
  return matchMedia("(max-width: 860px)").matches;
}

async function getJson(url, signal) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}

/** The outlines help to read the map; without them it still works. */
async function getAreas() {
  try {
    return await getJson(config.feeds.areas);
  } catch (error) {
    console.warn(error);
    return { type: "FeatureCollection", features: [] };
  }
}

function showCounty(county) {
  byId("county-name").textContent = county.name ?? "";
  if (county.name) document.title = `${county.name}: the public estate on one map`;
  for (const id of ["synthetic-badge", "map-watermark"]) byId(id).hidden = !county.synthetic;
  byId("map-notice").hidden = sessionStorage.getItem("notice-read") === "yes";
}

/** The public edition holds no ratings: every site has one plain mark, and nothing offers more. */
function readAsPublic() {
  config.ratings = [{ ...config.plain, code: "unrated" }];
  document.body.classList.add("is-public");
  for (const value of ["lease", "candidates"]) document.querySelector(`#sort option[value=${value}]`).remove();
}

function showView(view, bounds) {
  if (view) return map.setView([view.lat, view.lng], view.zoom, { animate: false });
  return bounds ? fit(bounds, 12) : null;
}

function tidyNames() {
  requestAnimationFrame(() => hideCrossedNames(map.getContainer()));
}

const asBounds = (edges) => (edges ? [[edges[1], edges[0]], [edges[3], edges[2]]] : null);

/** Whole zoom steps would leave much of a small window empty, so a fitted view may lie between. */
function fit(bounds, margin, maxZoom) {
  map.options.zoomSnap = 0.1;
  map.fitBounds(bounds, { maxZoom, animate: false, ...frame(margin) });
  map.options.zoomSnap = 1;
}

/** The part of the map that no control covers, as padding for fitBounds. */
function frame(margin) {
  const key = byId("legend");
  const side = key.open && !isPhone() ? key.offsetWidth + 12 : 0;
  const below = isPhone() && !byId("map-notice").hidden ? 80 : 26;
  return { paddingTopLeft: [margin + 46, margin], paddingBottomRight: [margin + side, margin + below] };
}

function inClear(point) {
  const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = frame(10);
  const { x, y } = map.latLngToContainerPoint(point);
  const size = map.getSize();
  return x > left && y > top && x < size.x - right && y < size.y - bottom;
}

function rememberView() {
  const { lat, lng } = map.getCenter();
  store.set({ view: { zoom: map.getZoom(), lat, lng } });
}

function choose(id) {
  store.set({ selected: id }, { step: true });
}

function ratingWords(feature) {
  const code = feature.properties[store.state.scheme] ?? "unrated";
  const style = config.ratings.find((s) => s.code === code);
  if (isPublic()) return style.word;
  return `${style.word}: ${config.schemes[store.state.scheme][code].toLowerCase()}`;
}

// ── drawing what the state says ──────────────────────────────────────────────────────────────

function render(state, before, origin = {}) {
  const changed = (...keys) => !before || keys.some((key) => state[key] !== before[key]);
  if (changed("colourBlind")) page.styles = palette(config, state.colourBlind);
  if (changed("colourBlind", "scheme")) renderLegend(state);
  if (changed("colourBlind", "scheme", ...filterKeys)) {
    page.found = page.filters.matching(state);
    page.filters.render(state, page.styles);
    page.sites.show(page.found, state.scheme, page.styles);
    renderDownloads(state, page.found.length, page.today, config.feeds.exports);
    tidyNames();
  }
  if (changed("colourBlind", "scheme", "sort", "page", ...filterKeys)) {
    page.list.render(page.found, page.features.length, state, page.styles);
  }
  if (changed("selected", "colourBlind")) showSelected(state, before);
  if (origin.fromAddress && state.view) showView(state.view);
}

function renderLegend(state) {
  for (const radio of document.querySelectorAll("input[name=scheme]")) radio.checked = radio.value === state.scheme;
  byId("colour-blind").checked = state.colourBlind;
  byId("legend-ratings").replaceChildren(...config.ratings.map(({ code, word }) => element("li", {}, [
    badge(page.styles[code], 20),
    element("span", {}, [element("strong", { text: word }), isPublic() ? null : ` ${config.schemes[state.scheme][code]}`]),
  ])));
  byId("legend-note").textContent = isPublic()
    ? "The public edition: places open to the public, without ratings, leases or costs."
    : "Rings show the mix of ratings; the figures are all sites and the largest rated group.";
}

// ── one property ─────────────────────────────────────────────────────────────────────────────

async function showSelected(state, before) {
  page.request?.abort();
  page.lines.clear();
  page.sites.relate(null);
  const feature = page.byId.get(state.selected);
  page.sites.select(feature);
  byId("browse").hidden = Boolean(state.selected);
  byId("panel").hidden = !state.selected;
  if (!state.selected) return closePanel(before);
  const fresh = !before || before.selected !== state.selected;
  if (feature && hasPoint(feature) && fresh && (before || !state.view)) reveal(feature);
  await fillPanel(state.selected, feature, fresh);
}

function closePanel(before) {
  byId("panel").replaceChildren();
  if (before?.selected) page.list.focusRow(before.selected);
}

function reveal(feature) {
  const point = latLng(feature);
  const zoom = map.getZoom();
  if (!inClear(point) || zoom < config.badgeZoom) map.setView(point, Math.max(zoom, SELECTED_ZOOM), { animate: false });
}

async function fillPanel(id, feature, fresh) {
  const request = new AbortController();
  page.request = request;
  const panel = byId("panel");
  const back = () => store.set({ selected: null }, { step: true });
  panel.replaceChildren(...panelMessage(feature?.properties.name ?? "Property", "Loading…", back));
  if (fresh) openPanel();
  try {
    const property = await getJson(config.feeds.property + encodeURIComponent(id), request.signal);
    const located = Boolean(feature && hasPoint(feature));
    const context = { styles: page.styles, config, back, located, label: labelOf };
    panel.replaceChildren(...propertyPanel(property, context).filter(Boolean));
    if (fresh) openPanel();
    await fillCandidates(id, request.signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    console.error(error);
    panel.replaceChildren(...panelMessage(feature?.properties.name ?? "Property", "This property could not be loaded.", back));
  }
}

function openPanel() {
  byId("panel-title").focus({ preventScroll: true });
  byId("side").scrollTop = 0;
  if (isPhone()) scrollTo({ top: 0 });
}

async function fillCandidates(id, signal) {
  const url = `${config.feeds.property}${encodeURIComponent(id)}/candidates?limit=10`;
  const box = byId("candidates");
  if (!box) return;
  let answer;
  try {
    answer = await getJson(url, signal);
  } catch (error) {
    if (error.name !== "AbortError") box.replaceChildren(element("p", { class: "quiet", text: "Candidates could not be loaded." }));
    return;
  }
  const point = (rank) => page.lines.point(rank);
  box.replaceChildren(...candidateCards(answer, { open: choose, point }));
  const jump = byId("jump-to-candidates");
  jump.hidden = !answer.candidates?.length;
  jump.textContent = `See ${plural(answer.numberMatched ?? answer.candidates?.length ?? 0, "candidate")} for sharing`;
  const points = page.lines.draw(answer.candidates ?? []);
  if (points.length && !points.every((p) => inClear(p))) {
    fit(L.latLngBounds(points), 34, SELECTED_ZOOM);
  }
  if (points.length) page.sites.relate(new Set([id, ...answer.candidates.flatMap((c) => [c.guest, c.host].map((end) => String(end?.property_id)))]));
}

function labelOf(kind, code) {
  if (!code) return null;
  const feedName = { Status: "status", Tenure: "tenure", UseClass: "use_class" }[kind];
  return page.codes[feedName]?.[code] ?? config.labels[kind]?.[code] ?? code;
}

// ── controls ─────────────────────────────────────────────────────────────────────────────────

function wire() {
  for (const radio of document.querySelectorAll("input[name=scheme]")) {
    radio.addEventListener("change", () => store.set({ scheme: radio.value }, { step: true }));
  }
  byId("colour-blind").addEventListener("change", (event) => store.set({ colourBlind: event.target.checked }, { step: true }));
  const showAreas = () => page.areas.show({ boundaries: byId("show-areas").checked, need: byId("show-need").checked });
  for (const id of ["show-areas", "show-need"]) byId(id).addEventListener("change", showAreas);
  byId("need-option").hidden = !page.areas.hasNeed;
  showAreas();
  byId("map-notice-close").addEventListener("click", () => {
    sessionStorage.setItem("notice-read", "yes");
    byId("map-notice").hidden = true;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.selected && !document.fullscreenElement) store.set({ selected: null }, { step: true });
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}
