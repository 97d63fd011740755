// Questions that are kept by name, each with the snapshot of its day, so that it can say what changed since.
import { toQuestion, readAddress, writeAddress } from './state.js';
import { save } from './download.js';
import { csvLine, lineSplitter } from './rows.js';
import { list } from './plot/subsets.js';
import { count, day, el, fill, number, visible } from './text.js';

/** A question in words: `sites that link to at least 2 of 3: a.com, b.com and c.com; not to d.com`. */
export function inWords(question) {
  const rows = { page: 'pages', subdomain: 'hosts', root_domain: 'sites' }[question.source ?? 'page'];
  const to = question.to ?? [];
  const min = question.min ?? 1;
  const parts = [];
  if (to.length > 0) {
    parts.push(to.length === 1 ? to[0] : min === to.length ? `all ${to.length}: ${list(to)}`
      : `at least ${min} of ${to.length}: ${list(to)}`);
  }

  if (question.match) {
    parts.push(question.match);
  }

  const not = question.not?.length > 0 ? `; not to ${list(question.not)}` : '';
  const filters = [...Object.keys(question.links ?? {}), ...Object.keys(question.sources ?? {})].map(plainName);
  const hide = question.hide?.length > 0 ? `; hides ${list(question.hide)}` : '';
  return `${rows} that link to ${parts.join(' and ')}${not}`
    + `${filters.length > 0 ? `; filters: ${list(filters)}` : ''}${hide}`;
}

const plainName = name => name.replaceAll('_', ' ');

/** What a saved question is kept as: the address says how it is looked at. */
function recordOf({ state, question, answer, index, total }) {
  return { question, view: { address: writeAddress({ ...state, page: 1, row: null }) },
    snapshot: answer?.snapshot ?? index.snapshot, total };
}

/** The button above the table that keeps the question. */
export function showSave(container, context) {
  const part = { context };
  const name = el('input', { type: 'text', 'aria-label': 'Name of the question', placeholder: 'Name', maxlength: 100,
    required: true });
  const form = el('form', { class: 'save-form', hidden: true,
    onsubmit: event => keep(part, event, name, form, button) },
  name, el('button', { type: 'submit', class: 'main' }, 'Save'));
  const button = el('button', { type: 'button', 'aria-expanded': 'false', onclick: () => {
    form.hidden = !form.hidden;
    button.setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) {
      name.focus();
    }
  } }, 'Save question');
  part.said = el('span', { class: 'muted', role: 'status' });
  container.append(button, form, part.said);
  return {
    update(next) {
      part.context = next;
      button.disabled = next.total === null;
    },
    dispose: () => fill(container),
  };
}

async function keep(part, event, name, form, button) {
  event.preventDefault();
  const text = name.value.trim();
  if (text === '') {
    return;
  }

  try {
    await part.context.api.put(`saved/${encodeURIComponent(text)}`, recordOf(part.context));
    part.said.textContent = `Saved as ${text}`;
    form.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    button.focus();
  } catch (error) {
    part.said.textContent = `not saved: ${error.message}`;
  }
}

/** The view of `#/saved`. */
export function show(container, context) {
  const view = { context, node: el('div', { class: 'sheet saved' }) };
  container.append(view.node);
  load(view);
  return { update: next => { view.context = next; }, dispose: () => view.node.remove() };
}

async function load(view) {
  try {
    const { saved } = await view.context.api.get('saved');
    view.saved = saved;
    draw(view);
    for (const one of saved) {
      await lookSince(view, one);
    }
  } catch (error) {
    fill(view.node, el('p', { class: 'problem', role: 'alert' }, error.message, ' ',
      el('button', { type: 'button', onclick: () => load(view) }, 'Try again')));
  }
}

function draw(view) {
  const { saved } = view;
  const file = el('input', { type: 'file', accept: 'application/json,.json', hidden: true,
    onchange: () => take(view, file) });
  view.said = el('p', { role: 'status', class: 'muted' });
  view.cells = new Map();
  fill(view.node, el('h1', null, 'Saved questions'),
    saved.length === 0 ? el('p', null, 'None yet. Ask a question and press ', el('b', null, 'Save question'),
      ' above its rows: it keeps filters, columns and the index of the day, and says later what changed.')
      : table(view),
    el('div', { class: 'row' },
      saved.length > 0 && el('button', { type: 'button', class: 'main', onclick: () => runAll(view) },
        'Run all, one file'),
      saved.length > 0 && el('button', { type: 'button', onclick: () =>
        save('vennlink-questions.json', 'application/json', JSON.stringify({ saved }, null, 2)) }, 'Save list as JSON'),
      el('button', { type: 'button', onclick: () => file.click() }, 'Take in a list'), file),
    view.said);
}

