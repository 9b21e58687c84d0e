// A property's sharing options: cards in the panel and, on the map, lines from guest to host.

import { NamedIcon } from "./badges.js";
import { element } from "./dom.js";
import { actByWords, day, distance, percent, plural, present, roughPounds, squareMetres } from "./format.js";
import { text } from "./panel.js";

const ARROW = "candidate-arrow";

/** Cards for the API's answer; `open` shows another property, `point` lights up its line. */
export function candidateCards(answer, { open, point, links }) {
  const candidates = answer.candidates ?? [];
  if (candidates.length === 0) {
    return [element("p", { class: "quiet", text: "No sharing option meets the conditions here." })];
  }
  const found = answer.numberMatched ?? candidates.length;
  const which = found > candidates.length ? `The best ${candidates.length} of ${plural(found, "sharing option")}` : plural(found, "sharing option");
  const intro = `${which}, for discussion. On the map an arrow shows who would move where. It is dashed where somebody would move in here.`;
  const cards = candidates.map((candidate, index) => [candidate.fit, card(candidate, index + 1, { open, point, links })]);
  return [element("p", { class: "quiet", text: intro }), workList(candidates[0], links), ...LISTS.flatMap(([fit, title]) => list(title, cards.filter(([of]) => of === fit)))];
}

/** All of this site's candidates as a list to filter and sort, on a page of its own. */
function workList({ role, guest, host }, links) {
  const id = (role === "guest" ? guest : host)?.property_id;
  if (!links?.candidates || !id) return "";
  const href = `${links.candidates}?property=${encodeURIComponent(id)}`;
  return element("p", { class: "card-all" }, [element("a", { href, text: "All of them, to filter and sort" })]);
}

const LISTS = [["fits", "Known to fit"], ["could_fit", "Could fit, once more is known"]];

function list(title, cards) {
  if (cards.length === 0) return [];
  return [element("h4", { class: "cards-title", text: title }), element("ol", { class: "cards" }, cards.map(([, one]) => one))];
}

function card(candidate, rank, { open, point, links }) {
  const other = counterpart(candidate);
  const heading = element("button", {
    type: "button", class: "card-open", on: { click: () => open(String(other.property_id)) },
  }, [element("span", { text: other.name ?? "Another property" })]);
  return element("li", {
    class: `card is-${candidate.role}`,
    on: { mouseenter: () => point(rank), mouseleave: () => point(null), focusin: () => point(rank), focusout: () => point(null) },
  }, [
    element("div", { class: "card-head" }, [
      element("span", { class: "card-rank", text: String(rank), "aria-hidden": "true" }),
      element("div", {}, [
        element("p", { class: "card-role", text: roleWords(candidate) }),
        heading,
        element("p", { class: "quiet", text: text(other.organisation) }),
      ]),
    ]),
    facts(candidate),
    caseLink(candidate, links),
    inSentences(candidate, links),
    noted("Conditions", candidate.conditions),
    candidate.protocol_pending
      ? element("p", { class: "quiet", text: "One of the two organisations has not signed the protocol yet." }) : null,
  ]);
}

/** The business case of bringing the two together, as a page of its own, where there is one. */
function caseLink({ scheme_page: page }, links) {
  if (!links?.scheme || !page?.startsWith(links.scheme)) return null;
  return element("p", { class: "card-case" }, [element("a", { href: page, text: "What it could save: the business case" })]);
}

const counterpart = (candidate) => (candidate.role === "guest" ? candidate.host : candidate.guest) ?? {};

function roleWords(candidate) {
  const kind = candidate.kind_label ?? "";
  const role = candidate.role === "guest" ? "Could move to" : "Could make room for";
  return kind ? `${kind} · ${role}` : role;
}

function scoreLine(candidate) {
  const share = Math.max(0, Math.min(1, candidate.score ?? 0));
  return element("div", { class: "score" }, [
    element("span", { class: "score-label", text: "Score" }),
    element("span", { class: "bar", "aria-hidden": "true" }, [element("span", { class: "bar-fill", "width%": share * 100 })]),
    element("strong", { text: present(candidate.score) ? percent(candidate.score, 0) : "–" }),
    present(candidate.evidence) ? element("span", { class: "quiet", text: `${percent(candidate.evidence)} of the evidence known` }) : null,
  ]);
}

