// The panel of one property: what the register knows, as of when, and what nobody knows yet.
// Fields that this reader may not see are absent from the answer, and so from the panel.

import { badge } from "./badges.js";
import { element } from "./dom.js";
import { actByWords, day, isoDay, pounds, present, roughPounds, shortPounds, siteArea, squareMetres, words } from "./format.js";

/** The panel's parts for the API's answer `p`; `context` has styles, config and a word finder. */
export function propertyPanel(p, context) {
  return [
    head(p, context),
    ratings(p, context),
    element("button", {
      type: "button", id: "jump-to-candidates", class: "button button-jump", hidden: true,
      on: { click: () => document.querySelector("#candidates .card-open")?.focus() },
    }),
    section("Facts", factList(facts(p, context), wrongPage(p, context))),
    leases(p.leases),
    list("Held by", p.interests, (one) => [text(one.holder), [text(one.role), text(one.tenure)].filter(present).join(" · ")]),
    list("Used by", p.occupations, (one) => occupation(one, context)),
    list("Title numbers", p.titles, (title) => [text(title)]),
    p.visibility === "public" ? null : section("Sharing options", element("div", { id: "candidates", class: "candidates" }, [
      element("p", { class: "quiet", text: "Looking for sharing options…" }),
    ])),
    provenance(p, context),
  ];
}

export function panelMessage(title, message, back) {
  return [backButton(back), element("h2", { id: "panel-title", class: "panel-title", tabindex: "-1", text: title }),
    element("p", { class: "quiet", text: message })];
}

export function backButton(back) {
  return element("button", { type: "button", class: "button button-back", on: { click: back } }, [
    element("span", { "aria-hidden": "true", text: "←" }), " Back to the list",
  ]);
}

/** Coded values come as text, {code, label} or {code, name}; this is their words. */
export const text = (value) => (value && typeof value === "object" ? value.label ?? value.name ?? value.code : value);

function head(p, { back, located, config, me }) {
  const place = [p.address, ...[p.town, p.postcode].filter((part) => present(part) && !(p.address ?? "").includes(part))];
  const seen = [p.ref && `Reference ${p.ref}`, p.as_of_date && `as of ${day(p.as_of_date)}`].filter(Boolean).join(", ");
  return element("header", { class: "panel-head" }, [
    backButton(back),
    element("h2", { id: "panel-title", class: "panel-title", tabindex: "-1", text: p.name ?? "Unnamed property" }),
    element("p", { class: "panel-owner", text: text(p.organisation) }),
    element("p", { class: "quiet", text: place.filter(present).join(", ") }),
    seen ? element("p", { class: "quiet", text: seen }) : null,
    pageLinks(p, config.links, me),
    located ? null : element("p", { class: "quiet", text: "Its place is not known, so it is in the list but not on the map." }),
  ]);
}

/** Who may change rows of their own organisation; members and critical friends look. */
const MAY_WRITE = ["importer", "editor"];

/** The property's own page, and for who may rate it the form there. */
function pageLinks({ id, organisation }, links, me) {
  if (!links?.property || !present(id)) return null;
  const page = links.property + encodeURIComponent(id);
  const isOwn = MAY_WRITE.includes(me?.role) && me.organisation === organisation.code;
  const mayRate = me?.signed_in && (isOwn || me.role === "administrator");
  return element("p", { class: "panel-links" }, [
    element("a", { href: page, text: "Open its page" }),
    mayRate ? element("a", { href: `${page}#rate`, text: "Rate this property" }) : null,
  ]);
}

function ratings(p, context) {
  if (!p.ratings) return null;
  const cards = ["availability", "sharing"].map((scheme) => ratingCard(scheme, p.ratings[scheme] ?? {}, context));
  return element("div", { class: "rating-cards" }, cards);
}

function ratingCard(scheme, rating, { styles, config, label }) {
  const code = rating.rating ?? "unrated";
  const style = styles[code] ?? styles.unrated;
  const reasons = (rating.reasons ?? []).map((reason) => words(text(reason))).join(", ");
  const suggested = rating.basis === "suggested";
  const who = suggested ? null : rating.assessor ?? (rating.basis ? label("RatingBasis", rating.basis) : null);
  const lines = [
    reasons && `Reasons: ${reasons}`,
    who && `${who}${rating.assessed_on ? `, ${day(rating.assessed_on)}` : ""}`,
    suggested ? "Suggested by rule; nobody has judged it yet" : null,
    reviewBy(rating.review_by),
    rating.note,
  ];
  return element("div", { class: "rating-card" }, [
    element("h3", { text: words(scheme) }),
    element("p", { class: "rating-verdict" }, [
      badge(style, 26), element("span", {}, [element("strong", { text: style.word }), ` ${config.schemes[scheme][style.code]}`]),
    ]),
    ...lines.filter(present).map((line) => element("p", { class: "quiet" }, line)),
  ]);
}

