// Figures and dates as British estates people write them. Nothing here guesses: what is absent
// gives null, and the caller leaves the line out.

const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const threeFigures = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

export const present = (value) => value !== null && value !== undefined && value !== "";

export const count = (n) => whole.format(n);

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

export const squareMetres = (value) => (present(value) ? `${whole.format(value)} m²` : null);

/** Site areas come in m²; above a hectare they read better in hectares. */
export function siteArea(value) {
  if (!present(value)) return null;
  return value >= 10000 ? `${oneDecimal.format(value / 10000)} ha` : squareMetres(value);
}

/** The sign stands before the pound, and nought has none. */
const signed = (value, digits) => `${value < 0 && /[1-9]/.test(digits) ? "−" : ""}£${digits}`;

export const pounds = (value) => (present(value) ? signed(value, whole.format(Math.abs(value))) : null);

export function shortPounds(value) {
  if (!present(value)) return null;
  const size = Math.abs(value);
  if (size >= 999500) return signed(value, `${threeFigures.format(size / 1e6)}m`);
  if (size >= 1e3) return signed(value, `${threeFigures.format(size / 1e3)}k`);
  return pounds(value);
}

const twoFigures = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 });

/** To two figures: sums that rest on bands and estimates are no surer. */
export function roughPounds(value) {
  const size = Math.abs(value);
  if (size >= 995e3) return signed(value, `${twoFigures.format(size / 1e6)}m`);
  return signed(value, size >= 1e3 ? `${twoFigures.format(size / 1e3)}k` : twoFigures.format(size));
}

const MONTHS = ["Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec"];

/** By when to act, or that the day has gone by. */
export const actByWords = (words, isPast) => (isPast ? `the date to act (${words}) has passed` : `act by ${words}`);

/** An ISO day as "30 Sep 2028", a quarter such as "2028 Q3" as "Jul–Sep 2028" (many would take a
    bare Q3 for the financial year's), anything else as it came. */
export function day(text) {
  if (!present(text)) return null;
  const quarter = /^(\d{4}) Q([1-4])$/.exec(String(text));
  if (quarter) return `${MONTHS[quarter[2] - 1]} ${quarter[1]}`;
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(String(text));
  if (!match) return String(text);
  return dayMonthYear.format(new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
}

/** A moment's day as the service writes days, by the clock of whoever looks. */
export function isoDay(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** `digits`: how many decimals at most. */
export function percent(share, digits = 1) {
  if (!present(share)) return null;
  return `${(digits ? oneDecimal : whole).format(share * 100)}%`;
}

/** A code as words when no label came with it: "office_admin" → "Office admin". */
export function words(code) {
  if (!present(code)) return null;
  const text = String(code).replaceAll("_", " ").trim();
  const lower = text === text.toUpperCase() ? text.toLowerCase() : text;
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

export function distance(metres) {
  if (!present(metres)) return null;
  return metres < 950 ? `${whole.format(Math.round(metres / 10) * 10)} m` : `${oneDecimal.format(metres / 1000)} km`;
}
