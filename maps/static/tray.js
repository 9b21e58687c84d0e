// The tray: how many are chosen, what they come to together, and what can be done with them.

import { copyLink } from "./copy-link.js";
import { byId, element } from "./dom.js";
import { count, day, plural, present, roughPounds, squareMetres } from "./format.js";
import { MOST } from "./choice.js";

const PAUSE_MS = 150;
const FILES = [["csv", "CSV"], ["xlsx", "Excel"], ["geojson", "GeoJSON"]];
const COMPARED = [2, 6];

export class Tray {
  constructor(choice, config, { getJson, onFit }) {
    Object.assign(this, { choice, config, getJson });
    this.box = byId("tray");
    if (matchMedia("(max-width: 860px)").matches) byId("tray-more").open = false;
    byId("tray-clear").addEventListener("click", () => {
      choice.clear();
      byId("results-heading").focus();
    });
    byId("tray-fit").addEventListener("click", onFit);
    byId("tray-copy").addEventListener("click", () => copyLink(byId("tray-link"), (words) => this.say(words), "this choice"));
  }

  say(words) {
    byId("tray-said").textContent = words;
  }

  full() {
    this.box.hidden = false;
    this.say(`At most ${MOST} can be chosen at once. Use a filter, or draw round fewer.`);
  }

  render() {
    const { ids } = this.choice;
    this.box.hidden = ids.length === 0;
    document.body.classList.toggle("has-tray", ids.length > 0);
    this.say("");
    byId("tray-title").textContent = `${count(ids.length)} chosen`;
    if (ids.length === 0) return;
    this.#links(ids, null);
    clearTimeout(this.pause);
    this.request?.abort();
    if (!this.config.feeds.chosen) return this.#facts(this.#known());
    this.pause = setTimeout(() => this.#ask(ids), PAUSE_MS);
  }

  async #ask(ids) {
    this.request = new AbortController();
    try {
      const told = await this.getJson(`${this.config.feeds.chosen}?ids=${ids.join(",")}`, this.request.signal);
      this.#facts(told);
      this.#links(ids, told);
      if (told.not_shown) this.say(`${plural(told.not_shown, "property", "properties")} of this choice ${told.not_shown === 1 ? "is" : "are"} not shown to you.`);
    } catch (error) {
      if (error.name === "AbortError") return;
      console.error(error);
      this.say("The sums could not be loaded. Choose again to try once more.");
    }
  }

  /** What a map without a service knows of them itself. */
  #known() {
    const { features } = this.choice;
    const areas = features.map((f) => f.properties.area_m2).filter(present);
    return { count: features.length, area_m2: { value: areas.reduce((a, b) => a + b, 0), known: areas.length } };
  }

  #facts(told) {
    const all = told.count;
    const ofAll = (known) => (known < all ? `${count(known)} of ${count(all)} known` : null);
    const area = (sum) => (sum ? [squareMetres(sum.value), ofAll(sum.known)] : null);
    const { cost } = told;
    const rows = [
      ["Floor area", area(told.area_m2)],
      ["Cost a year", cost ? [`About ${roughPounds(cost.central_gbp_pa)}`, [`${roughPounds(cost.low_gbp_pa)} to ${roughPounds(cost.high_gbp_pa)}`, ofAll(cost.known)].filter(Boolean).join("; ")] : null],
      ["Space needed", area(told.need_m2)],
      ["Spare space", area(told.spare_m2)],
      ["Leases", told.lease_ends ? leases(told) : null],
      ["Who", told.organisations ? who(told.organisations) : null],
    ];
    byId("tray-facts").replaceChildren(...rows.filter(([, value]) => value).map(([label, [value, note]]) => element("div", {}, [
      element("dt", { text: label }), element("dd", {}, [element("strong", { text: value }), note ? element("span", { text: ` ${note}` }) : null]),
    ])));
  }

  #links(ids, told) {
    const { links, feeds } = this.config;
    const query = `?ids=${ids.join(",")}`;
    const many = ids.length < COMPARED[0] || ids.length > COMPARED[1];
    point("tray-compare", links.compare && !many ? links.compare + query : null, links.compare ? `Compare works for ${COMPARED.join(" to ")}` : null);
    byId("tray-compare").textContent = many ? `Compare (${COMPARED.join(" to ")} only)` : "Compare";
    point("tray-print", links.print ? links.print + query : null);
    const town = told?.need_m2 ? told.plan_town : null;
    const asked = ids.map((id) => `property=${id}`).join("&");
    point("tray-options", links.towns && town ? `${links.towns}${encodeURIComponent(town)}/options?${asked}` : null, told && told.need_m2 && links.towns ? "None of these lies in a town" : null);
    byId("tray-files").hidden = !links.compare;
    byId("tray-files-list").replaceChildren(...(links.compare ? FILES : []).map(([form, name]) => element("li", {}, [
      element("a", { href: `${feeds.exports}.${form}${query}`, download: "" }, [element("span", { class: "visually-hidden", text: "The chosen ones as " }), name]),
    ])));
  }
}

/** A link that leads somewhere, or the words for why it does not. */
function point(id, href, why = null) {
  const link = byId(id);
  link.hidden = !href && !why;
  if (href) link.href = href;
  else link.removeAttribute("href");
  if (href) link.removeAttribute("aria-disabled");
  else link.setAttribute("aria-disabled", "true");
  link.title = href ? "" : why ?? "";
}

function leases(told) {
  const [first] = told.lease_ends;
  const unknown = told.lease_end_unknown ? `; ${count(told.lease_end_unknown)} rented with no end on record` : "";
  if (!first) return [unknown ? `${count(told.lease_end_unknown)} with no end on record` : "None on record", null];
  return [`${count(told.lease_ends.length)} can end`, `The first: ${day(first.quarter)}, ${first.name}${unknown}`];
}

function who(organisations) {
  const named = organisations.slice(0, 3).map((one) => `${one.name} ${count(one.count)}`).join(", ");
  const rest = organisations.length - 3;
  return [plural(organisations.length, "organisation"), rest > 0 ? `${named} and ${count(rest)} more` : named];
}
