// One plan or import, shown: counts, map, remarks, changed fields, rows and columns.

import { byId, element } from "./dom.js";
import { count, distance, percent, plural, present, words } from "./format.js";
import { getBlob, getJson } from "./imports-service.js";
import { button, bySeverity, fieldWords, pagedTable, save } from "./imports-tables.js";
import { CHANGES } from "./imports-map.js";

const OUTCOMES = ["new", "changed", "unchanged", "linked", "part", "refused", "ratings", "not_in_file"];
const STATES = {
  waiting: "Check the changes below. Nothing is saved until you import.",
  committed: "Imported: the register now says what this file says.",
  reverted: "Imported, and undone since.",
  discarded: "Discarded: nothing was changed.",
};
/** A column that was taken for a field less surely than this is shown first. */
const SURE = 0.65;
const SEVERITIES = { error: "Error: row left out", warning: "Warning", note: "Note" };

/** `owner` is the name of the organisation whose file it is. */
export function showFacts(plan, owner) {
  byId("plan-heading").textContent = plan.state === "waiting" ? "3. What it would change" : "The import";
  const facts = [plan.format, plan.layer && `layer ${plan.layer}`, plan.encoding, plan.crs].filter(present);
  byId("plan-file").replaceChildren(
    element("strong", { text: plan.file_name }),
    element("span", { text: ` · ${words(plan.kind)} of ${owner} · ${plural(plan.record_count, "record")}` }),
    element("span", { class: "quiet", text: facts.length ? ` (${facts.join(", ")})` : "" }),
  );
  const moved = plan.register_has_moved_on ? " The register has changed since; when you import, the file is read again, and refused if it would now do something else." : "";
  byId("plan-state").textContent = (STATES[plan.state] ?? "") + moved;
  byId("plan-state").className = `plan-state is-${plan.state}`;
  byId("counts").replaceChildren(...OUTCOMES.filter((name) => shown(plan.counts, name)).map((name) => tile(name, plan.counts[name])));
  byId("notes").replaceChildren(...(plan.notes ?? []).map((text) => element("li", { text: inPageWords(text) })));
}

/** Options of the command line under the names of the page's own fields. */
export function inPageWords(text) {
  return text.replace(/--(layer|crs|mapping)\b/g, (_, name) => `“${document.querySelector(`label[for=${name}]`).textContent}”`);
}

function shown(counts, name) {
  return counts[name] || ["new", "changed", "unchanged", "refused"].includes(name) && present(counts[name]);
}

function tile(name, n) {
  return element("div", { class: `tile tile-${name}` }, [
    element("dt", { text: CHANGES[name]?.word ?? words(name) }), element("dd", { text: count(n) }),
  ]);
}

export function showTables(plan) {
  byId("issues-block").replaceChildren(issuesTable(plan));
  byId("changes-block").replaceChildren(...(plan.changes_total ? [changesTable(plan)] : []));
  byId("columns-block").replaceChildren(...(plan.columns ? [columnsTable(plan.columns)] : []));
  byId("rows-block").replaceChildren();
}

function issuesTable(plan) {
  const said = bySeverity(plan.issues_by_severity);
  return pagedTable({
    title: said ? `Remarks: ${said}` : "Remarks: none",
    columns: [
      ["Severity", (issue) => element("span", { class: `severity severity-${issue.severity}`, text: SEVERITIES[issue.severity] })],
      ["Row", (issue) => (present(issue.row_number) ? count(issue.row_number) : "whole file")],
      ["Column", columnOf],
      ["Value", (issue) => issue.value ?? "", { class: "cell-value" }],
      ["What it is", (issue) => issue.message, { class: "cell-words" }],
    ],
    rows: plan.issues,
    empty: "Nothing to say of any row.",
    extra: plan.issues_total ? [download("All remarks as CSV", plan, "issues.csv")] : [],
    more: plan.issues_total > plan.issues.length ? `The worst ${count(plan.issues.length)} of ${count(plan.issues_total)}; the CSV holds them all.` : "",
  });
}

