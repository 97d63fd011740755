// How many rows link to k of n targets, as a list of bars: all that is left to see of more targets than thirty.
import { el, number } from '../text.js';
import { noun } from './subsets.js';

const ROW = 26, LABEL = 92, WIDTH = 520, NUMBER = 80;

export function drawBars(model, { atLeast, min }) {
  const all = model.names.length;
  const rows = [...model.byCount].sort((a, b) => b.targets - a.targets);
  const most = Math.max(...rows.map(row => row.rows), 1);
  const svg = el('svg', {
    class: 'bars', viewBox: `0 0 ${WIDTH} ${rows.length * ROW}`, width: WIDTH, height: rows.length * ROW, role: 'img',
    'aria-label': `How many rows link to how many of ${all} targets; the same as the table`,
  }, rows.map((row, i) => barOf(row, i, all, most)));
  return { svg, nodes: [el('div', { class: 'drawing' }, svg), el('div', { class: 'numbers' },
    countTable(rows, all, model.source, { atLeast, min }))] };
}

function barOf({ targets, rows }, i, all, most) {
  const middle = i * ROW + ROW / 2;
  const length = Math.max(rows > 0 ? 1 : 0, (WIDTH - LABEL - NUMBER) * rows / most);
  return el('g', null,
    el('text', { class: 'set-name', x: LABEL - 10, y: middle + 4, 'text-anchor': 'end' }, `${targets} of ${all}`),
    el('rect', { class: 'bar', x: LABEL, y: middle - 8, width: length.toFixed(1), height: 16 }),
    el('text', { class: 'size-number', x: (LABEL + length + 6).toFixed(1), y: middle + 4 }, number(rows)));
}

// A row's button asks for at least so many, which is the sum of it and those above.
function countTable(rows, all, source, { atLeast, min }) {
  let sum = 0;
  return el('table', { class: 'subsets' },
    el('caption', { class: 'quiet' }, 'Rows by how many of the targets they link to'),
    el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Links to'),
      el('th', { scope: 'col', class: 'num' }, 'Rows'), el('th', { scope: 'col', class: 'num' }, 'At least so many'))),
    el('tbody', null, rows.map(({ targets, rows: here }) => {
      sum += here;
      return el('tr', null, el('th', { scope: 'row' }, `${targets} of ${all}`),
        el('td', { class: 'num' }, number(here)),
        el('td', { class: 'num' }, el('button', {
          type: 'button', class: 'link num', 'aria-pressed': String(min === targets), 'data-key': `least-${targets}`,
          'aria-label': `${number(sum)} ${noun(source, sum)} ${sum === 1 ? 'links' : 'link'} to at least ${targets}`
            + ` of ${all}: show these`,
          onclick: () => atLeast(targets),
        }, number(sum))));
    })));
}