/** The same facts in the same places of every card. */
function facts(candidate) {
  const { need_m2: need, spare_m2: room, ask_for: asks, unknowns } = candidate;
  const ask = (asks?.length ? asks : unknowns ?? []).map(text).filter(present).join("; ");
  const told = [
    ["Needs", squareMetres(need)], ["Room there", squareMetres(room)], ["Away", away(candidate)],
    ["When", when(candidate)], ["Could save", savingWords(candidate.saving)], ["Ask about", ask || "nothing more"],
  ];
  return element("dl", { class: "card-facts" }, told.map(([term, words]) => element("div", {}, [
    element("dt", { text: term }), element("dd", { text: words ?? "not known" }),
  ])));
}

function away({ minutes, distance_m: metres }) {
  if (present(minutes)) return minutes < 1 ? "less than a minute" : plural(Math.round(minutes), "minute");
  return present(metres) ? distance(metres) : null;
}

function when({ act_by: exact, act_by_quarter: quarter, act_by_passed: isPast, exit_kind: kind }) {
  const words = day(exact ?? quarter);
  if (present(words)) return actByWords(words, isPast);
  return kind === "owned" ? "any time: no lease" : null;
}

function savingWords(saving) {
  if (!saving || !present(saving.central)) return null;
  const range = present(saving.low) && present(saving.high) ? ` (${roughPounds(saving.low)} to ${roughPounds(saving.high)})` : "";
  return `${roughPounds(saving.central)} a year${range}`;
}

/** How an explanation ends that stands by itself (estate/codes.py); the page says it once. */
const UNDECIDED = "This is for discussion; no decision has been taken.";
const onPage = (explanation) => explanation.replace(UNDECIDED, "").trimEnd();

/** On request: the whole in sentences, its score and what that is made of. */
function inSentences(candidate, links) {
  return element("details", { class: "components" }, [
    element("summary", { text: "In sentences" }),
    present(candidate.explanation) ? element("p", { class: "card-explanation", text: onPage(candidate.explanation) }) : null,
    scoreLine(candidate),
    components(candidate, links),
  ]);
}

function components(candidate, links) {
  if (!candidate.components?.length) return null;
  const rows = candidate.components.map((part) => {
    const known = present(part.value);
    return element("li", {}, [
      element("span", { class: "component-name", text: part.label ?? part.name }),
      element("span", { class: known ? "bar" : "bar is-unknown", "aria-hidden": "true" }, [
        known ? element("span", { class: "bar-fill", "width%": part.value * 100 }) : null,
      ]),
      element("span", { class: "component-value", text: known ? percent(part.value, 0) : unknownWords(part) }),
      element("span", { class: "visually-hidden", text: present(part.weight) ? `, weight ${percent(part.weight)}` : "" }),
    ]);
  });
  return element("details", { class: "components" }, [
    element("summary", { text: "What the score is made of" }), element("ul", {}, rows),
    links?.scheme ? element("p", {}, [element("a", { href: METHOD, text: "How each part is worked out" })]) : null,
  ]);
}

/** Where the rules are told; a map in one file has no service behind it. */
const METHOD = "/methods/how-a-candidate-is-scored";

/** What stands in the score where a part is not known. */
const unknownWords = ({ expected }) => (present(expected) ? `not known; ${percent(expected, 0)} expected` : "not known");

function noted(title, items) {
  const parts = (items ?? []).map(text).filter(present);
  return parts.length ? element("p", { class: "card-noted" }, [element("strong", { text: `${title}: ` }), parts.join("; ")]) : null;
}

/** Ends of lines nearer to each other than this, in pixels, share one number: “2·3”. */
const SAME_PLACE = 20;
/** The best so many have their names on the map all the time, the others when they are pointed at. */
const NAMED = 3;

