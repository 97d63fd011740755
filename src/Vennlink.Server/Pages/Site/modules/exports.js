// The menu that saves rows as a file, copies them, or copies the question for others to ask.
import { copyAs, copyText, WORDS } from './copy-as.js';
import { save } from './download.js';
import { OUTREACH, SCORE_RULE, csvLine, lineSplitter, outreachCells, pasteCells, tsvLine } from './rows.js';
import { el, fill, count, number } from './text.js';

const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const NDJSON = 'application/x-ndjson';

// Forms of a file: what is asked, and whether it has room for the links behind a row.
const FORMS = {
  xlsx: { label: 'Excel workbook (XLSX)', note: 'rows, links and how it was asked, on three sheets', accept: SHEET,
    links: true },
  csv: { label: 'CSV for spreadsheets', note: 'no cell is taken for a formula',
    accept: 'text/csv; dialect=spreadsheet' },
  exact: { label: 'CSV, exact', note: 'as it is, for programs', accept: 'text/csv', extension: 'csv' },
  ndjson: { label: 'NDJSON', note: 'a row a line, for programs', accept: NDJSON, links: true },
  parquet: { label: 'Parquet', note: 'for DuckDB, pandas and the like', accept: 'application/vnd.apache.parquet' },
  outreach: { label: 'Outreach list (CSV)', note: `nine columns: ${OUTREACH.join(', ')}`, extension: 'csv' },
};

// Rows on the clipboard are held whole; a file is not.
const MAX_COPIED = 10000, LINKS_A_TARGET = 100, PART_BYTES = 16 << 20, SAY_EVERY_MS = 200;

export function show(container, context) {
  const menu = { context, isOpen: false, form: 'xlsx', withLinks: true, onlySelected: true, running: null };
  menu.button = el('button', { type: 'button', 'aria-haspopup': 'true', 'aria-expanded': 'false', 'data-export': true,
    onclick: () => toggle(menu) }, 'Export');
  menu.panel = el('div', { class: 'export-panel', role: 'group', 'aria-label': 'Export', hidden: true });
  menu.node = el('div', { class: 'export', onkeydown: event => closeByKey(menu, event) }, menu.button, menu.panel);
  container.append(menu.node);
  const outside = event => menu.isOpen && !menu.node.contains(event.target) && !menu.running && toggle(menu);
  document.addEventListener('pointerdown', outside);
  update(menu, context);
  return {
    update: next => update(menu, next),
    dispose() {
      document.removeEventListener('pointerdown', outside);
      menu.running?.abort();
      menu.node.remove();
    },
  };
}

function update(menu, context) {
  menu.context = context;
  const { selected, total } = context;
  menu.button.textContent = selected.size > 0 ? `Export ${number(selected.size)} ▾`
    : `Export all${total === null ? '' : ` ${number(total)}`} ▾`;
  menu.button.disabled = total === 0;
  if (menu.isOpen && !menu.running && menu.drawnFor !== selected.size) {
    draw(menu);
  }
}

function toggle(menu) {
  menu.isOpen = !menu.isOpen;
  menu.button.setAttribute('aria-expanded', String(menu.isOpen));
  menu.panel.hidden = !menu.isOpen;
  if (menu.isOpen) {
    draw(menu);
    menu.panel.querySelector('input')?.focus();
  }
}

function closeByKey(menu, event) {
  if (event.key === 'Escape' && menu.isOpen && !menu.running) {
    event.stopPropagation();
    toggle(menu);
    menu.button.focus();
  }
}

