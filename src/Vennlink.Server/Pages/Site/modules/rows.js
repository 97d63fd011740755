// Rows of an answer as lines of a file that the browser makes. Pure: no document, no network.

/** Columns of lists for outreach, as tools for it take them in. */
export const OUTREACH = ['rank', 'domain', 'trust', 'links_to_count', 'links_to_competitors', 'sample_anchor',
  'link_type', 'outreach_angle', 'score'];

/** How the score of a row comes about, for people. */
export const SCORE_RULE = '60 × share of your targets + 30 × authority ÷ the highest here'
  + ' + 10 × (1 − spam ÷ 100)';

/** A row with `evidence` as cells of OUTREACH. `targets` is how many there are, `highest` the highest authority. */
export function outreachCells(row, rank, targets, highest) {
  const links = (row.evidence ?? []).flatMap(one => one.links);
  return [
    rank, row.page.split(/[/?#]/)[0], row.domain_authority, row.matching_targets.length,
    row.matching_targets.join('; '), commonest(links.map(link => link.anchor).filter(Boolean)), linkType(links),
    angleOf(links[0]?.page ?? row.page), scoreOf(row, targets, highest),
  ];
}

/** The text that occurs most often, the first of equal ones; empty of none. */
export function commonest(texts) {
  const counts = new Map();
  texts.forEach(text => counts.set(text, (counts.get(text) ?? 0) + 1));
  return [...counts].reduce((best, one) => one[1] > best[1] ? one : best, ['', 0])[0];
}

const isFollowed = link => !/\b(nofollow|ugc|sponsored)\b/.test(link.rel ?? '');

function linkType(links) {
  const followed = links.filter(isFollowed).length;
  return links.length === 0 ? '' : followed === links.length ? 'followed' : followed === 0 ? 'nofollow' : 'mixed';
}

// By words of the address: what sort of page it is says how one asks for a link there.
const ANGLES = [
  ['feed', /\.(rss|atom|rdf)$|\/(feed|rss|atom)\/?$/],
  ['list', /\.opml$|blogroll|recommend|resources|\/links?([/.-]|$)|awesome|best-|top-?\d/],
  ['forum', /forum|thread|topic|viewtopic|discuss|community|\/r\//],
  ['directory', /director(y|ies)|catalog|listing/],
];

/** The sort of a page, by its address: `list`, `feed`, `forum`, `directory`, else `article`. */
export function angleOf(page) {
  const address = page.toLowerCase();
  return ANGLES.find(([, test]) => test.test(address))?.[0] ?? 'article';
}

function scoreOf(row, targets, highest) {
  const spam = Math.max(0, row.spam_score);
  return Math.round(60 * Math.min(1, row.matching_targets.length / Math.max(1, targets))
    + 30 * row.domain_authority / Math.max(1, highest) + 10 * (1 - spam / 100));
}

/** A line of CSV for spreadsheets: no cell of it is taken for a formula. Ends in CR LF. */
export function csvLine(cells) {
  return `${cells.map(cell => {
    const text = harmless(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',')}\r\n`;
}

/** A line of a table as spreadsheets paste it: cells between tabs, none taken for a formula. */
export function tsvLine(cells) {
  return `${cells.map(cell => harmless(cell).replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`;
}

const harmless = cell => typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : String(cell ?? '');

/** A row as cells to paste: page, title, scores, how many targets, and the page that links to each target. */
export function pasteCells(row, columns) {
  const pages = columns.map((_, index) => {
    const at = row.matching_target_indexes.indexOf(index);
    return at < 0 ? '' : row.matching_source_pages?.[at]?.page ?? row.page;
  });
  return [row.page, row.title ?? '', row.domain_authority, row.spam_score < 0 ? '' : row.spam_score,
    row.matching_target_indexes.length, ...pages];
}

/** Splits a stream of text into lines: feed it pieces, the last one is given by `end`. */
export function lineSplitter(onLine) {
  let rest = '';
  return {
    add(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(line => line && onLine(line));
    },
    end: () => rest && onLine(rest),
  };
}
