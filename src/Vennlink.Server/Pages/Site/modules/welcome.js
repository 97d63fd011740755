// The first run, and adding data later: the sample, files dropped here, or a folder of the server. Nothing is built
// before the check of the files was seen and agreed to.
import { normalise } from './state.js';
import { bytes } from './data.js';
import { el, fill, count, number, visible } from './text.js';

const LOOK_EVERY_MS = 400, KEPT_IMPORT = 'import';
const RUNNING = ['checking', 'building'], ON_ITS_WAY = ['waits', 'goes up'];

export function show(container, context) {
  const view = { node: el('div', { class: 'sheet welcome' }), context, id: null, state: null, uploads: new Map() };
  container.append(view.node);
  draw(view);
  resume(view);
  return {
    update: next => { view.context = next; },
    dispose() {
      clearTimeout(view.timer);
      view.isGone = true;
      view.node.remove();
    },
  };
}

// A reload finds the import that it began again.
function resume(view) {
  const id = sessionStorage.getItem(KEPT_IMPORT);
  if (id) {
    view.id = id;
    look(view).catch(() => forget(view));
  }
}

function forget(view) {
  sessionStorage.removeItem(KEPT_IMPORT);
  view.id = null;
  view.state = null;
  view.uploads.clear();
  draw(view);
}

function draw(view) {
  const { index } = view.context;
  if (!index.can_import) {
    fill(view.node, el('h1', null, 'Add data'),
      el('p', null, index.snapshot ? 'This server takes no files from the page.'
        : 'There is no data yet, and this server takes no files from the page.'),
      el('p', null, 'Build an index in the shell: ',
      el('code', null, 'vennlink build --out DIR FILES…'), '; or start the server with ',
      el('code', null, 'vennlink serve --open'), ' or ', el('code', null, '--imports'), '.'));
    return;
  }

  view.problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  view.checkNode = el('div', { class: 'import-check' });
  fill(view.node,
    el('h1', null, index.snapshot ? 'Add or replace data' : 'Welcome. There is no data yet.'),
    el('div', { class: 'cards' }, sampleCard(view), filesCard(view), folderCard(view)),
    view.problem, view.checkNode);
  drawCheck(view);
}

const card = (title, ...children) => el('section', { class: 'card' }, el('h2', null, title), ...children);

function sampleCard(view) {
  return view.context.index.has_sample && card('Try it now',
    el('p', null, 'A sample of 234,000 real links, from blogrolls, curated lists and a crawl. It takes some ten '
      + 'seconds.'),
    el('button', { type: 'button', class: 'main', onclick: () => begin(view, { sample: true }, true) },
      'Build the sample'));
}

function filesCard(view) {
  const { limits } = view.context.index;
  const file = el('input', { type: 'file', multiple: true, id: 'files', class: 'quiet',
    onchange: () => { upload(view, [...file.files]); file.value = ''; } });
  const zone = el('div', { class: 'drop', ondragover: event => over(event, zone, true),
    ondragleave: event => over(event, zone, false), ondrop: event => {
      over(event, zone, false);
      upload(view, [...event.dataTransfer.files]);
    } },
  el('label', { for: 'files', class: 'button' }, 'Choose files'), file, el('span', null, ' or drop them here'));
  return card('My exports', el('p', null, 'CSV, TSV or XLSX of Ahrefs, Semrush, Moz, Majestic, Search Console, '
    + 'Screaming Frog and others; also WARC, WACZ, WAT.'), zone,
  limits && el('p', { class: 'muted' }, `Up to ${count(limits.upload_files, 'file')} of ${bytes(limits.upload_bytes)}. `
    + 'Add your own site’s links too, or prospects who already link to you will be listed.'));
}

function over(event, zone, isOver) {
  event.preventDefault();
  zone.classList.toggle('over', isOver);
}

