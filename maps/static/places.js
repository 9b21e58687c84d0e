// Where sites are: their points, boxes and outlines, as plain numbers that are quick to search.

export const hasPoint = (feature) => Array.isArray(pointOf(feature));

export const pointOf = (feature) => feature.properties.point
  ?? (feature.geometry?.type === "Point" ? feature.geometry.coordinates : null);

export function latLng(feature) {
  const [lng, lat] = pointOf(feature);
  return L.latLng(lat, lng);
}

export const surfaces = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);

const isSurface = (feature) => Boolean(feature.geometry) && feature.geometry.type !== "Point";

/** [west, south, east, north] of a site's outline, or of its point; null without either. */
export function boxOf(feature) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  if (isSurface(feature)) for (const [ring] of surfaces(feature.geometry)) ring.forEach((corner) => widen(box, corner));
  else if (hasPoint(feature)) widen(box, pointOf(feature));
  return box[0] <= box[2] ? box : null;
}

function widen(box, [lng, lat]) {
  if (lng < box[0]) box[0] = lng;
  if (lat < box[1]) box[1] = lat;
  if (lng > box[2]) box[2] = lng;
  if (lat > box[3]) box[3] = lat;
}

/** A rough size to order the drawing by: largest first, so that small sites stay clickable. */
export const sizeOf = (box) => (box ? (box[2] - box[0]) * (box[3] - box[1]) : 0);

export const meets = (a, b) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** Whether a site's outline holds a point: inside an outer ring and in none of its holes. */
export function holds(feature, lng, lat) {
  if (!isSurface(feature)) return false;
  return surfaces(feature.geometry).some(([outer, ...holes]) => inRing(outer, lng, lat) && !holes.some((hole) => inRing(hole, lng, lat)));
}

function inRing(ring, lng, lat) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Donuts grow round whichever site comes first: so towns grow from their middle, the sites
 * outside towns come last, and a donut holds a town rather than parts of two. */
export function townCentresFirst(features) {
  const away = new Map();
  for (const [town, sites] of groupByTown(features)) {
    const points = sites.map(pointOf);
    const mean = (axis) => points.reduce((sum, p) => sum + p[axis], 0) / points.length;
    const [lng, lat] = [mean(0), mean(1)];
    const narrow = Math.cos((lat * Math.PI) / 180);
    sites.forEach((f, i) => away.set(f, town === null ? Infinity : Math.hypot((points[i][0] - lng) * narrow, points[i][1] - lat)));
  }
  return [...features].sort((a, b) => compare(away.get(a), away.get(b)));
}

const compare = (a, b) => (a === b ? 0 : a - b); // Infinity − Infinity is no number

function groupByTown(features) {
  const towns = new Map();
  for (const feature of features) {
    const town = feature.properties.town ?? null;
    if (!towns.has(town)) towns.set(town, []);
    towns.get(town).push(feature);
  }
  return towns;
}