function draw(menu) {
  const { selected, total } = menu.context;
  menu.drawnFor = selected.size;
  const radio = (name, value, isChecked, label, note, set) => el('label', { class: 'choice' },
    el('input', { type: 'radio', name, value, checked: isChecked, onchange: () => { set(); refresh(menu); } }),
    el('span', null, label, note && el('span', { class: 'muted' }, ` · ${note}`)));
  menu.linksBox = el('input', { type: 'checkbox', checked: menu.withLinks,
    onchange: () => { menu.withLinks = menu.linksBox.checked; } });
  menu.linksNote = el('span', { class: 'muted' });
  menu.state = el('div', { class: 'export-state' });
  fill(menu.panel,
    selected.size > 0 && el('fieldset', null, el('legend', null, 'Rows'),
      radio('which', 'some', menu.onlySelected, `${number(selected.size)} selected`, null,
        () => { menu.onlySelected = true; }),
      radio('which', 'all', !menu.onlySelected, total === null ? 'all' : `all ${number(total)}`, null,
        () => { menu.onlySelected = false; })),
    el('fieldset', null, el('legend', null, 'File'), Object.entries(FORMS).map(([name, { label, note }]) =>
      radio('form', name, menu.form === name, label, note, () => { menu.form = name; }))),
    el('label', { class: 'choice' }, menu.linksBox,
      el('span', null, 'with the links behind each row ', menu.linksNote)),
    el('div', { class: 'row' },
      el('button', { type: 'button', class: 'main', onclick: () => run(menu, saveFile) }, 'Save file'),
      el('button', { type: 'button', onclick: () => run(menu, copyRows) }, 'Copy rows (TSV)')),
    menu.state,
    el('fieldset', null, el('legend', null, 'Copy the question as'), el('div', { class: 'row' },
      Object.entries(WORDS).map(([kind, label]) =>
        el('button', { type: 'button', onclick: () => copyQuestion(menu, kind, label) }, label)),
      el('button', { type: 'button', onclick: () => copyLink(menu) }, 'Link'))));
  refresh(menu);
}

function refresh(menu) {
  const form = FORMS[menu.form];
  menu.linksBox.disabled = !form.links;
  menu.linksBox.checked = form.links ? menu.withLinks : menu.form === 'outreach';
  menu.linksNote.textContent = menu.form === 'outreach' ? `(read for anchors) · score: ${SCORE_RULE}`
    : form.links ? '' : '(this form has no room for them)';
}

const isSome = menu => menu.onlySelected && menu.context.selected.size > 0;

// What is asked: the whole question, or that part of its rows which is selected.
function asked(menu) {
  const { question, selected } = menu.context;
  if (!isSome(menu)) {
    return question;
  }

  const scope = question.source === 'root_domain' ? '' : `${question.source}:`;
  return { ...question, sources: { ...question.sources, in: [...selected].map(source => `${scope}${source}`) } };
}

const rowsOf = menu => isSome(menu) ? menu.context.selected.size : menu.context.total;

async function run(menu, work) {
  menu.running = new AbortController();
  menu.panel.querySelectorAll('button, input').forEach(field => { field.disabled = true; });
  const said = el('span', { role: 'status' }, 'asking …');
  const stop = el('button', { type: 'button', onclick: () => menu.running.abort() }, 'Cancel');
  fill(menu.state, said, ' ', stop);
  let outcome;
  try {
    outcome = await work(menu, text => { said.textContent = text; }, menu.running.signal);
  } catch (error) {
    outcome = error.name === 'AbortError' ? 'Cancelled: nothing was saved.' : null;
    menu.problem = error;
  }

  menu.running = null;
  draw(menu);
  fill(menu.state, outcome === null ? el('p', { class: 'problem', role: 'alert' }, menu.problem.message)
    : el('p', { role: 'status' }, outcome));
  menu.context.announce(outcome ?? menu.problem.message);
  menu.panel.querySelector('button')?.focus();
}

async function saveFile(menu, say, signal) {
  const form = FORMS[menu.form];
  const name = fileName(menu, form.extension ?? menu.form);
  if (menu.form === 'outreach') {
    const { rows, blob } = await outreachFile(menu, say, signal);
    save(name, '', blob);
    return `Saved ${name}: ${count(rows, 'row')}.`;
  }

  const question = form.links && menu.withLinks ? { ...asked(menu), evidence: { links: LINKS_A_TARGET } } : asked(menu);
  const response = await menu.context.api.send('POST', 'intersect', question, { accept: form.accept, signal });
  const blob = await readBlob(response, form.accept, say, rowsOf(menu));
  save(name, '', blob);
  return `Saved ${name}, ${size(blob.size)}.`;
}

