// Elements made without markup: every text goes through textContent, so a name from a
// spreadsheet can never become HTML.

const SVG = "http://www.w3.org/2000/svg";

/** element("p", {class: "x", text: name, on: {click: f}}, [children]) */
export function element(tag, attributes = {}, children = []) {
  return furnish(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, children = []) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name === "on") for (const [kind, run] of Object.entries(value)) node.addEventListener(kind, run);
    else if (name === "width%") node.style.width = `${value}%`;
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of [].concat(children)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

export const byId = (id) => document.getElementById(id);
