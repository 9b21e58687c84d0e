// The page /imports: token, file, plan, commit, revert. Texts from files are written with
// textContent alone (dom.js).

import { byId, element } from "./dom.js";
import { count, day, percent, plural, words } from "./format.js";
import { changesAnything, showAsked, ticked } from "./imports-asked.js";
import { SHORT, sentenceOf, showJobs, statesOf } from "./imports-jobs.js";
import { PlanMap } from "./imports-map.js";
import { inPageWords, planMap, showFacts, showRows, showTables } from "./imports-plan.js";
import * as service from "./imports-service.js";
import { button, pagedTable, save } from "./imports-tables.js";

const MAX_MB = Number(byId("imports").dataset.maxUploadMb);
const STATES = { committed: "Imported", reverted: "Undone" };
const page = { who: null, files: [], plan: null, map: null, running: null, job: null, underWay: null };

wire();
if (await service.useSession()) await enter().catch(complain);
document.body.dataset.ready = "true";
if (page.who) page.underWay = perform(resume);

function wire() {
  byId("token-form").addEventListener("submit", (event) => runAfterwards(event, signIn));
  byId("forget").addEventListener("click", signOut);
  byId("file").addEventListener("change", (event) => choose([...event.target.files]));
  byId("file-form").addEventListener("submit", (event) => run(event, () => readFile()));
  byId("propose-mapping").addEventListener("click", (event) => run(event, proposeMapping));
  byId("stop").addEventListener("click", () => (page.running ? page.running.stop() : cancel(page.job).catch(complain)));
  byId("commit").addEventListener("click", (event) => run(event, commit));
  byId("discard").addEventListener("click", (event) => run(event, discard));
  byId("revert").addEventListener("click", (event) => run(event, revert));
  document.addEventListener("problem", (event) => complain(event.detail));
  const drop = byId("drop");
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => hover(event, true));
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (event) => hover(event, false));
  drop.addEventListener("drop", (event) => choose([...event.dataTransfer.files]));
}

function hover(event, on) {
  event.preventDefault();
  byId("drop").classList.toggle("is-over", on);
}

/** Run one action at a time; whatever goes wrong is said in one place. */
async function run(event, action) {
  event.preventDefault();
  if (page.busy) return;
  page.underWay = perform(action);
  await page.underWay;
}

/** Whoever has signed out while a plan was being drawn may sign in at once: it is not dropped. */
async function runAfterwards(event, action) {
  event.preventDefault();
  await page.underWay;
  await run(event, action);
}

async function perform(action) {
  setBusy(true);
  complain(null);
  try {
    await action();
  } catch (error) {
    complain(error);
  } finally {
    setBusy(false);
  }
}

/** Buttons that would do nothing meanwhile say so; by aria, as a disabled one loses the focus. */
function setBusy(busy) {
  page.busy = busy;
  for (const one of document.querySelectorAll("#read, #propose-mapping, #verdict button, #history button")) {
    if (busy) one.setAttribute("aria-disabled", "true");
    else one.removeAttribute("aria-disabled");
  }
}

function goTo(id) {
  byId(id).focus({ preventScroll: true });
  byId(id).closest("section").scrollIntoView({ block: "start" });
}

function complain(error) {
  const box = byId("problem");
  box.hidden = !error;
  box.textContent = error ? inPageWords(error.message) : "";
  if (!error) return;
  if (error.kinds?.length) askKind(box, error.kinds);
  box.scrollIntoView({ block: "nearest" });  // on a phone the buttons stand far above it
  if (error.kinds?.length) return;
  if (box.textContent !== error.message) byId("more-options").open = true;  // the field it names
  say("");
  if (!(error instanceof service.Problem)) console.error(error);
  if (error.status === 401) signOut();
}

/** Another kind of list fits better than was said, or two fit as well: one answer reads it so. */
function askKind(box, kinds) {
  say("");
  const said = byId("kind").value;
  const fits = ({ words, taken, columns }) => `${words} (${count(taken)} of ${plural(columns, "column")} fit)`;
  const [first, second] = kinds;
  box.textContent = said ? `The file looks like ${fits(first)}, not like ${fits(second)}. Which is it?` : `The file may be ${fits(first)} or ${fits(second)}. Which is it?`;
  const readAs = (event, kind) => run(event, () => {
    byId("kind").value = kind;
    return readFile({ kindMeant: true });
  });
  const answers = kinds.map(({ kind, words }) => button(kind === said ? `It is ${words} nevertheless` : `Read it as ${words}`, (event) => readAs(event, kind)));
  box.append(element("div", { class: "line" }, answers));
}

function say(text) {
  byId("status").textContent = text;
}

async function signIn() {
  service.useToken(byId("token").value.trim());
  byId("token").value = "";
  await enter();
  await resume();
}

