// Residents' minutes, of the moves that stand in the page's address: bands of ground from which the
// nearest place of a service would be nearer (blue) or farther (red), or is within so many minutes
// today or afterwards. One service at a time, with a choice and a key.

import { element } from "./dom.js";

const WORDS = { change: "Change", before: "Today", after: "After" };
const TOLD = { change: "change of the minutes to it", before: "minutes to it today", after: "minutes to it after the moves" };
const LONGER = [[-10, "#2166ac", "10 minutes shorter or more"], [-5, "#67a9cf", "5 to 10 minutes shorter"], [0, "#d1e5f0", "1 to 5 minutes shorter"], [5, "#fddbc7", "1 to 5 minutes longer"], [10, "#ef8a62", "5 to 10 minutes longer"], [Infinity, "#b2182b", "10 minutes longer or more"]];
// From dark to light: told apart by lightness alone.
const WITHIN = [[10, "#1f4e79", "within 10 minutes"], [15, "#5583ad", "within 15 minutes"], [20, "#8fb0cf", "within 20 minutes"], [30, "#c3d5e6", "within 30 minutes"]];

const classesOf = (shown) => (shown === "change" ? LONGER : WITHIN);

export class Journeys {
  constructor(map, answer, { onChoose }) {
    Object.assign(this, { map, onChoose });
    this.features = answer?.features ?? [];
    this.services = [...new Set(this.features.map(({ properties }) => properties.service))];
    const ground = map.createPane("journeys");
    // Bands lie one on another, the widest below: opaque each, and the pane lets the ground through.
    Object.assign(ground.style, { zIndex: 380, opacity: 0.6, pointerEvents: "none" }); // under the sites
    map.createPane("journey-places").style.zIndex = 645;
    this.group = L.layerGroup();
    this.note = answer ? `Minutes ${answer.basis}. Residents: ${answer.residents}.` : "";
    this.key = this.exist ? this.#key() : null;
  }

  get exist() {
    return this.features.length > 0;
  }

  show(wanted, { minutes, service }) {
    if (!this.exist) return;
    this.key.hidden = !wanted;
    this.#draw(minutes, this.services.includes(service) ? service : this.services[0]);
    if (Boolean(wanted) === this.map.hasLayer(this.group)) return;
    if (wanted) this.group.addTo(this.map);
    else this.group.remove();
  }

  /** All ground on which something changes. */
  get bounds() {
    const drawn = this.features.filter(({ properties }) => properties.kind === "change" || (properties.kind === "place" && properties.before !== properties.after));
    return drawn.length ? L.geoJSON({ type: "FeatureCollection", features: drawn }).getBounds() : null;
  }

  #draw(shown, service) {
    const asked = `${shown} ${service}`;
    if (asked === this.asked) return;
    this.asked = asked;
    this.group.clearLayers();
    const mine = this.features.filter(({ properties }) => properties.service === service);
    const end = ({ properties }) => properties.high_min ?? Infinity;
    const bands = mine.filter(({ properties }) => properties.kind === shown).sort((a, b) => end(b) - end(a));
    for (const band of bands) {
      const fillColor = classesOf(shown).find(([most]) => end(band) <= most)[1];
      const style = { color: "#46525e", weight: 0.6, fillColor, fillOpacity: 1, interactive: false };
      this.group.addLayer(L.geoJSON(band, { pane: "journeys", style, interactive: false }));
    }
    for (const feature of mine) if (feature.properties.kind === "place") this.#mark(feature, shown);
    for (const box of this.boxes) box.checked = box.value === shown;
    if (this.choice) this.choice.value = service;
    this.title.textContent = `${service}: ${TOLD[shown]}`;
    this.classes.replaceChildren(...classesOf(shown).map(([, colour, words]) => {
      const mark = element("span", { class: "shade-mark", "aria-hidden": "true" });
      mark.style.backgroundColor = colour;
      return element("li", {}, [mark, element("span", { text: words })]);
    }));
  }

  /** Places that are left or new; those of today or of afterwards where their ground is drawn. */
  #mark({ geometry, properties: { service, name, before, after } }, shown) {
    if (shown === "change" ? before === after : shown === "before" ? !before : !after) return;
    const [role, words] = before === after ? ["stays", "stays a place of"] : after ? ["new", "new place of"] : ["left", "left by"];
    const [lng, lat] = geometry.coordinates;
    const told = `${name}: ${words} ${service}`;
    const label = element("span", { class: "journey-place", text: role, title: told, role: "img", "aria-label": told });
    const icon = L.divIcon({ className: "cluster-label", html: label, iconSize: [0, 0] });
    this.group.addLayer(L.marker([lat, lng], { icon, interactive: false, keyboard: false, pane: "journey-places" }));
  }

  #key() {
    this.boxes = Object.keys(WORDS).map((shown) => {
      const box = element("input", { type: "radio", name: "journeys-shown", value: shown });
      box.addEventListener("change", () => this.onChoose({ minutes: shown }));
      return box;
    });
    const choices = this.boxes.map((box) => element("label", {}, [box, element("span", { text: WORDS[box.value] })]));
    const fields = [element("fieldset", { class: "scheme-switch journeys-switch" }, [element("legend", { text: "Residents’ minutes" }), ...choices])];
    if (this.services.length > 1) {
      this.choice = element("select", { id: "journeys-service" }, this.services.map((text) => element("option", { value: text, text })));
      this.choice.addEventListener("change", () => this.onChoose({ service: this.choice.value }));
      fields.push(element("label", { for: "journeys-service", text: "Service" }), this.choice);
    }
    this.title = element("p", { class: "legend-note", role: "status" });
    this.classes = element("ul", { class: "shade-classes" });
    return element("div", { class: "shade-key" }, [...fields, this.title, this.classes]);
  }
}
