// The page of places that look protected: each button answers for one place, under the session of
// whoever is signed in. Messages are written with textContent.

import { byId } from "./dom.js";
import { Problem, postJson } from "./pages-service.js";

let busy = false;

for (const place of document.querySelectorAll(".protected-place")) {
  for (const button of place.querySelectorAll("button")) {
    button.addEventListener("click", () => answer(place.dataset, button.dataset));
  }
}

async function answer({ address, name }, { answer: sensitivity }) {
  if (busy) return;
  busy = true;
  say(`Recording the answer for ${name}…`);
  try {
    if (sensitivity) await postJson(address, { sensitivity });
    else await postJson(`${address}/undo`);
    say("Recorded. Showing the page afresh…");
    location.reload();
  } catch (error) {
    complain(error);
  } finally {
    busy = false;
  }
}

function say(text) {
  byId("protection-status").textContent = text;
  byId("protection-problem").hidden = true;
}

function complain(error) {
  say("");
  const box = byId("protection-problem");
  box.textContent = error instanceof Problem ? error.message : "Something went wrong in this page; nothing was recorded.";
  box.hidden = false;
  if (!(error instanceof Problem)) console.error(error);
}
