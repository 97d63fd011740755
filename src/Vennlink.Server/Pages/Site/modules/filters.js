// Filters, each with the number of rows it would leave, and de-noising rules, each with the number it hides.
import { toQuestion, withoutOrder, writeTarget } from './state.js';
import { remember, remembered } from './mine.js';
import { el, fill, number, site } from './text.js';

const RULES = [
  ['platforms', 'platforms', 'Sites that link to more than 1,000 others, or are on the list of sites that anybody '
    + 'writes on, such as github.com and medium.com'],
  ['same-owner', 'same owner', 'Sites that link to the same ten or more sites as a better one'],
  ['sitewide', 'sitewide', 'All its links that count stand on more than half of the pages of the site'],
  ['feeds', 'feeds, aggregators', 'All its links that count stand on feeds or aggregators'],
  ['other-hosts', 'already links via another host', 'Another host of the same site links to a site of “and not to”'],
];
const RELS = [['nofollow', 'nofollow'], ['ugc', 'ugc'], ['sponsored', 'sponsored']];
const STATES = [['', 'live'], ['both', 'live or lost'], ['lost', 'lost only']];
const SEEN = [['', 'any time'], ['1', 'last month'], ['3', 'last 3 months'], ['12', 'last 12 months'],
  ['24', 'last 2 years']];
const MAX_TLDS = 8, MAX_MUST = 12, TYPING_MS = 350;

export function show(container, context) {
  const panel = { container, context, refreshers: [] };
  const sections = [linkSection, authoritySection, targetSection, sourceSection, noiseSection, listSection];
  fill(container,
    el('div', { class: 'filters-head' }, el('h2', null, 'Filters'),
      el('button', { type: 'button', class: 'link', onclick: () => reset(panel) }, 'reset'),
      el('button', { type: 'button', class: 'only-narrow', onclick: () => close(container) }, 'Done')),
    sections.map(section => section(panel)));
  return {
    update(next) {
      panel.context = next;
      if (next.question) {
        panel.refreshers.forEach(refresh => refresh(next));
      }
    },
    focus: () => container.querySelector('input, select, button')?.focus(),
  };
}

function close(container) {
  container.classList.remove('open');
  const button = document.querySelector('[aria-controls="filters"]');
  button.setAttribute('aria-expanded', 'false');
  button.focus();
}

function reset(panel) {
  panel.context.navigate({ links: {}, sources: {}, must: [], only: [], skip: [] });
  panel.context.announce('Filters are off');
}

function section(title, ...children) {
  return el('fieldset', null, el('legend', null, title), children);
}

// One field of `links` or `sources` gets a value; undefined takes it away.
function set(panel, place, field, value) {
  panel.context.navigate({ [place]: without(panel.context.state[place], field, value) });
}

// What is counted by a question of its own: facets of the answer without the filter that they stand for.
function facetOf(panel, name, place, field, put) {
  const { state, answer, columns, api } = panel.context;
  if (state[place][field] === undefined) {
    put(answer.facets?.[name] ?? null);
    return;
  }

  const all = { ...state, [place]: without(state[place], field) };
  const question = withoutOrder(toQuestion(all, columns, panel.context.left));
  api.ask('count', { ...question, facets: [name] }).then(found => put(found.facets[name]), () => put(null));
}

// Counts come when rows stand: they must not stand before them in the queue.
function whenAnswered(panel, refresh) {
  panel.refreshers.push(context => context.answer.rows && refresh(context));
}

function linkSection(panel) {
  const followed = radios('followed', [['', 'any'], ['1', 'followed'], ['0', 'not followed']], value =>
    set(panel, 'links', 'followed', value === '' ? undefined : value === '1'));
  whenAnswered(panel, ({ state }) => {
    followed.choose(state.links.followed === undefined ? '' : state.links.followed ? '1' : '0');
    facetOf(panel, 'followed', 'links', 'followed', found => {
      const of = value => found?.find(one => one.value === value)?.rows ?? (found ? 0 : null);
      followed.count('1', of('followed'));
      followed.count('0', of('not followed'));
    });
  });
  const anchor = textField(panel, 'Anchor contains', 'links', 'anchor_contains');
  return section('Links', followed.node, anchor,
    el('details', null, el('summary', null, 'More about links'),
      textField(panel, 'Anchor is', 'links', 'anchor_equals'),
      counted(panel, 'anchor is empty', ({ links }) => links.anchor_empty === true,
        (state, on) => ({ links: without(state.links, 'anchor_empty', on ? true : undefined) })),
      RELS.map(([rel, word]) => counted(panel, `rel has ${word}`, ({ links }) => links.rel?.includes(rel) ?? false,
        (state, on) => ({ links: without(state.links, 'rel', toggled(state.links.rel, rel, on)) }))),
      choice(panel, 'State', STATES, ({ links }) => links.state ?? '', value =>
        set(panel, 'links', 'state', value === '' ? undefined : value))),
    choice(panel, 'Last seen', SEEN, seenOf, value => set(panel, 'links', 'last_seen',
      value === '' ? undefined
        : { from: monthsBefore(panel.context.index.read?.captured_until, Number(value)) })),
    dayField(panel, 'First seen from', 'first_seen'));
}

