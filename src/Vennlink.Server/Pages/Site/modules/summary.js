// The line above the table: how many there are, exactly, how many are hidden and by what, and how to look at them.
import { FIRST_HIDE, VIEWS } from './state.js';
import { count, el, fill, number, visible } from './text.js';

export function show(container, context, view) {
  const total = el('p', { class: 'total', id: 'total' });
  const tools = el('div', { class: 'summary-tools' });
  const save = el('div', { class: 'save-slot' });
  const filterButton = el('button', { type: 'button', class: 'only-narrow', 'aria-expanded': 'false',
    'aria-controls': 'filters', onclick: () => toggleFilters(view, filterButton) }, 'Filters');
  const notes = el('div', { class: 'notes' });
  tools.append(filterButton, save, views(context));
  container.append(total, tools, notes);
  let saver = null;
  import('./saved.js').then(module => {
    saver = module.showSave?.(save, view.context) ?? null;
  }, () => save.remove());
  return {
    update(next) {
      fill(total, totalWords(next));
      fill(notes, noteNodes(next));
      filterButton.textContent = `Filters (${next.filterCount ?? 0})`;
      for (const button of tools.querySelectorAll('[data-view]')) {
        button.setAttribute('aria-pressed', String(button.dataset.view === next.state.view));
        button.onclick = () => next.navigate({ view: button.dataset.view });
      }

      saver?.update?.(next);
    },
  };
}

function views() {
  const words = { table: 'Table', plot: 'Plot', both: 'Both' };
  return el('div', { class: 'views', role: 'group', 'aria-label': 'View' },
    VIEWS.map(name => el('button', { type: 'button', 'data-view': name, 'aria-pressed': 'false' }, words[name])));
}

function totalWords({ answer, state, navigate, announce }) {
  if (answer.error) {
    return null;
  }

  if (answer.countError) {
    return ['How many there are is not known: ', visible(answer.countError.message)];
  }

  if (answer.total === undefined) {
    return el('span', { class: 'muted' }, answer.rows ? 'counting …' : 'asking …');
  }

  const hidden = answer.hidden?.rows ?? 0;
  return [
    hidden > 0 ? [el('b', null, count(answer.total + hidden, 'prospect')), ', exact · ',
      el('b', null, number(answer.total)), ' after de-noising (', `${number(hidden)} hidden: `,
      el('button', { type: 'button', class: 'link', onclick: () => {
        navigate({ hide: [] });
        announce('Hidden rows are shown');
      } }, 'show'), ')']
      : [el('b', null, count(answer.total, 'prospect')), ', exact',
        state.hide.length === 0 && answer.total > 0 ? [' · ', el('button', { type: 'button', class: 'link',
          onclick: () => navigate({ hide: FIRST_HIDE }) }, 'de-noise')] : null],
    answer.ms !== undefined && el('span', { class: 'muted ms', title: 'From asking to rows' },
      ` · ${answer.ms < 10 ? answer.ms.toFixed(1) : Math.round(answer.ms)} ms`),
  ];
}

function noteNodes({ answer, state, question }) {
  return [
    (answer.notes ?? []).map(line => el('p', { class: 'muted' }, visible(line))),
    question && state.not.length === 0 && answer.total > 0 && el('p', { class: 'hint' },
      'No site stands in “and not to”. Name your own there, or prospects that link to you already are listed too.'),
  ];
}

function toggleFilters(view, button) {
  const isOpen = view.filterNode.classList.toggle('open');
  button.setAttribute('aria-expanded', String(isOpen));
  if (isOpen) {
    view.filterNode.querySelector('button, input, select')?.focus();
  }
}
