// What a person keeps of a prospect: how far the talks are, tags, a note. The server keeps it, beside the keys.
import { count, el, fill } from './text.js';

/** How far it is with a prospect, in order. */
export const STATUSES = ['new', 'to_contact', 'contacted', 'won', 'no'];

/** All marks: source → {status, tags, note}. */
export async function loadMarks(api) {
  const { marks } = await api.get('marks');
  return new Map(marks.map(({ source, status, tags, note }) =>
    [source, { status: status ?? '', tags: tags ?? [], note: note ?? '' }]));
}

/** A mark in few words, for a cell of the table; empty for none. */
export function statusText(mark) {
  return mark ? [inWords(mark.status), ...mark.tags.map(tag => `#${tag}`), mark.note && '✎'].filter(Boolean).join(' ')
    : '';
}

const inWords = status => status.replaceAll('_', ' ');

const EMPTY = { status: '', tags: [], note: '' };

/** `list one, two` → tags: split at commas, blanks trimmed, each once. */
export function readTags(text) {
  return [...new Set(text.split(',').map(tag => tag.trim().replace(/^#/, '')).filter(tag => tag !== ''))];
}

// One after the other, so that what was chosen last is what stays.
let last = Promise.resolve();

function put(context, source, mark) {
  const done = last.then(async () => {
    await context.api.put(`marks/${encodeURIComponent(source)}`, mark);
    context.onMark?.(source, mark);
  });
  last = done.catch(() => { });
  return done;
}

/** The fields of one prospect, in the drawer. */
export function show(container, context) {
  const form = { context, node: el('form', { class: 'marks', onsubmit: event => event.preventDefault() }) };
  container.append(form.node);
  lay(form);
  return { update: next => update(form, next), dispose: () => form.node.remove() };
}

function lay(form) {
  const keep = () => keepMark(form);
  form.status = el('select', { onchange: keep }, el('option', { value: '' }, 'no status'),
    STATUSES.map(status => el('option', { value: status }, inWords(status))));
  form.tags = el('input', { type: 'text', placeholder: 'blogrolls, spring', maxlength: 500, onchange: keep });
  form.note = el('textarea', { rows: 2, maxlength: 4000, onchange: keep });
  form.said = el('span', { class: 'muted', role: 'status' });
  fill(form.node, el('label', null, 'Status ', form.status), el('label', null, 'Tags ', form.tags),
    el('label', { class: 'wide' }, 'Note ', form.note), form.said);
  draw(form);
}

function draw(form) {
  const mark = form.context.marks?.get(form.context.source) ?? EMPTY;
  form.status.value = mark.status;
  form.tags.value = mark.tags.join(', ');
  form.note.value = mark.note;
}

function update(form, context) {
  const isOther = context.source !== form.context.source;
  form.context = context;
  if (isOther) {
    form.said.textContent = '';
    form.isChanged = false;
  }

  // Marks that arrive late must not take back what was just chosen.
  if (isOther || !(form.isChanged || form.node.contains(document.activeElement))) {
    draw(form);
  }
}

async function keepMark(form) {
  form.isChanged = true;
  const mark = { status: form.status.value, tags: readTags(form.tags.value), note: form.note.value.trim() };
  try {
    await put(form.context, form.context.source, mark);
    form.said.textContent = 'kept';
  } catch (error) {
    form.said.textContent = `not kept: ${error.message}`;
  }
}

/** Status and tag of all selected rows at once, in the line below the table. */
export function statusBar(container, context) {
  const bar = { context };
  const status = el('select', { 'aria-label': 'Status of the selected rows', onchange: async () => {
    await all(bar, mark => ({ ...mark, status: status.value === 'none' ? '' : status.value }));
    status.value = '';
  } }, el('option', { value: '' }, 'Status …'), STATUSES.map(name => el('option', { value: name }, inWords(name))),
    el('option', { value: 'none' }, 'no status'));
  const tag = el('input', { type: 'text', placeholder: 'Tag', 'aria-label': 'Tag for the selected rows', maxlength: 100,
    class: 'tag-field', onkeydown: async event => {
      if (event.key === 'Enter' && readTags(tag.value).length > 0) {
        event.preventDefault();
        const added = readTags(tag.value);
        await all(bar, mark => ({ ...mark, tags: [...new Set([...mark.tags, ...added])] }));
        tag.value = '';
      }
    } });
  bar.said = el('span', { class: 'muted', role: 'status' });
  container.append(status, tag, bar.said);
  return { update(next) { bar.context = next; }, dispose: () => fill(container) };
}

async function all(bar, change) {
  const { selected, marks } = bar.context;
  const sources = [...selected];
  try {
    for (const source of sources) {
      await put(bar.context, source, change(marks.get(source) ?? EMPTY));
    }

    bar.said.textContent = `${count(sources.length, 'row')} changed`;
  } catch (error) {
    bar.said.textContent = `not kept: ${error.message}`;
  }
}
