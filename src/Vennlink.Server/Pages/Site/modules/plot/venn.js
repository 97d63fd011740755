// Where the circles of an area-proportional Venn diagram go, for one to three sets. Pure: no document.
//
// Two circles are always exact. Three begin as Chow and Ruskey draw them (2003): each circle and each pair has its
// exact area, and the part that all share comes out as it may. Then, as venneuler (Wilkinson 2012) and eulerr (Larsson
// and Gustafsson 2018) do, the squared errors of all seven regions are made least, here by the downhill simplex of
// Nelder and Mead. Three circles cannot have every seven areas, so what is left of the error is given back, to be said.
//
// A region is named by its mask: bit i is set where it lies inside of circle i.

const TURN = 2 * Math.PI;

/** Area that two circles share whose centres are `distance` apart. */
export function overlap(r1, r2, distance) {
  if (distance >= r1 + r2) {
    return 0;
  }

  if (distance <= Math.abs(r1 - r2)) {
    return Math.PI * Math.min(r1, r2) ** 2;
  }

  const segment = (r, other) => {
    const height = (distance ** 2 + r ** 2 - other ** 2) / (2 * distance);
    return r ** 2 * Math.acos(clamp(height / r)) - height * Math.sqrt(Math.max(0, r ** 2 - height ** 2));
  };
  return segment(r1, r2) + segment(r2, r1);
}

const clamp = value => Math.min(1, Math.max(-1, value));

/** How far apart two circles stand that share `area`; just touching where they share none. */
export function distanceOf(r1, r2, area) {
  let near = Math.abs(r1 - r2), far = r1 + r2;
  if (area >= Math.PI * Math.min(r1, r2) ** 2) {
    return near;
  }

  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (overlap(r1, r2, middle) > area) {
      near = middle;
    } else {
      far = middle;
    }
  }

  return (near + far) / 2;
}

/**
 * Angles at which circle `index` is cut by the others, as arcs {from, to, mask}, where the mask says inside of which
 * others the arc lies. Of two equal circles the earlier one counts as the greater, so nothing is counted twice.
 */
function arcsOf(circles, index) {
  const { x, y, r } = circles[index];
  const cuts = [];
  circles.forEach((other, j) => {
    const distance = Math.hypot(other.x - x, other.y - y);
    if (j !== index && distance > 0 && distance < r + other.r && distance > Math.abs(r - other.r)) {
      const towards = Math.atan2(other.y - y, other.x - x);
      const half = Math.acos(clamp((r ** 2 + distance ** 2 - other.r ** 2) / (2 * r * distance)));
      cuts.push(positive(towards - half), positive(towards + half));
    }
  });
  cuts.sort((a, b) => a - b);
  if (cuts.length === 0) {
    cuts.push(0);
  }

  return cuts.map((from, i) => {
    const to = i + 1 < cuts.length ? cuts[i + 1] : cuts[0] + TURN;
    return { from, to, mask: maskAt(circles, pointOf(circles[index], (from + to) / 2), index) };
  }).filter(arc => arc.to > arc.from);
}

const positive = angle => ((angle % TURN) + TURN) % TURN;

const pointOf = (circle, angle) =>
  ({ x: circle.x + circle.r * Math.cos(angle), y: circle.y + circle.r * Math.sin(angle) });

/** The region of a point; of a point on the rim of circle `on`, that of the others. */
export function maskAt(circles, point, on = -1) {
  let mask = 0;
  circles.forEach((circle, j) => {
    const depth = circle.r - Math.hypot(point.x - circle.x, point.y - circle.y);
    const isInside = on >= 0 && Math.abs(depth) < 1e-9 * circle.r ? j < on : depth > 0;
    if (j !== on && isInside) {
      mask |= 1 << j;
    }
  });
  return mask;
}

/** The rim of a region: arcs {circle, from, to, isReversed}, the region on their left. */
function rim(circles, mask) {
  return circles.flatMap((circle, i) => arcsOf(circles, i).filter(arc => arc.mask === (mask & ~(1 << i)))
    .map(arc => ({ circle, from: arc.from, to: arc.to, isReversed: (mask & (1 << i)) === 0 })));
}

