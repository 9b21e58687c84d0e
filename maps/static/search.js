// The search in the masthead: without this its form leads to /search; with it a list opens beneath.

import { byId, element } from "./dom.js";

const PAUSE_MS = 160;
const SHOWN = 8;
const KINDS = { organisation: "Organisation", town: "Town", street: "Street", postcode: "Postcode", property: "Property" };

class Search {
  constructor(box) {
    this.box = box;
    this.list = element("ul", { id: "search-list", class: "search-list", role: "listbox", "aria-label": "What was found", hidden: true });
    this.said = element("p", { class: "visually-hidden", role: "status" });
    box.form.append(this.list, this.said);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "search-list", "aria-expanded": "false", "aria-autocomplete": "list" })) box.setAttribute(name, value);
    box.addEventListener("input", () => this.#typed());
    box.addEventListener("keydown", (press) => this.#key(press));
    box.form.addEventListener("focusout", ({ relatedTarget }) => { if (!box.form.contains(relatedTarget)) this.#close(); });
    this.list.addEventListener("mousedown", (press) => press.preventDefault());
  }

  #typed() {
    clearTimeout(this.pause);
    this.request?.abort();
    const words = this.box.value.trim();
    if (words.length < 2) return this.#close();
    this.pause = setTimeout(() => this.#ask(words), PAUSE_MS);
  }

  async #ask(words) {
    this.request = new AbortController();
    try {
      const response = await fetch(`/api/v1/search?${new URLSearchParams({ q: words, limit: SHOWN })}`, { signal: this.request.signal });
      if (response.ok) this.#show(await response.json());
    } catch (error) {
      if (error.name !== "AbortError") this.#close(); // the form still works
    }
  }

  #show(found) {
    this.rows = found.results.map((one, at) => element("li", { id: `search-${at}`, role: "option", "aria-selected": "false", on: { click: () => location.assign(one.page) } }, [
      element("span", { class: "search-name", text: one.name }),
      element("span", { class: "search-detail", text: one.kind === "property" ? `${KINDS.property} · ${one.detail}` : one.detail }),
    ]));
    this.pages = found.results.map((one) => one.page);
    const words = found.instead ? `Nothing is called “${found.query}”. These match “${found.instead}”.` : found.count ? "" : `Nothing is called “${found.query}”.`;
    const more = found.count > SHOWN ? `Enter shows all ${found.count}` : "";
    this.list.replaceChildren(...[words, ...this.rows, more].filter(Boolean).map((one) => (one instanceof Element ? one : element("li", { class: "search-words", role: "presentation", text: one }))));
    this.said.textContent = words || `${found.count} found`;
    this.at = -1;
    this.#point();
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  #key(press) {
    if (press.key === "Escape" && !this.list.hidden) {
      press.stopPropagation();
      press.preventDefault();
      return this.#close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (step && !this.list.hidden && this.rows.length) {
      press.preventDefault();
      const places = this.rows.length + 1; // the box itself is one of them
      this.at = ((this.at + 1 + step + places) % places) - 1;
      return this.#point();
    }
    if (press.key === "Enter" && !this.list.hidden && this.at >= 0) {
      press.preventDefault();
      location.assign(this.pages[this.at]);
    }
    return undefined;
  }

  #point() {
    this.rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    if (this.at < 0) this.box.removeAttribute("aria-activedescendant");
    else this.box.setAttribute("aria-activedescendant", `search-${this.at}`);
    this.rows[this.at]?.scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}

const box = byId("masthead-search");
if (box) new Search(box);
