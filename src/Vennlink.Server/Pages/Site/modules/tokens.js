// A field of targets: chips, and a line where anything can be typed or pasted.
import { isSame, readPasted, rescope, SCOPES, writeTarget } from './state.js';
import { count, el, fill, icon, site, visible } from './text.js';

const WORDS = { root_domain: 'site', subdomain: 'host', subfolder: 'folder', page: 'page' };
const MAX_SHOWN = 11, WAIT_MS = 90;
let fields = 0;

/**
 * Makes the field. `options`: `label`, `placeholder`, `targets`, `known` (see known.js), `api`, `onChange(targets)`,
 * `onSubmit()` for Enter in the empty line, `announce`.
 */
export function tokenField(options) {
  const id = `tokens-${++fields}`;
  const field = { ...options, id, isOpen: false, targets: [...options.targets] };
  field.list = el('ul', { class: 'chips' });
  field.input = el('input', {
    id, type: 'text', role: 'combobox', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
    placeholder: options.placeholder, 'aria-expanded': 'false', 'aria-controls': `${id}-list`,
    'aria-autocomplete': 'list', 'aria-describedby': `${id}-notes`,
  });
  field.options = el('ul', { id: `${id}-list`, role: 'listbox', class: 'suggestions', 'aria-label': 'Known sites',
    hidden: true });
  field.notes = el('div', { id: `${id}-notes`, class: 'token-notes' });
  field.node = el('div', { class: 'tokens' },
    el('label', { for: id }, options.label),
    el('div', { class: 'token-box', onclick: event => event.target === event.currentTarget && field.input.focus() },
      field.list, el('div', { class: 'token-entry' }, field.input, field.options)),
    field.notes);
  listen(field);
  draw(field);
  return {
    node: field.node, input: field.input,
    get targets() { return field.targets; },
    set targets(targets) {
      field.targets = [...targets];
      draw(field);
    },
    /** What was typed and not yet entered. */
    commit: () => enter(field, field.input.value),
  };
}

function change(field, targets) {
  field.targets = targets;
  draw(field);
  field.onChange(targets);
}

function draw(field) {
  const shown = field.isOpen || field.targets.length <= MAX_SHOWN ? field.targets : [];
  const folded = field.targets.length > MAX_SHOWN && el('li', null,
    el('button', { type: 'button', class: 'fold', 'aria-expanded': String(field.isOpen), onclick: () => fold(field) },
      `${field.targets.length} sites`, icon(field.isOpen ? 'up' : 'down')));
  fill(field.list, folded, shown.map(target => chip(field, target)));
  field.list.hidden = field.targets.length === 0;
  drawNotes(field);
  field.known.ask(field.targets).then(isNew => isNew && drawKnown(field));
}

function fold(field) {
  field.isOpen = !field.isOpen;
  draw(field);
  field.list.querySelector('.fold').focus();
}

function chip(field, target) {
  const name = visible(target.text, 200);
  const known = field.known.of(target);
  return el('li', { class: `chip${known?.rows === 0 || known?.problem ? ' unknown' : ''}` },
    el('span', { class: 'chip-text' }, site(target.text, 60)),
    el('span', { class: 'num chip-count', title: known && !known.problem ? linkWords(known.rows) : null },
      known?.problem ? '!' : known ? String(known.rows) : ''),
    el('select', { 'aria-label': `How much of ${name}`,
      onchange: event => setScope(field, target, event.target.value) },
      SCOPES.map(scope => el('option', { value: scope, selected: scope === target.scope }, WORDS[scope]))),
    el('button', { type: 'button', class: 'tool', 'aria-label': `Remove ${name}`,
      onclick: () => remove(field, target) }, icon('close')));
}

const linkWords = rows => rows === 1 ? '1 site links to it' : `${rows} sites link to it`;

// Only the numbers and the reasons come late: nothing that has the focus is drawn anew.
function drawKnown(field) {
  const chips = [...field.list.querySelectorAll('.chip')];
  const shown = field.isOpen || field.targets.length <= MAX_SHOWN ? field.targets : [];
  shown.forEach((target, index) => {
    const known = field.known.of(target);
    chips[index]?.classList.toggle('unknown', known?.rows === 0 || Boolean(known?.problem));
    const badge = chips[index]?.querySelector('.chip-count');
    if (badge && known) {
      badge.textContent = known.problem ? '!' : String(known.rows);
      badge.title = known.problem ?? linkWords(known.rows);
    }
  });
  drawNotes(field);
}

function drawNotes(field) {
  fill(field.notes, field.refused && el('p', null, field.refused), field.targets.map(target => note(field, target)));
}

function note(field, target) {
  const known = field.known.of(target);
  if (!known || (known.rows > 0 && !known.note && !known.problem)) {
    return null;
  }

  if (known.problem || known.rows > 0) {
    return el('p', null, known.problem ?? known.note);
  }

  return el('p', null, 'Nobody links to ', site(target.text, 60), ' in this index. ',
    known.nearest.length > 0 && ['Nearest: ', known.nearest.map(near => [
      el('button', { type: 'button', class: 'link', onclick: () => replace(field, target, near) }, site(near.text, 60)),
      ' '])]);
}

