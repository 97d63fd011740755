// The drawer: what is known of one row. Its links, each with where it was read, and the proof that there is none.
import { writeTarget } from './state.js';
import { absenceSentence, citation, rowText, whySentence } from './why.js';
import { asSource } from './prospects.js';
import { count, day, el, fill, icon, number, outward, site, strange, visible } from './text.js';

const MAX_LINKS = 100, FIRST_LINKS = 5, MAX_FIELD = 2000;
const narrow = matchMedia('(max-width: 799px)');

export function show(container, context) {
  const drawer = { container, context, source: null, turn: 0 };
  // Beside the table it is a part of the page; over it, on a narrow screen, a dialog that keeps the focus.
  drawer.node = el('dialog', { class: 'drawer', 'aria-labelledby': 'drawer-title' });
  container.append(drawer.node);
  drawer.node.addEventListener('cancel', event => {
    event.preventDefault();
    close(drawer);
  });
  narrow.addEventListener('change', () => reopen(drawer));
  update(drawer, context);
  return { update: next => update(drawer, next), dispose: () => drawer.node.remove() };
}

function update(drawer, context) {
  const before = drawer.context;
  drawer.context = context;
  const { row } = context.state;
  if (row === null) {
    drawer.source = null;
    drawer.turn++;
    if (drawer.node.open) {
      drawer.node.close();
    }

    return;
  }

  const key = JSON.stringify([row, context.question]);
  if (drawer.source === key) {
    drawer.marks?.update?.({ ...context, source: row });
    return;
  }

  drawer.source = key;
  drawer.isMoved = before.state.row !== null && drawer.node.open;
  open(drawer);
  ask(drawer, row);
}

function open(drawer) {
  if (drawer.node.open) {
    return;
  }

  if (narrow.matches) {
    drawer.node.showModal();
  } else {
    drawer.node.setAttribute('role', 'complementary');
    // `show` would take the focus to the first button; it goes to the title below.
    drawer.node.setAttribute('open', '');
  }
}

function reopen(drawer) {
  if (drawer.node.open) {
    drawer.node.close();
    drawer.node.removeAttribute('role');
    open(drawer);
  }
}

function close(drawer) {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  drawer.node.open && drawer.context.state.row === null && drawer.node.close();
}

async function ask(drawer, row) {
  const turn = ++drawer.turn;
  const { api, columns, question, state } = drawer.context;
  frame(drawer, row);
  const source = asSource(row, question.source);
  const links = question.links ? { links: question.links } : {};
  const body = { source, to: columns.map(writeTarget), limit: MAX_LINKS, ...links };
  try {
    const [found, absence, explained] = await Promise.all([
      api.ask('evidence', body),
      state.not.length > 0 ? api.ask('evidence', { source, to: state.not.map(writeTarget), limit: 1 }) : null,
      api.look(`explain?target=${encodeURIComponent(row)}&scope=${
        question.source === 'page' ? 'page' : 'root_domain'}`).catch(() => null),
    ]);
    if (turn === drawer.turn) {
      draw(drawer, row, found, absence?.evidence ?? null, explained);
    }
  } catch (error) {
    if (turn === drawer.turn) {
      fill(drawer.body, el('p', { class: 'problem', role: 'alert' }, visible(error.message, 1000)));
    }
  }
}

