// Circles that would overlap are pushed apart, by no more than need be and never far.

const GAP = 2;
const ROUNDS = 12;
/** No circle moves farther than this from where it belongs, in pixels. */
const FARTHEST = 24;

/** Circles {x, y, radius} in pixels → the same with places that overlap less, or not at all. */
export function spread(circles) {
  const moved = circles.map(({ x, y, radius }) => ({ x, y, radius }));
  const widest = Math.max(0, ...moved.map((one) => one.radius));
  for (let round = 0; round < ROUNDS; round += 1) {
    let still = true;
    const order = moved.map((one, at) => at).sort((a, b) => moved[a].x - moved[b].x || a - b);
    for (let i = 0; i < order.length; i += 1) {
      for (let j = i + 1; j < order.length; j += 1) {
        const [a, b] = [moved[order[i]], moved[order[j]]];
        if (b.x - a.x > a.radius + widest + GAP) break;
        if (pushApart(a, b)) still = false;
      }
    }
    moved.forEach((one, at) => keepNear(one, circles[at]));
    if (still) break;
  }
  return moved;
}

function pushApart(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const apart = Math.hypot(dx, dy);
  const short = a.radius + b.radius + GAP - apart;
  if (short <= 0.1) return false;
  const [ux, uy] = apart > 0 ? [dx / apart, dy / apart] : [1, 0];
  const share = b.radius / (a.radius + b.radius); // the smaller one gives way more
  a.x -= ux * short * share;
  a.y -= uy * short * share;
  b.x += ux * short * (1 - share);
  b.y += uy * short * (1 - share);
  return true;
}

function keepNear(one, home) {
  const [dx, dy] = [one.x - home.x, one.y - home.y];
  const away = Math.hypot(dx, dy);
  if (away <= FARTHEST) return;
  one.x = home.x + (dx * FARTHEST) / away;
  one.y = home.y + (dy * FARTHEST) / away;
}