function without(fields, name, value) {
  const { [name]: gone, ...rest } = fields;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function toggled(list, item, isOn) {
  const rest = (list ?? []).filter(other => other !== item);
  const next = isOn ? [...rest, item] : rest;
  return next.length === 0 ? undefined : next;
}

/** The day so many months before another. Pure. */
export function monthsBefore(instant, months) {
  const end = instant ? new Date(`${instant.slice(0, 10)}T00:00:00Z`) : new Date();
  const last = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() - months);
  const days = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(last, days));
  return end.toISOString().slice(0, 10);
}

function seenOf({ links }, { index }) {
  const from = links.last_seen?.from;
  return SEEN.find(([value]) => value && monthsBefore(index.read?.captured_until, Number(value)) === from)?.[0] ?? '';
}

function authoritySection(panel) {
  const bands = el('div', { class: 'bands' });
  whenAnswered(panel, ({ state }) => facetOf(panel, 'authority', 'sources', 'domain_authority', found =>
    drawBands(panel, bands, found ?? [], state.sources.domain_authority)));
  const thirds = el('div', { class: 'thirds', role: 'group', 'aria-label': 'Spam score in thirds' });
  whenAnswered(panel, ({ state }) => facetOf(panel, 'spam', 'sources', 'spam_score', found =>
    drawThirds(panel, thirds, found ?? [], state.sources.spam_score)));
  return section('Authority and spam', el('div', { class: 'label' }, 'Domain Authority'), bands,
    rangeField(panel, 'Domain Authority', 'domain_authority', 1, 100),
    el('div', { class: 'label' }, 'Spam score'), thirds,
    rangeField(panel, 'Spam score', 'spam_score', -1, 100));
}

// A picture that can be clicked; the fields below it do the same by keyboard, to the unit.
function drawBands(panel, node, found, chosen) {
  const most = Math.max(1, ...found.map(one => one.rows));
  const bands = Array.from({ length: 10 }, (_, tenth) => {
    const min = tenth * 10 + 1, max = tenth * 10 + 10;
    return { min, max, x: tenth * 10, rows: found.find(one => one.value === `${min}-${max}`)?.rows ?? 0,
      isOn: chosen?.min === min && chosen?.max === max };
  });
  const words = bands.filter(band => band.rows > 0).map(({ min, max, rows }) => `${min} to ${max}: ${number(rows)}`);
  fill(node, el('svg', { viewBox: '0 0 100 30', preserveAspectRatio: 'none', role: 'img',
    'aria-label': `Rows by Domain Authority. ${words.join(', ')}` }, bands.map(({ min, max, x, rows, isOn }) =>
    el('g', { class: isOn ? 'on' : null, onclick: () => (rows > 0 || isOn)
      && set(panel, 'sources', 'domain_authority', isOn ? undefined : { min, max }) },
    el('title-svg', null, `DA ${min} to ${max}: ${number(rows)}`),
    el('rect', { class: 'back', x, width: 9.4, height: 30 }),
    el('rect', { x, width: 9.4, y: 30 - barHeight(rows, most), height: barHeight(rows, most) })))));
}

const barHeight = (rows, most) => rows === 0 ? 0.7 : Math.max(2.5, 30 * rows / most);

// Buttons that are drawn anew under the focus keep it.
function drawKept(node, children) {
  const at = [...node.children].indexOf(document.activeElement);
  fill(node, children);
  if (at >= 0) {
    node.children[Math.min(at, node.children.length - 1)]?.focus();
  }
}

