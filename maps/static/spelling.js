// The nearest of the list's own words to one that none of its sites has: “library” for “libary”.

/** Short words are another word soon: so many letters may differ at most. */
const slips = (length) => (length < 4 ? 0 : length < 7 ? 1 : 2);

/** Every word of the texts, once. */
export function wordsOf(texts) {
  return new Set(texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 3));
}

/** The nearest of `words`, or of their beginnings, to what was typed; null where none is near. */
export function nearest(sought, words) {
  const most = slips(sought.length);
  let best = null;
  for (const word of words) {
    // A word is often typed only half; a whole one that is as near goes first.
    const ends = [[word, 0], [word.slice(0, sought.length), 0.5], [word.slice(0, sought.length + 1), 0.5]];
    for (const [end, half] of ends) {
      if (Math.abs(end.length - sought.length) > most) continue;
      const away = distance(sought, end) + half;
      if (away <= most + half && (!best || away < best.away)) best = { word, away };
    }
  }
  return best?.word ?? null;
}

/** Letters to add, drop, change or swap with the next one until both are the same. */
function distance(a, b) {
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
