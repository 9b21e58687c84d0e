// "What could sharing save?": the county-wide indicative range and the three bases behind it.

import { byId, element } from "./dom.js";
import { percent, pounds, present, shortPounds } from "./format.js";

export async function showGlance(url) {
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
  byId("glance-detail").replaceChildren(...detail(answer));
  byId("glance").hidden = false;
}

function savingRange(answer) {
  const low = amount(answer.saving?.low);
  const high = amount(answer.saving?.high);
  return present(low) && present(high) ? `${shortPounds(low)}–${shortPounds(high)}` : null;
}

function detail(answer) {
  const bases = (answer.bases ?? []).map((base) => element("div", {}, [
    element("dt", {}, [base.label ?? base.key, element("small", { text: workings(base) })]),
    element("dd", { text: `${pounds(amount(base))} a year` }),
  ]));
  return [
    element("p", { text: "Three readings of the premises cost of the operational estate, schools left out:" }),
    element("dl", { class: "facts" }, bases),
    element("p", { class: "quiet", text: "The range is the published estimate, reached some years after a start and before the cost of getting there. It is not a forecast for any property." }),
  ];
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