function drawThirds(panel, node, found, chosen) {
  drawKept(node, [['1-30', 1, 30, 'low'], ['31-60', 31, 60, 'middling'], ['61-100', 61, 100, 'high']].map(
    ([value, min, max, word]) => {
      const rows = found.find(one => one.value === value)?.rows ?? 0;
      const isOn = chosen?.min === min && chosen?.max === max;
      return el('button', { type: 'button', class: 'third', 'aria-pressed': String(isOn), disabled: rows === 0 && !isOn,
        title: `Spam score ${min} to ${max}`,
        onclick: () => set(panel, 'sources', 'spam_score', isOn ? undefined : { min, max }) },
      word, el('span', { class: 'num muted' }, number(rows)));
    }));
}

function rangeField(panel, label, field, least, most) {
  const read = input => input.value.trim() === '' || Number.isNaN(Number(input.value)) ? undefined
    : Math.min(most, Math.max(least, Math.round(Number(input.value))));
  const inputs = ['min', 'max'].map(end => el('input', {
    type: 'number', min: least, max: most, placeholder: end, 'aria-label': `${label}, ${end}`,
    onchange: () => {
      const range = {};
      [read(inputs[0]), read(inputs[1])].forEach((value, at) => value !== undefined
        && (range[at === 0 ? 'min' : 'max'] = value));
      set(panel, 'sources', field, Object.keys(range).length === 0 ? undefined : range);
    },
  }));
  panel.refreshers.push(({ state }) => inputs.forEach((input, at) => keep(input,
    state.sources[field]?.[at === 0 ? 'min' : 'max'] ?? '')));
  return el('div', { class: 'range' }, inputs[0], '–', inputs[1]);
}

// What a person is typing in is not changed under the hand.
function keep(input, value) {
  if (document.activeElement !== input && input.value !== String(value)) {
    input.value = String(value);
  }
}

function targetSection(panel) {
  const list = el('div', { class: 'must' });
  panel.refreshers.push(context => drawMust(panel, list, context));
  const only = el('div', { class: 'only' });
  panel.refreshers.push(({ state, navigate }) => fill(only, state.only.length > 0 && el('p', null,
    `Exactly ${state.only.length === 1 ? 'one set' : `${state.only.length} sets`} of targets chosen in the plot. `,
    el('button', { type: 'button', class: 'link', onclick: () => navigate({ only: [] }) }, 'clear'))));
  return section('Must link to', list, only);
}

function drawMust(panel, node, { columns, state, navigate }) {
  const key = JSON.stringify([columns.map(writeTarget), state.must]);
  if (panel.mustKey !== key) {
    panel.mustKey = key;
    const had = [...node.querySelectorAll('input')].indexOf(document.activeElement);
    fill(node, columns.slice(0, MAX_MUST).map((target, index) => check(site(target.text, 40),
      state.must.includes(index), isOn => navigate({
        must: isOn ? [...state.must, index].sort((a, b) => a - b) : state.must.filter(other => other !== index),
      }))),
    columns.length > MAX_MUST && el('p', { class: 'muted' }, `and ${columns.length - MAX_MUST} more`));
    node.querySelectorAll('input')[had]?.focus();
  }

  countMust(panel, node);
}

// How many rows link to each target.
async function countMust(panel, node) {
  const { columns, question, api, answer, index } = panel.context;
  if (columns.length > (index.limits?.max_subset_targets ?? 0) || !answer.facets) {
    return;
  }

  const found = await api.ask('subsets', withoutOnly(question)).catch(() => null);
  node.querySelectorAll('.facet-count').forEach((badge, at) => {
    badge.textContent = number(found?.by_target?.[at] ?? null);
  });
}

function withoutOnly(question) {
  const { only, ...rest } = withoutOrder(question);
  return rest;
}

function sourceSection(panel) {
  const tlds = el('div', { class: 'tlds' });
  whenAnswered(panel, context => facetOf(panel, 'tld', 'sources', 'tld', found =>
    drawTlds(panel, tlds, found ?? [], context.state.sources.tld ?? [])));
  return section('Prospects', el('div', { class: 'label' }, 'Top-level domain'), tlds,
    textField(panel, 'URL contains', 'sources', 'url_contains'),
    textField(panel, 'Title contains', 'sources', 'title_contains'),
    el('details', null, el('summary', null, 'More about prospects'),
      el('div', { class: 'label' }, 'Page Authority'), rangeField(panel, 'Page Authority', 'page_authority', 1, 100),
      el('div', { class: 'label' }, 'Sites it links to'),
      rangeField(panel, 'Sites it links to', 'outgoing_domains', 0, 1e9),
      listField(panel, 'Languages, such as en, de', 'sources', 'language'),
      listField(panel, 'Not these top-level domains', 'sources', 'not_tld')));
}

