// The view of `#/q`: question bar, filters, plot, table and drawer; and what is asked when. Rows are asked first and
// alone, so that they stand at once; totals, facets, links and subsets follow side by side.
import { filterCount, isAsked, toQuestion, withoutOrder } from './state.js';
import { parse, positives } from './match.js';
import { show as showQuestion } from './question.js';
import { show as showFilters } from './filters.js';
import { show as showTable } from './table.js';
import { show as showSummary } from './summary.js';
import { listen } from './keys.js';
import { el, fill, count } from './text.js';

const CELL_LINKS = 10, MAX_LIMIT = 10000, SLOW_MS = 200, LOOK_EVERY_MS = 30000;

export function show(container, context) {
  const view = { container, answer: {}, turn: 0, tokens: new Map(), selected: new Set(), slots: {}, marks: new Map(),
    given: new Map() };
  view.context = contextOf(view, context);
  lay(view);
  loadMarks(view);
  const unlisten = listen(view);
  const look = () => lookForNewer(view);
  const timer = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  update(view, context);
  if (!isAsked(context.state)) {
    view.question.focus();
  }

  return {
    update: next => update(view, next),
    dispose() {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      unlisten();
      view.abort?.abort();
      Object.values(view.slots).forEach(slot => slot.dispose?.());
      fill(container);
    },
  };
}

/** What the tab and a bookmark are called. */
export function titleOf({ columns }) {
  const more = columns.length > 1 ? ` and ${columns.length - 1} more` : '';
  return columns.length === 0 ? 'Prospects · Vennlink' : `Links to ${columns[0].text}${more} · Vennlink`;
}

/** The targets that rows link to, in order: the columns. */
export function columnsOf(state) {
  const tree = state.match ? parse(state.match) : null;
  return [...state.to, ...(tree ? positives(tree) : [])];
}

function lay(view) {
  const { context } = view;
  const node = el('div', { class: 'prospects' });
  view.container.append(node);
  view.question = showQuestion(node, context);
  view.body = el('div', { class: 'body' });
  view.filterNode = el('aside', { class: 'filters', 'aria-label': 'Filters', id: 'filters' });
  view.results = el('section', { class: 'results', 'aria-label': 'Prospects' });
  view.drawerNode = el('div', { class: 'drawer-slot' });
  view.body.append(view.filterNode, view.results, view.drawerNode);
  node.append(view.body);
  view.summaryNode = el('div', { class: 'summary' });
  view.plotNode = el('div', { class: 'plot-slot', hidden: true });
  view.tableNode = el('div', { class: 'table-slot' });
  view.results.append(view.summaryNode, view.plotNode, view.tableNode);
  view.filters = showFilters(view.filterNode, context);
  view.filterNode.style.contentVisibility = 'hidden';
  view.body.hidden = true;
  view.summary = showSummary(view.summaryNode, context, view);
  view.table = showTable(view.tableNode, context, view);
}

// What the parts are given: the address, the question, and what is known of its answer by now.
function contextOf(view, context) {
  const columns = columnsOf(context.state);
  const left = leftOut(view, context.state);
  const question = isAsked(context.state) ? toQuestion(context.state, columns, left) : null;
  return {
    ...context, columns, question, left, answer: view.answer, total: view.answer.total ?? null, selected: view.selected, marks: view.marks, filterCount: filterCount(context.state),
    onSelect: () => redraw(view),
    onMark: (source, mark) => putMark(view, source, mark),
  };
}

// A mark that was just given is shown; rows that it would leave out stay until the next question.
function putMark(view, source, mark) {
  view.given.set(source, mark);
  view.marks = new Map(view.marks);
  if (mark && (mark.status || mark.tags?.length > 0 || mark.note)) {
    view.marks.set(source, mark);
  } else {
    view.marks.delete(source);
  }

  redraw(view);
}

function leftOut(view, state) {
  return [...view.marks].filter(([, mark]) => state.skip.includes(mark.status)).map(([source]) => source);
}

function update(view, context) {
  view.context = contextOf(view, context);
  const { state, question } = view.context;
  view.question.update(view.context);
  document.title = titleOf(view.context);
  view.body.hidden = question === null || !view.isShown;
  if (question === null) {
    showStart(view);
    return;
  }

  view.startNode?.remove();
  view.startNode = null;
  const key = JSON.stringify([question, state.rows]);
  const isNew = key !== view.key;
  if (isNew || state.page !== view.page) {
    if (isNew) {
      view.tokens = new Map([[0, null]]);
      view.selected.clear();
      view.table.reset();
    }

    view.key = key;
    view.page = state.page;
    ask(view, isNew);
  } else {
    redraw(view);
  }
}

