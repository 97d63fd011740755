// The question bar: who is linked to and who is not, at least how many, what a row is, presets, groups.
import { FIRST_HIDE, isAsked, isSame, writeTarget } from './state.js';
import { parse, readGroups, writeGroups } from './match.js';
import { createKnown } from './known.js';
import { tokenField } from './tokens.js';
import { remember, remembered } from './mine.js';
import { el, fill, icon, visible } from './text.js';

const SOURCE_WORDS = { root_domain: 'sites', page: 'pages', subdomain: 'hosts' };

const PRESETS = [
  { name: 'any', title: 'Links to at least one of them', patch: () => ({ min: 1 }) },
  { name: '2+', title: 'Links to at least two of them', least: 2, patch: () => ({ min: 2 }) },
  { name: 'all of them', title: 'Links to every one of them', least: 2, patch: draft => ({ min: draft.to.length }) },
  {
    name: 'followed only, 2+', title: 'Links to at least two of them, and only followed links count', least: 2,
    patch: (draft, state) => ({ min: 2, links: { ...state.links, followed: true } }),
  },
  {
    name: 'gone services: link repair',
    title: 'Name services that are gone: rows are the pages that still link to them, the strongest first',
    patch: () => ({ min: 1, source: 'page', sort: ['-source_page_authority'] }),
  },
];

/** Shows the bar. A change is a draft until it is asked: by Enter, by Find, or by a choice of how many and of what. */
export function show(container, context) {
  const bar = { context, known: createKnown(context), draft: draftOf(context.state) };
  bar.node = el('section', { class: 'question', 'aria-label': 'Question' });
  container.append(bar.node);
  build(bar);
  return {
    update(next) {
      const isOther = bar.asked !== writeKey(draftOf(next.state));
      bar.context = next;
      if (isOther) {
        bar.draft = draftOf(next.state);
        build(bar);
      } else {
        drawOptions(bar);
      }
    },
    focus: () => bar.first?.input.focus(),
    /** One more site to link to. */
    add(target) {
      bar.first.targets = bar.draft.to = [...bar.draft.to.filter(other => !isSame(other, target)), target];
      drawOptions(bar);
    },
    /** The field of sites that must not be linked to. */
    focusNot: () => bar.not.input.focus(),
    dispose: () => bar.node.remove(),
  };
}

function draftOf({ to, not, min, match, source }) {
  const mine = remembered('mine', []);
  const isNew = to.length === 0 && match === '' && not.length === 0;
  return { to, not: isNew ? mine : not, min, match, source, groups: match ? readGroups(match) : null };
}

const writeKey = draft => JSON.stringify([draft.to.map(writeTarget), draft.not.map(writeTarget), draft.match]);

function build(bar) {
  bar.asked = writeKey(bar.draft);
  bar.first = null;
  const isGrouped = bar.draft.match !== '' || bar.draft.isGrouped;
  bar.fields = el('div', { class: `fields${isGrouped ? ' grouped' : ''}` });
  bar.options = el('div', { class: 'options' });
  bar.presets = el('div', { class: 'presets' });
  bar.problem = el('p', { class: 'problem', role: 'alert', hidden: true });
  const form = el('form', { onsubmit: event => submit(bar, event) }, bar.fields, bar.options, bar.presets, bar.problem);
  bar.fields.append(isGrouped ? groupsNode(bar) : toField(bar), notField(bar));
  bar.unfold = el('button', { type: 'button', class: 'unfold', 'aria-expanded': 'false', onclick: () => unfold(bar) });
  fill(bar.node, bar.unfold, form);
  bar.node.classList.toggle('folded', isAsked(bar.context.state));
  drawOptions(bar);
}

// On a narrow screen a question that was asked is one line, so that its rows can be seen.
function drawUnfold({ unfold: button, draft }) {
  const names = draft.match || draft.to.map(target => target.text).join(', ');
  const least = draft.to.length > 1 ? `, at least ${draft.min} of ${draft.to.length}` : '';
  const not = draft.not.length > 0 ? `; not to ${draft.not.map(target => target.text).join(', ')}` : '';
  fill(button, el('span', null, 'Links to ', el('bdi', null, visible(names, 120)), least, visible(not, 80)),
    icon('down'));
}

function unfold({ node, context }) {
  node.classList.remove('folded');
  node.querySelector('.token-entry input')?.focus();
  context.announce('The question can be changed');
}

function toField(bar) {
  const hint = 'Type or paste sites, pages, a column of a spreadsheet';
  bar.first = field(bar, 'Who links to', hint, bar.draft.to, targets => {
    bar.draft.to = targets;
    bar.draft.min = Math.max(1, Math.min(bar.draft.min, targets.length));
    drawOptions(bar);
  });
  return bar.first.node;
}

function field(bar, label, placeholder, targets, onChange) {
  return tokenField({
    label, placeholder, targets, known: bar.known, api: bar.context.api, announce: bar.context.announce, onChange,
    onSubmit: () => find(bar),
  });
}

