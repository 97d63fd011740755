// The words for a row: why it is one, what was read to say that it is missing somewhere, and how to cite a link. Pure.

const plain = text => String(text).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
const list = names => names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/**
 * One sentence: "Links to 4 of your 5 sites, from kagi.com/smallweb/opml; last seen 2026-10-01; does not link to
 * sixcolors.com." `evidence` is that of the row, `to` and `not` are texts of targets.
 */
export function whySentence({ evidence, to, not, absence }) {
  const found = evidence.filter(one => one.links.length > 0);
  const links = found.flatMap(one => one.links);
  const pages = new Map();
  found.forEach(one => new Set(one.links.map(link => link.page)).forEach(page =>
    pages.set(page, (pages.get(page) ?? 0) + 1)));
  const best = [...pages].sort((a, b) => b[1] - a[1])[0];
  const days = links.map(link => link.last_seen).filter(Boolean).sort();
  const parts = [`Links to ${found.length} of your ${to.length} ${to.length === 1 ? 'site' : 'sites'}`
    + (best ? best[1] === found.length ? ` on ${found.length > 1 ? 'one page, ' : ''}${plain(best[0])}`
      : `, ${best[1]} of them on ${plain(best[0])}` : '')];
  if (days.length > 0) {
    parts.push(`last seen ${days.at(-1).slice(0, 10)}`);
  }

  if (absence) {
    const linked = absence.filter(one => one.links.length > 0).map(one => one.target);
    const free = not.filter(name => !linked.includes(name));
    if (free.length > 0) {
      parts.push(`does not link to ${list(free)}`);
    }
  }

  return `${parts.join('; ')}.`;
}

/** What says that there is no link: all that the index holds of the source was looked at. */
export function absenceSentence({ source, not, absence, pages }) {
  const linked = absence.filter(one => one.links.length > 0);
  if (linked.length > 0) {
    return `${source} does link to ${list(linked.map(one => one.target))}.`;
  }

  const read = pages === null ? `All live links of ${source} in this index`
    : `All live links of ${source} in this index, from ${pages} ${pages === 1 ? 'page' : 'pages'},`;
  return `${read} were looked at: none leads to ${list(not)}.`;
}

/** A link as it is cited. */
export function citation(link, snapshot, version) {
  const parts = [`${plain(link.page)} → ${plain(link.target)}`, `anchor “${link.anchor ?? ''}”`,
    link.last_seen ? `captured ${link.last_seen}` : 'no date',
    `file ${link.file}${link.inner_file ? ` / ${link.inner_file}` : ''}`];
  if (link.file_digest) {
    parts.push(`sha256 ${link.file_digest}`);
  }

  if (link.offset !== null && link.offset !== undefined) {
    parts.push(`offset ${link.offset}${link.offset_decompressed ? ' (decompressed)' : ''}`);
  }

  if (link.record_id) {
    parts.push(`record ${link.record_id}`);
  }

  return `${parts.join(', ')}, snapshot ${snapshot}, Vennlink ${version}`;
}

/** All of a row as text, for a mail or a note. */
export function rowText({ row, why, evidence, snapshot, version }) {
  const lines = [row, why, ''];
  for (const one of evidence) {
    for (const link of one.links) {
      lines.push(`- ${plain(link.page)} → ${plain(link.target)}${link.anchor ? `, “${link.anchor}”` : ''}`
        + (link.last_seen ? `, last seen ${link.last_seen.slice(0, 10)}` : ''));
    }
  }

  return [...lines, '', `Vennlink ${version}, snapshot ${snapshot}`].join('\n');
}