function folderCard(view) {
  const field = el('input', { type: 'text', id: 'folder', placeholder: '/data/crawls', spellcheck: 'false' });
  const canName = view.context.index.can_import_folders;
  return card('Crawls and web graphs', el('p', null, 'WARC, WACZ, WAT or a Common Crawl graph in a folder of the '
    + 'server: read where they are, not copied.'),
  canName ? el('form', { class: 'row', onsubmit: event => {
    event.preventDefault();
    if (field.value.trim() !== '') {
      begin(view, { folder: field.value.trim() }, false);
    }
  } }, el('label', { for: 'folder', class: 'quiet' }, 'Folder on the server'), field,
  el('button', { type: 'submit' }, 'Look at it'))
    : el('p', { class: 'muted' }, 'Only who started the server with ', el('code', null, 'vennlink serve --open'),
      ' may name folders of it. In the shell: ', el('code', null, 'vennlink build --out DIR FOLDER')));
}

async function begin(view, body, isBuiltAtOnce) {
  await attempt(view, async () => {
    const { id } = await view.context.api.post('imports', body);
    keepId(view, id);
    await look(view);
    if (isBuiltAtOnce) {
      await checked(view);
      await view.context.api.post(`imports/${id}/build`, {});
      await look(view);
    }
  });
}

// A build begins when the files have been looked at.
async function checked(view) {
  while (view.state.state === 'checking' && !view.isGone) {
    await new Promise(done => { setTimeout(done, LOOK_EVERY_MS); });
    await look(view);
  }
}

function keepId(view, id) {
  view.id = id;
  sessionStorage.setItem(KEPT_IMPORT, id);
}

async function attempt(view, work) {
  view.problem.hidden = true;
  try {
    await work();
  } catch (error) {
    view.problem.textContent = visible(error.message, 1000);
    view.problem.hidden = false;
  }
}

// Files go up one after the other: the server checks each as it is there.
async function upload(view, files) {
  if (files.length === 0) {
    return;
  }

  await attempt(view, async () => {
    if (view.id === null || (view.state && view.state.state === 'done')) {
      const { id } = await view.context.api.post('imports', {});
      view.state = null;
      keepId(view, id);
    }

    files.forEach(file => view.uploads.set(file.name, 'waits'));
    drawCheck(view);
    for (const file of files) {
      view.uploads.set(file.name, 'goes up');
      drawCheck(view);
      try {
        await view.context.api.send('PUT', `imports/${view.id}/files/${encodeURIComponent(file.name)}`, file,
          { type: 'application/octet-stream' });
        view.uploads.delete(file.name);
      } catch (error) {
        view.uploads.set(file.name, error.message);
      }

      await look(view);
    }
  });
}

// Looks how far it is, and goes on looking while anything runs.
async function look(view) {
  clearTimeout(view.timer);
  const state = await view.context.api.get(`imports/${view.id}`);
  if (view.isGone) {
    return;
  }

  const before = view.state?.state;
  view.state = state;
  drawCheck(view);
  if (RUNNING.includes(state.state)) {
    view.timer = setTimeout(() => look(view).catch(error => attempt(view, () => { throw error; })), LOOK_EVERY_MS);
  } else if (state.state === 'done' && before !== 'done') {
    sessionStorage.removeItem(KEPT_IMPORT);
    view.context.announce('The index is ready');
    view.node.querySelector('.ready')?.focus();
  }
}

function drawCheck(view) {
  const { state, uploads } = view;
  const focused = document.activeElement?.id;
  if (state === null && uploads.size === 0) {
    fill(view.checkNode);
    return;
  }

  const files = state?.files ?? [];
  fill(view.checkNode, el('h2', null, titleOf(state)),
    files.length + uploads.size > 0 && fileTable(view, files),
    stage(view), actions(view, files));
  if (focused) {
    document.getElementById(focused)?.focus();
  }
}

function titleOf(state) {
  const words = { open: 'Check: nothing is built yet', checking: 'Checking …', building: 'Building …', done: 'Done',
    failed: 'That did not work', cancelled: 'Cancelled' };
  return words[state?.state] ?? 'Files go up …';
}