/** With a token or a session: who this is, what they may do, what was imported before. */
async function enter() {
  const found = await service.getJson("/imports");
  page.who = found.token;
  byId("county-name").textContent = found.county.name;
  byId("synthetic-badge").hidden = !found.county.synthetic;
  const mayWrite = page.who.may_import;
  page.organisations = (await service.getJson("/organisations")).organisations;
  byId("who").textContent = whoImports(page.who);
  byId("not-signed-in").hidden = true;
  byId("signed-in").hidden = false;
  byId("file-section").hidden = !mayWrite;
  if (mayWrite && page.who.role === "administrator") offerOrganisations();
  showHistory(found);
  if (mayWrite) goTo("file-heading");
}

function signOut() {
  service.forget();
  page.who = page.plan = null;
  byId("not-signed-in").hidden = false;
  for (const id of ["signed-in", "file-section", "plan-section", "history-section", "organisation-field"]) byId(id).hidden = true;
  byId("by-token").open = true;  // whoever signs out here, or whose token failed, had one
  byId("token").focus();
}

/** An organisation by name; its code where nothing is known of it. */
function nameOf(code) {
  return page.organisations?.find((one) => one.code === code)?.name ?? code;
}

/** For whom this person imports, by name; or what they may do instead. */
function whoImports({ role, organisation, may_import: mayImport }) {
  const name = nameOf(organisation) ?? "all organisations";
  return mayImport ? `You are importing for ${name}` : `${words(role)} of ${name}: you can look at everything but not import`;
}

function offerOrganisations() {
  byId("organisation").replaceChildren(...page.organisations.map(({ code, name }) => element("option", { value: code, text: `${name} (${code})` })));
  byId("organisation-field").hidden = false;
}

function choose(files) {
  page.files = files;
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  byId("file-chosen").textContent = files.length ? `${files.map((file) => file.name).join(", ")} (${size(bytes)})` : "";
}

function size(bytes) {
  return bytes < 1e6 ? `${count(Math.max(1, Math.round(bytes / 1e3)))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function demandFile() {
  if (!page.files.length) throw new service.Problem(0, { detail: "Choose a file first." });
  const bytes = page.files.reduce((sum, file) => sum + file.size, 0);
  if (bytes > MAX_MB * 1024 * 1024) throw new service.Problem(413, { detail: `The file weighs ${size(bytes)}; an upload may weigh ${MAX_MB} MB at most.` });
}

async function proposeMapping() {
  demandFile();
  say("Reading the columns…");
  save(await service.postForm("/imports/mapping", filledForm()), "mapping.toml");
  say("mapping.toml is in your downloads: edit it, then send it with the file.");
}

async function readFile({ kindMeant = false } = {}) {
  demandFile();
  page.plan = null;  // nobody commits the file before by mistake when this one is refused
  byId("plan-section").hidden = true;
  say("Uploading…");
  showProgress(0);
  page.running = service.upload("/imports/jobs", filledForm(kindMeant), showProgress);
  try {
    const job = await page.running.done;
    page.running = null;
    await follow(job);
  } finally {
    page.running = null;
    byId("progress-line").hidden = true;
  }
}

/** Wait for a job's end, however long, and show what came of it; the address leads back to it. */
async function follow(job) {
  history.replaceState(null, "", `#job=${job.id}`);
  say("");
  const who = page.who;
  page.job = job;
  let looks = 0;
  try {
    for await (const now of statesOf(job, say)) {
      if (page.who !== who) return;  // signed out meanwhile; the job goes on
      job = now;
      looks += 1;
      if (looks === SHORT) await refreshHistory();  // which lists what is under way
    }
  } finally {
    page.job = null;
    byId("progress-line").hidden = true;
  }
  history.replaceState(null, "", location.pathname);
  if (job.problem) throw new service.Problem(job.problem.status, job.problem);
  const shown = job.plan_id ?? job.import_id;
  if (shown) return reopen(sentenceOf(job), shown);
  say(sentenceOf(job));  // a file that was not read to its end
  await refreshHistory();
}

/** Cancel a job under way; whoever follows it is told by its next state. */
async function cancel(job) {
  if (!job) return;
  await service.remove(`/imports/jobs/${job.id}`);
  if (!page.job) await refreshHistory();
}

/** The job that the address names, once it is known who asks. */
async function resume() {
  const named = /^#job=([0-9a-f-]{36})$/.exec(location.hash);
  if (!named) return;
  try {
    await follow(await service.getJson(`/imports/jobs/${named[1]}`));
  } catch (error) {
    history.replaceState(null, "", location.pathname);  // said once
    throw error;
  }
}

function filledForm(kindMeant = false) {
  const form = new FormData();
  for (const name of ["kind", "layer", "crs", "encoding"]) form.set(name, byId(name).value.trim());
  form.set("rating_scheme", byId("rating-scheme").value);
  if (kindMeant) form.set("kind_meant", "true");
  if (byId("partial").checked) form.set("partial", "true");
  if (!byId("organisation-field").hidden) form.set("organisation", byId("organisation").value);
  for (const file of page.files) form.append("file", file);
  if (byId("mapping").files.length) form.set("mapping", byId("mapping").files[0]);
  return form;
}