// Stands at once, so that the drawer does not jump: title, next and close; the rest comes into it.
function frame(drawer, row) {
  const { rowsShown } = drawer.context;
  const known = rowsShown.find(one => one.page === row);
  const title = el('h2', { id: 'drawer-title', tabindex: -1 }, site(row, 200));
  drawer.body = el('div', { class: 'drawer-body' });
  fill(drawer.node, el('div', { class: 'drawer-head' }, title,
    el('span', { class: 'drawer-tools' },
      withName(outward(row, icon('out')), 'Open in a new tab'),
      step(drawer, -1, 'up', 'Row before'), step(drawer, 1, 'down', 'Next row'),
      el('button', { type: 'button', class: 'tool', 'aria-label': 'Close', onclick: () => close(drawer) },
        icon('close')))),
  el('p', { class: 'muted drawer-facts' }, known && [`DA ${known.domain_authority} · `,
    known.spam_score < 0 ? 'no spam score' : `Spam ${known.spam_score}`,
    ` · links to ${new Set(known.matching_target_indexes).size} of ${drawer.context.columns.length}`]),
  drawer.body);
  drawer.marksNode = el('div', { class: 'marks-slot' });
  drawer.marks = null;
  import('./marks.js').then(module => {
    drawer.marks = module.show(drawer.marksNode, { ...drawer.context, source: row });
  }, () => { });
  if (!drawer.isMoved) {
    title.focus();
  }
}

function withName(link, label) {
  link.setAttribute('aria-label', label);
  link.classList.add('tool');
  return link;
}

function step(drawer, by, mark, label) {
  const { rowsShown, state } = drawer.context;
  const next = rowsShown[rowsShown.findIndex(one => one.page === state.row) + by];
  return el('button', { type: 'button', class: 'tool', 'aria-label': label, disabled: !next, onclick: () => {
    drawer.context.navigate({ row: next.page }, { replace: true });
    drawer.node.querySelector(`[aria-label="${label}"]:not(:disabled)`)?.focus();
  } }, icon(mark));
}

function draw(drawer, row, found, absence, explained) {
  const { columns, state } = drawer.context;
  const evidence = found.evidence;
  const why = whySentence({ evidence, to: columns.map(one => one.text), not: state.not.map(writeTarget), absence });
  const text = () => rowText({ row, why, evidence, snapshot: found.snapshot, version: found.version });
  const linked = evidence.filter(one => one.links.length > 0);
  const none = evidence.filter(one => one.links.length === 0);
  fill(drawer.body,
    el('p', { class: 'why' }, el('b', null, 'Why '), strange(why, 1000)),
    linked.map((one, index) => targetNode(drawer, one, found, index === 0)),
    none.length > 0 && el('p', { class: 'muted' }, 'No link to ', none.map((one, at) =>
      [at > 0 ? ', ' : '', site(one.target, 60)]), '.'),
    absenceNode(drawer, row, absence, explained),
    scores(explained?.domain ?? null, drawer.context),
    drawer.marksNode,
    el('div', { class: 'row' },
      el('button', { type: 'button', onclick: () => copy(drawer, text()) }, icon('copy'), 'Copy as text'),
      el('button', { type: 'button', onclick: () => drawer.context.go(`#/site?of=${encodeURIComponent(row)}`) },
        'Who links to it')));
}

function targetNode(drawer, { target, links, more }, found, isOpen) {
  const list = el('ol', { class: 'links' });
  const draw = all => fill(list, links.slice(0, all ? MAX_LINKS : FIRST_LINKS)
    .map(link => linkNode(drawer, link, found)));
  draw(false);
  return el('details', { class: 'to-target', open: isOpen },
    el('summary', null, site(target, 60), el('span', { class: 'num muted' }, ` ${count(links.length, 'link')}${
      more ? ' and more' : ''}`)),
    list,
    links.length > FIRST_LINKS && el('button', { type: 'button', class: 'link', onclick: event => {
      draw(true);
      event.target.remove();
      list.children[FIRST_LINKS].querySelector('a')?.focus();
    } }, `${links.length - FIRST_LINKS} more`));
}

