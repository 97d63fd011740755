// Keys for those who like them. None is needed, and all can be turned off.
import { remember, remembered } from './mine.js';
import { el } from './text.js';

const KEYS = [
  ['/', 'to the question'], ['f', 'to the filters'], ['g', 'plot, table, both in turn'],
  ['j k', 'next row, row before'],
  ['Enter', 'open the row'], ['Esc', 'close, and back to the row'], ['x', 'select the row'], ['s', 'status of the row'],
  ['e', 'export'], ['?', 'these keys'],
];

/** Listens until the returned function is called. */
export function listen(view) {
  const onKey = event => {
    const isTyping = event.target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select');
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    if (event.key === 'Escape') {
      escape(view);
    } else if (!isTyping && !document.querySelector('dialog[open]') && !remembered('keys-off', false)) {
      ACTIONS[event.key]?.(view, event);
    }
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

const VIEW_AFTER = { table: 'plot', plot: 'both', both: 'table' };

const ACTIONS = {
  '/': act(view => view.question.focus()),
  f: act(view => {
    if (getComputedStyle(view.filterNode).display === 'none') {
      document.querySelector('[aria-controls="filters"]').click();
    }

    view.filters.focus();
  }),
  g: act(view => view.context.navigate({ view: VIEW_AFTER[view.context.state.view] })),
  j: act(view => isInTable() ? view.table.move(1) : view.table.focus()),
  k: act(view => isInTable() ? view.table.move(-1) : view.table.focus()),
  x: act(view => view.table.rowAt() && view.table.select()),
  s: act(view => {
    if (view.context.state.row === null && view.table.rowAt()) {
      view.table.open();
    }

    focusStatus(view);
  }),
  e: act(() => document.querySelector('.export-slot button, .export-slot summary')?.click()),
  '?': act(() => showKeys()),
};

function act(action) {
  return (view, event) => {
    event.preventDefault();
    action(view);
  };
}

const isInTable = () => document.activeElement?.closest('tbody') !== null;

// The drawer may still be on its way.
function focusStatus(view, tries = 20) {
  const field = document.querySelector('.drawer .marks-slot select, .drawer .marks-slot button');
  if (field) {
    field.focus();
  } else if (tries > 0) {
    setTimeout(() => focusStatus(view, tries - 1), 25);
  }
}

function escape(view) {
  const { state, navigate } = view.context;
  if (view.filterNode.classList.contains('open')) {
    view.filterNode.querySelector('.only-narrow').click();
  } else if (state.row !== null) {
    const { row } = state;
    navigate({ row: null }, { replace: true });
    view.table.focusOf(row);
  }
}

/** The list of keys, with the switch that turns them off. */
export function showKeys() {
  const close = el('button', { type: 'button', class: 'main', onclick: () => dialog.close() }, 'Close');
  const dialog = el('dialog', { class: 'keys', 'aria-labelledby': 'keys-title', onclose: () => dialog.remove() },
    el('h2', { id: 'keys-title' }, 'Keys'),
    el('dl', null, KEYS.map(([key, words]) => [el('dt', null, key.split(' ').map(one => [el('kbd', null, one), ' '])),
      el('dd', null, words)])),
    el('label', { class: 'check' }, el('input', { type: 'checkbox', checked: !remembered('keys-off', false),
      onchange: event => remember('keys-off', event.target.checked ? null : true) }), 'Single keys are on'),
    close);
  document.body.append(dialog);
  dialog.showModal();
}