function setScope(field, target, scope) {
  change(field, field.targets.map(other => other === target ? rescope(target, scope) : other));
  const at = field.targets.findIndex(other => other.typed === (target.typed ?? target.text) && other.scope === scope);
  field.list.querySelectorAll('.chip select')[at]?.focus();
}

function remove(field, target) {
  const at = field.targets.indexOf(target);
  change(field, field.targets.filter(other => other !== target));
  const buttons = field.list.querySelectorAll('.chip button');
  (buttons[Math.min(at, buttons.length - 1)] ?? field.input).focus();
  field.announce(`${visible(target.text, 100)} removed`);
}

function replace(field, target, near) {
  change(field, field.targets.map(other => other === target ? near : other));
  field.input.focus();
}

function enter(field, text) {
  field.input.value = '';
  suggest(field, []);
  if (text.trim() === '') {
    return false;
  }

  const { targets, refused } = readPasted(text);
  const fresh = targets.filter(target => !field.targets.some(other => isSame(other, target)));
  field.refused = refused.length === 0 ? null
    : `${count(refused.length, 'entry is', 'entries are')} no web address and left out: ${
      visible(refused.slice(0, 5).join(', '), 200)}${refused.length > 5 ? ' …' : ''}`;
  change(field, [...field.targets, ...fresh]);
  field.announce(field.refused
    ?? (fresh.length === 1 ? `${visible(fresh[0].text, 100)} added` : `${fresh.length} added`));
  return true;
}

function listen(field) {
  const { input } = field;
  input.addEventListener('keydown', event => onKey(field, event));
  input.addEventListener('input', () => {
    // A list that was typed through is entered at its blanks.
    if (/[\s,;]$/.test(input.value) && input.value.trim().includes('.')) {
      enter(field, input.value);
    } else {
      later(field);
    }
  });
  input.addEventListener('paste', event => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (/[\s,;.]/.test(text.trim()) && input.value === '') {
      event.preventDefault();
      enter(field, text);
    }
  });
  input.addEventListener('blur', () => {
    suggest(field, []);
    enter(field, input.value);
  });
  field.node.addEventListener('dragover', event => event.preventDefault());
  field.node.addEventListener('drop', async event => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    enter(field, file ? await file.slice(0, 4 << 20).text() : event.dataTransfer.getData('text/plain'));
  });
}

function onKey(field, event) {
  const items = [...field.options.children];
  const at = items.findIndex(item => item.getAttribute('aria-selected') === 'true');
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length > 0) {
    event.preventDefault();
    select(field, (at + (event.key === 'ArrowDown' ? 1 : items.length + (at < 0 ? 0 : -1))) % items.length);
  } else if (event.key === 'Escape' && items.length > 0) {
    event.stopPropagation();
    suggest(field, []);
  } else if (event.key === 'Backspace' && field.input.value === '' && field.targets.length > 0) {
    remove(field, field.targets[field.targets.length - 1]);
    field.input.focus();
  } else if (event.key === 'Enter') {
    event.preventDefault();
    if (!enter(field, at >= 0 ? items[at].dataset.target : field.input.value)) {
      field.onSubmit();
    }
  }
}

function later(field) {
  clearTimeout(field.timer);
  const typed = field.input.value.trim();
  if (typed === '' || /\s/.test(typed)) {
    suggest(field, []);
    return;
  }

  field.timer = setTimeout(async () => {
    try {
      const { results } = await field.api.look(`targets?limit=8&prefix=${encodeURIComponent(typed)}`);
      if (field.input.value.trim() === typed && document.activeElement === field.input) {
        suggest(field, results);
      }
    } catch {
      suggest(field, []); // Suggestions are a help; what is typed can be entered without.
    }
  }, WAIT_MS);
}

function suggest(field, results) {
  clearTimeout(field.timer);
  fill(field.options, results.map((row, index) => el('li', {
    id: `${field.id}-option-${index}`, role: 'option', 'aria-selected': 'false',
    'data-target': writeTarget({ text: row.target, scope: row.scope }),
    // Before the blur that would enter what is typed.
    onmousedown: event => {
      event.preventDefault();
      enter(field, event.currentTarget.dataset.target);
    },
  }, site(row.target), el('span', { class: 'muted num' }, String(row.linking_root_domains)))));
  field.options.hidden = results.length === 0;
  field.input.setAttribute('aria-expanded', String(results.length > 0));
  field.input.removeAttribute('aria-activedescendant');
}

function select(field, index) {
  [...field.options.children].forEach((item, other) => item.setAttribute('aria-selected', String(other === index)));
  field.options.children[index].scrollIntoView({ block: 'nearest' });
  field.input.setAttribute('aria-activedescendant', `${field.id}-option-${index}`);
}
