// The filters: which properties remain, and how many each choice would leave.

import { badge } from "./badges.js";
import { byId, element } from "./dom.js";
import { count } from "./format.js";
import { START, filterKeys } from "./state.js";

/** Stands for a missing value in a filter and in the address. */
const NONE = "none";
const YEARS = [1, 3, 5];

/** One choice each; a property may answer to several values of one (a lease that can end within
 * a year can end within three). `fixed` options are always offered, others where they occur. */
const SELECTS = [
  { key: "organisation", label: "Organisation" },
  { key: "use_class", label: "Use class" },
  { key: "tenure", label: "Tenure" },
  { key: "town", label: "Town", none: "Outside the towns" },
  {
    key: "lease", label: "Lease can end", from: "lease_quarter",
    fixed: YEARS.map((n) => [String(n), n === 1 ? "Within a year" : `Within ${n} years`]),
    values: (p, today) => YEARS.filter((n) => endsWithin(p.lease_quarter, n, today)).map(String),
  },
  {
    key: "holds", label: "Candidates", from: "candidates",
    fixed: [["yes", "Takes part in some"], ["no", "None found"]],
    values: (p) => [p.candidates ? "yes" : "no"],
  },
];
for (const select of SELECTS) select.values ??= (p) => [p[select.key] ?? NONE];

/** Whether a quarter such as "2028 Q3" is over within so many years of a day. */
function endsWithin(quarter, years, today) {
  if (!quarter) return false;
  const [year, number] = quarter.split(" Q").map(Number);
  const limit = new Date(today);
  limit.setFullYear(limit.getFullYear() + years);
  return new Date(year, number * 3, 0) <= limit;
}

const SCHEME_TITLES = { availability: "Availability rating", sharing: "Sharing rating" };

export class Filters {
  constructor(store, config, features, codes, today) {
    Object.assign(this, { store, config, features, codes });
    this.today = new Date(today);
    this.haystacks = new Map(features.map((f) => [f.id, this.#haystack(f)]));
    this.#makeSelects();
    this.#makeChips();
    this.#wire();
  }

  /** The features that match every filter. */
  matching(state) {
    const test = this.#test(state);
    return this.features.filter((f) => test(f, null));
  }

  /** Bring the controls and their live counts in line with the state. */
  render(state, styles) {
    const test = this.#test(state);
    for (const select of SELECTS) this.#renderSelect(select, state, test);
    this.#renderChips(state, styles, test);
    const search = byId("filter-q");
    if (document.activeElement !== search) search.value = state.q;
    byId("rating-legend").textContent = SCHEME_TITLES[state.scheme];
    byId("filter-reset").hidden = !isFiltered(state);
  }

  #haystack(feature) {
    const p = feature.properties;
    const organisation = this.codes.organisations[p.organisation] ?? p.organisation;
    return [p.name, p.ref, organisation, p.town, p.district, p.address, p.postcode].filter(Boolean).join(" ").toLowerCase();
  }

  /** A test (feature, facet to leave out) for this state. */
  #test(state) {
    const sought = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    return (feature, except) => {
      const p = feature.properties;
      for (const { key, values } of SELECTS) {
        if (key !== except && state[key] && !values(p, this.today).includes(state[key])) return false;
      }
      const rating = p[state.scheme] ?? "unrated";
      if (except !== "ratings" && state.ratings.length && !state.ratings.includes(rating)) return false;
      const text = this.haystacks.get(feature.id);
      return sought.every((word) => text.includes(word));
    };
  }

  /** How many of the features that pass every other filter have each value, and how many pass. */
  #tally(key, test, values) {
    const tally = new Map();
    let passing = 0;
    for (const feature of this.features) {
      if (!test(feature, key)) continue;
      passing += 1;
      for (const value of values(feature.properties, this.today)) tally.set(value, (tally.get(value) ?? 0) + 1);
    }
    return { tally, passing };
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

  #renderSelect({ key, values }, state, test) {
    const select = byId(`filter-${key}`);
    const { tally, passing } = this.#tally(key, test, values);
    select.options[0].textContent = `All (${count(passing)})`;
    for (const { value, text, node } of this.options[key]) node.textContent = `${text} (${count(tally.get(value) ?? 0)})`;
    select.value = state[key];
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.classList.toggle("is-set", Boolean(state[key]));
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

  #renderChips(state, styles, test) {
    const { tally } = this.#tally("ratings", test, (p) => [p[state.scheme] ?? NONE]);
    for (const { code, box, mark, number } of this.chips) {
      box.checked = state.ratings.includes(code);
      mark.replaceChildren(badge(styles[code], 18));
      number.textContent = count((tally.get(code) ?? 0) + (code === "unrated" ? tally.get(NONE) ?? 0 : 0));
    }
  }

  #wire() {
    const search = byId("filter-q");
    let pause = 0;
    search.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => this.store.set({ q: search.value }), 120);
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filter-reset").addEventListener("click", () => {
      search.value = "";
      this.store.set(Object.fromEntries(filterKeys.map((key) => [key, START[key]])), { step: true });
      byId("results-heading").focus();
    });
  }
}

export const isFiltered = (state) => filterKeys.some((key) => state[key].length > 0);