function linkNode(drawer, link, found) {
  const record = el('div', { class: 'record', hidden: true });
  return el('li', null,
    el('div', null, outward(link.page, site(link.page, 160))),
    el('div', { class: 'to' }, el('span', { 'aria-hidden': 'true' }, '→ '), el('span', { class: 'quiet' }, 'links to '),
      outward(link.target, site(link.target, 160))),
    el('dl', { class: 'facts' },
      fact('anchor', link.anchor ? strange(link.anchor) : el('span', { class: 'muted' }, 'empty')),
      fact('kind', [link.kind, ', ', link.rel ? visible(link.rel) : 'followed', link.state === 'lost' ? ', lost' : '']),
      fact('seen', seen(link)),
      fact('read in', [strange(link.file, 80), link.inner_file ? [' / ', strange(link.inner_file, 80)] : null,
        link.offset === null || link.offset === undefined ? null : ` at byte ${number(link.offset)}`])),
    el('div', { class: 'row' },
      el('button', { type: 'button', class: 'link', 'aria-expanded': 'false', onclick: event =>
        showRecord(drawer, link, record, event.currentTarget) }, 'show record'),
      el('button', { type: 'button', class: 'link', onclick: () =>
        copy(drawer, citation(link, found.snapshot, found.version)) }, 'copy citation')),
    record);
}

const fact = (word, ...values) => [el('dt', null, word), el('dd', null, values)];

function seen({ first_seen: first, last_seen: last }) {
  return !first && !last ? 'no date' : day(first) === day(last) ? day(last) : `${day(first)} to ${day(last)}`;
}

// The bytes around a link as text: nothing of them is ever rendered.
async function showRecord(drawer, link, node, button) {
  const isOpen = node.hidden;
  node.hidden = !isOpen;
  button.setAttribute('aria-expanded', String(isOpen));
  if (!isOpen || node.firstChild) {
    return;
  }

  const fields = ['file', 'file_digest', 'inner_file', 'offset', 'offset_decompressed', 'target', 'anchor'];
  // A very long anchor would not fit into an address; the target finds the link without it.
  const query = fields.filter(name => link[name] !== null && link[name] !== undefined
    && String(link[name]).length <= MAX_FIELD)
    .map(name => `${name}=${encodeURIComponent(link[name])}`).join('&');
  try {
    const { head, before, link: middle, after } = await drawer.context.api.look(`record?${query}`);
    fill(node, el('pre', { dir: 'ltr', tabindex: 0, 'aria-label': 'The record' }, lines(head, 4000), head ? '\n\n' : '',
      lines(before), el('mark', null, lines(middle)), lines(after)));
  } catch (error) {
    const isOlder = /nothing at this path/.test(error.message);
    fill(node, el('p', { class: 'muted' }, isOlder ? 'This server shows no records.' : visible(error.message, 500)));
  }
}

const lines = (text, limit = 2000) => String(text ?? '').split(/\r?\n/).map(line => visible(line, limit)).join('\n');

function absenceNode(drawer, row, absence, explained) {
  const { state } = drawer.context;
  if (!absence) {
    return null;
  }

  const isFree = absence.every(one => one.links.length === 0);
  return el('p', { class: `absence ${isFree ? 'good' : 'warn'}` }, icon(isFree ? 'check' : 'info'),
    el('span', null, strange(absenceSentence({ source: row, not: state.not.map(writeTarget), absence,
      pages: explained?.domain?.source_pages ?? null }), 1000)));
}

// What the scores are made of, in the words of the server.
function scores(domain, { index }) {
  if (!domain) {
    return null;
  }

  const part = one => el('li', null, el('span', { class: 'num points' }, signed(one.points)), visible(one.words));
  const most = index.highest?.domain_authority;
  return el('details', { class: 'parts' },
    el('summary', null, 'What its scores are made of'),
    el('p', null, el('b', null, `Domain Authority ${domain.domain_authority}`),
      most ? ` (the highest in this index is ${most}, computed from this index alone)` : ''),
    el('ul', null, (domain.domain_authority_components ?? []).map(part)),
    el('p', null, el('b', null, domain.spam_score < 0 ? 'No spam score' : `Spam score ${domain.spam_score}`)),
    el('ul', null, (domain.spam_score_components ?? []).map(part)));
}

const signed = points => points > 0 ? `+${points}` : String(points).replace('-', '−');

async function copy(drawer, text) {
  try {
    await navigator.clipboard.writeText(text);
    drawer.context.announce('Copied');
  } catch {
    drawer.context.announce('The browser does not let this page copy');
  }
}
