// Tables that turn pages: only the rows in sight become elements, and every text is textContent.

import { element } from "./dom.js";
import { count, plural, words } from "./format.js";

const PAGE = 20;

/**
 * pagedTable({ title, columns: [[heading, cell(row)]], rows, empty, extra, more })
 * A cell is a text or an element; `extra` stands beside the title; `more` says what is missing.
 */
export function pagedTable({ title, columns, rows, empty, extra = [], more = "", open = true }) {
  const id = `table-${Math.random().toString(36).slice(2, 9)}`;
  // Roles said aloud: on a phone the style sheet turns rows into cards, which would lose them.
  const head = element("tr", { role: "row" }, columns.map(([heading]) => element("th", { role: "columnheader", scope: "col", text: heading })));
  const body = element("tbody", { role: "rowgroup" });
  const table = element("table", { role: "table", "aria-labelledby": id }, [element("thead", { role: "rowgroup" }, head), body]);
  const scroller = element("div", { class: "table-scroller", role: "region", tabindex: 0, "aria-labelledby": id }, table);
  const label = element("span", { role: "status" });
  let page = 0;
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const previous = button("Previous", () => turn(-1));
  const next = button("Next", () => turn(1));

  function turn(step) {
    page += step;
    const first = page * PAGE;
    body.replaceChildren(...rows.slice(first, first + PAGE).map((row) => line(columns, row)));
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
    label.textContent = `${count(first + 1)}–${count(Math.min(first + PAGE, rows.length))} of ${count(rows.length)}`;
  }

  const pager = element("nav", { class: "pager", "aria-label": `Pages of: ${title}` }, [previous, label, next]);
  pager.hidden = pages === 1;
  if (rows.length) turn(0);
  const content = rows.length ? [scroller, pager] : [element("p", { class: "quiet", text: empty })];
  const note = more ? [element("p", { class: "quiet", text: more })] : [];
  return element("details", { class: "block", open }, [
    element("summary", {}, [element("h3", { id, text: title })]), ...extra, ...content, ...note,
  ]);
}

function line(columns, row) {
  return element("tr", { role: "row" }, columns.map(([heading, cell, options = {}]) => {
    const content = cell(row);
    const isNode = content instanceof Node;
    return element("td", { role: "cell", "data-heading": heading, class: options.class, text: isNode ? null : String(content ?? "") }, isNode ? [content] : []);
  }));
}

export function button(text, run, attributes = {}) {
  return element("button", { type: "button", class: "button", text, on: { click: run }, ...attributes });
}

const ABBREVIATIONS = /\b(uprn|pfi|gia|nia|fte|rag)\b/gi;
const UNITS = [[/ m2$/, " (m²)"], [/ ha$/, " (ha)"], [/ gbp pa$/, " (£ a year)"], [/ gbp$/, " (£)"]];

/** A field's name as a person says it: gia_m2 → "GIA (m²)". */
export function fieldWords(name) {
  let text = words(name) ?? "";
  for (const [unit, shown] of UNITS) text = text.replace(unit, shown);
  return text.replace(ABBREVIATIONS, (found) => found.toUpperCase());
}

export function bySeverity(counts) {
  const words = { error: "error", warning: "warning", note: "note" };
  return Object.entries(words).filter(([name]) => counts[name]).map(([name, word]) => plural(counts[name], word)).join(", ");
}

/** Hand a file to the reader's downloads. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