function table(view) {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Saved questions' },
    el('table', { class: 'plain-table' }, el('caption', { class: 'quiet' }, 'Saved questions'),
      el('thead', null, el('tr', null, ['Name', 'Asks for', 'Saved', 'Rows then', 'Since then', ''].map(head =>
        el('th', { scope: 'col' }, head || el('span', { class: 'quiet' }, 'Remove'))))),
      el('tbody', null, view.saved.map(one => {
        const since = el('td', null, el('span', { class: 'muted' }, '…'));
        view.cells.set(one.name, since);
        return el('tr', null,
          el('th', { scope: 'row' }, el('a', { href: addressOf(one) }, visible(one.name, 100))),
          el('td', null, visible(inWords(one.question), 300)), el('td', { class: 'num' }, day(one.saved_at)),
          el('td', { class: 'num' }, number(one.total)), since,
          el('td', null, el('button', { type: 'button', 'aria-label': `Remove ${one.name}`,
            onclick: () => remove(view, one) }, 'Remove')));
      }))));
}

// Only an address of the page itself is followed, whatever a list that was taken in says.
function addressOf({ view }) {
  return /^#\/q\?/.test(view?.address ?? '') ? view.address : '#/q';
}

async function lookSince(view, one) {
  const cell = view.cells.get(one.name);
  const { api, index } = view.context;
  if (one.snapshot === index.snapshot) {
    fill(cell, el('span', { class: 'muted' }, 'same index'));
    return;
  }

  try {
    const { sort, ...question } = one.question;
    const { gained, lost } = await api.post('diff',
      { question: { ...question, limit: 1 }, before: one.snapshot, show: ['gained', 'lost'], links_shown: 0 });
    fill(cell, gained + lost === 0 ? 'nothing changed' : `${number(gained)} new, ${number(lost)} lost`);
  } catch {
    await countNow(view, one, cell);
  }
}

// The index of that day is not kept any more: only the numbers can be compared.
async function countNow(view, one, cell) {
  try {
    const { sort, ...question } = one.question;
    const { total } = await view.context.api.post('count', question);
    fill(cell, `now ${count(total, 'row')}`, el('span', { class: 'muted' }, ' (the index of that day is gone)'));
  } catch (error) {
    fill(cell, el('span', { class: 'problem' }, error.message));
  }
}

async function remove(view, one) {
  try {
    await view.context.api.remove(`saved/${encodeURIComponent(one.name)}`);
    view.context.announce(`Removed ${one.name}`);
    await load(view);
  } catch (error) {
    view.said.textContent = error.message;
  }
}

async function take(view, file) {
  try {
    const { saved } = JSON.parse(await file.files[0].text());
    for (const one of saved) {
      const address = addressOf(one);
      const { state } = readAddress(address);
      await view.context.api.put(`saved/${encodeURIComponent(one.name)}`, {
        question: one.question ?? toQuestion(state, state.to), view: { address }, snapshot: one.snapshot,
        total: one.total,
      });
    }

    await load(view);
    view.said.textContent = `Took in ${count(saved.length, 'question')}.`;
  } catch (error) {
    view.said.textContent = `That is no list of questions: ${error.message}`;
  }
}

// All rows of all questions in one file, each row with the name of its question.
async function runAll(view) {
  const heads = ['question', 'page', 'title', 'domain_authority', 'spam_score', 'links_to', 'targets'];
  const parts = ['\ufeff', csvLine(heads)];
  let rows = 0;
  try {
    for (const one of view.saved) {
      view.said.textContent = `asking: ${one.name} …`;
      const response = await view.context.api.send('POST', 'intersect', one.question,
        { accept: 'application/x-ndjson' });
      const lines = lineSplitter(line => {
        const row = JSON.parse(line);
        if (row.error) {
          throw new Error(row.error.message);
        }

        rows++;
        parts.push(csvLine([one.name, row.page, row.title ?? '', row.domain_authority, row.spam_score,
          row.matching_targets.length, row.matching_targets.join('; ')]));
      });
      lines.add(await response.text());
      lines.end();
    }

    save(`saved-questions-${new Date().toISOString().slice(0, 10)}.csv`, 'text/csv;charset=utf-8',
      new Blob(parts, { type: 'text/csv;charset=utf-8' }));
    view.said.textContent = `Saved ${count(rows, 'row')} of ${count(view.saved.length, 'question')}.`;
  } catch (error) {
    view.said.textContent = error.message;
  }
}
