// What could happen in a town: better plans and what lies around them are put into the page as the
// service finds them; a slider shows who could have moved by a year. The page works without it.
// Parts of the page come as the service's own markup, in which every text is escaped.

import { byId } from "./dom.js";

const live = byId("town-live");
// At the head of the page stands only that it is not finished; printed too.
const head = document.querySelector("#town-live-top");
document.querySelector("#print-now")?.addEventListener("click", () => window.print());
slide();
if (live.dataset.live) follow(live.dataset.live).catch(() => say("The search was interrupted. Load the page again to go on."));

/** Reads the lines until the service has told everything. */
async function follow(address) {
  const answer = await fetch(address, { headers: { Accept: "application/x-ndjson" } });
  if (!answer.ok) return say("More could not be looked for just now. Load the page again in a moment.");
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line));
  }
  document.querySelector("#town-bar")?.remove();
  say(live.dataset.done ?? "Finished: all plans are found.");
}

function take(line) {
  if (line.kind === "progress") {
    say(`${line.words}.`, false);
    fill(line);
  }
  else if (line.kind === "failed") say(line.words);
  else put(byId(line.kind === "plan" ? "town-plan" : "town-around"), line.html);
}

/** The bar of a search that counts its parts. */
function fill({ parts, parts_found: found }) {
  const bar = document.querySelector("#town-bar");
  if (bar && parts) Object.assign(bar, { max: parts, value: found });
}

/** Puts a part in place of the old one; not under the hands of whoever is in it. */
function put(place, html) {
  const now = () => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    // What somebody has unfolded stays so.
    for (const one of place.querySelectorAll("details[id][open]")) parsed.getElementById(one.id)?.setAttribute("open", "");
    place.replaceChildren(...parsed.body.childNodes);
    slide();
  };
  if (!place.contains(document.activeElement)) return now();
  place.addEventListener("focusout", () => setTimeout(() => put(place, html)), { once: true });
}

let said = 0;
/** Told at most every few seconds, lest a screen reader never comes to an end. */
function say(words, isLast = true) {
  if (live.textContent && Date.now() - said < 2500 && !isLast) return;
  said = Date.now();
  live.textContent = words;
  if (head && isLast) head.textContent = words;
}

/** The slider: before a building's year it looks as it does today, and its moves are not drawn. */
function slide() {
  const box = document.querySelector(".year-slider");
  if (!box) return;
  box.hidden = false;
  const words = box.dataset.stages.split("|");
  const range = byId("stage");
  const show = () => {
    const stage = Number(range.value);
    byId("stage-words").textContent = words[stage];
    range.setAttribute("aria-valuetext", words[stage]);
    for (const line of document.querySelectorAll(".map-after .move")) line.setAttribute("display", Number(line.dataset.from) > stage ? "none" : "inline");
    for (const place of document.querySelectorAll(".map-after [data-stage]")) {
      const yet = Number(place.dataset.stage) <= stage;
      place.classList.toggle(`is-${place.dataset.role}`, yet);
      place.querySelector(".cross")?.setAttribute("display", yet ? "inline" : "none");
    }
  };
  range.addEventListener("input", show);
  show();
}
