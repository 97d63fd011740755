// What stands in the place of rows where there are none: the reason, and what would give some.
import { count, el, fill, icon, site, visible } from './text.js';

/** Draws the state; nothing where rows are. */
export function show(container, context) {
  const { answer, refresh } = context;
  if (answer.error) {
    fill(container, el('div', { class: 'notice bad', role: 'alert' },
      el('p', null, visible(answer.error.message, 2000)),
      el('p', { class: 'muted' }, 'The question is kept.'),
      el('button', { type: 'button', onclick: () => refresh() }, 'Try again')));
    return;
  }

  if (!answer.rows || answer.rows.length > 0) {
    fill(container);
    return;
  }

  fill(container, el('div', { class: 'why-empty' }, el('h2', null, 'No prospects'), reasons(context)));
}

function reasons(context) {
  const { answer, state, navigate } = context;
  if (state.page > 1) {
    return [el('p', null, 'There is no such page.'),
      el('button', { type: 'button', onclick: () => navigate({ page: 1 }) }, 'First page')];
  }

  if (answer.total === undefined) {
    return el('p', { class: 'muted' }, 'Looking why …');
  }

  const hidden = answer.hidden?.rows ?? 0;
  const why = answer.why ?? { targets: [], without: [] };
  const offers = [
    hidden > 0 && offer('Without de-noising', hidden, () => navigate({ hide: [] })),
    ...why.without.filter(one => one.rows > 0).map(one => condition(context, one)),
  ].filter(one => one);
  return [
    el('p', null, alone(why.targets, state)),
    why.targets.length > 0 && el('ul', { class: 'alone' }, why.targets.map(one => el('li', null,
      site(one.target, 60), el('span', { class: 'num' }, one.rows === 0 ? 'nobody links to it here'
        : count(one.rows, 'row'))))),
    offers.length > 0 ? [el('p', null, 'There would be:'), el('div', { class: 'offers' }, offers)]
      : el('p', { class: 'muted' }, 'No single condition is the reason. Take two away, or name other sites.'),
  ];
}

function alone(targets, state) {
  const found = targets.filter(one => one.rows > 0).length;
  return targets.length === 0 ? 'Nothing is left.'
    : state.min > 1 || state.match
      ? `No row links to enough of them. ${found} of ${targets.length} have links by themselves:`
      : `${found} of ${targets.length} have links under these filters:`;
}

const offer = (words, rows, onclick) => el('button', { type: 'button', onclick }, icon('check'),
  el('span', null, words, ': ', el('b', null, count(rows, 'row'))));

const CONDITIONS = {
  'links.followed': 'followed only', 'links.anchor_contains': 'the anchor text', 'links.state': 'the state of links',
  'links.last_seen': 'last seen', 'links.first_seen': 'first seen', 'links.rel': 'rel', 'links.not_rel': 'rel',
  'sources.tld': 'the top-level domain', 'sources.domain_authority': 'the range of Domain Authority',
  'sources.spam_score': 'the range of spam score', 'sources.title_contains': 'the title',
  'sources.url_contains': 'the URL', 'sources.not_in': 'the sites to leave out', 'sources.language': 'the language',
  'sources.page_authority': 'the range of Page Authority', not: '“and not to”',
};

function condition({ state, navigate }, { condition: name, value, instead, rows }) {
  const [place, field] = name.split('.');
  if (name === 'min') {
    return offer(`With at least ${instead}`, rows, () => navigate({ min: Number(instead) }));
  }

  if (place === 'links' || place === 'sources') {
    const { [field]: gone, ...rest } = state[place];
    return offer(`Without ${CONDITIONS[name] ?? field.replaceAll('_', ' ')} (${visible(value, 40)})`, rows,
      () => navigate({ [place]: rest, ...(field === 'not_in' ? { skip: [] } : {}) }));
  }

  if (name.startsWith('not')) {
    const without = state.not.filter(target => value ? !`${value}`.split(', ').includes(target.text) : false);
    return offer(`Without “not ${visible(value, 60)}”`, rows, () => navigate({ not: without }));
  }

  if (name.startsWith('match')) {
    return offer('Without “must link to”', rows, () => navigate({ must: [], only: [] }));
  }

  return name.startsWith('hide') ? offer(`Without ${visible(value, 40)}`, rows, () => navigate({ hide: [] })) : null;
}