function showProgress(share) {
  byId("progress-line").hidden = byId("stop").hidden = false;
  byId("stop").textContent = "Stop";
  byId("job-hint").hidden = true;
  const bar = byId("progress");
  if (share < 1) bar.value = share * 100;
  else bar.removeAttribute("value");  // sent; the job tells how far it is
  byId("progress-label").textContent = share < 1 ? `Uploading: ${percent(share)}` : "Sent";
  if (share >= 1) say("Sent. Reading, checking and comparing with the register…");
}

function showPlan(plan) {
  page.plan = plan;
  byId("plan-section").hidden = false;
  showFacts(plan, nameOf(plan.organisation));
  showTables(plan);
  showVerdict(plan);
  say(`${plan.file_name}: ${plural(plan.record_count, "record")}, ${Object.entries(plan.counts).filter(([, n]) => n).map(([name, n]) => `${count(n)} ${words(name).toLowerCase()}`).join(", ")}.`);
  showMap(plan).catch((error) => plan === page.plan && complain(error));  // the verdict need not wait
}

async function showMap(plan) {
  const hasMap = Boolean(plan.links["map.geojson"]);
  byId("map-block").hidden = !hasMap;
  if (!hasMap) return;
  if (!page.map) {
    page.map = new PlanMap(byId("plan-map"), byId("map-key"));
    page.map.showCounty(await service.getAreas());
    if (plan !== page.plan) return;  // signed out, or another one was opened meanwhile
  }
  const collection = await planMap(plan);
  if (plan !== page.plan) return;
  showRows(collection, page.map.show(collection));
  byId("map-block").classList.toggle("is-empty", collection.features.length === 0);
}

function showVerdict(plan) {
  const waiting = plan.state === "waiting";
  byId("verdict").hidden = !page.who?.may_import || !["waiting", "committed"].includes(plan.state);
  byId("discard").hidden = !waiting;
  byId("commit").hidden = !waiting || !changesAnything(plan);
  byId("revert").hidden = plan.state !== "committed";
  showAsked(plan, readAsPart);
}

/** The same file again, as part of the list; where it is not at hand any more, it is asked for. */
function readAsPart(event) {
  byId("partial").checked = true;
  byId("more-options").open = true;
  return runAfterwards(event, () => readFile());  // asked for while the last rows are still being shown
}

async function commit() {
  const said = ticked();
  say("Importing…");
  await follow(await service.postJson(`/imports/${page.plan.id}/commit/job${said}`));
}

async function discard() {
  await service.remove(`/imports/${page.plan.id}`);
  byId("plan-section").hidden = true;
  page.plan = null;
  say("Discarded. Nothing was changed.");
  goTo("file-heading");
  await refreshHistory();
}

async function revert() {
  const name = page.plan.file_name;
  const words_ = `The register goes back to what stood before “${name}” was imported, unless something has changed on top of it since.`;
  if (!(await sure("Undo this import?", words_, "Undo"))) return;
  say("Undoing…");
  await follow(await service.postJson(`/imports/${page.plan.id}/revert/job`));
}

async function reopen(sentence, id = page.plan.id) {
  showPlan(await service.getJson(`/imports/${id}`));
  if (sentence) say(sentence);
  goTo("plan-heading");
  await refreshHistory();
}

function sure(heading, text, yes) {
  const dialog = byId("sure");
  byId("sure-heading").textContent = heading;
  byId("sure-words").textContent = text;
  byId("sure-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

async function refreshHistory() {
  showHistory(await service.getJson("/imports"));
}

function showHistory({ plans, imports, jobs }) {
  const mayCancel = page.who?.may_import;
  showJobs(jobs, (event, job) => run(event, () => follow(job)), mayCancel && ((event, job) => cancel(job).catch(complain)));
  const planned = new Set(plans.map((plan) => plan.import_id).filter(Boolean));
  const rows = [...plans, ...imports.filter((one) => !planned.has(one.id))];
  rows.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  byId("history-section").hidden = false;
  byId("history").replaceChildren(pagedTable({
    title: "Imports, the latest first",
    columns: [
      ["File", (row) => button(row.file_name, (event) => run(event, () => open(row.id)), { class: "button link-button" })],
      ["When", (row) => day(row.created_at)],
      ["Organisation", (row) => nameOf(row.organisation) ?? ""],
      ["Kind", (row) => words(row.kind)],
      ["Rows", (row) => changedRows(row.counts)],
      ["State", (row) => state(row)],
      ["By", (row) => row.created_by, { class: "cell-value" }],
    ],
    rows,
    empty: "Nothing yet.",
  }));
}

/** How many rows it changed, by what it did to them. */
function changedRows(counts) {
  const told = ["new", "changed", "not_in_file", "refused"].filter((name) => counts?.[name]);
  return told.map((name) => `${count(counts[name])} ${words(name).toLowerCase()}`).join(", ") || "none";
}

/** What became of a plan; of one that waits, how long it has and how long it will. */
function state(row) {
  if (row.state !== "waiting" || !row.removed_on) return STATES[row.state] ?? words(row.state);
  const since = row.age_days ? `Waiting for ${plural(row.age_days, "day")}` : "Waiting since today";
  return `${since}; removed on ${day(row.removed_on)} unless imported`;
}

async function open(id) {
  showPlan(await service.getJson(`/imports/${id}`));
  goTo("plan-heading");
}