function redraw(view) {
  drawRows(view);
  drawRest(view);
}

// The rows and the line above them, which are waited for.
function drawRows(view) {
  view.context = contextOf(view, view.context);
  const { state } = view.context;
  view.summary.update(view.context);
  view.table.update(view.context);
  view.plotNode.hidden = state.view === 'table';
  view.tableNode.hidden = state.view === 'plot';
}

function drawRest(view) {
  const { state } = view.context;
  view.filterNode.style.contentVisibility = '';
  view.filters.update(view.context);
  if (state.view !== 'table') {
    slot(view, 'plot', view.plotNode, () => import('./plot.js'));
  }

  showDrawer(view);
}

/** A part in a module of its own, loaded when it is first seen. */
function slot(view, name, node, load, more = {}) {
  const context = { ...view.context, ...more };
  if (view.slots[name]) {
    view.slots[name].update?.(context);
    return;
  }

  view.slots[name] = {};
  load().then(module => {
    view.slots[name] = module.show(node, { ...view.context, ...more }) ?? {};
  }, error => {
    delete view.slots[name];
    fill(node, el('p', { class: 'notice bad' }, `This part could not be loaded: ${error.message}`));
  });
}

async function showDrawer(view) {
  const { row } = view.context.state;
  view.body.classList.toggle('with-drawer', row !== null);
  if (row === null && !view.slots.drawer) {
    return;
  }

  slot(view, 'drawer', view.drawerNode, () => import('./drawer.js'), { rowsShown: view.answer.rows ?? [] });
}

async function ask(view, isNew) {
  const turn = ++view.turn;
  view.abort?.abort();
  view.abort = new AbortController();
  const { signal } = view.abort;
  const { api, state, question } = view.context;
  const slow = setTimeout(() => {
    if (turn === view.turn) {
      reveal(view);
      view.results.classList.add('slow');
    }
  }, SLOW_MS);
  const began = performance.now();
  try {
    const answer = await pageOf(view, question, (state.page - 1) * state.rows, state.rows, signal);
    if (turn !== view.turn) {
      return;
    }

    view.answer = {
      ...(isNew ? {} : keptOf(view.answer)), rows: answer.results, asked: question, snapshot: answer.snapshot,
      isLast: answer.next_token === '', ms: performance.now() - began, read: answer.read,
    };
    reveal(view);
    drawRows(view);
    performance.mark('rows');
    checkSnapshot(view, answer.snapshot);
    askRest(view, turn, api, question);
    afterPaint(() => turn === view.turn && drawRest(view));
  } catch (error) {
    if (turn === view.turn && error.name !== 'AbortError') {
      view.answer = { error };
      reveal(view);
      redraw(view);
    }
  } finally {
    clearTimeout(slow);
    if (turn === view.turn) {
      view.results.classList.remove('slow');
    }
  }
}

// Empty filters and an empty table are not worth drawing for the milliseconds until rows come; the filters come after
// them, in the place that is theirs.
function reveal(view) {
  view.isShown = true;
  view.body.hidden = false;
}

// What is not waited for must not stand before the picture of what is.
function afterPaint(draw) {
  requestAnimationFrame(() => setTimeout(draw));
}

// Another page of the same question has the same numbers.
function keptOf({ total, facets, hidden, why, notes }) {
  return { total, facets, hidden, why, notes };
}

/** One page of rows. A page is asked for by the token of the one before; a place in the middle by skipping to it. */
async function pageOf(view, question, offset, limit, signal) {
  const { api } = view.context;
  let at = Math.max(...[...view.tokens.keys()].filter(place => place <= offset));
  while (at < offset) {
    const step = Math.min(offset - at, MAX_LIMIT);
    const skipped = await api.post('intersect', withToken(question, step, view.tokens.get(at)), { signal });
    if (skipped.next_token === '') {
      return { ...skipped, results: [] };
    }

    at += step;
    view.tokens.set(at, skipped.next_token);
  }

  const answer = await api.post('intersect', withToken(question, limit, view.tokens.get(at)), { signal });
  if (answer.next_token !== '') {
    view.tokens.set(offset + limit, answer.next_token);
  }

  return answer;
}

