// The filters: which properties remain, and how many each choice would leave.

import { badge } from "./badges.js";
import { byId, element } from "./dom.js";
import { count, plural } from "./format.js";
import { nearest, wordsOf } from "./spelling.js";
import { START, filterKeys } from "./state.js";

/** Stands for a missing value in a filter and in the address. */
const NONE = "none";
const YEARS = [1, 3, 5];
/** A rented property of which no lease has an end on record: in no year, and never left out unsaid. */
const UNKNOWN = "unknown";
const RENTED = ["leasehold", "long_leasehold", "licence", "tenancy_at_will", "holding_over"];

/** One choice each; a property may answer to several values of one (a lease that can end within
 * a year can end within three). `fixed` options are always offered, others where they occur. */
const SELECTS = [
  { key: "organisation", label: "Organisation" },
  { key: "use_class", label: "Use class" },
  { key: "tenure", label: "Tenure" },
  { key: "town", label: "Town", none: "Outside the towns" },
  {
    key: "lease", label: "Lease can end", from: "lease_quarter",
    fixed: [...YEARS.map((n) => [String(n), n === 1 ? "Within a year" : `Within ${n} years`]), [UNKNOWN, "Rented, no end on record"]],
    values: leaseEnds,
  },
  {
    key: "holds", label: "Sharing options", from: "candidates",
    fixed: [["yes", "Has some"], ["no", "None found"]],
    values: (p) => [p.candidates ? "yes" : "no"],
  },
];
for (const select of SELECTS) select.values ??= (p) => [p[select.key] ?? NONE];

/** The places of the facets in a site's values: the selects, then the rating of each scheme. */
const RATING = SELECTS.length;
const SCHEMES = ["availability", "sharing"];

/** Within which years a lease of a site can end, or that its end is not known. */
function leaseEnds(p, limits) {
  if (!p.lease_quarter) return RENTED.includes(p.tenure) ? [UNKNOWN] : [];
  return YEARS.filter((n) => isOver(p.lease_quarter, limits[n])).map(String);
}

/** Whether a quarter such as "2028 Q3" is over by a day given as "2029-09-30". */
function isOver(quarter, day) {
  const [year, number] = quarter.split(" Q").map(Number);
  const last = new Date(Date.UTC(year, number * 3, 0)).toISOString().slice(0, 10);
  return last <= day;
}

