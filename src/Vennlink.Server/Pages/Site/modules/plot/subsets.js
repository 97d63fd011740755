// What a plot shows, out of an answer of /api/v1/subsets. Pure: no document.
import { count, number } from '../text.js';

/** Most subsets that an UpSet plot draws; the others are one number, "rest". */
export const SHOWN = 40;

const NOUNS = { root_domain: 'site', subdomain: 'host', page: 'page' };

/** What a row is called: `noun('page', 2)` → `pages`. */
export const noun = (source, rows) => `${NOUNS[source] ?? 'row'}${rows === 1 ? '' : 's'}`;

/** A target as a person names it: a site without its scope. */
export const nameOf = ({ text, scope }) => scope === 'root_domain' ? text : `${scope}:${text}`;

/**
 * The model of a plot: `targets` with the rows that link to each, `subsets` with their sentences, `byCount` how many
 * rows link to k of n targets, `rest` what the answer does not list.
 */
export function modelOf(answer, columns, source) {
  const names = columns.map(nameOf);
  const subsets = answer.subsets.map(({ matching_target_indexes: indexes, rows }) => ({
    indexes, rows, sentence: sentence(indexes, rows, names, source),
  }));
  return {
    names, source, subsets, total: answer.total,
    targets: names.map((name, i) => ({ name, rows: answer.by_target[i] })),
    byCount: answer.by_target_count.map(({ targets, rows }) => ({ targets, rows })),
    rest: answer.rest,
  };
}

/** `312 sites link to daringfireball.net and marco.org only`. */
export function sentence(indexes, rows, names, source) {
  const verb = rows === 1 ? 'links' : 'link';
  const what = `${number(rows)} ${noun(source, rows)} ${verb} to `;
  const all = indexes.map(index => names[index]);
  return indexes.length === names.length && names.length > 1
    ? `${what}all ${names.length}: ${list(all)}`
    : `${what}${list(all)}${names.length > 1 ? ' only' : ''}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(parts) {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Subsets in an order: by `size`, or by number of `targets`, most first; then the other; ties by their targets. */
export function ordered(subsets, order) {
  const bySize = (a, b) => b.rows - a.rows;
  const byTargets = (a, b) => b.indexes.length - a.indexes.length;
  const keys = order === 'targets' ? [byTargets, bySize] : [bySize, byTargets];
  return [...subsets].sort((a, b) => keys[0](a, b) || keys[1](a, b) || compare(a.indexes, b.indexes));
}

function compare(one, other) {
  const at = one.findIndex((index, i) => index !== other[i]);
  return at < 0 ? one.length - other.length : one[at] - (other[at] ?? -1);
}

/** The first `limit` in an order, and what is left: {shown, rest: {subsets, rows}}. */
export function shownOf(model, order, limit = SHOWN) {
  const all = ordered(model.subsets, order);
  const shown = all.length === limit + 1 && model.rest.subsets === 0 ? all : all.slice(0, limit);
  const left = all.slice(shown.length);
  return {
    shown,
    rest: {
      subsets: left.length + model.rest.subsets,
      rows: left.reduce((sum, { rows }) => sum + rows, 0) + model.rest.rows,
    },
  };
}

/** Sizes by mask, as circles are placed by: bit i of the mask is target i. */
export function sizesOf(model) {
  const sizes = new Array(1 << model.names.length).fill(0);
  model.subsets.forEach(({ indexes, rows }) => { sizes[maskOf(indexes)] = rows; });
  return sizes;
}

export const maskOf = indexes => indexes.reduce((mask, index) => mask | (1 << index), 0);

/** The numbers as CSV: RFC 4180, targets of a subset joined by ` & `; a last line for what is not listed. */
export function csvOf(model) {
  const lines = ordered(model.subsets, 'size')
    .map(({ indexes, rows }) => `${quoted(indexes.map(index => model.names[index]).join(' & '))},${rows}`);
  if (model.rest.subsets > 0) {
    lines.push(`${quoted(`rest: ${count(model.rest.subsets, 'subset')}`)},${model.rest.rows}`);
  }

  return ['subset,count', ...lines, ''].join('\r\n');
}

const quoted = text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** The sets chosen after a click on one: it alone, or with Shift it besides; once more lets it go. */
export function chosen(only, indexes, isAdded) {
  const has = only.some(set => isSame(set, indexes));
  if (isAdded) {
    return has ? only.filter(set => !isSame(set, indexes)) : [...only, indexes];
  }

  return has && only.length === 1 ? [] : [indexes];
}

/** Whether a subset is among those chosen. */
export const isChosen = (only, indexes) => only.some(set => isSame(set, indexes));

const isSame = (one, other) => one.length === other.length && one.every((index, i) => index === other[i]);
