// "What could sharing save?": the county-wide indicative range and the three bases behind it.

import { byId, element } from "./dom.js";
import { percent, pounds, present, shortPounds } from "./format.js";

export async function showGlance(url, links) {
  let answer;
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    answer = await response.json();
  } catch {
    return; // The card is an extra: without it the map is whole.
  }
  const range = savingRange(answer);
  if (!range) return;
  byId("glance-range").textContent = `${range} a year, indicative`;
  byId("glance-detail").replaceChildren(...detail(answer, links).filter(Boolean));
  byId("glance").hidden = false;
}

function savingRange(answer) {
  const low = amount(answer.saving?.low);
  const high = amount(answer.saving?.high);
  return present(low) && present(high) ? `${shortPounds(low)}–${shortPounds(high)}` : null;
}

function detail(answer, links) {
  const bases = (answer.bases ?? []).map((base) => element("div", {}, [
    element("dt", {}, [base.label ?? base.key, element("small", { text: workings(base) })]),
    element("dd", { text: `${pounds(amount(base))} a year` }),
  ]));
  return [
    element("p", { text: "Three readings of the premises cost of the operational estate, schools left out: the number of properties × the county council’s own cost of one." }),
    element("dl", { class: "facts" }, bases),
    element("p", { class: "quiet", text: `The range is the published estimate of 2010${shares(answer)}, reached some years after a start and before the cost of getting there. It is not a forecast for any property.` }),
    links?.county ? element("p", {}, [element("a", { href: links.county, text: "Beside what this register’s own candidates add up to" })]) : null,
  ];
}

/** What part of the first reading the range is, and at whose prices. */
function shares({ bases }) {
  const { implied_share_low: low, implied_share_high: high, price_base: prices } = bases?.[0] ?? {};
  if (!present(low) || !present(high)) return "";
  return `, ${percent(low)} to ${percent(high)} of the first${present(prices) ? `, in prices of ${prices}` : ""}`;
}

function workings(base) {
  const imputed = base.imputed_share > 0 ? `${percent(base.imputed_share)} of the properties imputed` : null;
  return [base.formula, imputed].filter(present).join("; ");
}

/** Money comes as a number, a decimal in text, or a figure with `amount_gbp`. */
function amount(value) {
  if (value && typeof value === "object") return amount(value.amount_gbp);
  const number = typeof value === "string" ? Number(value) : value;
  return Number.isFinite(number) ? number : null;
}
