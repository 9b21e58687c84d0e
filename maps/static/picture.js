// A picture of the map as it is seen, as SVG or PNG: marks, names, lines and base map where they
// stand, with the scale and whom the base map is owed to; beside it the key, above it the filters
// in words and the day. It is made here, of what is on the page: nothing is asked of any host.

import { badge } from "./badges.js";
import { byId, element, svg } from "./dom.js";
import { count, day } from "./format.js";
import { counted } from "./look.js";
import { inWords } from "./map-print.js";

const SVG = "http://www.w3.org/2000/svg";
const FACE = "'Source Sans 3', system-ui, sans-serif";
const KEY = 250;
const MARGIN = 16;
const INK = "#1b2731";
/** What a drawing's own styles say by their classes, and the picture has to say by itself. */
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity", "font-size", "font-weight", "paint-order"];

export function offersPicture(map, page) {
  const box = byId("picture");
  const said = box.querySelector("[role=status]");
  for (const button of box.querySelectorAll("button")) {
    button.addEventListener("click", async () => {
      try {
        await take(map, page, button.value);
        said.textContent = "Downloaded.";
      } catch (error) {
        console.error(error);
        said.textContent = "The picture could not be made.";
      }
    });
  }
}

async function take(map, page, form) {
  const picture = drawn(map, page);
  const text = new XMLSerializer().serializeToString(picture);
  const body = form === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await asPng(picture, text);
  const link = element("a", { href: URL.createObjectURL(body), download: `map-${page.today}.${form}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function asPng(picture, text) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const [width, height] = ["width", "height"].map((name) => 2 * picture.getAttribute(name));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}

function drawn(map, page) {
  const { x: width, y: height } = map.getSize();
  const isNarrow = width < 620;
  const total = isNarrow ? width : width + KEY + MARGIN;
  const head = lines([`${byId("county-name").textContent || "The public estate"}: ${inWords({ forPaper: false })}`], total, 15, 650);
  const top = head.height + MARGIN;
  const key = keyOf(page, isNarrow ? width : KEY);
  const below = isNarrow ? top + height + MARGIN : top + Math.max(height, key.height) + MARGIN;
  const foot = lines([`Made on ${day(page.today)}. ${document.querySelector(".disclaimer").textContent.trim()}`], total, 11);
  key.node.setAttribute("transform", isNarrow ? `translate(0 ${below})` : `translate(${width + MARGIN} ${top})`);
  const end = isNarrow ? below + key.height + MARGIN : below;
  foot.node.setAttribute("transform", `translate(0 ${end})`);
  const seen = seenOf(map, width, height);
  seen.setAttribute("y", top);
  const [all, down] = [total + 2 * MARGIN, end + foot.height + 2 * MARGIN];
  return svg("svg", { xmlns: SVG, width: all, height: down, viewBox: `${-MARGIN} ${-MARGIN} ${all} ${down}`, "font-family": FACE, role: "img" }, [
    svg("title", { text: document.title }), svg("rect", { x: -MARGIN, y: -MARGIN, width: all, height: down, fill: "#ffffff" }), head.node, seen, key.node, foot.node,
  ]);
}

// ── what the map shows ───────────────────────────────────────────────────────────────────────

function seenOf(map, width, height) {
  const container = map.getContainer();
  const area = container.closest(".map-area");
  const origin = container.getBoundingClientRect();
  const seen = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, overflow: "hidden" }, [
    svg("rect", { width, height, fill: getComputedStyle(container).backgroundColor }),
  ]);
  const roots = [map.getPane("mapPane"), ...container.querySelectorAll(".leaflet-control-scale, .leaflet-control-attribution"), area.querySelector(".map-watermark")];
  for (const root of roots) if (root) paint(root, seen, origin);
  seen.append(svg("rect", { width, height, fill: "none", stroke: "#8a96a0" }));
  return seen;
}

function paint(node, out, origin) {
  const style = getComputedStyle(node);
  if (node.hidden || style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
  const group = style.opacity === "1" ? out : out.appendChild(svg("g", { opacity: style.opacity }));
  const box = node.getBoundingClientRect();
  const place = { x: box.left - origin.left, y: box.top - origin.top, width: box.width, height: box.height };
  if (node.namespaceURI === SVG) group.append(copied(node, place));
  else if (node instanceof HTMLCanvasElement || node instanceof HTMLImageElement) group.append(...image(node, place));
  else {
    group.append(...ground(style, place));
    for (const child of inOrder(node)) {
      if (child.nodeType === Node.TEXT_NODE) group.append(...written(child, style, origin));
      else if (child.nodeType === Node.ELEMENT_NODE && !child.classList.contains("visually-hidden")) paint(child, group, origin);
    }
  }
}

const inOrder = (node) => [...node.childNodes].sort((a, b) => level(a) - level(b));

function level(node) {
  return node.nodeType === Node.ELEMENT_NODE ? Number.parseInt(getComputedStyle(node).zIndex, 10) || 0 : 0;
}

/** A drawing with the looks that classes give it, at its place. */
function copied(node, place) {
  const copy = node.cloneNode(true);
  const [from, to] = [node, copy].map((one) => one.querySelectorAll("*"));
  from.forEach((part, at) => {
    const style = getComputedStyle(part);
    for (const name of STYLES) to[at].setAttribute(name, style.getPropertyValue(name));
    to[at].removeAttribute("class");
  });
  for (const name of ["class", "style", "aria-hidden"]) copy.removeAttribute(name);
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
  return copy;
}

function image(node, place) {
  if (!(node instanceof HTMLCanvasElement) && !node.complete) return [];
  const canvas = document.createElement("canvas");
  const [width, height] = node instanceof HTMLCanvasElement ? [node.width, node.height] : [node.naturalWidth, node.naturalHeight];
  if (!width || !height) return [];
  Object.assign(canvas, { width, height }).getContext("2d").drawImage(node, 0, 0);
  return [svg("image", { ...place, href: canvas.toDataURL("image/png"), preserveAspectRatio: "none" })];
}

/** What lies under an element's text: its colour and its borders. */
function ground(style, { x, y, width, height }) {
  const found = [];
  const round = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, height / 2) * (style.borderTopLeftRadius.endsWith("%") ? height / 100 : 1);
  const isClear = /(?:, 0\)|\/ 0\)|^transparent$)/.test(style.backgroundColor);
  if (!isClear) found.push(svg("rect", { x, y, width, height, rx: round, fill: style.backgroundColor }));
  const edges = { Top: [x, y, x + width, y], Right: [x + width, y, x + width, y + height], Bottom: [x, y + height, x + width, y + height], Left: [x, y, x, y + height] };
  const drawnEdges = Object.entries(edges).filter(([side]) => style[`border${side}Style`] !== "none" && Number.parseFloat(style[`border${side}Width`]) > 0);
  if (drawnEdges.length === 4) found.push(svg("rect", { x, y, width, height, rx: round, fill: "none", stroke: style.borderTopColor, "stroke-width": style.borderTopWidth, "stroke-dasharray": style.borderTopStyle === "dashed" ? "5 4" : null }));
  else for (const [side, [x1, y1, x2, y2]] of drawnEdges) found.push(svg("line", { x1, y1, x2, y2, stroke: style[`border${side}Color`], "stroke-width": style[`border${side}Width`] }));
  return found;
}

/** A text line by line, each as wide as it is on the page. */
function written(node, style, origin) {
  const found = [];
  const range = document.createRange();
  for (const { index, 0: word } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.top - box.top) < 2) Object.assign(last, { text: `${last.text} ${word}`, right: box.right });
    else found.push({ text: word, left: box.left, right: box.right, top: box.top, bottom: box.bottom });
  }
  const halo = style.textShadow === "none" ? {} : { stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" };
  const text = (words) => (style.textTransform === "uppercase" ? words.toUpperCase() : words);
  return found.map(({ text: words, left, right, top, bottom }) => svg("text", {
    x: left - origin.left, y: (top + bottom) / 2 - origin.top, "dominant-baseline": "central", textLength: right - left, lengthAdjust: "spacingAndGlyphs",
    "font-size": style.fontSize, "font-weight": style.fontWeight, "font-style": style.fontStyle, fill: style.color, text: text(words), ...halo,
  }));
}

// ── the words around it ──────────────────────────────────────────────────────────────────────

const measure = document.createElement("canvas").getContext("2d");

/** Paragraphs broken to a width. */
function lines(paragraphs, width, size, weight = 400) {
  measure.font = `${weight} ${size}px ${FACE}`;
  const broken = paragraphs.flatMap((words) => words.split(/\s+/).reduce((found, word) => {
    const longer = `${found.at(-1)} ${word}`.trim();
    return measure.measureText(longer).width <= width ? [...found.slice(0, -1), longer] : [...found, word];
  }, [""]));
  const node = svg("g", {}, broken.map((text, at) => svg("text", { x: 0, y: size + at * size * 1.35, "font-size": size, "font-weight": weight, fill: INK, text, textLength: measure.measureText(text).width, lengthAdjust: "spacingAndGlyphs" })));
  return { node, height: broken.length * size * 1.35 };
}

function keyOf({ look, found }, width) {
  const counts = counted(found.all, look);
  const node = svg("g");
  let y = 0;
  const put = (part, x = 0) => {
    part.node.setAttribute("transform", `translate(${x} ${y})`);
    node.append(part.node);
    y += part.height + 6;
  };
  put(lines([look.title], width, 14, 650));
  for (const style of Object.values(look.styles)) {
    if (style.code === "-" && !counts[style.code]) continue;
    const mark = badge(style, 20);
    mark.setAttribute("y", y);
    node.append(mark);
    put(lines([`${[style.word, look.meaning(style.code)].filter(Boolean).join(": ")} (${count(counts[style.code] ?? 0)})`], width - 28, 12.5), 28);
    y += 4;
  }
  put(lines([look.note], width, 11.5));
  const shown = [...document.querySelectorAll("#layer-options input:checked")].map((box) => box.labels[0].textContent.trim());
  if (shown.length) put(lines([`Shown: ${shown.join(", ")}.`], width, 11.5));
  return { node, height: y };
}
