// The view of `#/q`: question bar, filters, plot, table and drawer, and what is asked when.
import { isAsked, toQuestion } from './state.js';
import { parse, positives } from './match.js';
import { el, fill } from './text.js';

export function show(container, context) {
  container.append(el('p', { class: 'notice' }, 'The page is being made.'));
  return { update() { }, dispose() { fill(container); } };
}

/** The targets that rows link to, in order: the columns. */
export function columnsOf(state) {
  const tree = state.match ? parse(state.match) : null;
  return [...state.to, ...(tree ? positives(tree) : [])];
}
