// The page on data quality: with an organisation's own token it also names the properties that a
// share or count speaks of. The token stays in the memory of imports-service.js alone; every
// name is written with textContent.

import { byId, element } from "./dom.js";
import { count } from "./format.js";
import { Problem, forget, getJson, useToken } from "./imports-service.js";

const SHOWN = 50;
const form = byId("own-form");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  byId("own-problem").hidden = true;
  byId("own-status").textContent = "Looking…";
  try {
    useToken(byId("own-token").value.trim());
    await show(byId("own").dataset.code);
  } catch (error) {
    complain(error);
  } finally {
    forget();
    delete form.dataset.busy;
  }
});

async function show(code) {
  const report = await getJson(`/organisations/${encodeURIComponent(code)}/quality`);
  if (!report.property_gaps) {
    throw new Problem(403, { detail: `This token is not one of ${report.organisation.name}: it sees what the club sees.` });
  }
  const names = await namesOf(code);
  const tests = [...report.validity, ...report.consistency].filter((test) => test.properties.length);
  byId("own-rows").replaceChildren(gaps(report.property_gaps), ...tests.map((test) => failing(test, names)));
  byId("own-status").textContent = "As your own organisation sees it.";
  byId("own-token").value = "";
}

/** Id → name and reference of the organisation's properties. */
async function namesOf(code) {
  const names = new Map();
  let next = `/properties?limit=1000&organisation=${encodeURIComponent(code)}`;
  while (next) {
    const page = await getJson(next);
    for (const one of page.features) names.set(one.id, [one.properties.name, one.properties.ref]);
    next = following(page);
  }
  return names;
}

function following(page) {
  const link = (page.links ?? []).find((one) => one.rel === "next");
  return link ? link.href.replace(/^.*\/api\/v1/, "") : null;
}

function gaps(rows) {
  const lines = rows.map((row) => line(row.id, row.name, row.ref, row.missing.join(", ")));
  return block("What to find out first", lines.length ? element("ol", { class: "gaps" }, lines) : element("p", { text: "Nothing that is asked for is missing." }));
}

function failing(test, names) {
  const lines = test.properties.slice(0, SHOWN).map((id) => line(id, ...(names.get(id) ?? ["(no longer listed)", null])));
  const rest = test.properties.length - lines.length;
  if (rest > 0) lines.push(element("li", { text: `and ${count(rest)} more` }));
  return block(`${test.label}: ${count(test.properties.length)} to look at`, element("ul", { class: "gaps" }, lines));
}

function block(heading, list) {
  return element("div", {}, [element("h3", { text: heading }), list]);
}

function line(id, name, reference, missing) {
  return element("li", {}, [
    element("a", { href: `/properties/${encodeURIComponent(id)}`, text: name }),
    reference ? element("span", { class: "quiet", text: ` ${reference}` }) : null,
    missing ? element("span", { text: `: ${missing}` }) : null,
  ]);
}

function complain(error) {
  byId("own-status").textContent = "";
  byId("own-rows").replaceChildren();
  const box = byId("own-problem");
  box.textContent = error instanceof Problem ? error.message : "Something went wrong in this page.";
  box.hidden = false;
  if (!(error instanceof Problem)) console.error(error);
}
