// How far a job is: shown, and asked again until it has ended.

import { byId, element } from "./dom.js";
import { count, plural, words } from "./format.js";
import { getJson } from "./imports-service.js";
import { button } from "./imports-tables.js";

const FIRST_MS = 200, LONGEST_MS = 2_000;
/** Waits after which a job has taken longer than a second. */
export const SHORT = 3;
const STEPS = { received: "Waiting for its turn", reading: "Reading", comparing: "Comparing with the register", committing: "Importing", reverting: "Undoing" };

/** Nobody is told that the service is away for a moment: it takes the job up again. */
async function askAgain(job, say) {
  try {
    return await getJson(`/imports/jobs/${job.id}`);
  } catch (error) {
    if (![0, 429, 502, 503, 504].includes(error.status)) throw error;
    say("The service does not answer just now; the job goes on when it does.");
    return job;
  }
}

/** How long the rows that are left will take, once some were counted for a while; else nothing. */
let counted = null;
function timeLeft(job, done, total) {
  const what = `${job.id} ${job.state} ${job.doing}`;
  const now = performance.now();
  if (counted?.what !== what || done < counted.done) counted = { what, done, since: now };
  const seconds = (now - counted.since) / 1000;
  if (seconds < 4 || done === counted.done) return "";
  const left = ((total - done) * seconds) / (done - counted.done);
  return left < 60 ? ", less than a minute left" : `, about ${plural(Math.round(left / 60), "minute")} left`;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How far a job is; what takes less than a second shows no bar. */
function showJob(job, waits) {
  if (waits < SHORT) return;
  byId("progress-line").hidden = byId("job-hint").hidden = byId("stop").hidden = false;
  byId("stop").textContent = "Cancel";
  const bar = byId("progress");
  const { rows_done: done, rows_total: total } = job;
  const isCounted = done > 0 && total > 1;
  if (isCounted) bar.value = (100 * done) / total;
  else bar.removeAttribute("value");
  const rows = isCounted ? `: ${count(done)} of ${plural(total, "row")}${timeLeft(job, done, total)}` : "";
  const step = STEPS[job.state] ?? words(job.state);
  byId("progress-label").textContent = `${job.file_name}: ${step}${job.doing && job.doing !== step ? `, ${job.doing.toLowerCase()}` : ""}${rows}`;
  const hint = element("a", { href: `#job=${job.id}`, text: "this address" });
  byId("job-hint").replaceChildren("You may close the page: this goes on without it. Come back by ", hint, " or find it below.");
}

/** The states of a job one after the other, the last one with its end. */
export async function* statesOf(job, say) {
  for (let waits = 0; !job.has_ended; waits += 1) {
    showJob(job, waits);
    await pause(Math.min(FIRST_MS * 2 ** waits, LONGEST_MS));
    job = await askAgain(job, say);
    yield job;
  }
}

const CANCELLED = {
  read: "The file was not read to its end and is gone; nothing has been changed.",
  commit: "Nothing has been changed; you can still import the file.",
  revert: "Nothing has been changed; the import is still in place.",
};

/** What came of a job that did not fail; null where what it made says it. */
export function sentenceOf(job) {
  if (job.state === "cancelled") return `Cancelled. ${CANCELLED[job.task]}`;
  if (job.state === "ready") return null;
  if (job.task === "revert") return `Undone: the register says what it said before “${job.file_name}”.`;
  return job.changed ? "Imported. You can undo it below." : "There was nothing to change; the import is on record.";
}

/** Jobs under way, each a button that follows it, and one that cancels it. */
export function showJobs(jobs, follow, cancel) {
  const line = (job) => element("li", {}, [
    button(job.file_name, (event) => follow(event, job), { class: "button link-button" }), ` ${STEPS[job.state].toLowerCase()}, by ${job.created_by} `,
    ...(cancel ? [button("Cancel", (event) => cancel(event, job), { class: "button button-quiet", "aria-label": `Cancel ${job.file_name}` })] : []),
  ]);
  byId("jobs").replaceChildren(...(jobs.length ? [element("h3", { text: "Under way" }), element("ul", {}, jobs.map(line))] : []));
}