function drawTlds(panel, node, found, chosen) {
  const shown = panel.allTlds ? found : found.slice(0, MAX_TLDS);
  const lost = chosen.filter(tld => !shown.some(one => one.value === tld)).map(value => ({ value, rows: null }));
  const had = [...node.querySelectorAll('input, button')].indexOf(document.activeElement);
  fill(node, [...shown.filter(one => one.value !== null), ...lost].map(({ value, rows }) =>
    check(`.${value}`, chosen.includes(value),
      isOn => set(panel, 'sources', 'tld', toggled(chosen, value, isOn)), rows)),
  found.length > MAX_TLDS && el('button', { type: 'button', class: 'link', 'aria-expanded': String(!!panel.allTlds),
    onclick: () => {
      panel.allTlds = !panel.allTlds;
      drawTlds(panel, node, found, chosen);
    } }, panel.allTlds ? 'fewer' : `${found.length - MAX_TLDS} more`));
  node.querySelectorAll('input, button')[had]?.focus();
}

function noiseSection(panel) {
  const title = el('legend');
  const list = el('div', { class: 'rules' });
  panel.refreshers.push(({ state }) => {
    title.textContent = state.hide.length === 0 ? 'De-noise: nothing is hidden' : `De-noise: ${state.hide.length} on`;
    if (!list.firstChild) {
      fill(list, RULES.map(([rule, word, words]) => ruleNode(panel, rule, word, words)));
    }

    for (const input of list.querySelectorAll('input')) {
      input.checked = state.hide.some(on => on.split(':')[0] === input.value);
      input.disabled = input.value === 'other-hosts' && state.not.length === 0;
    }
  });
  whenAnswered(panel, () => countRules(panel, list));
  return el('fieldset', null, title, list);
}

function ruleNode(panel, rule, word, words) {
  const id = `rule-${rule}`;
  return el('div', null, el('label', { class: 'check', title: words },
    el('input', { type: 'checkbox', value: rule, 'aria-describedby': id, onchange: event => {
      const { state, navigate } = panel.context;
      const rest = state.hide.filter(on => on.split(':')[0] !== rule);
      navigate({ hide: event.target.checked ? [...rest, rule] : rest });
    } }), el('span', { class: 'grow' }, word), el('span', { class: 'num muted facet-count' })),
  el('span', { id, class: 'quiet' }, words));
}

// One count with every rule on says what each of them hides by itself, on or not.
async function countRules(panel, list) {
  const { state, question, api, answer } = panel.context;
  if (!answer.facets && !answer.why) {
    return;
  }

  const all = RULES.map(([rule]) => state.hide.find(on => on.split(':')[0] === rule) ?? rule)
    .filter(rule => rule !== 'other-hosts' || state.not.length > 0);
  const { hidden } = await api.ask('count', { ...withoutOrder(question), hide: all }).catch(() => ({}));
  for (const row of list.children) {
    const rule = row.querySelector('input').value;
    const found = Object.entries(hidden?.by_rule ?? {}).find(([name]) => name.split(':')[0] === rule);
    row.querySelector('.facet-count').textContent = found ? number(found[1]) : '';
  }
}

// Lists of one's own: other sites, clients, those that were written to.
function listSection(panel) {
  const area = el('textarea', { rows: 2, spellcheck: 'false', 'aria-label': 'Sites to leave out, one a line',
    placeholder: 'one a line', value: remembered('leave', []).join('\n'), onchange: () => {
      const list = area.value.split(/[\s,;]+/).filter(text => text !== '');
      remember('leave', list.length === 0 ? null : list);
      set(panel, 'sources', 'not_in', list.length === 0 ? undefined : list);
    } });
  panel.refreshers.push(({ state }) => state.sources.not_in && keep(area, state.sources.not_in.join('\n')));
  const use = el('button', { type: 'button', class: 'link', onclick: () =>
    set(panel, 'sources', 'not_in', remembered('leave', [])) }, 'leave them out');
  panel.refreshers.push(({ state }) => {
    use.hidden = state.sources.not_in !== undefined || remembered('leave', []).length === 0;
  });
  const contacted = check('already contacted', false, isOn => panel.context.navigate({
    skip: isOn ? ['contacted', 'won', 'no'] : [],
  }));
  panel.refreshers.push(({ state, marks }) => {
    contacted.querySelector('input').checked = state.skip.length > 0;
    const done = [...marks.values()].filter(mark => ['contacted', 'won', 'no'].includes(mark.status)).length;
    contacted.querySelector('.facet-count').textContent = number(done);
  });
  return section('Leave out', contacted, el('div', { class: 'label' }, 'My other sites, clients'), area, use);
}