function fileTable(view, files) {
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Files of the import' },
    el('table', { class: 'plain-table check-table' }, el('caption', { class: 'quiet' }, 'Files of the import'),
      el('thead', null, el('tr', null, ['File', 'Recognised as', 'Rows', 'Used', 'Left out', 'Target', 'Remove']
        .map((head, i) => el('th', { scope: 'col', class: i === 2 || i === 3 ? 'num' : null },
          head === 'Remove' ? el('span', { class: 'quiet' }, head) : head)))),
      el('tbody', null, files.map((file, i) => fileRow(view, file, i)),
        [...view.uploads].map(([name, state]) => uploadRow(view, name, state)))));
}

// A file on its way, or one that the server did not take.
function uploadRow(view, name, state) {
  const isOnItsWay = ON_ITS_WAY.includes(state);
  return el('tr', { class: isOnItsWay ? null : 'bad' }, el('th', { scope: 'row' }, nameOf(name)),
    el('td', { colspan: 5, class: isOnItsWay ? 'muted' : 'problem' }, visible(state, 300)),
    el('td', null, !isOnItsWay && el('button', { type: 'button', class: 'tool',
      'aria-label': `Remove ${visible(name, 80)}`, onclick: () => {
        view.uploads.delete(name);
        drawCheck(view);
      } }, '×')));
}

const nameOf = name => el('bdi', null, visible(name, 120));

function fileRow(view, file, i) {
  const isOpen = !RUNNING.includes(view.state.state) && view.state.state !== 'done';
  return el('tr', { class: file.problem ? 'bad' : null },
    el('th', { scope: 'row' }, nameOf(file.name), el('span', { class: 'muted num' }, ` ${bytes(file.bytes)}`)),
    el('td', null, recognised(view, file, isOpen)),
    el('td', { class: 'num' }, number(file.rows)), el('td', { class: 'num' }, number(file.used)),
    el('td', null, leftOut(file), (file.notes ?? []).map(note => el('div', { class: 'muted' }, visible(note, 300)))),
    el('td', null, target(view, file, i, isOpen)),
    el('td', null, isOpen && el('button', { type: 'button', class: 'tool',
      'aria-label': `Remove ${visible(file.name, 80)}`, onclick: () => removeFile(view, file) }, '×')));
}

function recognised(view, file, isOpen) {
  if (file.checked === false) {
    return el('span', { class: 'muted' }, 'is looked at …');
  }

  return [file.kind && el('div', null, visible(file.kind, 120)),
    file.form && el('div', { class: 'muted' }, visible(file.form, 120)),
    file.need === 'target' ? el('div', { class: 'muted' }, 'links of one site, which it does not name')
      : file.problem && el('div', { class: 'problem' }, visible(file.problem, 400)),
    file.need === 'columns' && isOpen && columnFields(view, file)];
}

// A table that no name of a column tells: a person says which one links come from, and where they lead.
function columnFields(view, file) {
  const said = view.options?.columns?.[file.name] ?? {};
  const field = (holds, label) => el('label', null, `${label} `, el('select', { onchange: event =>
    attempt(view, () => setOptions(view, { columns: { ...view.options?.columns,
      [file.name]: { ...said, [holds]: event.target.value || undefined } } })) },
  el('option', { value: '' }, '…'), (file.column_names ?? []).map(name =>
    el('option', { value: name, selected: said[holds] === name }, visible(name, 80)))));
  return el('details', { open: true }, el('summary', null, 'Map columns'),
    field('source', 'Page that links'), ' ', field('target', 'Page linked to'));
}

function removeFile(view, file) {
  return attempt(view, async () => {
    await view.context.api.remove(`imports/${view.id}/files/${encodeURIComponent(file.name)}`);
    await look(view);
  });
}

function leftOut(file) {
  const entries = Object.entries(file.left_out ?? {});
  return entries.length === 0 ? file.used === undefined || file.used === null ? null : '0'
    : entries.map(([reason, times]) => `${number(times)} ${reason.replaceAll('_', ' ')}`).join(', ');
}