const withToken = (question, limit, token) => ({ ...question, limit, ...(token ? { next_token: token } : {}) });

function askRest(view, turn, api, question) {
  const put = values => {
    if (turn === view.turn) {
      Object.assign(view.answer, values);
      redraw(view);
    }
  };
  const counted = withoutOrder(question);
  if (view.answer.total === undefined) {
    api.ask('count', { ...counted, facets: ['tld', 'authority', 'followed', 'spam'] }).then(answer => {
      put({
        total: answer.total, facets: answer.facets, hidden: answer.hidden ?? null, why: answer.why_empty ?? null,
        notes: (answer.notes ?? []).filter(line => !/ are hidden, | is hidden, | are one target, /.test(line)),
      });
      view.context.announce(`${count(answer.total, 'prospect')}, exact`);
    }, error => put({ countError: error }));
  }

  if (view.answer.rows.length > 0) {
    askLinks(view, api, question, put);
  }
}

// The links of the rows that are shown fill the cells of the targets.
async function askLinks(view, api, question, put) {
  const { state } = view.context;
  const offset = (state.page - 1) * state.rows;
  try {
    const asked = withToken({ ...question, evidence: { links: CELL_LINKS } }, state.rows, null);
    const token = view.tokens.get(offset);
    // A token holds for the question it was given for, links or not; so later pages name their sources.
    const answer = token ? await linksOf(view, api, question) : await api.post('intersect', asked, view.abort);
    put({ links: new Map(answer.results.map(row => [row.page, row.evidence])) });
  } catch (error) {
    if (error.name !== 'AbortError') {
      put({ links: new Map(), linksError: error });
    }
  }
}

async function linksOf(view, api, question) {
  const sources = view.answer.rows.map(row => asSource(row.page, question.source));
  const asked = { ...withoutOrder(question), hide: [], sources: { in: sources }, evidence: { links: CELL_LINKS } };
  return api.post('intersect', { ...asked, limit: sources.length }, view.abort);
}

/** A row as a source of lists and of `evidence`. */
export function asSource(page, source) {
  return source === 'root_domain' ? page : `${source}:${page}`;
}

async function loadMarks(view) {
  try {
    const { loadMarks: load } = await import('./marks.js');
    // What was given meanwhile is newer.
    view.marks = new Map([...await load(view.context.api), ...view.given]);
    update(view, view.context);
  } catch {
    // Without marks the page has no column for them.
    view.marks = new Map();
  }
}

// A snapshot that was published since: rows on the screen stay, until one asks for the others.
async function lookForNewer(view) {
  if (document.visibilityState !== 'visible') {
    return;
  }

  try {
    const response = await fetch('/readyz', { headers: { Accept: 'application/json' } });
    const { snapshot } = await response.json();
    offerNewer(view, snapshot);
  } catch {
    // The next question will say that the server is away.
  }
}

function offerNewer(view, snapshot) {
  if (!snapshot || snapshot === view.context.index.snapshot || view.newerNode?.isConnected) {
    return;
  }

  view.newerNode = el('div', { class: 'notice newer', role: 'status' }, 'A newer snapshot is ready. ',
    el('button', { type: 'button', onclick: () => view.context.refresh() }, 'Switch to it'));
  view.results.prepend(view.newerNode);
}

// An answer out of a newer index must not stand beside numbers of the one before.
function checkSnapshot(view, snapshot) {
  if (snapshot !== view.context.index.snapshot) {
    view.context.api.forget();
    offerNewer(view, snapshot);
  }
}

async function showStart(view) {
  if (view.startNode) {
    return;
  }

  const { api } = view.context;
  const node = view.startNode = el('div', { class: 'start' });
  view.container.firstChild.append(node);
  try {
    const { results } = await api.look('targets?prefix=&limit=12');
    fill(node, el('h2', null, 'Sites that most others link to in this index'),
      el('p', { class: 'muted' }, 'Name the sites that your prospects link to: competitors, or sites like yours. '
        + 'Or begin with some of these.'),
      el('ul', { class: 'starters' }, results.map(row => el('li', null, el('button', {
        type: 'button', onclick: () => view.question.add({ text: row.target, scope: row.scope }),
      }, el('bdi', null, row.target), el('span', { class: 'muted num' }, String(row.linking_root_domains)))))));
  } catch (error) {
    fill(node, el('p', { class: 'problem' }, error.message));
  }
}
