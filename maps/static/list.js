// The result list: the way to every site by keyboard and screen reader, a hundred rows a page.

import { badge } from "./badges.js";
import { byId, element } from "./dom.js";
import { count, day, plural, present, squareMetres } from "./format.js";

/** So many rows are kept at most. */
const MANY_ROWS = 1500;
const inEnglish = new Intl.Collator("en-GB");
const byText = (pick) => (a, b) => inEnglish.compare(pick(a), pick(b));
const byName = byText((f) => f.properties.name ?? "");
const byNumberDown = (key) => (a, b) => (b.properties[key] ?? -1) - (a.properties[key] ?? -1);

export class List {
  constructor(store, config, features, codes, { ratingWords, choice }) {
    Object.assign(this, { store, config, features, codes, ratingWords, choice });
    this.sorted = {};
    this.rows = new Map();
    this.ticks = new Map();
    this.orders = {
      name: byName,
      organisation: byText((f) => codes.organisations[f.properties.organisation] ?? ""),
      area: byNumberDown("area_m2"),
      lease: byText((f) => f.properties.lease_quarter ?? "9999"),
      candidates: byNumberDown("candidates"),
    };
    byId("sort").addEventListener("change", (event) => store.set({ sort: event.target.value }, { step: true }));
    byId("page-previous").addEventListener("click", () => this.#turn(-1));
    byId("page-next").addEventListener("click", () => this.#turn(1));
  }

  /** `besides`: what the count leaves out, in words; `filters` know what was meant instead. */
  render(features, total, state, look, filters) {
    if (this.look !== look || this.rows.size > MANY_ROWS) this.rows.clear();
    this.look = look;
    const size = this.config.pageSize;
    const pages = Math.max(1, Math.ceil(features.length / size));
    const page = Math.min(state.page, pages);
    const first = (page - 1) * size;
    const rows = this.#inOrder(features, state.sort).slice(first, first + size);
    this.shown = rows;
    const meant = rows.length ? null : filters.meant(state);
    const asked = meant ? `. Did you mean “${meant}”?` : "";
    byId("status").textContent = `${count(features.length)} of ${plural(total, "property", "properties")} shown${filters.besides(state)}${asked}`;
    byId("sort").value = state.sort;
    byId("list").replaceChildren(...(rows.length ? rows.map((f) => this.#keptRow(f)) : [nothingFound(total, meant, filters)]));
    byId("list").setAttribute("start", first + 1);
    this.renderTicks();
    this.#renderPager(page, pages, first, rows.length, features.length);
  }

  /** Each order is made once, of all features: what a filter leaves is then picked, not sorted. */
  #inOrder(features, sort) {
    this.sorted[sort] ??= [...this.features].sort((a, b) => this.orders[sort](a, b) || byName(a, b));
    const found = new Set(features);
    return this.sorted[sort].filter((f) => found.has(f));
  }

  /** Bring the ticks in line with the choice. */
  renderTicks() {
    for (const feature of this.shown ?? []) this.ticks.get(feature.id).checked = this.choice.has(feature);
  }

  /** A tick with Shift held down: all rows from the last one ticked to this one become alike. */
  #ticked(feature, press) {
    const places = [this.shown.indexOf(this.lastTicked), this.shown.indexOf(feature)].sort((a, b) => a - b);
    const isRange = press.shiftKey && places[0] >= 0;
    const on = !this.choice.has(feature);
    this.lastTicked = feature;
    if (!isRange) return this.choice.toggle(feature);
    const range = this.shown.slice(places[0], places[1] + 1);
    return on ? this.choice.add(range) : this.choice.drop(range);
  }

  /** Give the focus back to a row, e.g. when its panel is closed. */
  focusRow(id) {
    const row = byId("list").querySelector(`[data-id="${CSS.escape(id)}"]`);
    (row ?? byId("results-heading")).focus();
  }

  /** A row is made once for each look: filters show the same ones again and again. */
  #keptRow(feature) {
    if (!this.rows.has(feature.id)) this.rows.set(feature.id, this.#row(feature));
    return this.rows.get(feature.id);
  }

  #row(feature) {
    const p = feature.properties;
    const organisation = this.codes.organisations[p.organisation] ?? p.organisation;
    const detail = [this.codes.use_class?.[p.use_class] ?? p.use_class, p.town].filter(present).join(" · ");
    const value = this.look.value(feature);
    const facts = [
      value ? this.look.words(feature) : null,
      squareMetres(p.area_m2),
      this.look.shows === "lease" ? null : leaseWords(p),
      p.candidates ? plural(p.candidates, "sharing option") : null,
    ].filter(Boolean);
    const button = element("button", {
      type: "button", class: "row", "data-id": feature.id,
      on: { click: () => this.store.set({ selected: feature.id }, { step: true }) },
    }, [
      element("span", { class: "row-mark" }, [badge(this.look.styles[this.look.codeOf(feature)], 26)]),
      element("span", { class: "row-text" }, [
        element("span", { class: "row-name", text: p.name }),
        element("span", { class: "visually-hidden", text: value ? ", " : `, ${this.ratingWords(feature)}, ` }),
        element("span", { class: "row-owner", text: organisation }),
        element("span", { class: "row-detail", text: detail }),
        facts.length ? element("span", { class: "row-facts" }, facts.map((text, at) => element("span", { class: value && at === 0 ? "fact is-coloured" : "fact", text }))) : null,
      ]),
    ]);
    const tick = element("input", { type: "checkbox", class: "row-tick", "aria-label": `Choose ${p.name}`, on: { click: (press) => this.#ticked(feature, press) } });
    this.ticks.set(feature.id, tick);
    return element("li", {}, [element("label", { class: "row-choose" }, [tick]), button]);
  }

  #renderPager(page, pages, first, shown, found) {
    byId("pager").hidden = pages < 2;
    byId("page-label").textContent = `${count(first + 1)}–${count(first + shown)} of ${count(found)}`;
    byId("page-previous").disabled = page <= 1;
    byId("page-next").disabled = page >= pages;
    this.page = page;
  }

  #turn(step) {
    this.store.set({ page: this.page + step }, { step: true });
    const heading = byId("results-heading");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }
}

function nothingFound(total, meant, filters) {
  const text = total
    ? "No property matches all of these filters. Clear one of them to see more."
    : "The register holds no property yet. Properties appear here once a file has been imported.";
  if (!meant) return element("li", { class: "nothing", text });
  return element("li", { class: "nothing" }, [
    element("p", { text: "No property has these words." }),
    element("button", { type: "button", class: "button", text: `Did you mean “${meant}”?`, on: { click: () => filters.seek(meant) } }),
  ]);
}

/** When a lease can end; where the colour shows that, the look's own words stand. */
function leaseWords(p) {
  if (p.held_over) return "Lease held over: can end by notice";
  return p.lease_quarter ? `Lease can end ${day(p.lease_quarter)}` : null;
}
