// An UpSet plot (Lex and others 2014): a column a subset, its size above, its targets as dots below; a row a target,
// with how many rows link to it.
import { el, count, number } from '../text.js';
import { isChosen, shownOf } from './subsets.js';
import { mark, subsetTable } from './subset-marks.js';

const ROW = 24, TOP = 132, FIRST = 18, LETTER = 7.2, SIZE_BAR = 64, GAP = 10, LONGEST = 30;

export function drawUpset(model, { only, order, choose }) {
  const { shown, rest } = shownOf(model, order);
  const layout = layoutOf(model, shown, rest);
  const svg = el('svg', {
    class: 'upset', viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width, height: layout.height,
    role: 'group', 'aria-label': `UpSet plot of ${model.names.length} targets`,
  },
    model.targets.map((target, i) => targetRow(target, i, layout)),
    shown.map((subset, i) => column(subset, i, layout, { only, choose })),
    rest.subsets > 0 && restColumn(rest, shown.length, layout));
  return {
    svg, nodes: [
      el('div', { class: 'drawing scroll' }, svg),
      el('div', { class: 'numbers narrow-only' }, subsetTable(model, shown, { only, choose }),
        rest.subsets > 0 && el('p', { class: 'muted' }, `rest: ${number(rest.rows)}`)),
    ],
  };
}

function layoutOf(model, shown, rest) {
  const most = Math.max(...shown.map(({ rows }) => rows), 1);
  const widest = Math.max(number(most).length, rest.subsets > 0 ? number(rest.rows).length : 0);
  const label = Math.min(Math.max(...model.names.map(name => name.length)), LONGEST) * LETTER;
  const sizes = Math.max(...model.targets.map(({ rows }) => number(rows).length)) * LETTER;
  const left = label + GAP + SIZE_BAR + sizes + 2 * GAP;
  const step = Math.max(26, widest * LETTER + 6);
  return {
    left, step, label, most, mostOfTarget: Math.max(...model.targets.map(({ rows }) => rows), 1),
    width: Math.ceil(left + (shown.length + (rest.subsets > 0 ? 1 : 0)) * step + GAP),
    height: TOP + model.names.length * ROW + 6,
  };
}

const rowAt = i => TOP + i * ROW + ROW / 2;

// Every second row has a ground, which leads the eye from the name to the dots.
function targetRow({ name, rows }, i, { label, left, width, mostOfTarget }) {
  const length = Math.max(rows > 0 ? 1 : 0, SIZE_BAR * rows / mostOfTarget);
  const text = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  return el('g', { class: 'target-row' },
    i % 2 === 0 && el('rect', { class: 'ground', x: 0, y: TOP + i * ROW, width, height: ROW }),
    el('title-svg', null, `${name}: ${count(rows, 'row')}`),
    el('text', { class: 'set-name', x: label, y: rowAt(i) + 4, 'text-anchor': 'end' }, text),
    el('rect', { class: 'size-bar', x: label + GAP, y: rowAt(i) - 6, width: length.toFixed(1), height: 12 }),
    el('text', { class: 'size-number', x: left - GAP, y: rowAt(i) + 4, 'text-anchor': 'end' }, number(rows)));
}

function column(subset, i, { left, step, most, height }, { only, choose }) {
  const x = left + i * step, middle = x + step / 2;
  const isChosenOne = isChosen(only, subset.indexes);
  const bar = Math.max(1, (TOP - FIRST - 8) * subset.rows / most);
  const [first, last] = [subset.indexes[0], subset.indexes.at(-1)];
  const dots = Array.from({ length: (height - TOP - 6) / ROW }, (_, row) => el('circle', {
    class: subset.indexes.includes(row) ? 'dot on' : 'dot', cx: middle, cy: rowAt(row),
    r: subset.indexes.includes(row) ? 5.5 : 3,
  }));
  return mark(subset, { isChosenOne, choose, isFirst: i === 0 },
    el('rect', { class: 'column', x, y: 0, width: step, height: height - 2, rx: 3 }),
    el('rect', { class: 'bar', x: middle - 7, y: (TOP - 8 - bar).toFixed(1), width: 14, height: bar.toFixed(1) }),
    el('text', { class: 'bar-number', x: middle, y: (TOP - 12 - bar).toFixed(1), 'text-anchor': 'middle' },
      number(subset.rows)),
    first !== last && el('line', { class: 'joint', x1: middle, x2: middle, y1: rowAt(first), y2: rowAt(last) }),
    dots,
    isChosenOne && el('path', { class: 'tick', d: `M${middle - 4} ${height - 6}l3 3 6-7` }));
}

function restColumn(rest, i, { left, step }) {
  const middle = left + i * step + step / 2;
  return el('g', { class: 'rest' },
    el('title-svg', null, `rest: ${number(rest.rows)} in ${count(rest.subsets, 'subset')}`),
    el('text', { class: 'bar-number', x: middle, y: TOP - 24, 'text-anchor': 'middle' }, 'rest'),
    el('text', { class: 'bar-number', x: middle, y: TOP - 12, 'text-anchor': 'middle' }, number(rest.rows)));
}
