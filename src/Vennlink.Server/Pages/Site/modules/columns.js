// The columns of the table: what each shows of a row, and by what it sorts.
import { day, el, outward, site, strange, visible } from './text.js';

export const MAX_TARGET_COLUMNS = 8;
const MAX_DOTS = 30;

const RELS = { nofollow: 'nf', ugc: 'ugc', sponsored: 'sp', page_nofollow: 'nf' };
const REL_WORDS = { nf: 'nofollow', ugc: 'ugc', sp: 'sponsored' };

/** All columns for a question; `isFirst` says which stand there before anybody chose. */
export function columnsFor({ columns, question, marks, marksModule }) {
  const isSites = question.source !== 'page';
  const areFolded = columns.length > MAX_TARGET_COLUMNS;
  return [
    { key: 'links', label: 'Links', width: columns.length <= MAX_DOTS ? 3.8 + columns.length / 2 : 4.6,
      sort: 'matching_target_count', class: 'num links-cell', isFirst: true,
      words: 'How many of the targets it links to', cell: linksCell },
    { key: 'da', label: 'DA', width: 3.2, sort: 'source_domain_authority', class: 'num scores', isFirst: true,
      words: 'Domain Authority', cell: authorityCell },
    { key: 'spam', label: 'Spam', width: 3.9, sort: 'source_spam_score', class: 'num scores', isFirst: true,
      words: 'Spam score', cell: spamCell },
    ...columns.map((target, index) => ({ key: `target-${index}`, target, index, label: target.text, width: 5.9,
      class: 'target', isFirst: !areFolded, isTarget: true, cell: targetCell })),
    { key: 'anchor', label: 'Anchor', width: 7.4, class: 'anchor', isFirst: true,
      words: 'The commonest anchor of its links', cell: anchorCell },
    isSites ? { key: 'best', label: 'Best page', width: 8.4, sort: 'source_page_authority', class: 'best', isFirst: true,
      words: 'The page that links to most of the targets', cell: bestCell }
      : null,
    { key: 'first', label: 'First seen', width: 6, sort: 'link_first_seen', class: 'day', isFirst: false,
      cell: firstCell },
    { key: 'last', label: 'Last seen', width: 5.7, sort: 'link_last_seen', class: 'day', isFirst: true, cell: lastCell },
    marksModule && { key: 'status', label: 'Status', width: 5.6, class: 'status', isFirst: true,
      cell: row => marksModule.statusText(marks.get(row.page) ?? null) },
  ].filter(column => column);
}

/** Links of a row by the index of their target; null while they are not there yet. */
export function linksOf(row, links) {
  const found = links?.get(row.page);
  return found ? new Map(found.map(one => [one.target_index, one])) : null;
}

const allLinks = found => found ? [...found.values()].flatMap(one => one.links) : [];

function linksCell(row, { columns }) {
  const has = new Set(row.matching_target_indexes);
  const dots = columns.length <= MAX_DOTS && el('svg', { class: 'dots', viewBox: `0 0 ${columns.length * 7} 8`,
    width: columns.length * 7, height: 8, 'aria-hidden': 'true' }, columns.map((_, index) =>
    el('circle', { cx: index * 7 + 3.5, cy: 4, r: has.has(index) ? 2.9 : 1, class: has.has(index) ? 'on' : 'off' })));
  const of = el('span', { class: 'of' }, `${has.size}/${columns.length}`);
  // As wide as the widest, so that the dots of all rows stand below each other.
  of.style.minWidth = `${2 * String(columns.length).length + 1}ch`;
  return [dots, of];
}

function authorityCell(row, { index }) {
  const most = index.highest?.domain_authority || 100;
  return score(row.domain_authority, most, `${row.domain_authority} of 100; the highest in this index is ${most}`);
}

function spamCell(row) {
  return row.spam_score < 0 ? el('span', { class: 'muted' }, '–')
    : score(row.spam_score, 100, `Spam score ${row.spam_score} of 100`, row.spam_score >= 60 ? 'high' : '');
}

// A number over a bar. Where an index is small its best sites stand at the end of the bar.
function score(value, most, title, more = '') {
  return el('span', { class: 'scored', title }, String(value),
    el('svg', { class: `score-bar ${more}`, viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      el('rect', { width: Math.min(100, Math.max(0, 100 * value / most)), height: 4 })));
}

function targetCell(row, context, { index }, found) {
  if (!row.matching_target_indexes.includes(index)) {
    return el('span', { class: 'no' }, el('span', { 'aria-hidden': 'true' }, '·'),
      el('span', { class: 'quiet' }, 'no link'));
  }

  const ours = found?.get(index);
  if (!ours) {
    return el('span', { class: 'has' }, el('span', { 'aria-hidden': 'true' }, '●'),
      el('span', { class: 'quiet' }, 'links'));
  }

  const counted = `${ours.links.length}${ours.more ? '+' : ''}`;
  const mark = markOf(ours.links);
  return el('span', { class: `has ${mark === '✓' ? 'followed' : ''}`,
    title: `${counted} ${ours.links.length === 1 && !ours.more ? 'link' : 'links'}, ${REL_WORDS[mark] ?? 'followed'}` },
  `${counted} `, el('span', { class: 'rel', 'aria-hidden': 'true' }, mark),
  el('span', { class: 'quiet' }, REL_WORDS[mark] ?? 'followed'));
}

/** ✓ where a followed link is among them, else the commonest reason why not. Pure. */
export function markOf(links) {
  const words = links.map(link => link.rel.split(/[\s,]+/).filter(rel => RELS[rel]));
  return words.some(list => list.length === 0) ? '✓' : RELS[commonest(words.flat())] ?? '✓';
}

/** The value that stands there most often; the first of equal ones. Pure. */
export function commonest(values) {
  const counts = new Map();
  values.forEach(value => counts.set(value, (counts.get(value) ?? 0) + 1));
  return [...counts].reduce((best, one) => one[1] > (best?.[1] ?? 0) ? one : best, null)?.[0];
}

function anchorCell(row, context, column, found) {
  const anchor = commonest(allLinks(found).map(link => link.anchor).filter(text => text));
  return anchor ? strange(anchor, 80) : '';
}

/** The page that links to most targets, the one of highest authority first. Pure. */
export function bestPage(row) {
  const pages = new Map();
  (row.matching_source_pages ?? []).forEach(({ page, page_authority: authority }) => {
    const known = pages.get(page) ?? { page, authority, targets: 0 };
    known.targets++;
    pages.set(page, known);
  });
  return [...pages.values()].sort((a, b) => b.targets - a.targets || b.authority - a.authority)[0] ?? null;
}

function bestCell(row) {
  const best = bestPage(row);
  if (!best) {
    return '';
  }

  const host = row.page;
  const path = best.page.startsWith(`${host}/`) ? best.page.slice(host.length) : best.page;
  return outward(best.page, path === best.page ? site(path, 60) : el('bdi', { dir: 'ltr' }, visible(path, 60)));
}

function firstCell(row, context, column, found) {
  const days = allLinks(found).map(link => link.first_seen).filter(Boolean).sort();
  return found ? dated(days[0]) : '';
}

function lastCell(row, context, column, found) {
  const days = allLinks(found).map(link => link.last_seen).filter(Boolean).sort();
  return found ? dated(days[days.length - 1]) : '';
}

const dated = instant => instant ? day(instant) : el('span', { class: 'muted', title: 'The list that this link comes '
  + 'from has no dates' }, 'no date');
