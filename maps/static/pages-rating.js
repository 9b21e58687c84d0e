// The form on a property's page with which its organisation rates it: under the session of whoever
// is signed in, else with a token, kept as on /imports in this module's memory alone. Messages are
// written with textContent.

import { byId } from "./dom.js";
import { Problem, postJson, signedIn, useToken } from "./pages-service.js";

const form = byId("rating-form");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  say("Recording…");
  try {
    useToken(byId("rate-token").value.trim());
    await postJson(form.dataset.address, sent(new FormData(form)));
    say("Recorded. Showing the page afresh…");
    location.hash = "#history-heading";
    location.reload();
  } catch (error) {
    complain(error);
  } finally {
    delete form.dataset.busy;
  }
});

const me = await signedIn();
if (me) {
  byId("rate-token-field").hidden = true;
  byId("rate-token-hint").textContent = `Signed in as ${me.name}.`;
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
  byId("rate-status").textContent = text;
  byId("rate-problem").hidden = true;
}

function complain(error) {
  say("");
  const box = byId("rate-problem");
  box.textContent = error instanceof Problem ? error.message : "Something went wrong in this page; nothing was recorded.";
  box.hidden = false;
  if (!(error instanceof Problem)) console.error(error);
}
