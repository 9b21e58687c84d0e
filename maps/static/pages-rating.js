// The form on a property's page with which its organisation rates it: under the session of whoever
// is signed in, else with a token, kept as on /imports in this module's memory alone. Messages are
// written with textContent.

import { byId, element } from "./dom.js";
import { Problem, postJson, signedIn, useToken } from "./pages-service.js";

const form = byId("rating-form");
/** What each field asks for where it is empty, in the order of the form. */
const WANTED = {
  "rate-scheme": "Choose the question that you answer", "rate-rating": "Choose a rating", "rate-reason": "Choose a reason",
};
const DECISION = "Enter the reference of the decision. A green rating needs one";

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.busy) return;
  const problems = missing();
  if (problems.length) return complain(problems);
  form.dataset.busy = "true";
  say("Recording…");
  try {
    useToken(byId("rate-token")?.value.trim() ?? "");
    await postJson(form.dataset.address, sent(new FormData(form)));
    say("Recorded. Loading the page again…");
    remember(form.dataset.address);
    location.hash = "#history-heading";
    location.reload();
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error);
    complain([["", error instanceof Problem ? error.message : "Something went wrong in this page; nothing was recorded."]]);
  } finally {
    delete form.dataset.busy;
  }
});

tellRecorded();

if (form) {
  for (const id of ["rate-scheme", "rate-rating"]) byId(id).addEventListener("change", offerReasons);
  const me = await signedIn();
  if (me) byId("rate-token-hint").textContent = `Signed in as ${me.name}.`;
}

/** Said once on the page that is loaded again; a browser that keeps nothing says nothing. */
function remember(address) {
  try {
    sessionStorage.setItem("rated", address);
  } catch {
    // The history tells the same.
  }
}

function tellRecorded() {
  let rated = null;
  try {
    rated = sessionStorage.getItem("rated");
    sessionStorage.removeItem("rated");
  } catch {
    return;
  }
  if (!form || rated !== form.dataset.address) return;
  byId("rated").replaceChildren("Recorded. ", element("a", { href: "#rate", text: "Change it" }));
  byId("rated").focus();
}

/** Only the reasons that fit the question and the rating. */
function offerReasons() {
  const [scheme, rating, reasons] = ["rate-scheme", "rate-rating", "rate-reason"].map(byId);
  const answer = `${scheme.value}:${rating.value}`;
  for (const option of reasons.options) {
    const fits = option.dataset.fits?.split(" ");
    option.hidden = option.disabled = !!fits && !!scheme.value && !!rating.value && !fits.includes(answer);
  }
  if (reasons.selectedOptions[0]?.disabled) reasons.value = "";
}

/** Which fields are still wanted: id and words of each. */
function missing() {
  const found = Object.entries(WANTED).filter(([id]) => !byId(id).value);
  const green = byId("rate-scheme").value === "availability" && byId("rate-rating").value === "green";
  if (green && !byId("rate-evidence").value.trim()) found.push(["rate-evidence", DECISION]);
  return found;
}

/** What is sent: an empty field is left out, "unrated" withdraws the earlier rating. */
function sent(given) {
  const text = (name) => given.get(name).trim() || null;
  const rating = given.get("rating");
  return {
    scheme: given.get("scheme"), rating: rating === "unrated" ? null : rating, reasons: [given.get("reason")],
    note: text("note"), evidence: text("evidence"), review_by: text("review_by"),
  };
}

function say(text) {
  unmark();
  byId("rate-status").textContent = text;
  byId("rate-problem").hidden = true;
}

/** A summary on top that leads to each field, and the same words at the field. */
function complain(problems) {
  say("");
  const box = byId("rate-problem");
  box.replaceChildren(element("p", {}, [element("strong", { text: "Nothing was recorded." })]), element("ul", { class: "plain-list" }, problems.map(([id, words]) => element("li", {}, [
    id ? element("a", { href: `#${id}`, text: `${words}.` }) : words,
  ]))));
  for (const [id, words] of problems.filter(([one]) => one)) {
    const field = byId(id);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${id}-problem`);
    field.closest(".field").append(element("p", { id: `${id}-problem`, class: "field-problem", text: `${words}.` }));
  }
  box.hidden = false;
  box.focus();
}

/** No field is marked any more. */
function unmark() {
  for (const one of form.querySelectorAll(".field-problem")) one.remove();
  for (const one of form.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
  }
}