/** Areas of all regions by their masks, exactly, by Green's theorem along their rims; that of the outside is 0. */
export function regionAreas(circles) {
  const areas = new Array(1 << circles.length).fill(0);
  circles.forEach(({ x, y, r }, i) => arcsOf(circles, i).forEach(({ from, to, mask }) => {
    const area = (r * r * (to - from) + r * x * (Math.sin(to) - Math.sin(from))
      - r * y * (Math.cos(to) - Math.cos(from))) / 2;
    areas[mask | (1 << i)] += area;
    areas[mask] -= area;
  }));
  areas[0] = 0;
  return areas;
}

/** A region as the data of an SVG path: its rim, arc behind arc. Fill it by `evenodd`. */
export function regionPath(circles, mask, digits = 2) {
  const rest = rim(circles, mask).map(directed);
  const parts = [];
  while (rest.length > 0) {
    let arc = rest.pop();
    const first = arc.start;
    parts.push(`M${write(first, digits)}`);
    for (; ;) {
      parts.push(...drawn(arc, digits));
      const { end, circle: { r } } = arc;
      const isAt = point => Math.hypot(point.x - end.x, point.y - end.y) < 1e-6 * r;
      const next = rest.findIndex(other => isAt(other.start));
      if (next < 0 || isAt(first)) {
        break;
      }

      [arc] = rest.splice(next, 1);
    }

    parts.push('Z');
  }

  return parts.join('');
}

function directed(arc) {
  const from = pointOf(arc.circle, arc.from), to = pointOf(arc.circle, arc.to);
  return { ...arc, start: arc.isReversed ? to : from, end: arc.isReversed ? from : to };
}

// An arc of a half turn or more is two, since one from a point to itself is nothing in SVG.
function drawn(arc, digits) {
  const sweep = arc.isReversed ? 0 : 1;
  const middle = pointOf(arc.circle, (arc.from + arc.to) / 2);
  const r = arc.circle.r.toFixed(digits);
  const steps = arc.to - arc.from < Math.PI ? [arc.end] : [middle, arc.end];
  return steps.map(point => `A${r} ${r} 0 0 ${sweep} ${write(point, digits)}`);
}

const write = (point, digits) => `${point.x.toFixed(digits)} ${point.y.toFixed(digits)}`;

/** The point of a region that is farthest from any rim, {x, y, room}, or null of a region that is not drawn. */
export function labelPlace(circles, mask) {
  const box = bounds(circles);
  let step = Math.max(box.width, box.height) / 32;
  let best = null;
  const look = (x, y) => {
    const room = Math.min(...circles.map(circle => Math.abs(circle.r - Math.hypot(x - circle.x, y - circle.y))));
    if (maskAt(circles, { x, y }) === mask && (best === null || room > best.room)) {
      best = { x, y, room };
    }
  };
  for (let x = box.x; x <= box.x + box.width; x += step) {
    for (let y = box.y; y <= box.y + box.height; y += step) {
      look(x, y);
    }
  }

  for (let round = 0; best !== null && round < 12; round++) {
    step /= 2;
    const { x, y } = best;
    [[-1, 0], [1, 0], [0, -1], [0, 1], [-1, -1], [1, 1], [-1, 1], [1, -1]]
      .forEach(([dx, dy]) => look(x + dx * step, y + dy * step));
  }

  return best;
}

/** The box around circles. */
export function bounds(circles) {
  const x = Math.min(...circles.map(circle => circle.x - circle.r));
  const y = Math.min(...circles.map(circle => circle.y - circle.r));
  return {
    x, y, width: Math.max(...circles.map(circle => circle.x + circle.r)) - x,
    height: Math.max(...circles.map(circle => circle.y + circle.r)) - y,
  };
}

/**
 * Places one to three circles. `sizes[mask]` is how many elements are in exactly the sets of the mask. Gives circles
 * whose areas sum up to the elements, and `error`: the greatest difference between the share of a region in the
 * drawing and its share of the elements (the diagError of eulerr). A set without elements has a circle of radius 0.
 */
export function placeCircles(sizes) {
  const count = Math.round(Math.log2(sizes.length));
  const total = sizes.slice(1).reduce((sum, size) => sum + size, 0);
  const shares = sizes.map((size, mask) => mask === 0 || total === 0 ? 0 : size / total);
  const radii = Array.from({ length: count }, (_, i) => Math.sqrt(within(shares, 1 << i) / Math.PI));
  let circles = begin(shares, radii);
  if (count === 3 && loss(circles, shares) > 1e-10) {
    circles = refine(circles, shares);
  }

  const scale = Math.sqrt(total);
  return {
    circles: circles.map(({ x, y, r }) => ({ x: x * scale, y: y * scale, r: r * scale })),
    error: errorOf(circles, shares),
  };
}

