// Small areas shaded by deprivation, or by minutes to the nearest place of a service, as the page's
// address asks (?shade=decile, ?shade=library&mode=walk); with a key, a choice, and the same as a list.

import { element } from "./dom.js";

// From light to dark; told apart by lightness alone. The last class has no way, or is not known.
const SHADES = ["#eef3f8", "#c3d5e6", "#8fb0cf", "#5583ad", "#1f4e79"];
const NOT_KNOWN = "#f4f1ea";
const MINUTES = [10, 20, 30, 60];
const DECILES = [[9, "9 and 10: the least deprived"], [7, "7 and 8"], [5, "5 and 6"], [3, "3 and 4"], [1, "1 and 2: the most deprived"]];

export class ShadedAreas {
  constructor(map, answer, { list }) {
    Object.assign(this, { map, answer });
    this.features = answer?.features ?? [];
    this.isDecile = answer?.shade === "decile";
    const pane = map.createPane("shaded-areas");
    pane.style.zIndex = 370; // under the sites, and under bands of journeys
    pane.style.pointerEvents = "none";
    const style = ({ properties }) => ({ color: "#46525e", weight: 0.5, fillColor: this.#colour(properties), fillOpacity: 0.6, interactive: false });
    this.layer = L.geoJSON({ type: "FeatureCollection", features: this.features }, { pane: "shaded-areas", style, interactive: false });
    this.key = this.exist ? this.#key(list) : null;
  }

  get exist() {
    return this.features.length > 0;
  }

  show(wanted) {
    if (Boolean(wanted) === this.map.hasLayer(this.layer)) return;
    if (wanted) this.layer.addTo(this.map);
    else this.layer.remove();
  }

  #colour({ imd_decile: decile, minutes }) {
    if (this.isDecile) return decile === null ? NOT_KNOWN : SHADES[DECILES.findIndex(([low]) => decile >= low)];
    const at = MINUTES.findIndex((end) => minutes !== null && minutes <= end);
    return SHADES[at < 0 ? SHADES.length - 1 : at];
  }

  #classes() {
    if (this.isDecile) return [...DECILES.map(([, words], at) => [SHADES[at], words]), [NOT_KNOWN, "not known"]];
    const starts = [0, ...MINUTES];
    return SHADES.map((shade, at) => [shade, at < MINUTES.length ? `${at ? `over ${starts[at]} to` : "up to"} ${MINUTES[at]} minutes` : "over 60 minutes, or no way"]);
  }

  #key(list) {
    const rows = this.#classes().map(([shade, words]) => {
      const mark = element("span", { class: "shade-mark", "aria-hidden": "true" });
      mark.style.backgroundColor = shade;
      return element("li", {}, [mark, element("span", { text: words })]);
    });
    const asked = new URLSearchParams(location.search);
    const choice = element("select", { id: "shade-choice" }, this.answer.choices.map(({ code, label }) =>
      element("option", { value: code, text: label, ...(code === this.answer.shade ? { selected: "" } : {}) })));
    choice.addEventListener("change", () => {
      asked.set("shade", choice.value);
      location.search = asked;
    });
    const travel = element("select", { id: "shade-mode" }, this.answer.modes.map(({ code, label }) =>
      element("option", { value: code, text: label, ...(code === this.answer.mode ? { selected: "" } : {}) })));
    travel.addEventListener("change", () => {
      asked.set("mode", travel.value);
      location.search = asked;
    });
    const ways = this.isDecile ? [] : [element("label", { for: "shade-mode", text: "How people travel" }), travel];
    const where = new URLSearchParams([...asked].filter(([name]) => name === "shade" || name === "mode"));
    return element("div", { class: "shade-key" }, [
      element("label", { for: "shade-choice", text: "Shade areas by" }),
      choice,
      ...ways,
      element("ul", { class: "shade-classes" }, rows),
      element("p", { class: "legend-note", text: `${this.answer.words}.${this.answer.synthetic ? " Made-up areas." : ""}` }),
      element("a", { href: `${list}?${where}`, text: "These areas as a list" }),
    ]);
  }
}
