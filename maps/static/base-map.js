// The base map: pictures or vector tiles from our own address, or none. When they cannot be had the
// map goes on without them and says so once.

import { byId, element } from "./dom.js";

/** So many tiles in a row must fail, with none arriving, before the base map is given up. */
const ENOUGH = 4;

export class BaseMap {
  constructor(map, settings, { notice, onChange }) {
    Object.assign(this, { map, settings, notice, onChange });
    this.exists = Boolean(settings?.url);
    this.failed = 0;
    this.isDown = false;
    this.#wire();
    if (settings?.script) this.#drawn();
    else if (this.exists) this.layer = this.#pictures(settings);
    else if (settings?.base === "pmtiles") this.#say("The base map's file cannot be read: outlines only.");
  }

  /** Show or hide the tiles; returns whether they are there to see. */
  show(wanted) {
    const shown = Boolean(this.layer) && wanted && !this.isDown;
    if (shown && !this.map.hasLayer(this.layer)) this.layer.addTo(this.map);
    if (!shown) this.layer?.remove();
    return shown;
  }

  #pictures({ url, min_zoom: minZoom, max_zoom: maxNativeZoom }) {
    const layer = L.tileLayer(url, { ...this.#options(), className: "base-map", minZoom: Math.min(minZoom, this.map.getMinZoom()), minNativeZoom: minZoom, maxNativeZoom });
    layer.on("tileload", () => { this.failed = 0; });
    return layer.on("tileerror", () => this.#failure());
  }

  /** Vector tiles: what draws them is loaded here, and only here. */
  async #drawn() {
    try {
      const held = window.estateBaseMap; // in the map that travels as one file (embedded-service.js)
      const { vectorLayer } = held?.drawing ?? await import(this.settings.script);
      this.layer = await vectorLayer(held?.file() ?? new URL(this.settings.url, document.baseURI).href, this.#options());
      this.onChange();
    } catch (error) {
      console.warn(error);
      this.#down();
    }
  }

  #options() {
    const { attribution, bounds: [west, south, east, north] } = this.settings;
    return { maxZoom: this.map.getMaxZoom(), bounds: [[south, west], [north, east]], attribution: attribution.map(asMarkup).join(" ") };
  }

  #failure() {
    this.failed += 1;
    if (this.failed >= ENOUGH && !this.isDown) this.#down();
  }

  #down() {
    this.isDown = true;
    this.onChange();
    this.#say("The base map cannot be reached just now: outlines only.", true);
  }

  #wire() {
    byId("map-notice-close").addEventListener("click", () => {
      this.memory.setItem("notice-read", "yes");
      this.notice.hidden = true;
    });
    byId("map-notice-again").addEventListener("click", () => {
      Object.assign(this, { failed: 0, isDown: false });
      this.notice.hidden = true;
      if (this.settings.script && !this.layer) this.#drawn();
      this.onChange();
    });
  }

  /** Who has read it is not told again: in this session, where it may pass; else on no visit. */
  #say(words, canTryAgain = false) {
    this.memory = canTryAgain ? sessionStorage : localStorage;
    byId("map-notice-words").textContent = words;
    byId("map-notice-again").hidden = !canTryAgain;
    this.notice.hidden = this.memory.getItem("notice-read") === "yes";
  }
}

/** Leaflet takes markup: ours is made from text, so that a setting can never become an element. */
function asMarkup({ text, href }) {
  return element("p", {}, [href ? element("a", { href, rel: "noopener", text }) : text]).innerHTML;
}
