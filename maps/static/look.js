// What the marks are coloured by: one of the two ratings, or a figure in classes (maps/measures.py).
// A look has the styles by class, the class of a site, and both in words.

import { palette } from "./badges.js";
import { count, day, present, shortPounds } from "./format.js";

/** `ratings`: the styles of the ratings in the palette that the reader chose. */
export function lookOf(config, state, ratings, isPublic) {
  const measure = isPublic ? null : config.measures.find(({ code }) => code === state.by);
  return measure ? measured(measure, config.measures.indexOf(measure)) : rated(config, state, ratings, isPublic);
}

export const ratingStyles = (config, colourBlind) => {
  const styles = palette(config, colourBlind);
  for (const style of Object.values(styles)) Object.assign(style, { said: style.word.toLowerCase(), isQuiet: style.code === "unrated" });
  return styles;
};

const SAYS = { availability: "Colour shows whether change is possible.", sharing: "Colour shows whether sharing is possible." };

function rated(config, { scheme }, styles, isPublic) {
  const codeOf = (feature) => feature.properties[scheme] ?? "unrated";
  const meaning = (code) => (isPublic ? "" : config.schemes[scheme][code]);
  const words = (feature) => {
    const { word, code } = styles[codeOf(feature)];
    return isPublic ? word : `${word}: ${meaning(code).toLowerCase()}`;
  };
  const note = isPublic
    ? "Public edition: places open to the public. Ratings, leases and costs are not shown."
    : "Each ring is a group of sites: how many, and the most common rating among those rated (A72 = 72 amber).";
  return { title: isPublic ? "Key" : `Key: coloured by ${scheme}`, styles, codeOf, words, meaning, note, value: () => null, says: isPublic ? "Each mark is a place open to the public." : SAYS[scheme] };
}

function measured(measure, place) {
  const styles = {};
  for (const style of measure.classes) styles[style.code] = { ...style, said: style.word, isQuiet: "?-".includes(style.code) };
  const codeOf = (feature) => feature.properties.classes?.[place] ?? "?";
  const value = (feature) => valueWords(measure.code, feature.properties, styles[codeOf(feature)]);
  return {
    shows: measure.code, title: `Key: coloured by ${measure.label.toLowerCase()}`, says: `Colour shows ${measure.label.toLowerCase()}.`, styles, codeOf, value, meaning: () => "", words: (feature) => `${measure.label}: ${value(feature)}`,
    note: `${measure.note} Each ring is a group of sites: how many, and the most common class.`,
  };
}

/** The figure itself where the site's page shows it; else its class. */
function valueWords(code, p, style) {
  if (style.isQuiet) return style.word.toLowerCase();
  if (code === "cost") return `${perSquareMetre(p.cost_m2)} a m²`;
  if (code === "condition") return `${style.letter}, ${style.word.toLowerCase()}`;
  if (code === "energy") return `grade ${p.energy ?? style.letter}`;
  if (code === "lease" && p.held_over) return "held over: by notice";
  if (code === "lease" && present(p.lease_quarter)) return day(p.lease_quarter);
  if (code === "value") return shortPounds(p.book_value);
  return style.word;
}

function perSquareMetre([low, high, ...rest]) {
  if (high === undefined && rest.length === 0) return `£${count(low)}`;
  if (high === null) return `£${rough(low)} or more`;
  return low ? `£${rough(low)} to £${rough(high)}` : `under £${rough(high)}`;
}

/** The ends of a band, over an area: no finer than two figures. */
const rough = (value) => count(Number(value.toPrecision(2)));

/** The measures that are known of some site: of others nothing can be told apart. */
export const offered = (config, features) => config.measures.filter((_, place) => features.some(({ properties: { classes } }) => classes && !"?-".includes(classes[place])));

/** How many of these sites are of each class. */
export function counted(features, look) {
  const found = {};
  for (const feature of features) found[look.codeOf(feature)] = (found[look.codeOf(feature)] ?? 0) + 1;
  return found;
}
