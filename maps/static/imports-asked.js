// What one commit has to mean: a tick for each number, and what has been ticked as parameters.

import { byId, element } from "./dom.js";
import { count, plural } from "./format.js";
import { Problem } from "./imports-service.js";
import { button } from "./imports-tables.js";

/** Ticks without which nothing is committed, and what to do instead. */
const READ_AS_PART = "Read it as part of the list";
const PART = `choose “${READ_AS_PART}”`;
const OTHERWISE = { missing: PART, clear: PART, publish: "give those that nobody should see a sensitivity in the file" };
/** The ticks of a plan that waits; of any other none. */
export function showAsked(plan, readAsPart) {
  byId("renamings").replaceChildren(...renamedParts(plan.state === "waiting" ? plan.renamed : null));
  document.getElementById("renamed")?.addEventListener("change", () => showLosses(plan, readAsPart));
  showLosses(plan, readAsPart);
}

/** What would be lost and shown; references that are accepted leave less to lose. */
function showLosses(plan, readAsPart) {
  const told = document.getElementById("renamed")?.checked ? plan.renamed : plan;
  const parts = [...lossParts(told.losses, readAsPart), ...publicationParts(told.publication)];
  byId("verdict-words").textContent = plan.state === "waiting" ? verdict(told, plan.kind) : "";
  byId("publication").replaceChildren(...(plan.state === "waiting" ? parts : []));
  byId("asked").hidden = !byId("asked").querySelector("p");
}

/** Whether anything would be written: a file that says what the register says, and asks for no
    confirmation of what it would show to whom, leaves nothing to import. */
export function changesAnything(plan) {
  return changesRows(plan) || asksToConfirm(plan);
}

function changesRows({ counts, changes_total: fields }) {
  return Boolean(fields || ["new", "changed", "linked", "ratings", "not_in_file"].some((name) => counts[name]));
}

function asksToConfirm({ publication }) {
  return Boolean(publication?.asked_total || publication?.public_total);
}

function verdict(plan, kind) {
  if (!changesRows(plan) && asksToConfirm(plan)) return "Nothing in this file would change the register but what you confirm below.";
  if (!changesRows(plan)) return "There is nothing to import: nothing in this file would change the register.";
  return outcomes(plan, kind);
}

/** What the file would do, by the name of what it lists. */
function outcomes({ counts, changes_total: fields }, kind) {
  const { new: fresh = 0, changed = 0, linked = 0, refused = 0, ratings = 0, not_in_file: absent = 0 } = counts;
  const [one, more] = LISTED[kind] ?? ["row", "rows"];
  const parts = [
    fresh && `add ${plural(fresh, one, more)}`, changed && `change ${plural(changed, one, more)}`,
    linked && `link ${plural(linked, one, more)} to what is on record`, ratings && `add ${plural(ratings, "rating")}`,
  ].filter(Boolean);
  if (absent) parts.push(`mark ${parts.length ? count(absent) : plural(absent, one, more)} as missing from the file`);
  if (!parts.length) parts.push(`change ${plural(fields, "value")}`);
  const left = refused ? ` It will leave out ${plural(refused, "row")} with errors.` : "";
  return `This will ${listed(parts)}.${left}`;
}

/** What a file may list → one and several of it. */
const LISTED = {
  property: ["property", "properties"], lease: ["lease", "leases"], occupation: ["use", "uses"], cost: ["cost", "costs"],
  rating: ["rating", "ratings"],
};

const listed = (parts) => [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");

/** References written anew by a rule, and a tick that accepts them together. */
function renamedParts(renamed) {
  if (!renamed?.sentences.length) return [];
  const accept = `Accept ${plural(renamed.rows, "renamed reference")} together`;
  return [...renamed.sentences.map((text) => element("p", { text })), tick("renamed", renamed.rows, accept)];
}

/** What would be taken away, and a tick for each number that a person has to mean. */
function lossParts(losses, readAsPart) {
  if (!losses?.sentences.length) return [];
  const { sentences, asks_missing: missing, asks_clear: clear } = losses;
  const parts = sentences.map((text) => element("p", { text: text.replace(" (--partial)", "") }));
  if (missing && readAsPart) parts.push(element("p", {}, [button(READ_AS_PART, readAsPart)]));
  if (missing) parts.push(tick("missing", missing, `Mark ${plural(missing, "row")} as missing`));
  if (clear) parts.push(tick("clear", clear, `Clear values in ${plural(clear, "row")}`));
  return parts;
}

/** What would be shown to whom, and a tick for each thing that a person has to mean. */
function publicationParts(publication) {
  if (!publication?.sentences.length) return [];
  const { sentences, public_total: fresh, asked_total: asked } = publication;
  const parts = sentences.map((text) => element("p", { text }));
  if (fresh) parts.push(tick("publish", fresh, `Publish ${plural(fresh, "place")} to anybody`));
  if (asked) parts.push(tick("show-protected", asked, `I confirm for the owner that ${count(asked)} of the places which look protected may be shown as the file says`));
  return parts;
}

function tick(id, number, text) {
  const box = element("input", { type: "checkbox", id, value: String(number) });
  return element("label", { class: "tick", for: id }, [box, element("span", { text })]);
}

/** What has been ticked, as parameters; all ticks that are lacking are asked for at once. */
export function ticked() {
  const boxes = ["renamed", "missing", "clear", "publish", "show-protected"].map((id) => document.getElementById(id)).filter(Boolean);
  const lacking = boxes.filter((box) => box.id in OTHERWISE && !box.checked);
  if (lacking.length) {
    const named = lacking.map((box) => `“${box.parentElement.textContent}”`).join(" and ");
    const otherwise = [...new Set(lacking.map((box) => OTHERWISE[box.id]))].join("; ");
    throw new Problem(0, { detail: `Tick ${named} if you mean it, or discard the plan. Otherwise ${otherwise}. Nothing has been changed.` });
  }
  const said = new URLSearchParams();
  for (const box of boxes.filter((one) => one.checked)) said.set(box.id.replace("-", "_"), box.value);
  return said.size ? `?${said}` : "";
}
