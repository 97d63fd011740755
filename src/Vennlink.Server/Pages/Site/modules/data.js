// The view of `#/data`: what the index holds, each file that it was built from with its report, and its snapshots.
import { count, day, el, fill, number, visible } from './text.js';

const COUNTS = [
  ['links', 'Links'], ['external_links', 'of these to other sites'], ['lost_links', 'Links that are gone'],
  ['live_pages', 'Pages read'], ['source_pages', 'Pages that link out'], ['source_domains', 'Sites that link out'],
  ['target_pages', 'Pages linked to'], ['target_domains', 'Sites linked to'],
];

export function show(container, context) {
  const view = { node: el('div', { class: 'sheet data' }), context };
  container.append(view.node);
  load(view);
  return { update: next => { view.context = next; }, dispose: () => view.node.remove() };
}

async function load(view) {
  const { api, index } = view.context;
  if (!index.snapshot) {
    fill(view.node, el('h1', null, 'Data'), el('p', null, index.problem ? visible(index.problem, 500)
      : 'There is no index yet.'), more(index));
    return;
  }

  try {
    const [report, { snapshots }] = await Promise.all([api.look('inputs'), api.look('snapshots')]);
    draw(view, report, snapshots);
  } catch (error) {
    fill(view.node, el('h1', null, 'Data'),
      el('p', { class: 'problem', role: 'alert' }, visible(error.message, 500), ' ',
        el('button', { type: 'button', onclick: () => load(view) }, 'Try again')));
  }
}

const more = index => index.can_import
  && el('p', null, el('a', { class: 'button', href: '#/welcome' }, 'Add or replace data'));

function draw(view, report, snapshots) {
  const { index } = view.context;
  fill(view.node, el('h1', null, 'Data'), more(index),
    el('section', null, el('h2', null, 'What this index holds'), counts(index), dates(index), about(report)),
    el('section', null, el('h2', null, `Built from ${count(report.inputs.length, 'file')}`), inputs(report.inputs)),
    skipped(report.skipped),
    el('section', null, el('h2', null, 'Snapshots'), snapshotTable(snapshots)));
}

function counts(index) {
  const known = COUNTS.filter(([name]) => index.counts?.[name] !== undefined);
  return el('dl', { class: 'facts' }, known.map(([name, label]) =>
    [el('dt', null, label), el('dd', { class: 'num' }, number(index.counts[name]))]));
}

function dates({ read, highest }) {
  const days = read?.captured_from ? `Captured from ${day(read.captured_from)} to ${day(read.captured_until)}. `
    : 'Nothing in it has a date. ';
  return el('p', null, days, highest && `Authority is computed from this index alone: `
    + `the highest is ${number(highest.domain_authority)} of a site and ${number(highest.page_authority)} of a page.`);
}

function about({ snapshot_id: id, options = {} }) {
  return el('p', { class: 'muted' }, 'Snapshot ', el('code', null, id),
    options.public_suffix_list && `, public suffixes of ${options.public_suffix_list}`,
    options.public_suffixes && ` (${options.public_suffixes})`, '.');
}

function inputs(all) {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Files' },
    el('table', { class: 'plain-table' }, el('caption', { class: 'quiet' }, 'Files that the index was built from'),
      el('thead', null, el('tr', null, ['File', 'Kind', 'Rows or captures', 'Pages', 'Links', 'Left out']
        .map((head, i) => el('th', { scope: 'col', class: i > 1 && i < 5 ? 'num' : null }, head)))),
      el('tbody', null, all.map(input => el('tr', null,
        el('th', { scope: 'row' }, el('bdi', null, visible(input.name, 120)),
          el('span', { class: 'muted num' }, ` ${bytes(input.length_bytes)}`)),
        el('td', null, visible(input.taken_for ?? input.format, 120), columnsNote(input)),
        el('td', { class: 'num' }, number((input.rows || 0) + (input.captures || 0))),
        el('td', { class: 'num' }, number(input.pages)), el('td', { class: 'num' }, number(input.links)),
        el('td', null, reasons(input.skipped)))))));
}

function columnsNote({ columns, unused_columns: unused }) {
  return columns?.length > 0 && el('details', null, el('summary', null, count(columns.length, 'column')),
    el('ul', null, columns.map(({ holds, name }) => el('li', null, `${holds}: `, el('bdi', null, visible(name, 80))))),
    unused?.length > 0 && el('p', { class: 'muted' }, `not used: ${visible(unused.join(', '), 300)}`));
}

/** Reasons with their numbers, and where the first of each stand. */
function reasons(skipped) {
  return !skipped || skipped.length === 0 ? el('span', { class: 'muted' }, 'none')
    : el('ul', { class: 'bare' }, skipped.map(({ reason, count: times, first }) => el('li', null,
      `${number(times)} ${reason.replaceAll('_', ' ')}`, first?.length > 0 && el('span', { class: 'muted' },
        ` (${first.map(placeOf).join(', ')}${times > first.length ? ' …' : ''})`))));
}

const placeOf = place => Object.entries(place).map(([unit, at]) => `${unit} ${number(at)}`).join(' ');

function skipped(all) {
  const entries = Object.entries(all ?? {});
  return entries.length > 0 && el('section', null, el('h2', null, 'Left out in all'),
    el('p', null, entries.map(([reason, times]) => `${number(times)} ${reason.replaceAll('_', ' ')}`).join(', '), '.'));
}

function snapshotTable(all) {
  return el('table', { class: 'plain-table' }, el('caption', { class: 'quiet' }, 'Snapshots of this index'),
    el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Id'), el('th', { scope: 'col' }, 'Built'),
      el('th', { scope: 'col' }, 'Served'))),
    el('tbody', null, all.map(one => el('tr', null, el('th', { scope: 'row' }, el('code', null, one.id)),
      el('td', { class: 'num' }, one.built ? one.built.replace('T', ' ').slice(0, 16) : ''),
      el('td', null, one.current ? 'yes' : '')))));
}

/** A number of bytes for people. */
export function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let at = 0, rest = value ?? 0;
  while (rest >= 1024 && at < units.length - 1) {
    rest /= 1024;
    at++;
  }

  return `${at === 0 ? number(rest) : rest.toFixed(1)} ${units[at]}`;
}