function textField(panel, label, place, field) {
  const input = el('input', { type: 'text', spellcheck: 'false' });
  let timer = 0;
  const apply = () => {
    clearTimeout(timer);
    const value = input.value.trim();
    if (value !== (panel.context.state[place][field] ?? '')) {
      set(panel, place, field, value === '' ? undefined : value);
    }
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, TYPING_MS);
  });
  input.addEventListener('change', apply);
  panel.refreshers.push(({ state }) => keep(input, state[place][field] ?? ''));
  return el('label', { class: 'text-filter' }, el('span', { class: 'label' }, label), input);
}

function listField(panel, label, place, field) {
  const input = el('input', { type: 'text', spellcheck: 'false', onchange: () => {
    const list = input.value.split(/[\s,;]+/).map(text => text.replace(/^\./, '')).filter(text => text !== '');
    set(panel, place, field, list.length === 0 ? undefined : list);
  } });
  panel.refreshers.push(({ state }) => keep(input, (state[place][field] ?? []).join(', ')));
  return el('label', { class: 'text-filter' }, el('span', { class: 'label' }, label), input);
}

function dayField(panel, label, field) {
  const input = el('input', { type: 'date', onchange: () =>
    set(panel, 'links', field, input.value === '' ? undefined : { from: input.value }) });
  panel.refreshers.push(({ state }) => keep(input, state.links[field]?.from ?? ''));
  return el('label', { class: 'text-filter' }, el('span', { class: 'label' }, label), input);
}

function choice(panel, label, options, read, choose) {
  const select = el('select', { onchange: () => choose(select.value) },
    options.map(([value, word]) => el('option', { value }, word)));
  panel.refreshers.push(context => {
    select.value = read(context.state, context);
  });
  return el('label', { class: 'text-filter' }, el('span', { class: 'label' }, label), select);
}

function check(label, isOn, toggle, rows = null) {
  return el('label', { class: 'check' },
    el('input', { type: 'checkbox', checked: isOn, onchange: event => toggle(event.target.checked) }),
    el('span', { class: 'grow' }, label), el('span', { class: 'num muted facet-count' }, number(rows)));
}

// A filter that no facet counts is counted by a question of its own, once its section is open.
function counted(panel, label, isOn, patch) {
  const node = check(label, false, on => panel.context.navigate(patch(panel.context.state, on)));
  whenAnswered(panel, ({ state, columns, api, answer }) => {
    node.querySelector('input').checked = isOn(state);
    if (!node.closest('details')?.open || (!answer.facets && !answer.why)) {
      return;
    }

    const question = withoutOrder(toQuestion({ ...state, ...patch(state, true) }, columns, panel.context.left));
    api.ask('count', question).then(found => {
      node.querySelector('.facet-count').textContent = number(found.total);
    }, () => { });
  });
  queueMicrotask(() => node.closest('details')?.addEventListener('toggle', () =>
    panel.refreshers.forEach(refresh => panel.context.question && refresh(panel.context))));
  return node;
}

function radios(name, options, choose) {
  const counts = new Map();
  const node = el('div', { class: 'radios', role: 'radiogroup', 'aria-label': 'Which links count' },
    options.map(([value, word]) => {
      const badge = el('span', { class: 'num muted facet-count' });
      counts.set(value, badge);
      return el('label', { class: 'check' }, el('input', { type: 'radio', name, value,
        onchange: () => choose(value) }), el('span', { class: 'grow' }, word), badge);
    }));
  return {
    node,
    choose: value => node.querySelectorAll('input').forEach(input => {
      input.checked = input.value === value;
    }),
    count: (value, rows) => {
      counts.get(value).textContent = number(rows);
    },
  };
}