/** Lines on the map, drawn from guest to host with an arrow, and numbered like the cards. */
export class CandidateLines {
  constructor(map, open, onChange) {
    Object.assign(this, { map, open, onChange, ends: [] });
    map.createPane("lines").style.zIndex = 450;
    this.renderer = L.svg({ pane: "lines", padding: 0.5 });
    this.group = L.layerGroup().addTo(map);
    this.names = L.layerGroup().addTo(map);
    this.lines = new Map();
    map.on("zoomend moveend", () => this.#nameEnds());
  }

  clear() {
    this.group.clearLayers();
    this.names.clearLayers();
    this.lines.clear();
    this.ends = [];
  }

  /** Draw them and return every point that a view of them must hold. */
  draw(candidates) {
    this.clear();
    const points = [];
    candidates.forEach((candidate, index) => {
      const ends = [candidate.guest?.point, candidate.host?.point];
      if (!ends.every(Array.isArray)) return;
      const [guest, host] = ends.map(([lng, lat]) => L.latLng(lat, lng));
      points.push(guest, host);
      this.#line(candidate, index + 1, guest, host);
    });
    this.#nameEnds();
    return points;
  }

  #line(candidate, rank, guest, host) {
    const line = L.polyline([guest, host], {
      renderer: this.renderer, pane: "lines", interactive: false, className: `candidate-line is-${candidate.role}`,
    }).addTo(this.group);
    this.#arrow(line);
    this.lines.set(rank, line);
    // Where a filter has taken the other site's mark away, its end of the line still shows.
    const spot = { renderer: this.renderer, pane: "lines", interactive: false, radius: 5, className: "candidate-end" };
    const at = candidate.role === "guest" ? host : guest;
    L.circleMarker(at, spot).addTo(this.group);
    this.ends.push({ rank, at, other: counterpart(candidate) });
  }

  /** Ends that lie in one place at this zoom are told together, the best first. */
  #nameEnds() {
    this.names.clearLayers();
    const places = [];
    for (const end of this.ends) {
      const point = this.map.latLngToContainerPoint(end.at);
      const here = places.find((place) => place.point.distanceTo(point) < SAME_PLACE);
      if (here) here.ends.push(end);
      else places.push({ point, ends: [end] });
    }
    this.labels = places.map((place) => this.#label(place));
    this.onChange();
  }

  #label({ point, ends }) {
    const ranks = ends.map(({ rank }) => rank);
    const names = [...new Set(ends.map(({ other }) => other.name ?? "Another property"))];
    const label = element("span", { class: `line-label${ranks[0] <= NAMED ? " is-named" : ""}${point.x > this.map.getSize().x * 0.55 ? " is-left" : ""}` }, [
      element("span", { class: "line-rank", text: ranks.join("·") }),
      element("span", { class: "line-names" }, names.map((name) => element("span", { text: name }))),
    ]);
    const icon = new NamedIcon({
      className: "line-rank-icon", iconSize: [24, 24], iconAnchor: [-6, 30], content: () => label,
      name: `Sharing option ${ranks.join(", ")}: ${names.join(", ")}`,
    });
    L.marker(ends[0].at, { icon, keyboard: true, riseOnHover: true, zIndexOffset: 900 })
      .on("click", () => this.open(String(ends[0].other.property_id)))
      .on("keydown", ({ originalEvent: press }) => { if (press.key === "Enter") this.open(String(ends[0].other.property_id)); })
      .addTo(this.names);
    return { label, ranks };
  }

  #arrow(line) {
    const path = line.getElement();
    if (!path) return;
    this.#defineArrow(path.ownerSVGElement);
    path.setAttribute("marker-mid", `url(#${ARROW})`);
    path.setAttribute("marker-end", `url(#${ARROW})`);
  }

  #defineArrow(root) {
    if (root.querySelector(`#${ARROW}`)) return;
    const name = "http://www.w3.org/2000/svg";
    const marker = document.createElementNS(name, "marker");
    const head = document.createElementNS(name, "path");
    const shape = { id: ARROW, viewBox: "0 0 10 10", refX: 22, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto" };
    for (const [key, value] of Object.entries(shape)) marker.setAttribute(key, value);
    head.setAttribute("d", "M0 0 10 5 0 10z");
    head.setAttribute("class", "arrow-head");
    marker.append(head);
    const defs = document.createElementNS(name, "defs");
    defs.append(marker);
    root.prepend(defs);
  }

  point(rank) {
    for (const [number, line] of this.lines) line.getElement()?.classList.toggle("is-lit", number === rank);
    for (const { label, ranks } of this.labels ?? []) label.classList.toggle("is-lit", ranks.includes(rank));
  }
}
