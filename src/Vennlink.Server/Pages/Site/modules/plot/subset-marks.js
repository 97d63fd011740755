// What plots of subsets have in common: a mark that can be pressed, and the same numbers as a table, for reading and
// for screens that a plot does not fit on.
import { el, number } from '../text.js';
import { isChosen, list } from './subsets.js';

/** A mark of a plot: a sentence for those who listen; a click, Enter or Space chooses its subset. */
export function mark({ indexes, sentence }, { isChosenOne, choose, isFirst }, ...children) {
  const press = event => choose(indexes, event.shiftKey);
  return el('g', {
    class: 'subset', role: 'button', tabindex: isFirst ? 0 : -1, 'aria-pressed': String(isChosenOne),
    'aria-label': sentence, 'data-key': `mark-${indexes.join('-')}`, onclick: press,
    onkeydown: event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        press(event);
      }
    },
  }, el('title-svg', null, sentence), ...children);
}

/** Subsets as a table, each number a button. */
export function subsetTable(model, subsets, { only, choose }) {
  return el('table', { class: 'subsets' }, el('caption', { class: 'quiet' }, 'Rows by the targets that they link to'),
    el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Links to'),
      el('th', { scope: 'col', class: 'num' }, 'Rows'))),
    el('tbody', null, subsets.map(subset => el('tr', null,
      el('th', { scope: 'row' }, nameOf(model, subset)),
      el('td', { class: 'num' }, el('button', {
        type: 'button', class: 'link num', 'aria-pressed': String(isChosen(only, subset.indexes)),
        'aria-label': subset.sentence, 'data-key': `row-${subset.indexes.join('-')}`,
        onclick: event => choose(subset.indexes, event.shiftKey),
      }, number(subset.rows)))))));
}

function nameOf({ names }, { indexes }) {
  return names.length > 1 && indexes.length === names.length ? `all ${names.length}`
    : `${list(indexes.map(index => names[index]))}${names.length > 1 ? ' only' : ''}`;
}