function notField(bar) {
  bar.not = field(bar, 'and not to', 'Your own site, for one', bar.draft.not, targets => {
    bar.draft.not = targets;
    drawMine(bar);
  });
  bar.mine = el('div', { class: 'mine' });
  drawMine(bar);
  bar.not.node.append(bar.mine);
  return bar.not.node;
}

// The own site is remembered by this browser, and stands in "and not to" of each new question.
function drawMine(bar) {
  const mine = remembered('mine', []);
  const names = mine.map(target => visible(target.text, 60)).join(', ');
  const isIn = mine.length > 0 && mine.every(target => bar.draft.not.some(other => isSame(other, target)));
  const keep = () => {
    remember('mine', bar.draft.not.map(({ text, scope }) => ({ text, scope })));
    drawMine(bar);
    bar.context.announce('Remembered as my site');
  };
  fill(bar.mine, icon('flag'),
    mine.length > 0 ? el('span', null, 'my site: ', el('bdi', null, names)) : el('span', null, 'my site: not set'),
    mine.length > 0 && !isIn && button('add', () => {
      bar.not.targets = [...bar.draft.not.filter(other => !mine.some(target => isSame(other, target))), ...mine];
      bar.draft.not = bar.not.targets;
      drawMine(bar);
    }),
    bar.draft.not.length > 0 && !(isIn && mine.length === bar.draft.not.length)
      && button(mine.length > 0 ? 'remember these instead' : 'remember these', keep),
    mine.length > 0 && button('forget', () => {
      remember('mine', null);
      drawMine(bar);
    }));
}

const button = (text, onclick, more) => el('button', { type: 'button', class: 'link', onclick, ...more }, text);

// Groups: boxes of `k of n` joined by "and", and the same as a text, which can say more.
function groupsNode(bar) {
  const { draft } = bar;
  const isText = draft.match !== '' && !draft.groups;
  const node = el('div', { class: 'groups' });
  bar.text = el('textarea', {
    'aria-label': 'The question as text', rows: 2, spellcheck: 'false', class: 'mono', value: draft.match,
    oninput: () => {
      draft.match = bar.text.value.trim();
      draft.groups = readGroups(draft.match);
      bar.isTextNew = true;
    },
    onkeydown: event => event.key === 'Enter' && !event.shiftKey && (event.preventDefault(), find(bar)),
  });
  if (isText) {
    node.append(el('p', { class: 'muted' }, 'This question is more than groups can show.'));
  } else {
    draft.groups ??= { groups: [{ min: draft.min, targets: draft.to }, { min: 1, targets: [] }], not: [] };
    draft.groups.groups.forEach((group, index) => node.append(groupNode(bar, group, index)));
    bar.text.value = draft.match = writeGroups(draft.groups);
  }

  node.append(el('details', { class: 'as-text', open: isText }, el('summary', null, 'as text'), bar.text));
  return node;
}

function groupNode(bar, group, index) {
  const { groups } = bar.draft.groups;
  const rewrite = () => {
    bar.draft.match = bar.text.value = writeGroups(bar.draft.groups);
  };
  const least = el('select', {
    'aria-label': `At least how many of group ${index + 1}`,
    onchange: () => {
      group.min = Number(least.value);
      rewrite();
    },
  });
  const options = () => fill(least, Array.from({ length: Math.max(1, group.targets.length) }, (_, at) =>
    el('option', { value: at + 1, selected: at + 1 === group.min }, String(at + 1))));
  options();
  const tokens = field(bar, index === 0 ? 'Who links to' : 'and to', 'Type or paste sites', group.targets, targets => {
    group.targets = targets;
    group.min = Math.max(1, Math.min(group.min, targets.length));
    options();
    rewrite();
  });
  bar.first ??= tokens;
  return el('div', { class: 'group' }, el('div', { class: 'group-head' }, 'at least ', least, ' of',
    el('button', {
      type: 'button', class: 'tool', 'aria-label': `Remove group ${index + 1}`, onclick: () => {
        groups.splice(index, 1);
        regroup(bar);
      },
    }, icon('close'))), tokens.node);
}

function regroup(bar) {
  const { groups } = bar.draft;
  if (groups.groups.length <= 1) {
    bar.draft = { ...bar.draft, to: groups.groups[0]?.targets ?? [], min: groups.groups[0]?.min ?? 1, match: '',
      groups: null, isGrouped: false };
  } else {
    bar.draft.isGrouped = true;
    bar.draft.match = writeGroups(groups);
  }

  const { asked } = bar;
  build(bar);
  bar.asked = asked;
  bar.first.input.focus();
}

function addGroup(bar) {
  if (bar.draft.groups) {
    bar.draft.groups.groups.push({ min: 1, targets: [] });
  } else {
    bar.draft.groups = {
      groups: [{ min: bar.draft.min, targets: bar.draft.to }, { min: 1, targets: [] }], not: [],
    };
    bar.draft.to = [];
  }

  regroup(bar);
  const inputs = bar.fields.querySelectorAll('.group input');
  inputs[inputs.length - 1]?.focus();
}