// A file that does not say whose links it lists, as Search Console's do not, needs to be told.
function target(view, file, i, isOpen) {
  const { needed, column, given } = file.target ?? {};
  if (!needed) {
    return column ? `from column ${visible(column, 80)}` : given ? visible(given, 100) : null;
  }

  const id = `target-${i}`;
  const field = el('input', { type: 'text', id, value: given ?? '', placeholder: 'example.com', disabled: !isOpen,
    'aria-describedby': `${id}-why`, onchange: () => setTarget(view, file, field) });
  return [el('label', { for: id, class: 'quiet' }, `Site that ${visible(file.name, 80)} lists the links of`), field,
    el('span', { id: `${id}-why`, class: given ? 'quiet' : 'problem' }, '← please say')];
}

async function setTarget(view, file, field) {
  const named = normalise(field.value);
  await attempt(view, async () => {
    if (named === null && field.value.trim() !== '') {
      throw new Error(`“${field.value}” names no site.`);
    }

    await setOptions(view, { targets: { ...targetsOf(view), [file.name]: named?.text ?? '' } });
  });
}

const targetsOf = view => Object.fromEntries((view.state?.files ?? []).filter(file => file.target?.given)
  .map(file => [file.name, file.target.given]));

async function setOptions(view, options) {
  view.options = { add: true, targets: targetsOf(view), ...view.options, ...options };
  await view.context.api.put(`imports/${view.id}/options`, view.options);
  await look(view);
}

function stage(view) {
  const { state } = view;
  if (!state) {
    return null;
  }

  const { stage: name, done, total } = state.progress ?? {};
  const isRunning = RUNNING.includes(state.state);
  return [
    isRunning && el('p', { class: 'row', role: 'status' },
      el('progress', { 'aria-label': 'Progress of the build', max: total || 1, value: total ? done : null }),
      el('span', null, visible(name ?? 'begins', 100))),
    state.error && el('p', { class: 'problem', role: 'alert' }, visible(state.error, 1000)),
  ];
}

function actions(view, files) {
  const { state, context } = view;
  const act = (path, options) => () => attempt(view, async () => {
    await context.api.post(`imports/${view.id}/${path}`, options ?? {});
    await look(view);
  });
  if (state?.state === 'done') {
    return el('p', { class: 'row' }, el('button', { type: 'button', class: 'main ready', onclick: () => {
      history.replaceState(null, '', '#/q');
      context.refresh();
    } }, 'Find prospects'), el('a', { href: '#/data' }, 'What it holds'));
  }

  if (state?.state === 'building') {
    return el('p', null, el('button', { type: 'button', onclick: act('cancel') }, 'Cancel'));
  }

  const waits = files.filter(file => file.target?.needed && !file.target.given);
  const isReady = files.length > 0 && state?.state !== 'checking' && view.uploads.size === 0 && waits.length === 0
    && files.every(file => !file.problem);
  return [options(view), el('p', { class: 'row' },
    el('button', { type: 'button', class: 'main', disabled: !isReady, onclick: act('build') }, 'Build the index'),
    el('button', { type: 'button', onclick: () => attempt(view, async () => {
      await context.api.remove(`imports/${view.id}`);
      forget(view);
    }) }, 'Throw away'),
    waits.length > 0 && el('span', { class: 'problem' },
      `${count(waits.length, 'file')} ${waits.length === 1 ? 'does' : 'do'} not say whose links ${
        waits.length === 1 ? 'it lists' : 'they list'}: please name the site.`))];
}

function options(view) {
  const box = (id, label, name, isOn) => el('label', { class: 'choice' },
    el('input', { type: 'checkbox', id, checked: isOn, onchange: event =>
      attempt(view, () => setOptions(view, { [name]: event.target.checked })) }), el('span', null, label));
  return el('div', { class: 'row' },
    box('with-lost', 'take in links that the export calls lost', 'include_lost', view.options?.include_lost ?? false),
    view.context.index.snapshot && box('added', 'add to the index that is there (else this takes its place)', 'add',
      view.options?.add ?? true));
}
