// Circles of an area-proportional Venn diagram, each region a button, with the same numbers as a table beside it.
import { el, number } from '../text.js';
import { placeCircles, bounds, regionAreas, regionPath, labelPlace } from './venn.js';
import { isChosen, maskOf, sizesOf } from './subsets.js';
import { mark, subsetTable } from './subset-marks.js';

const WIDTH = 460, HEIGHT = 300, MARGIN = 34, LETTER = 6.6, SMALLEST = 9;

export function drawVenn(model, { only, choose }) {
  const { circles, error } = fitted(placeCircles(sizesOf(model)));
  const shown = model.subsets.map(subset => ({ ...subset, mask: maskOf(subset.indexes) }))
    .sort((a, b) => a.indexes.length - b.indexes.length || a.mask - b.mask);
  const svg = el('svg', {
    class: 'venn', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'group',
    'aria-label': `Venn diagram of ${model.names.length} targets`,
  }, hatch(),
    circles.map((circle, i) => el('circle', {
      class: `disc disc-${i}`, cx: circle.x.toFixed(2), cy: circle.y.toFixed(2), r: circle.r.toFixed(2),
    })),
    shown.map((subset, i) => region(circles, subset, { only, choose, isFirst: i === 0 })),
    circles.map((circle, i) => circle.r > 0 && nameBeside(circles, i, model.names[i])));
  const areas = regionAreas(circles);
  const undrawn = shown.filter(({ mask }) => areas[mask] < SMALLEST).map(({ sentence }) => sentence);
  const caveat = error > 0.01 && el('p', { class: 'muted plot-note' },
    'The numbers are exact. Three circles cannot show all seven at once: '
    + `areas are off by up to ${(100 * error).toFixed(1)} % of all.`,
    undrawn.length > 0 && ` Not drawn: ${undrawn.join('; ')}.`);
  return { svg, nodes: [el('div', { class: 'drawing' }, svg), el('div', { class: 'numbers' },
    subsetTable(model, shown, { only, choose }), caveat)] };
}

// Scaled into the box, in its middle.
function fitted({ circles, error }) {
  const box = bounds(circles);
  const scale = Math.min((WIDTH - 2 * MARGIN) / (box.width || 1), (HEIGHT - 2 * MARGIN) / (box.height || 1));
  const left = (WIDTH - box.width * scale) / 2, top = (HEIGHT - box.height * scale) / 2;
  return {
    error, circles: circles.map(({ x, y, r }) =>
      ({ x: left + (x - box.x) * scale, y: top + (y - box.y) * scale, r: r * scale })),
  };
}

// Chosen regions are hatched, not told by colour alone.
function hatch() {
  return el('defs', null, el('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    el('path', { class: 'hatch', d: 'M-1 1l2-2M0 6l6-6M5 7l2-2' })));
}

function region(circles, subset, { only, choose, isFirst }) {
  const path = regionPath(circles, subset.mask);
  if (path === '') {
    return null;
  }

  const place = labelPlace(circles, subset.mask);
  const text = number(subset.rows);
  const isChosenOne = isChosen(only, subset.indexes);
  return mark(subset, { isChosenOne, choose, isFirst },
    el('path', { class: 'region', d: path, 'fill-rule': 'evenodd' }),
    isChosenOne && el('path', { class: 'region-hatch', d: path, 'fill-rule': 'evenodd', fill: 'url(#hatch)' }),
    place && place.room > 7 && place.room * 2 > text.length * LETTER * 0.8 && el('text', {
      class: 'region-number', x: place.x.toFixed(1), y: (place.y + 4).toFixed(1), 'text-anchor': 'middle',
    }, text));
}

// A name stands outside of its circle, away from the middle of the others.
function nameBeside(circles, i, name) {
  const { x, y, r } = circles[i];
  const others = circles.filter((other, j) => j !== i && other.r > 0);
  const isAbove = others.length === 0 || others.reduce((sum, other) => sum + other.y, 0) / others.length >= y - 0.01;
  const shift = others.length === 0 ? 0
    : Math.sign(x - others.reduce((sum, other) => sum + other.x, 0) / others.length);
  const text = name.length > 32 ? `${name.slice(0, 31)}…` : name;
  const half = text.length * LETTER / 2;
  const middle = Math.min(Math.max(x + shift * r * 0.5, half + 2), WIDTH - half - 2);
  return el('text', {
    class: 'set-name', x: middle.toFixed(1), y: (isAbove ? Math.max(y - r - 8, 12) : Math.min(y + r + 17, HEIGHT - 4))
      .toFixed(1), 'text-anchor': 'middle',
  }, text);
}
