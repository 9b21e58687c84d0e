// "Download these": what the filters leave, as files from the service, under the same filters.

import { byId, element } from "./dom.js";
import { plural } from "./format.js";
import { filterQuery } from "./state.js";

const FORMS = [
  ["xlsx", "Excel"], ["csv", "CSV"], ["gpkg", "GeoPackage"], ["shp.zip", "Shapefile"], ["geojson", "GeoJSON"],
];

/** Links that fetch just the properties shown, `box` (west, south, east, north) where the list is of
    the map alone; `today` is the day the lease filter counts from. */
export function renderDownloads(state, shown, today, { feeds, links }, box) {
  const within = state.only && box ? [["bbox", box.map((degrees) => degrees.toFixed(6)).join(",")]] : [];
  const query = new URLSearchParams([...parameters(state, today), ...within]).toString();
  const address = (form) => `${feeds.exports}.${form}${query ? `?${query}` : ""}`;
  byId("download-summary").textContent = `Download ${plural(shown, "property", "properties")}`;
  byId("download-links").replaceChildren(...FORMS.map(([form, name]) => element("li", {}, [
    element("a", { href: address(form), download: "" }, [element("span", { class: "visually-hidden", text: "These properties as " }), name]),
  ])));
  renderPrint(state, links, within);
}

/** The page made for paper, under the same filters. */
function renderPrint(state, links, within) {
  const link = byId("print-link");
  link.hidden = !links?.print;
  const query = new URLSearchParams([...filterQuery(state), ...within]).toString();
  if (links?.print) link.href = `${links.print}${query ? `?${query}` : ""}`;
}

function parameters(state, today) {
  const out = [];
  for (const key of ["q", "organisation", "use_class", "tenure", "town"]) {
    if (state[key].trim()) out.push([key, state[key]]);
  }
  for (const rating of state.ratings) out.push([state.scheme, rating]);
  if (state.lease === "unknown") out.push(["lease_end_unknown", "true"]);
  else if (state.lease) out.push(["lease_ends_before", dayAfter(today, Number(state.lease))]);
  if (state.holds) out.push(["holds_candidate", state.holds === "yes" ? "true" : "false"]);
  return out;
}

/** The first day that is no longer within so many years of `today`, as the service wants it. */
function dayAfter(today, years) {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}