/** The day on which somebody looks at the rating again, marked where it has passed. */
function reviewBy(when) {
  if (!present(when)) return null;
  const overdue = String(when) < isoDay(new Date());
  return [`Review by ${day(when)}`, ...(overdue ? [": ", element("strong", { text: "overdue" })] : [])];
}

/** What a floor area takes in, by the code of its basis. */
const MEASURED = { NIA: "net internal area", GIA: "gross internal area", GEA: "gross external area", IPMS3: "IPMS 3", unknown: null };

function facts(p, { label, config }) {
  const { areas = {}, cost } = p;
  return [
    ["Use class", text(p.use_class)],
    ["Type", text(p.type)],
    ["Tenure", text(p.tenure)],
    ["Status", label("Status", text(p.status))],
    ["Gross internal area", squareMetres(areas.gia_m2)],
    ["Net internal area", squareMetres(areas.nia_m2)],
    ["Site", siteArea(areas.site_area_m2)],
    ["Measured as", measuredAs(areas)],
    ["Premises cost", costText(cost), costNote(cost)],
    ["Book value", pounds(p.book_value_gbp), "Not a market value, nor a receipt"],
    ["Condition", text(p.condition)],
    ["Energy rating", text(p.energy_rating)],
    ["Year built", p.year_built],
    ["Listed", text(p.listed_grade)],
    ["In a conservation area", yesOnly(p.conservation_area)],
    ["Flood zone", text(p.flood_zone)],
    ["Step-free access", yesNo(p.step_free)],
    ["Parking spaces", p.parking_spaces],
    ["Operational", p.operational === false ? "No" : null],
    ["Open to the public", yesNo(p.public_access)],
    ["Opening hours", p.opening_hours],
    ["Services", p.services],
    ["Protected use", text(p.protected_use)],
    ["PFI", yesOnly(p.pfi)],
    ["District", p.district],
    ["Confidence", config.confidence[p.confidence] ?? p.confidence],
  ];
}

function costText(cost) {
  if (cost === null) return "No cost known";
  if (!cost) return null;
  if (present(cost.total_gbp_pa)) return `${pounds(cost.total_gbp_pa)} a year`;
  if (present(cost.band)) return `${text(cost.band)} a year`;
  return `about ${roughPounds(cost.central)} a year (${roughPounds(cost.low)}–${roughPounds(cost.high)})`;
}

function costNote(cost) {
  if (!cost) return null;
  const how = cost.imputed ? `estimated: ${cost.tier.label.toLowerCase()}` : "from actual costs";
  return [cost.year, how, restatedText(cost.restated)].filter(present).join(", ");
}

/** The same cost in the prices of the savings in this panel. */
function restatedText(restated) {
  if (!restated) return null;
  const { low, high, price_base: base } = restated;
  const ends = high === null ? `${roughPounds(low)} and over` : low === high ? shortPounds(low) : `${roughPounds(low)}–${roughPounds(high)}`;
  return `${ends} at prices of ${base}, as savings are told`;
}

/** Said where it is not what the areas above say already. */
function measuredAs({ basis, gia_m2: gia, nia_m2: nia }) {
  const isPlain = (basis === "GIA" && present(gia)) || (basis === "NIA" && present(nia));
  return (present(gia) || present(nia)) && !isPlain ? MEASURED[basis] : null;
}

/** What nearly every property is not is said of those that are. */
const yesOnly = (value) => (value === true ? "Yes" : null);
const yesNo = (value) => (typeof value === "boolean" ? (value ? "Yes" : "No") : null);

/** Where a wrong figure is told its owner, for whoever may (not critical friends, nor those without
 * an organisation); the owner's own people change it. */
function wrongPage({ id, organisation }, { config, me }) {
  const tells = me?.signed_in && me.role !== "critic" ? me.organisation : null;
  return tells && organisation.code !== tells ? `${config.links.property}${encodeURIComponent(id)}/wrong?field=` : null;
}

function factList(rows, wrong) {
  const shown = rows.filter(([, value]) => present(value));
  return element("dl", { class: "facts" }, shown.map(([term, value, note]) => element("div", {}, [
    element("dt", { text: term }),
    element("dd", {}, [String(value), tellOwner(wrong, term), note ? element("small", { text: note }) : null]),
  ])));
}

