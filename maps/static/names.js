// Names on the map give way to the sites: one that a mark would cross is hidden. All boxes are read
// before anything is changed, so that the browser lays the page out once.

const crosses = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export function hideCrossedNames(container) {
  const all = (selector) => [...container.querySelectorAll(selector)].map((node) => ({ node, box: node.getBoundingClientRect() }));
  const [donuts, badges, clusters, areas] = [".donut", ".site-badge", ".cluster-name", ".area-name"].map(all);
  const controls = [...(container.closest(".map-area") ?? container).querySelectorAll(".leaflet-bar, .legend, .line-rank")].map((node) => ({ node, box: node.getBoundingClientRect() }));
  const places = all(".donut-place").map((place) => ({ ...place, donut: place.node.parentElement.getBoundingClientRect() }));
  const changes = [];
  const keep = (one, taken, box = one.box) => {
    const free = box.width > 0 && !taken.some((mark) => !mark.node.contains(one.node) && crosses(box, mark.box));
    changes.push(() => one.node.classList.toggle("is-crossed", box.width > 0 && !free));
    return free ? [{ node: one.node, box }] : [];
  };
  const named = [];
  for (const place of places) {
    const { below, above } = sides(place);
    const isAbove = [...donuts, ...controls, ...named].some((mark) => !mark.node.contains(place.node) && crosses(below, mark.box));
    changes.push(() => place.node.classList.toggle("is-above", isAbove));
    named.push(...keep(place, [...donuts, ...controls, ...named], isAbove ? above : below));
  }
  const beside = [];
  for (const name of all(".badge-name")) {
    const free = sidesOfBadge(name).find(({ box }) => ![...badges, ...controls, ...beside].some((mark) => !mark.node.contains(name.node) && crosses(box, mark.box)));
    changes.push(() => name.node.classList.toggle("is-crossed", name.box.width > 0 && !free));
    changes.push(() => name.node.classList.toggle("is-left", Boolean(free?.isLeft)));
    if (free) beside.push({ node: name.node, box: free.box });
  }
  // What stands beside its own mark is not said again at the end of a line.
  const said = new Set(beside.map(({ node }) => node.textContent));
  for (const label of container.querySelectorAll(".line-label")) {
    const isSaid = [...label.querySelectorAll(".line-names span")].every(({ textContent }) => said.has(textContent));
    changes.push(() => label.classList.toggle("is-said", isSaid));
  }
  const told = [];
  for (const cluster of clusters) told.push(...keep(cluster, [...donuts, ...told]));
  for (const area of areas) keep(area, [...donuts, ...badges, ...beside, ...named, ...told]);
  for (const change of changes) change();
}

/** Where a badge's name stands to its right, and where it would to its left. */
function sidesOfBadge({ node, box }) {
  const badge = node.closest(".site-badge").getBoundingClientRect();
  const at = (left) => ({ left, right: left + box.width, width: box.width, top: box.top, bottom: box.bottom });
  return [{ box: at(badge.right - 1) }, { box: at(badge.left + 1 - box.width), isLeft: true }];
}

/** Where a donut's name stands below it, and where it would above. */
function sides({ box, donut }) {
  const at = (top) => ({ left: box.left, right: box.right, width: box.width, top, bottom: top + box.height });
  return { below: at(donut.bottom - 1), above: at(donut.top + 1 - box.height) };
}
