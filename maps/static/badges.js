// The marks of the map: letter badges, small dots and donuts of the RAG mix, all drawn as SVG
// elements. Shape and letter say what the colour says.

import { element, svg } from "./dom.js";
import { count, plural } from "./format.js";

const SHAPES = {
  square: { tag: "rect", attributes: { x: 2, y: 2, width: 20, height: 20, rx: 2.5 } },
  arch: { tag: "path", attributes: { d: "M2.5 22V12a9.5 9.5 0 0 1 19 0v10z" } },
  circle: { tag: "circle", attributes: { cx: 12, cy: 12, r: 10.2 } },
  diamond: { tag: "path", attributes: { d: "M12 .8 23.2 12 12 23.2.8 12z" } },
  hexagon: { tag: "path", attributes: { d: "M6.6 2.2h10.8L23 12l-5.6 9.8H6.6L1 12z" } },
  triangle: { tag: "path", attributes: { d: "M12 .6 23.6 22H.4z" } },
  pentagon: { tag: "path", attributes: { d: "M12 1 23.4 9.4 19 22.4H5L.6 9.4z" } },
  pill: { tag: "rect", attributes: { x: 1, y: 4.5, width: 22, height: 15, rx: 7.5 } },
  dashed: { tag: "circle", attributes: { cx: 12, cy: 12, r: 10, "stroke-dasharray": "3.6 2.7" } },
};

/** The styles by rating code, in the palette that the reader chose. */
export function palette(config, colourBlind) {
  const styles = {};
  for (const style of config.ratings) {
    const [fill, outline, ink] = (colourBlind && config.colourBlind[style.code]) || [];
    styles[style.code] = fill ? { ...style, fill, outline, ink } : style;
  }
  return styles;
}

/** `halo`: a white edge, so that marks on a map stand apart from what they lie on. */
export function badge(style, size = 24, { letter = true, halo = false } = {}) {
  const { tag, attributes } = SHAPES[style.shape];
  const width = letter ? 1.8 : 3;
  const shape = svg(tag, { ...attributes, fill: style.fill, stroke: style.outline, "stroke-width": width });
  const edge = halo ? [svg(tag, { ...attributes, "stroke-dasharray": null, fill: "#ffffff", stroke: "#ffffff", "stroke-width": width + 2.6 })] : [];
  const parts = [...edge, shape];
  if (letter) {
    const y = { arch: 17.6, triangle: 19.2 }[style.shape] ?? 16.6;
    parts.push(svg("text", {
      x: 12, y, fill: style.ink, "text-anchor": "middle", "font-size": 13, "font-weight": 700, text: style.letter,
    }));
  }
  return svg("svg", { class: "badge", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" }, parts);
}

/** How many are of each class, in the order of the key. */
export function mixWords(mix, styles) {
  return Object.values(styles).filter((s) => mix[s.code]).map((s) => `${count(mix[s.code])} ${s.said}`).join(", ");
}

export function donut(mix, total, styles) {
  const size = donutSize(total);
  const ring = total >= 50 ? 8 : 6;
  const radius = size / 2 - ring / 2 - 2;
  const round = 2 * Math.PI * radius;
  const centre = size / 2;
  const arcs = [svg("circle", { cx: centre, cy: centre, r: centre - 1, fill: "#ffffff", stroke: "#24323d", "stroke-width": 1.4 })];
  let turned = 0;
  for (const style of Object.values(styles)) {
    const share = (mix[style.code] ?? 0) / total;
    if (share === 0) continue;
    arcs.push(svg("circle", {
      cx: centre, cy: centre, r: radius, fill: "none", "stroke-width": ring,
      stroke: style.shape === "dashed" ? "#c3ccd4" : style.fill,
      "stroke-dasharray": `${share * round} ${round}`, "stroke-dashoffset": -turned * round,
      transform: `rotate(-90 ${centre} ${centre})`,
    }));
    turned += share;
  }
  arcs.push(svg("circle", { cx: centre, cy: centre, r: radius - ring / 2, fill: "#ffffff", stroke: "#24323d", "stroke-width": 1 }));
  arcs.push(...donutText(mix, total, centre, styles));
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, width: size, height: size, "aria-hidden": "true" }, arcs);
}

function donutText(mix, total, centre, styles) {
  const most = Object.values(styles).filter((s) => !s.isQuiet && mix[s.code]).sort((a, b) => mix[b.code] - mix[a.code])[0];
  const letters = most ? `${most.letter}${/\d/.test(most.letter) ? ": " : ""}${count(mix[most.code])}` : "";
  const middle = { x: centre, "text-anchor": "middle", fill: "#1b2731" };
  const texts = [svg("text", { ...middle, y: centre + (letters ? 1 : 4.5), "font-size": 13, "font-weight": 700, text: count(total) })];
  if (letters) texts.push(svg("text", { ...middle, y: centre + 10.5, "font-size": 9, "font-weight": 600, fill: "#46525e", text: letters }));
  return texts;
}

export function donutSize(total) {
  if (total < 10) return 46;
  if (total < 50) return 50;
  return total < 200 ? 58 : 66;
}

/** A Leaflet icon whose element is built here and carries an accessible name. */
export const NamedIcon = L.Icon.extend({
  options: { iconSize: [24, 24], className: "", name: "", content: () => null },
  createIcon() {
    const node = element("div", { class: this.options.className, "aria-label": this.options.name });
    node.append(this.options.content());
    this._setIconStyles(node, "icon");
    return node;
  },
  createShadow: () => null,
});

export function clusterName(mix, total, place, styles) {
  const where = place ? `${place}: ` : "";
  const ratings = Object.keys(styles).length > 1 ? `: ${mixWords(mix, styles)}` : "";
  return `${where}${plural(total, "property", "properties")}${ratings}. Zoom in`;
}
