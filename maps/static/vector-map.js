// The background map from a file of vector tiles (PMTiles), drawn on canvas in quiet colours, so
// that the sites stay what is seen first. A module of its own: loaded only where a service has such
// a file. Layers and kinds are those of Protomaps' basemap, which `estate basemap build` has too.

import { PMTiles } from "pmtiles";
import { leafletLayer, linear, CenteredTextSymbolizer, LineLabelSymbolizer, LineSymbolizer, PolygonSymbolizer } from "protomaps-leaflet";

const COLOURS = {
  land: "#f8f7f3", built: "#eeebe3", industry: "#e9e8ea", school: "#f0eadb", park: "#e3ebdd", wood: "#d9e5d4",
  water: "#c6dae6", waterEdge: "#a9c6d6", building: "#dedad0", road: "#ffffff", major: "#ffffff", edge: "#c9c5bb",
  majorEdge: "#aaa69c", path: "#b9b2a2", rail: "#a4a9ae", name: "#3f4b55", street: "#545f68", waterName: "#3d6a84", halo: "#ffffff",
};
const FACE = '"Source Sans 3", sans-serif';

const kinds = (...names) => (_, feature) => names.includes(feature.props.kind);
const fill = (dataLayer, colour, ...names) => ({ dataLayer, symbolizer: new PolygonSymbolizer({ fill: colour }), filter: names.length ? kinds(...names) : isSurface });
const line = (dataLayer, colour, stops, ...names) => ({
  dataLayer, symbolizer: new LineSymbolizer({ color: colour, width: linear(stops), lineCap: "round", lineJoin: "round" }), filter: kinds(...names),
});
const isSurface = (_, feature) => feature.geomType === 3;

/** A road is a white line on a darker, wider one. */
function road(colour, edge, minzoom, stops, ...names) {
  const wider = stops.map(([zoom, width]) => [zoom, width + (zoom < 12 ? 1 : 1.6)]);
  return [line("roads", edge, wider, ...names), line("roads", colour, stops, ...names)].map((rule) => ({ ...rule, minzoom }));
}

const PAINT = [
  fill("earth", COLOURS.land),
  fill("landuse", COLOURS.built, "residential", "neighbourhood"),
  fill("landuse", COLOURS.industry, "industrial", "commercial", "railway"),
  fill("landuse", COLOURS.school, "school", "college", "university", "hospital"),
  fill("landuse", COLOURS.park, "park", "recreation_ground", "cemetery", "golf_course", "pitch", "garden", "allotments", "village_green", "nature_reserve", "playground"),
  fill("landuse", COLOURS.wood, "wood", "forest"),
  fill("water", COLOURS.water),
  line("water", COLOURS.waterEdge, [[9, 0.6], [13, 1.4], [17, 5]], "river", "canal", "coastline"),
  line("water", COLOURS.waterEdge, [[13, 0.4], [17, 2]], "stream"),
  { ...fill("buildings", COLOURS.building), minzoom: 15 },
  { dataLayer: "roads", minzoom: 15, filter: kinds("path"), symbolizer: new LineSymbolizer({ color: COLOURS.path, width: 1, dash: [3, 2], perFeature: true, dashColor: COLOURS.path, dashWidth: 1 }) },
  { ...line("roads", COLOURS.rail, [[9, 0.7], [17, 2]], "rail"), minzoom: 10 },
  ...road(COLOURS.road, COLOURS.edge, 13, [[12, 0.6], [14, 1.6], [17, 8], [19, 16]], "minor_road"),
  ...road(COLOURS.road, COLOURS.edge, 11, [[10, 0.8], [14, 3], [17, 11], [19, 20]], "medium_road"),
  ...road(COLOURS.major, COLOURS.majorEdge, 7, [[7, 0.7], [11, 1.8], [14, 4.5], [17, 13], [19, 24]], "major_road", "highway"),
];

const name = { labelProps: ["name:en", "name"], stroke: COLOURS.halo, width: 1.6, lineHeight: 1.35 };
const font = (size, weight = 400) => ({ fontFamily: FACE, fontSize: size, fontWeight: weight });
const isPlace = (...details) => (_, { props }) => props.kind === "locality" && details.includes(props.kind_detail);
const place = (minzoom, maxzoom, size, weight, ...details) => ({
  dataLayer: "places", minzoom, maxzoom, filter: isPlace(...details),
  symbolizer: new CenteredTextSymbolizer({ ...name, ...font(size, weight), fill: COLOURS.name, maxLineChars: 16 }),
});
const along = (dataLayer, minzoom, size, colour, ...names) => ({
  dataLayer, minzoom, filter: (_, feature) => feature.geomType === 2 && names.includes(feature.props.kind),
  symbolizer: new LineLabelSymbolizer({ ...name, ...font(size), fill: colour, position: 2 }),
});

const LABELS = [
  place(7, 15, 15, 600, "city"),
  place(9, 16, 14, 600, "town"),
  place(12, 17, 13, 400, "village", "suburb"),
  place(14, 18, 12, 400, "hamlet"),
  along("roads", 14, 12, COLOURS.street, "highway", "major_road", "medium_road"),
  along("roads", 16, 12, COLOURS.street, "minor_road"),
  along("water", 13, 12, COLOURS.waterName, "river", "canal"),
];

/**
 * A Leaflet layer for the file at an address, or whatever else PMTiles reads, once its head has been read; rejects where it cannot be.
 * `options` are Leaflet's own.
 */
export async function vectorLayer(source, options) {
  const file = new PMTiles(source);
  const head = await file.getHeader();
  await document.fonts.load(`12px ${FACE}`);
  return leafletLayer({
    ...options, url: file, maxDataZoom: head.maxZoom, paintRules: PAINT, labelRules: LABELS, lang: "en", tileDelay: 1,
  });
}