/** Sum of the shares of all regions inside of each circle of `mask`. */
const within = (shares, mask) => shares.reduce((sum, share, other) => (other & mask) === mask ? sum + share : sum, 0);

function begin(shares, radii) {
  const apart = (i, j) => distanceOf(radii[i], radii[j], within(shares, (1 << i) | (1 << j)));
  const circles = [{ x: 0, y: 0, r: radii[0] }];
  if (radii.length > 1) {
    circles.push({ x: apart(0, 1), y: 0, r: radii[1] });
  }

  if (radii.length > 2) {
    const d01 = circles[1].x, d02 = apart(0, 2), d12 = apart(1, 2);
    const x = d01 === 0 ? d02 : (d01 ** 2 + d02 ** 2 - d12 ** 2) / (2 * d01);
    const y = Math.sqrt(Math.max(0, d02 ** 2 - x ** 2));
    circles.push({ x: y === 0 ? Math.sign(x) * d02 : x, y: -y, r: radii[2] });
  }

  return circles;
}

const loss = (circles, shares) =>
  regionAreas(circles).reduce((sum, area, mask) => sum + (area - shares[mask]) ** 2, 0);

function errorOf(circles, shares) {
  const areas = regionAreas(circles);
  const all = areas.reduce((sum, area) => sum + area, 0) || 1;
  return Math.max(...areas.map((area, mask) => Math.abs(area / all - shares[mask])));
}

// The way down from one place may end in a hollow beside the deepest, so it is gone from several.
const STARTS = [1, 0.7, 1.2];

function refine(circles, shares) {
  const isEmpty = circles.map(circle => circle.r === 0);
  const read = values => circles.map((_, i) => ({
    x: values[3 * i], y: values[3 * i + 1], r: isEmpty[i] ? 0 : Math.abs(values[3 * i + 2]),
  }));
  const cost = values => loss(read(values), shares);
  const ends = STARTS.map(spread =>
    downhill(cost, circles.flatMap(({ x, y, r }) => [x * spread, y * spread, r]), 0.1, 120));
  const costs = ends.map(cost);
  const best = ends[costs.indexOf(Math.min(...costs))];
  // A simplex may shrink beside the least point: beginning anew from where it ended goes on.
  return read(downhill(cost, downhill(cost, best, 0.05, 250), 0.02, 250));
}

/** The downhill simplex of Nelder and Mead: values near `start` for which `cost` is small. */
export function downhill(cost, start, step, rounds) {
  const rate = values => ({ values, cost: cost(values) });
  const corners = [rate(start), ...start.map((_, i) => rate(start.map((value, j) => i === j ? value + step : value)))];
  for (let round = 0; round < rounds; round++) {
    corners.sort((a, b) => a.cost - b.cost);
    const worst = corners.at(-1), others = corners.slice(0, -1);
    if (worst.cost - corners[0].cost < 1e-11) {
      break;
    }

    const centre = start.map((_, i) => others.reduce((sum, corner) => sum + corner.values[i], 0) / others.length);
    const along = factor => rate(centre.map((value, i) => value + factor * (worst.values[i] - value)));
    const mirrored = along(-1);
    if (mirrored.cost < corners[0].cost) {
      const farther = along(-2);
      corners[corners.length - 1] = farther.cost < mirrored.cost ? farther : mirrored;
    } else if (mirrored.cost < others.at(-1).cost) {
      corners[corners.length - 1] = mirrored;
    } else {
      const nearer = along(mirrored.cost < worst.cost ? -0.5 : 0.5);
      if (nearer.cost < Math.min(mirrored.cost, worst.cost)) {
        corners[corners.length - 1] = nearer;
      } else {
        corners.forEach((corner, i) => {
          corners[i] = i === 0 ? corner
            : rate(corner.values.map((value, j) => (value + corners[0].values[j]) / 2));
        });
      }
    }
  }

  return corners.reduce((best, corner) => corner.cost < best.cost ? corner : best).values;
}
