// What lies under and over the sites, each switched in the key: the base map, the outlines of
// the county and its districts, areas of need, clusters of sites in the towns, touch-down desks,
// land that lies together, venues that are not public, residents' minutes, a town's plan.

import { BaseMap } from "./base-map.js";
import { byId, element } from "./dom.js";
import { Journeys } from "./journeys.js";
import { Land } from "./land.js";
import { ShadedAreas } from "./shaded-areas.js";
import { TouchDown } from "./touch-down.js";
import { Venues } from "./venues.js";
import { TownClusters } from "./town-clusters.js";
import { withLayer } from "./state.js";

const WORDS = { base: "Base map", districts: "District outlines", need: "Areas of need", clusters: "Clusters of sites", touchdown: "Touch-down desks", land: "Land that lies together", venues: "Venues that are not public", shading: "Small areas, shaded", journeys: "Residents’ minutes, before and after", plan: "The plan that the address names" };

export class Layers {
  constructor(map, store, { areas, base, clusters, touchDown, land, venues, journeys, shadedAreas, fromZoom, links, onChange }) {
    Object.assign(this, { map, store, areas, onChange });
    this.base = new BaseMap(map, base, { notice: byId("map-notice"), onChange: () => this.render(store.state) });
    this.clusters = new TownClusters(map, clusters, { fromZoom, onChange });
    this.touchDown = new TouchDown(map, touchDown, { onSelect: (id) => store.set({ selected: id }, { step: true }) });
    this.land = new Land(map, land, { fromZoom, address: links.land, onChange });
    this.venues = new Venues(map, venues, { address: links.venues });
    this.journeys = new Journeys(map, journeys, { onChoose: (change) => store.set(change, { step: true }) });
    this.shaded = new ShadedAreas(map, shadedAreas, { list: links.shadedAreas });
    const offered = { base: this.base.exists, districts: areas.hasOutlines, need: areas.hasNeed, clusters: this.clusters.exist, touchdown: this.touchDown.exist, land: this.land.exist, venues: this.venues.exist, journeys: this.journeys.exist, shading: this.shaded.exist };
    this.boxes = Object.entries(WORDS).filter(([name]) => offered[name]).map(([name, words]) => this.#option(name, words));
    byId("layer-options").append(...this.boxes.map(({ label }) => label));
    for (const { key } of [this.journeys, this.shaded]) if (key) byId("layer-options").after(key);
    byId("cluster-note").textContent = this.clusters.note;
    byId("journeys-note").textContent = this.journeys.note;
    map.on("zoomend", () => this.#note(store.state));
  }

  /** A plan comes later than the map: it may have to be looked for first. */
  addPlan(plan) {
    this.plan = plan;
    const option = this.#option("plan", WORDS.plan);
    this.boxes.push(option);
    byId("layer-options").append(option.label);
    this.render(this.store.state);
  }

  render({ layers, minutes, service }) {
    for (const { name, box } of this.boxes) box.checked = layers.includes(name);
    const isMapped = this.base.show(layers.includes("base"));
    this.areas.show({ outlines: layers.includes("districts"), need: layers.includes("need"), land: !isMapped });
    this.clusters.show(layers.includes("clusters"));
    this.touchDown.show(layers.includes("touchdown"));
    this.land.show(layers.includes("land"));
    this.venues.show(layers.includes("venues"));
    this.journeys.show(layers.includes("journeys"), { minutes, service });
    this.plan?.show(layers.includes("plan"));
    this.shaded.show(layers.includes("shading"));
    this.#note({ layers });
    this.onChange();
  }

  /** What a layer that is switched on cannot show at this zoom is said, not left to wonder at. */
  #note({ layers }) {
    byId("cluster-note").hidden = !layers.includes("clusters") || !this.clusters.exist;
    if (this.shaded.key) this.shaded.key.hidden = !layers.includes("shading");
    byId("journeys-note").hidden = !layers.includes("journeys") || !this.journeys.exist;
    this.clusters.chooseZoom();
    this.land.chooseZoom();
    this.plan?.chooseZoom();
  }

  #option(name, words) {
    const box = element("input", { type: "checkbox", id: `layer-${name}` });
    box.addEventListener("change", () => {
      this.store.set({ layers: withLayer(this.store.state.layers, name, box.checked) }, { step: true });
    });
    return { name, box, label: element("label", {}, [box, ` ${words}`]) };
  }
}
