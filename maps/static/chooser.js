// Where sites lie on top of each other, a click asks which one is meant.

import { badge } from "./badges.js";
import { element } from "./dom.js";
import { plural } from "./format.js";

export class Chooser {
  constructor(map, { onSelect, ratingWords, organisationName }) {
    Object.assign(this, { map, onSelect, ratingWords, organisationName });
    this.box = element("div", { class: "chooser", role: "dialog", "aria-labelledby": "chooser-title", hidden: true });
    map.getContainer().parentElement.append(this.box);
    this.box.addEventListener("keydown", (press) => this.#key(press));
    map.on("movestart zoomstart", () => this.close());
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** List these sites beside this point of the map; the focus goes to the first. */
  open(features, point, { look, back = null }) {
    this.back = back;
    const rows = features.map((feature) => element("li", {}, [element("button", {
      type: "button", class: "chooser-row", on: { click: () => this.#pick(feature.id) },
    }, [
      element("span", { class: "row-mark" }, [badge(look(feature), 22)]),
      element("span", { class: "row-text" }, [
        element("span", { class: "row-name", text: feature.properties.name }),
        element("span", { class: "row-owner", text: this.organisationName(feature.properties.organisation) }),
        element("span", { class: "visually-hidden", text: `, ${this.ratingWords(feature)}` }),
      ]),
    ])]));
    this.box.replaceChildren(
      element("div", { class: "chooser-head" }, [
        element("h2", { id: "chooser-title", text: `${plural(features.length, "site")} here` }),
        element("button", { type: "button", class: "chooser-close", "aria-label": "Close this list", text: "×", on: { click: () => this.close({ giveBack: true }) } }),
      ]),
      element("ul", {}, rows),
    );
    this.box.hidden = false;
    this.#place(point);
    this.box.querySelector(".chooser-row").focus({ preventScroll: true });
  }

  close({ giveBack = false } = {}) {
    if (this.box.hidden) return;
    const held = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this.box.replaceChildren();
    if (giveBack || held) (this.back?.isConnected ? this.back : this.map.getContainer()).focus({ preventScroll: true });
  }

  #pick(id) {
    this.close();
    this.onSelect(id);
  }

  /** Beside the point, but never beyond the map's edges. */
  #place({ x, y }) {
    const room = this.map.getSize();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = x + 14 + width <= room.x ? x + 14 : x - 14 - width;
    this.box.style.left = `${Math.max(8, Math.min(left, room.x - width - 8))}px`;
    this.box.style.top = `${Math.max(8, Math.min(y - 24, room.y - height - 8))}px`;
  }

  #key(press) {
    if (press.key === "Escape") {
      press.stopPropagation();
      this.close({ giveBack: true });
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (!step) return;
    press.preventDefault();
    const rows = [...this.box.querySelectorAll(".chooser-row")];
    const next = rows.indexOf(document.activeElement) + step;
    rows[(next + rows.length) % rows.length].focus();
  }
}