function drawOptions(bar) {
  const { draft } = bar;
  const isSimple = draft.match === '' && !draft.isGrouped;
  drawUnfold(bar);
  const had = document.activeElement?.closest('.options, .presets') ? document.activeElement.dataset.keep : null;
  fill(bar.options,
    isSimple && draft.to.length > 1 ? leastNode(bar) : null,
    sourceNode(bar),
    el('button', { type: 'submit', class: 'main' }, 'Find prospects ', el('kbd', { 'aria-hidden': 'true' }, '⏎')));
  fill(bar.presets, draft.to.length > 0 && isSimple && el('span', { class: 'muted' }, 'presets:'),
    isSimple && PRESETS.filter(preset => draft.to.length >= (preset.least ?? 1)).map(preset =>
      el('button', { type: 'button', class: 'preset', title: preset.title, 'data-keep': preset.name,
        onclick: () => usePreset(bar, preset) }, preset.name)),
    (draft.groups || draft.match === '') && el('button', { type: 'button', class: 'preset', 'data-keep': 'group',
      title: '(A or B) and C: each group has its own number', onclick: () => addGroup(bar) }, icon('plus'), 'group'));
  if (had) {
    bar.node.querySelector(`[data-keep="${had}"]`)?.focus();
  }
}

function leastNode(bar) {
  const { draft } = bar;
  const most = draft.to.length;
  const set = value => {
    draft.min = value;
    select.value = range.value = String(value);
    range.setAttribute('aria-valuetext', `at least ${value} of ${most}`);
  };
  const apply = value => {
    set(value);
    findIfAsked(bar);
  };
  const select = el('select', { 'aria-label': `At least how many of ${most}`, 'data-keep': 'least',
    onchange: () => apply(Number(select.value)) },
  Array.from({ length: most }, (_, at) =>
    el('option', { value: at + 1, selected: at + 1 === draft.min }, String(at + 1))));
  const range = el('input', { type: 'range', min: 1, max: most, step: 1, 'aria-label': `At least how many of ${most}`,
    'data-keep': 'range', oninput: () => set(Number(range.value)), onchange: () => apply(Number(range.value)) });
  set(draft.min);
  return el('span', { class: 'least' }, 'at least', select, `of ${most}`, el('span', { class: 'muted' }, 'any'), range,
    el('span', { class: 'muted' }, 'all'));
}

function sourceNode(bar) {
  const scopes = bar.context.index.source_scopes ?? Object.keys(SOURCE_WORDS);
  return el('fieldset', { class: 'sources' }, el('legend', null, 'rows are'),
    Object.entries(SOURCE_WORDS).filter(([source]) => scopes.includes(source)).map(([source, word]) =>
      el('label', null, el('input', { type: 'radio', name: 'source', value: source, 'data-keep': source,
        checked: bar.draft.source === source, onchange: () => {
          bar.draft.source = source;
          findIfAsked(bar);
        } }), word)));
}

function usePreset(bar, preset) {
  const patch = preset.patch(bar.draft, bar.context.state);
  Object.assign(bar.draft, { min: patch.min ?? bar.draft.min, source: patch.source ?? bar.draft.source });
  find(bar, patch);
}

// Before the first question these only shape it.
function findIfAsked(bar) {
  if (isAsked(bar.context.state)) {
    find(bar);
  }
}

function submit(bar, event) {
  event.preventDefault();
  find(bar);
}

function find(bar, more = {}) {
  bar.node.querySelectorAll('.token-entry input').forEach(input => input.value.trim() !== '' && input.blur());
  const { draft } = bar;
  const match = draft.match !== '' || draft.isGrouped ? draft.match : '';
  const problem = match !== '' && parse(match) === null && !bar.isTextNew ? 'The groups are no question yet.'
    : draft.to.length === 0 && match === '' ? 'Name at least one site that prospects link to.' : null;
  bar.problem.hidden = problem === null;
  bar.problem.textContent = problem ?? '';
  if (problem) {
    bar.first?.input.focus();
    return;
  }

  bar.asked = writeKey(draft);
  bar.node.classList.add('folded');
  bar.context.navigate({
    to: match === '' ? draft.to : [], not: draft.not, min: match === '' ? draft.min : 1, match, source: draft.source,
    ...(isAsked(bar.context.state) ? {} : { hide: FIRST_HIDE }), ...keptParts(bar, match), ...more,
  }, { route: 'q' });
}

// Chosen columns are places in the list of targets: of other targets they mean others.
function keptParts(bar, match) {
  const { state } = bar.context;
  const isEqual = match === state.match && state.to.length === bar.draft.to.length
    && state.to.every((target, at) => isSame(target, bar.draft.to[at]));
  return isEqual ? {} : { only: [], must: [] };
}
