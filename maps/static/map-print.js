// Ctrl-P on the map: one sheet with the map as it is seen, its key and the filters in words.

import { byId, element } from "./dom.js";

/** What an A4 sheet lengthways holds within its margins, with the words above the map; CSS pixels. */
const SHEET = { width: 1020, height: 590 };

export function printsOneSheet() {
  const words = element("p", { id: "print-words", class: "print-words" });
  document.querySelector(".map-area").before(words);
  let wasOpen = true;
  addEventListener("beforeprint", () => {
    const { offsetWidth: width, offsetHeight: height } = document.querySelector(".map-area");
    const scale = Math.min(SHEET.width / width, SHEET.height / height);
    const style = document.documentElement.style;
    for (const [name, value] of [["width", `${width}px`], ["height", `${height}px`], ["scale", scale]]) {
      style.setProperty(`--print-${name}`, value);
    }
    words.textContent = inWords({ forPaper: true });
    wasOpen = byId("legend").open;
    byId("legend").open = true;
  });
  // The map in one file has no page of the service to be printed from.
  document.getElementById("print-file")?.addEventListener("click", () => print());
  addEventListener("afterprint", () => { byId("legend").open = wasOpen; });
}

/** How many are shown, and by which filters. */
export function inWords({ forPaper }) {
  const chosen = [...document.querySelectorAll("#filter-selects select")].filter((one) => one.value);
  const told = chosen.map((one) => `${one.labels[0]?.textContent ?? ""}: ${one.selectedOptions[0].textContent}`);
  const search = byId("filter-q").value.trim();
  const filters = [...(search ? [`Search: ${search}`] : []), ...told].join("; ");
  const rated = [...document.querySelectorAll("#rating-chips input:checked")].map((box) => box.labels[0].querySelector(".chip-word").textContent.toLowerCase());
  const ratings = rated.length ? ` ${byId("rating-legend").textContent}: ${rated.join(", ")}.` : "";
  return `${byId("status").textContent}.${filters ? ` ${filters}.` : ""}${ratings}${forPaper ? " For a full list use “Print or make a PDF”." : ""}`;
}
