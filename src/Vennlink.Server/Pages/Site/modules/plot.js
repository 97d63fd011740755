// The plot over the table: circles for up to three targets, an UpSet plot for up to thirty, and a list of "links to k
// of n". Its numbers are of all rows of the answer, by one exact pass, never of the rows shown.
import { el, fill, count, number } from './text.js';
import { modelOf, chosen, csvOf, noun, shownOf } from './plot/subsets.js';
import { withoutOrder } from './state.js';
import { drawVenn } from './plot/venn-plot.js';
import { drawUpset } from './plot/upset.js';
import { drawBars } from './plot/bars.js';
import { save, svgText } from './download.js';

const MAX_VENN = 3, MAX_UPSET = 30, MAX_TARGETS = 64;
const KINDS = { venn: 'Venn', upset: 'UpSet', bars: 'Links to k of n' };
const DRAW = { venn: drawVenn, upset: drawUpset, bars: drawBars };

/** Which plots there are of so many targets, the best one first. */
export function kindsOf(targets) {
  return targets <= MAX_VENN ? ['venn', 'upset', 'bars'] : targets <= MAX_UPSET ? ['upset', 'bars'] : ['bars'];
}

/**
 * What is asked: subsets of the same question without those that are chosen in the plot. Circles need those that link
 * to one target too, whatever `at least` says.
 */
export function plotQuestion(question, targets) {
  const { only, ...rest } = withoutOrder(question);
  return targets <= MAX_VENN && rest.to && !rest.match ? { ...rest, min: 1 } : rest;
}

export function show(container, context) {
  const view = { node: el('section', { class: 'plot', 'aria-label': 'Plot' }), order: 'size', kind: null, key: null };
  container.append(view.node);
  update(view, context);
  return { update: next => update(view, next), dispose: () => view.node.remove() };
}

async function update(view, context) {
  view.context = context;
  const { columns, question, api } = context;
  if (!question || columns.length === 0 || columns.length > MAX_TARGETS) {
    view.key = null;
    fill(view.node, columns.length > MAX_TARGETS && el('p', { class: 'muted' },
      `Subsets are counted of up to ${MAX_TARGETS} targets, and these are ${columns.length}.`));
    return;
  }

  const asked = plotQuestion(question, columns.length);
  const key = JSON.stringify([asked, context.index?.snapshot]);
  if (key === view.key) {
    draw(view);
    return;
  }

  view.key = key;
  view.model = null;
  try {
    const answer = await api.ask('subsets', asked);
    if (view.key === key) {
      view.model = modelOf(answer, view.context.columns, view.context.state.source);
      draw(view);
    }
  } catch (error) {
    if (view.key === key) {
      view.key = null;
      fill(view.node, el('p', { class: 'problem', role: 'alert' }, error.message, ' ',
        el('button', { type: 'button', onclick: () => update(view, view.context) }, 'Try again')));
    }
  }
}

function draw(view) {
  const { model } = view;
  if (!model) {
    return;
  }

  if (model.total === 0) {
    fill(view.node, el('p', { class: 'muted' }, 'Nothing to plot: no row links to any of these targets.'));
    return;
  }

  const kinds = kindsOf(model.names.length);
  const kind = kinds.includes(view.kind) ? view.kind : kinds[0];
  const focused = view.node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const parts = DRAW[kind](model, {
    only: view.context.state.only, order: view.order, min: view.context.state.min,
    choose: (indexes, isAdded) => choose(view, indexes, isAdded),
    atLeast: k => view.context.navigate({ min: k, only: [] }),
  });
  view.svg = parts.svg;
  fill(view.node, tools(view, kinds, kind),
    el('div', { class: `plot-body ${kind}`, onkeydown: event => keys(view, event) }, parts.nodes), note(view, kind));
  if (focused) {
    view.node.querySelector(`[data-key="${focused}"]`)?.focus();
  }
}

function choose(view, indexes, isAdded) {
  const { state, navigate } = view.context;
  const only = chosen(state.only, indexes, isAdded);
  const least = Math.min(state.min, ...only.map(set => set.length));
  navigate(least < state.min ? { only, min: least } : { only });
}

// Backspace clears; arrows go from mark to mark, of which one at a time is a stop of the Tab key.
function keys(view, event) {
  const marks = [...event.currentTarget.querySelectorAll('svg [role="button"]')];
  const at = marks.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === 'Backspace' && view.context.state.only.length > 0) {
    event.preventDefault();
    view.context.navigate({ only: [] });
  } else if (at >= 0 && (step || event.key === 'Home' || event.key === 'End')) {
    event.preventDefault();
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? marks.length - 1
      : Math.min(Math.max(at + step, 0), marks.length - 1);
    marks[at].setAttribute('tabindex', '-1');
    marks[next].setAttribute('tabindex', '0');
    marks[next].focus();
  }
}

function tools(view, kinds, kind) {
  const { model, context } = view;
  const pick = (name, value, text, set) => el('button', {
    type: 'button', class: 'segment', 'aria-pressed': String(name === value), 'data-key': `tool-${name}`,
    onclick: () => { set(name); draw(view); },
  }, text);
  return el('div', { class: 'plot-tools' },
    kinds.length > 1 && el('div', { class: 'segments', role: 'group', 'aria-label': 'Kind of plot' },
      kinds.map(name => pick(name, kind, KINDS[name], value => { view.kind = value; }))),
    kind === 'upset' && el('div', { class: 'segments', role: 'group', 'aria-label': 'Order of subsets' },
      pick('size', view.order, 'by size', value => { view.order = value; }),
      pick('targets', view.order, 'by targets', value => { view.order = value; })),
    context.state.only.length > 0 && el('button', {
      type: 'button', 'data-key': 'tool-clear', onclick: () => context.navigate({ only: [] }),
    }, `Clear ${count(context.state.only.length, 'chosen subset')}`),
    el('span', { class: 'spring' }),
    el('button', { type: 'button', class: 'plain', 'data-key': 'tool-svg',
      onclick: () => save('subsets.svg', 'image/svg+xml', svgText(view.svg, titleOf(model))) }, 'Save SVG'),
    el('button', { type: 'button', class: 'plain', 'data-key': 'tool-csv',
      onclick: () => save('subsets.csv', 'text/csv;charset=utf-8', csvOf(model)) }, 'Save CSV'));
}

const titleOf = model => `${count(model.total, noun(model.source, 1))} by the targets that they link to`;

function note(view, kind) {
  const { model, order } = view;
  const parts = [`Exact counts of ${number(model.total)} ${noun(model.source, model.total)}.`];
  if (kind !== 'bars') {
    parts.push('Click one to see only its rows, Shift+click to add another, Backspace to clear.');
  }

  if (kind === 'upset') {
    const { rest } = shownOf(model, order);
    if (rest.subsets > 0) {
      parts.push(`Rest: ${number(rest.rows)} in ${count(rest.subsets, 'smaller subset')}.`);
    }
  }

  return el('p', { class: 'muted plot-note' }, parts.join(' '));
}
