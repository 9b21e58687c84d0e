// "What could sharing save?": the county-wide indicative range and the three bases behind it.

import { byId, element } from "./dom.js";
import { percent, pounds, present, roughPounds } from "./format.js";

/** The card stands in the page from the start; where there is nothing to say, it goes. */
export async function showGlance(url, links) {
  const answer = await told(url);
  byId("glance").hidden = !answer || !show(answer, links);
}

async function told(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // The card is an extra: without it the map is whole.
  }
}

function show(answer, links) {
  // In the money of today where it is told, so that it can be held beside the county's page.
  const range = savingRange(answer.todays_money ?? answer);
  if (!range) return false;
  const base = answer.todays_money?.price_base ?? answer.bases?.[0]?.price_base;
  const prices = present(base) ? ` in prices of ${base}` : "";
  byId("glance-range").textContent = answer.own_saving ? `${range} a year${prices}, indicative` : `Worcestershire in 2010: ${range} a year${prices}`;
  byId("glance-detail").replaceChildren(...detail(answer, links).filter(Boolean));
  return true;
}

/** This register's own range where it has a premises cost of its own, else the published one. */
function savingRange({ own_saving: own, saving }) {
  const ends = own ?? saving;
  const [low, high] = [amount(ends?.low), amount(ends?.high)];
  return present(low) && present(high) ? `${roughPounds(low)}–${roughPounds(high)}` : null;
}

function detail(answer, links) {
  const bases = (answer.bases ?? []).map((base) => element("div", {}, [
    element("dt", {}, [base.label ?? base.key, element("small", { text: workings(base) })]),
    element("dd", { text: `${asSure(amount(base), base)} a year` }),
  ]));
  return [
    element("p", { text: `${bases.length > 2 ? "Three" : "Two"} readings of the premises cost of the operational estate, not counting schools: the number of properties × the county council’s own cost of one.` }),
    element("dl", { class: "facts" }, bases),
    element("p", { class: "quiet", text: `${origin(answer)}, reached some years after a start and before the cost of getting there. It is not a forecast for any property.` }),
    links?.county ? element("p", {}, [element("a", { href: links.county, text: "Compare with the moves found here" })]) : null,
  ];
}

/** Whose range it is, what part of which reading, and at whose prices. */
function origin({ bases, own_saving: own, todays_money: today }) {
  const { implied_share_low: low, implied_share_high: high, price_base } = bases?.[0] ?? {};
  const part = present(low) && present(high) ? `${percent(low)} to ${percent(high)} of` : "a part of";
  const restated = today ? `, restated in those of ${today.price_base}` : "";
  const prices = present(price_base) ? `, in prices of ${price_base}${restated}` : "";
  if (own) return `The range is ${part} this register’s own figures${prices}: the shares that the range in Worcestershire’s plan of 2010 is of its own cost`;
  return `The range is what Worcestershire’s plan of 2010 published for itself, ${part} the first reading${prices}. This register has no premises cost of its own yet to work one out from`;
}

function workings(base) {
  const imputed = base.imputed_share > 0 ? `${percent(base.imputed_share)} of the properties estimated` : null;
  const formula = base.formula?.replace(/£([\d,]+)/g, (_, figure) => asSure(Number(figure.replaceAll(",", "")), base));
  return [formula, imputed].filter(present).join("; ");
}

/** To £1,000, or to two figures where a part of it is estimated. */
function asSure(value, { imputed_share: estimated }) {
  return estimated > 0 ? roughPounds(value) : pounds(Math.round(value / 1000) * 1000);
}

/** Money comes as a number, a decimal in text, or a figure with `amount_gbp`. */
function amount(value) {
  if (value && typeof value === "object") return amount(value.amount_gbp);
  const number = typeof value === "string" ? Number(value) : value;
  return Number.isFinite(number) ? number : null;
}
