// One property: its panel, its ring on the map, its candidates as cards and lines.

import { CandidateLines, candidateCards } from "./candidates.js";
import { byId, element } from "./dom.js";
import { plural } from "./format.js";
import { panelMessage, propertyPanel } from "./panel.js";
import { hasPoint, latLng } from "./places.js";

const SELECTED_ZOOM = 16;

/** The register has no such property, or its number is none at all. */
const isMissing = ({ status }) => status === 404 || status === 422;

export class Selection {
  /** `page` has features by id, sites, list, styles and codes; `view` what the controls cover. */
  constructor(map, store, config, page, { view, getJson, onChange }) {
    Object.assign(this, { map, store, config, page, view, getJson });
    this.lines = new CandidateLines(map, (id) => this.choose(id), onChange);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && store.state.selected && !document.fullscreenElement) this.back();
    });
  }

  choose(id) {
    this.store.set({ selected: id }, { step: true });
  }

  back = () => this.store.set({ selected: null }, { step: true });

  /** `stay`: the view came with the address, and is not to be moved. */
  async show(state, before, stay) {
    this.request?.abort();
    this.lines.clear();
    const { sites, byId: features } = this.page;
    sites.relate(null);
    const feature = features.get(state.selected);
    sites.select(feature);
    byId("browse").hidden = Boolean(state.selected);
    byId("panel").hidden = !state.selected;
    if (!state.selected) return this.#close(before);
    const fresh = !before || before.selected !== state.selected;
    if (feature && hasPoint(feature) && fresh && !stay) this.#reveal(feature);
    return this.#fill(state.selected, feature, { fresh, stay });
  }

  #close(before) {
    byId("panel").replaceChildren();
    if (before?.selected) this.page.list.focusRow(before.selected);
  }

  #reveal(feature) {
    const point = latLng(feature);
    const zoom = this.map.getZoom();
    if (this.view.isClear(point) && zoom >= this.config.badgeZoom) return;
    this.map.setView(point, Math.max(zoom, SELECTED_ZOOM), { animate: false });
  }

  async #fill(id, feature, { fresh, stay }) {
    const request = new AbortController();
    this.request = request;
    const panel = byId("panel");
    const { back, config } = this;
    const name = feature?.properties.name ?? "Property";
    panel.replaceChildren(...panelMessage(name, "Loading…", back));
    if (fresh) this.#open();
    try {
      const property = await this.getJson(config.feeds.property + encodeURIComponent(id), request.signal);
      const located = Boolean(feature && hasPoint(feature));
      const me = await this.#me(request.signal);
      const context = { styles: this.page.styles, config, back, located, me, label: this.#label };
      panel.replaceChildren(...propertyPanel(property, context).filter(Boolean));
      if (fresh) this.#open();
      await this.#fillCandidates(id, request.signal, stay);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (isMissing(error)) return panel.replaceChildren(...panelMessage("Property not found", "This link names a property that is not in the register, or that is not shown to you.", back));
      console.error(error);
      const again = element("button", { type: "button", class: "button", text: "Try again", on: { click: () => this.#fill(id, feature, { fresh, stay }) } });
      panel.replaceChildren(...panelMessage(name, "This property could not be loaded.", back), again);
    }
  }

  /** Who looks. Asked once; a map without a service asks nobody. */
  async #me(signal) {
    const { feeds, links } = this.config;
    if (!links?.property || !feeds.me) return null;
    this.me ??= await this.getJson(feeds.me, signal);
    return this.me;
  }

  #open() {
    byId("panel-title").focus({ preventScroll: true });
    byId("side").scrollTop = 0;
    if (this.view.isPhone()) scrollTo({ top: 0 });
  }

  async #fillCandidates(id, signal, stay) {
    const url = `${this.config.feeds.property}${encodeURIComponent(id)}/candidates?limit=10`;
    const box = byId("candidates");
    if (!box) return;
    let answer;
    try {
      answer = await this.getJson(url, signal);
    } catch (error) {
      if (error.name !== "AbortError") box.replaceChildren(element("p", { class: "quiet", text: "The sharing options could not be loaded." }));
      return;
    }
    const point = (rank) => this.lines.point(rank);
    box.replaceChildren(...candidateCards(answer, { open: (other) => this.choose(other), point, links: this.config.links }));
    const jump = byId("jump-to-candidates");
    jump.hidden = !answer.candidates?.length;
    jump.textContent = `See ${plural(answer.numberMatched ?? answer.candidates?.length ?? 0, "sharing option")}`;
    this.#drawCandidates(id, answer.candidates ?? [], stay);
  }

  #drawCandidates(id, candidates, stay) {
    const points = this.lines.draw(candidates);
    if (points.length === 0) return;
    if (!stay && !points.every((point) => this.view.isClear(point))) this.view.fit(L.latLngBounds(points), 34, SELECTED_ZOOM);
    const ends = candidates.flatMap((c) => [c.guest, c.host].map((end) => String(end?.property_id)));
    this.page.sites.relate(new Set([id, ...ends]));
  }

  #label = (kind, code) => {
    if (!code) return null;
    const feedName = { Status: "status", Tenure: "tenure", UseClass: "use_class" }[kind];
    return this.page.codes[feedName]?.[code] ?? this.config.labels[kind]?.[code] ?? code;
  };
}