/** The file's own heading, for whoever opens the file to mend it, and what it was taken as. */
function columnOf({ heading, field }) {
  if (!present(heading) || bare(heading) === bare(fieldWords(field))) return heading ?? fieldWords(field);
  return element("span", {}, [
    element("strong", { text: heading }), element("br"), element("span", { class: "quiet", text: `taken as ${fieldWords(field)}` }),
  ]);
}

const bare = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function changesTable(plan) {
  return pagedTable({
    title: `Changed fields: ${count(plan.changes_total)}`,
    columns: [
      ["Row", (change) => count(change.row_number)],
      ["Reference", (change) => change.reference],
      ["Field", (change) => fieldWords(change.field)],
      ["In the register", (change) => change.old ?? "–", { class: "cell-value" }],
      ["In the file", (change) => change.new ?? "–", { class: "cell-value" }],
    ],
    rows: plan.changes,
    extra: [download("All changes as CSV", plan, "changes.csv")],
    more: plan.changes_total > plan.changes.length ? `The first ${count(plan.changes.length)}; the CSV holds them all.` : "",
  });
}

function columnsTable({ schema, columns }) {
  const taken = columns.filter((column) => column.field).length;
  return pagedTable({
    title: `Columns: ${count(taken)} of ${count(columns.length)} recognised`,
    columns: [
      ["Heading in the file", (column) => column.heading],
      ["Taken as", (column) => (column.field ? fieldWords(column.field) : element("em", { text: "not recognised, left out" }))],
      ["Confidence", (column) => (column.field ? percent(column.confidence) : "")],
      ["Or perhaps", (column) => (column.also ?? []).map(fieldWords).join(", ")],
      ["For example", (column) => column.samples.join(" · "), { class: "cell-value" }],
    ],
    rows: [...columns].sort((a, b) => Number(isDoubtful(b)) - Number(isDoubtful(a))),
    empty: "",
    more: schema ? `Convention: ${schema}. Taken wrongly? Send a mapping file with the upload.` : "",
  });
}

/** Whether a person should look: another field is nearly as likely, or the heading is hardly known. */
function isDoubtful(column) {
  return (column.also ?? []).length > 0 || (column.field !== null && column.confidence < SURE);
}

/** The rows behind the map, for eyes and hands that do without one. */
export function showRows(collection, placed) {
  const rows = collection.features.map((feature) => feature.properties);
  const left = collection.numberMatched - rows.length;
  byId("map-note").textContent = [
    `${count(placed)} of ${plural(collection.numberMatched, "row")} that would change ${placed === 1 ? "is" : "are"} on the map`,
    placed < rows.length ? "the others have no place" : null,
    left > 0 ? `only the first ${count(rows.length)} are drawn` : null,
  ].filter(Boolean).join("; ") + ".";
  byId("rows-block").replaceChildren(pagedTable({
    title: `Rows that would change: ${count(collection.numberMatched)}`,
    columns: [
      ["Change", (row) => CHANGES[row.change].word],
      ["Row", (row) => (present(row.row_number) ? count(row.row_number) : "")],
      ["Reference", (row) => row.reference ?? ""],
      ["Name", (row) => row.name ?? "", { class: "cell-value" }],
      ["Moved by", (row) => distance(row.distance_m) ?? ""],
      ["Fields", (row) => row.fields.map(fieldWords).join(", "), { class: "cell-words" }],
    ],
    rows,
    empty: "None.",
    open: false,
  }));
}

export const planMap = (plan) => getJson(`/imports/${plan.id}/map.geojson`);

function download(text, plan, name) {
  const stem = plan.file_name.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N} _-]+/gu, "_");
  const fetched = async () => save(await getBlob(`/imports/${plan.id}/${name}`), `${stem} ${name}`);
  return button(text, () => fetched().catch((error) => document.dispatchEvent(new CustomEvent("problem", { detail: error }))), { class: "button button-quiet" });
}
