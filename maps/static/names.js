// Names on the map give way to the sites: one that a mark would cross is hidden.

const crosses = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const box = (node) => node.getBoundingClientRect();

export function hideCrossedNames(container) {
  const donuts = [...container.querySelectorAll(".donut")].map((node) => ({ node, box: box(node) }));
  const badges = [...container.querySelectorAll(".site-badge")].map((node) => ({ node, box: box(node) }));
  const places = [];
  for (const place of container.querySelectorAll(".donut-place")) {
    place.classList.remove("is-above");
    let crossed = isCrossed(place, [...donuts, ...places]);
    if (crossed) {
      place.classList.add("is-above");
      crossed = isCrossed(place, [...donuts, ...places]);
    }
    place.classList.toggle("is-crossed", crossed);
    if (!crossed) places.push({ node: place, box: box(place) });
  }
  const clusters = [];
  for (const cluster of container.querySelectorAll(".cluster-name")) {
    const crossed = isCrossed(cluster, [...donuts, ...clusters]);
    cluster.classList.toggle("is-crossed", crossed);
    if (!crossed) clusters.push({ node: cluster, box: box(cluster) });
  }
  for (const name of container.querySelectorAll(".area-name")) {
    name.classList.toggle("is-crossed", isCrossed(name, [...donuts, ...badges, ...places, ...clusters]));
  }
}

function isCrossed(node, marks) {
  const own = box(node);
  return own.width > 0 && marks.some((mark) => !mark.node.contains(node) && crosses(own, mark.box));
}