/** The day so many years after a day in ISO form. */
function yearsAfter(today, years) {
  const day = new Date(`${today}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day.toISOString().slice(0, 10);
}

const SCHEME_TITLES = { availability: "Availability rating", sharing: "Sharing rating" };

export class Filters {
  constructor(store, config, features, codes, today) {
    Object.assign(this, { store, config, features, codes });
    const limits = Object.fromEntries(YEARS.map((n) => [n, yearsAfter(today, n)]));
    this.sites = features.map((feature) => ({
      feature, text: this.#haystack(feature),
      values: [...SELECTS.map(({ values }) => values(feature.properties, limits)), ...SCHEMES.map((s) => [feature.properties[s] ?? "unrated"])],
    }));
    this.#makeSelects();
    this.#makeChips();
    this.#wire();
  }

  /** The features that match every filter; the counts for each choice are taken on the way.
   *
   * A site counts towards a facet's choices when it passes every other filter: so it is looked at
   * once, and those that fail one facet alone count there. */
  matching(state) {
    const tests = this.#tests(state);
    const sought = soughtWords(state);
    const rating = RATING + SCHEMES.indexOf(state.scheme);
    const places = [...SELECTS.keys(), rating];
    this.counts = new Map(places.map((place) => [place, { tally: new Map(), passing: 0 }]));
    const found = [];
    for (const site of this.sites) {
      if (!sought.every((word) => site.text.includes(word))) continue;
      const failed = places.filter((place) => tests[place] && !tests[place](site.values[place]));
      if (failed.length === 0) found.push(site.feature);
      if (failed.length === 0) for (const place of places) this.#count(place, site);
      if (failed.length === 1) this.#count(failed[0], site);
    }
    this.counts.set(RATING, this.counts.get(rating));
    return found;
  }

  #tests(state) {
    const tests = SELECTS.map(({ key }) => (state[key] ? (values) => values.includes(state[key]) : null));
    const rated = state.ratings.length ? ([value]) => state.ratings.includes(value) : null;
    return [...tests, ...SCHEMES.map(() => rated)];
  }

  #count(place, site) {
    const counted = this.counts.get(place);
    counted.passing += 1;
    for (const value of site.values[place]) counted.tally.set(value, (counted.tally.get(value) ?? 0) + 1);
  }

  /** Bring the controls and their live counts in line with the state, after `matching`. */
  render(state, styles) {
    SELECTS.forEach(({ key }, place) => this.#renderSelect(key, state, this.counts.get(place)));
    this.#renderChips(state, styles, this.counts.get(RATING));
    const search = byId("filter-q");
    if (document.activeElement !== search || search.value.trim() === "") search.value = state.q;
    byId("rating-legend").textContent = SCHEME_TITLES[state.scheme];
    byId("filter-reset").hidden = !isFiltered(state);
    this.#renderStale(state);
  }

  /** Leases without an end on record are in no year: said beside the count of those that are. */
  besides(state) {
    if (!state.lease || state.lease === UNKNOWN) return "";
    const place = SELECTS.findIndex(({ key }) => key === "lease");
    const unknown = this.counts.get(place).tally.get(UNKNOWN) ?? 0;
    return unknown ? `; ${plural(unknown, "rented property has", "rented properties have")} no lease end on record` : "";
  }

  /** Where no site has a word that was typed: the same with the nearest words that some site has. */
  meant(state) {
    const sought = soughtWords(state);
    const isFound = (words) => this.sites.some(({ text }) => words.every((word) => text.includes(word)));
    if (isFound(sought)) return null;
    this.words ??= wordsOf(this.sites.map(({ text }) => text));
    const meant = sought.map((word) => (isFound([word]) ? word : nearest(word, this.words)));
    return meant.every(Boolean) && isFound(meant) ? meant.join(" ") : null;
  }

  /** Look for these words instead, as if they had been typed. */
  seek(words) {
    byId("filter-q").value = words;
    this.store.set({ q: words }, { step: true });
    byId("results-heading").focus();
  }

  #haystack(feature) {
    const p = feature.properties;
    const organisation = this.codes.organisations[p.organisation] ?? p.organisation;
    return [p.name, p.ref, organisation, p.town, p.district, p.address, p.postcode].filter(Boolean).join(" ").toLowerCase();
  }

  #makeSelects() {
    this.options = {};
    for (const { key, label, none = "Not known", from = key, fixed } of SELECTS) {
      const select = element("select", { id: `filter-${key}` });
      byId("filter-selects").append(
        element("div", { class: "field", hidden: !this.features.some((f) => f.properties[from]) }, [element("label", { for: `filter-${key}`, text: label }), select]),
      );
      this.options[key] = (fixed ?? this.#values(key, none)).map(([value, text]) => ({ value, text, node: element("option", { value }) }));
      select.append(element("option", { value: "" }), ...this.options[key].map((o) => o.node));
      select.addEventListener("change", () => this.store.set({ [key]: select.value }, { step: true }));
    }
  }

  /** The values that occur, with their words, in the alphabet's order. */
  #values(key, none) {
    const names = { organisation: this.codes.organisations }[key] ?? this.codes[key] ?? {};
    const values = [...new Set(this.features.map((f) => f.properties[key]).filter(Boolean))];
    const named = values.map((v) => [v, names[v] ?? v]).sort((a, b) => a[1].localeCompare(b[1], "en-GB"));
    return values.length < new Set(this.features.map((f) => f.properties[key] ?? NONE)).size ? [...named, [NONE, none]] : named;
  }

  #renderSelect(key, state, { tally, passing }) {
    const select = byId(`filter-${key}`);
    select.options[0].textContent = `All (${count(passing)})`;
    for (const { value, text, node } of this.options[key]) node.textContent = `${text} (${count(tally.get(value) ?? 0)})`;
    select.value = state[key];
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.classList.toggle("is-set", Boolean(state[key]));
  }

  /** A link may name what this map has no longer, or does not show to whoever opens it. */
  #renderStale(state) {
    const stale = this.#stale(state);
    byId("stale-link").hidden = stale.length === 0;
    const named = stale.map(({ key, label }) => `“${state[key]}” (${label.toLowerCase()})`).join(" and ");
    byId("stale-link-words").textContent = stale.length ? `This link asks for ${named}, which is not on this map.` : "";
  }

  #stale(state) {
    return SELECTS.filter(({ key }) => state[key] && !this.options[key].some(({ value }) => value === state[key]));
  }

  #makeChips() {
    this.chips = this.config.ratings.map(({ code, word }) => {
      const box = element("input", { type: "checkbox", id: `chip-${code}`, value: code });
      const mark = element("span", { class: "chip-mark" });
      const number = element("span", { class: "chip-count" });
      const label = element("label", { class: "chip", for: `chip-${code}` }, [mark, element("span", { class: "chip-word", text: word }), number]);
      box.addEventListener("change", () => this.store.set({ ratings: this.#checked() }, { step: true }));
      byId("rating-chips").append(element("div", { class: "chip-cell" }, [box, label]));
      return { code, box, mark, number };
    });
  }

  #checked() {
    return this.chips.filter((chip) => chip.box.checked).map((chip) => chip.code);
  }

  #renderChips(state, styles, { tally }) {
    for (const { code, box, mark, number } of this.chips) {
      box.checked = state.ratings.includes(code);
      mark.replaceChildren(badge(styles[code], 18));
      number.textContent = count(tally.get(code) ?? 0);
    }
  }

  #wire() {
    this.#wireSearch(byId("filter-q"));
    byId("stale-link-clear").addEventListener("click", () => {
      this.store.set(Object.fromEntries(this.#stale(this.store.state).map(({ key }) => [key, START[key]])), { step: true });
      byId("results-heading").focus();
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filter-reset").addEventListener("click", () => {
      byId("filter-q").value = "";
      this.store.set(Object.fromEntries(filterKeys.map((key) => [key, START[key]])), { step: true });
      byId("results-heading").focus();
    });
  }

  /** Typing is one step back, not one for every letter: a new one begins when the box is entered. */
  #wireSearch(search) {
    let pause = 0;
    let isFirst = true;
    search.addEventListener("focus", () => { isFirst = true; });
    search.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        if (search.value === this.store.state.q) return;
        this.store.set({ q: search.value }, { step: isFirst });
        isFirst = false;
      }, 120);
    });
  }
}

const soughtWords = (state) => state.q.toLowerCase().split(/\s+/).filter(Boolean);

export const isFiltered = (state) => filterKeys.some((key) => state[key].length > 0);