/** The form's name of a fact of the panel. */
const FIELD_OF = {
  "Use class": "use_class", Type: "type_code", Tenure: "interests", Status: "status",
  "Gross internal area": "gia_m2", "Net internal area": "nia_m2", Site: "site_area_m2", "Measured as": "area_basis",
  "Premises cost": "premises_cost", "Book value": "book_value_gbp", Condition: "condition",
  "Energy rating": "energy_rating", "Year built": "year_built",
  Listed: "listed_grade", "In a conservation area": "conservation_area", "Flood zone": "flood_zone",
  "Step-free access": "step_free", "Parking spaces": "parking_spaces", Operational: "operational",
  "Open to the public": "public_access", "Opening hours": "opening_hours", Services: "services",
  "Protected use": "protected_use", PFI: "pfi",
};

function tellOwner(wrong, term) {
  if (!wrong || !FIELD_OF[term]) return null;
  return element("a", { class: "tell-owner", href: wrong + FIELD_OF[term] }, [
    "Wrong?", element("span", { class: "visually-hidden", text: ` Tell the owner: ${term}` }),
  ]);
}

function leases(items) {
  return list("Leases", items, (lease) => {
    const end = day(lease.expiry ?? lease.expiry_quarter);
    const held = day(lease.holding_over_since ?? lease.holding_over_since_quarter);
    return [
      end ? `Ends ${end}` : "End date not known",
      [lease.landlord && `Landlord: ${text(lease.landlord)}`, lease.tenant && `tenant: ${text(lease.tenant)}`].filter(Boolean).join("; "),
      held ? `Holding over since ${held}` : null,
      exitWords(lease.next_exit),
      present(lease.passing_rent_gbp_pa) ? `Rent ${pounds(lease.passing_rent_gbp_pa)} a year` : null,
      lease.inside_1954_act === true ? "Tenant can renew (1954 Act)" : null,
    ];
  });
}

/** A lease past its end has no day to leave on, only the first on which whoever decides now could be out. */
const RUNS_ON = { expired: "Expired", "holding over": "Held over" };

function exitWords(exit) {
  if (!exit) return null;
  const when = day(exit.date ?? exit.date_quarter);
  const actBy = day(exit.act_by ?? exit.act_by_quarter);
  const kind = words(text(exit.kind)).toLowerCase();
  const runsOn = when && RUNS_ON[kind];
  return [runsOn ? `${runsOn}; can leave from ${when}` : `Next way out: ${kind}${when ? `, ${when}` : ""}`, actBy && actByWords(actBy, exit.act_by_passed)]
    .filter(present).join("; ");
}

function occupation(one, { label }) {
  const use = [label("UserFunction", text(one.user_function)), label("ServiceFunction", text(one.service_function))];
  const need = present(one.need_m2) ? `Needs about ${squareMetres(one.need_m2)}` : null;
  return [text(one.organisation), [...new Set(use.filter(present))].join(" · "), need];
}

/** A list whose items have a strong first line and quiet further ones. */
function list(title, items, lines) {
  if (!items || items.length === 0) return null;
  return section(title, element("ul", { class: "entries" }, items.map((item) => {
    const [first, ...rest] = lines(item).filter(present);
    return element("li", {}, [element("span", { class: "entry-main", text: first }),
      ...rest.map((line) => element("span", { class: "quiet", text: line }))]);
  })));
}

export function section(title, content) {
  return element("section", { class: "panel-section" }, [element("h3", { text: title }), content]);
}

function provenance(p, context) {
  const source = p.data_source ?? {};
  const came = [source.file, present(source.row) ? `row ${source.row}` : null,
    source.imported_at ? `imported ${day(source.imported_at)}` : null].filter(present).join(", ");
  const lines = [
    came && `Source: ${came}`,
    p.visibility && `You see the ${words(p.visibility).toLowerCase()} edition. Some details are hidden.`,
    p.disclaimer ?? context.config.disclaimer,
  ];
  const told = lines.filter(present).map((line) => element("p", { text: line }));
  return element("footer", { class: "provenance" }, [...told, gapReport(p, context.config.links)]);
}

/** The organisation's gap report; there is none for the public or of a body that has not signed. */
function gapReport({ visibility, ref, organisation }, links) {
  if (visibility === "public" || !present(ref) || !links?.property) return null;
  const href = `/organisations/${encodeURIComponent(organisation.code)}/quality`;
  return element("p", {}, [element("a", { href, text: "Check this organisation's data" })]);
}