function fileName(menu, extension) {
  const first = (menu.context.columns[0]?.text ?? 'all').replace(/[^\p{L}\p{N}.-]+/gu, '-').slice(0, 60);
  return `prospects-${first}-${new Date().toISOString().slice(0, 10)}.${extension}`;
}

const size = bytes => bytes < 1 << 20 ? `${number(Math.ceil(bytes / 1024))} KiB`
  : `${(bytes / (1 << 20)).toFixed(1)} MiB`;

// Parts become a blob each 16 MiB, which the browser may put on disk, so memory does not grow with the file.
async function readBlob(response, type, say, rows) {
  const parts = [];
  let held = [], heldBytes = 0, total = 0, said = 0, tail = '';
  const decoder = type === NDJSON ? new TextDecoder() : null;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }

    held.push(value);
    heldBytes += value.length;
    total += value.length;
    tail = decoder ? (tail + decoder.decode(value, { stream: true })).slice(-4096) : '';
    if (heldBytes > PART_BYTES) {
      parts.push(new Blob(held));
      held = [];
      heldBytes = 0;
    }

    if (performance.now() - said > SAY_EVERY_MS) {
      said = performance.now();
      say(`${size(total)}${rows ? ` of ${count(rows, 'row')}` : ''} …`);
    }
  }

  checkEnd(tail);
  return new Blob([...parts, ...held], { type: type.split(';')[0] });
}

// What goes wrong after the first row is the last line of NDJSON; other forms are broken off, which is an error here.
function checkEnd(tail) {
  const last = tail.trimEnd().split('\n').at(-1);
  if (last.startsWith('{"error":')) {
    throw new Error(`The server broke off: ${JSON.parse(last).error.message}`);
  }
}

// Calls back with each row, as they come.
async function eachRow(menu, question, onRow, say, signal) {
  const response = await menu.context.api.send('POST', 'intersect', question, { accept: NDJSON, signal });
  const decoder = new TextDecoder();
  let rows = 0, said = 0;
  const lines = lineSplitter(line => {
    const row = JSON.parse(line);
    if (row.error) {
      throw new Error(`The server broke off: ${row.error.message}`);
    }

    onRow(row, ++rows);
  });
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }

    lines.add(decoder.decode(value, { stream: true }));
    if (performance.now() - said > SAY_EVERY_MS) {
      said = performance.now();
      say(`${number(rows)} of ${rowsOf(menu) === null ? '…' : count(rowsOf(menu), 'row')}`);
    }
  }

  lines.end();
  return rows;
}

async function outreachFile(menu, say, signal) {
  const { columns, index } = menu.context;
  const parts = ['\ufeff', csvLine(OUTREACH)];
  const question = { ...asked(menu), evidence: { links: 10 } };
  const rows = await eachRow(menu, question, (row, rank) =>
    parts.push(csvLine(outreachCells(row, rank, columns.length, index.highest?.domain_authority ?? 100))), say, signal);
  return { rows, blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }) };
}

async function copyRows(menu, say, signal) {
  const rows = rowsOf(menu);
  if (rows !== null && rows > MAX_COPIED) {
    throw new Error(`${number(rows)} rows are more than the ${number(MAX_COPIED)} of a clipboard: save a file.`);
  }

  const { columns } = menu.context;
  const heads = ['page', 'title', 'domain_authority', 'spam_score', 'links_to', ...columns.map(one => one.text)];
  const lines = [tsvLine(heads)];
  const copied = await eachRow(menu, asked(menu), row => lines.push(tsvLine(pasteCells(row, columns))), say, signal);
  await copyText(lines.join(''));
  return `Copied ${count(copied, 'row')}: paste them into a spreadsheet.`;
}

async function copyQuestion(menu, kind, label) {
  await tell(menu, copyText(copyAs(kind, asked(menu), location.origin)), `Copied: ${label}.`);
}

async function copyLink(menu) {
  await tell(menu, copyText(location.href), 'Copied: link to this question.');
}

async function tell(menu, work, text) {
  try {
    await work;
    fill(menu.state, el('p', { role: 'status' }, text));
    menu.context.announce(text);
  } catch (error) {
    fill(menu.state, el('p', { class: 'problem', role: 'alert' }, `The browser did not let it: ${error.message}`));
  }
}
