// The table of prospects: one row each, one column a target; sorting, choice of columns, pager, selection.
import { columnsFor, linksOf } from './columns.js';
import { remember, remembered } from './mine.js';
import { show as showEmpty } from './empty.js';
import { count, el, fill, icon, number, outward, readableHost, site, strange, visible } from './text.js';

const PAGE_SIZES = [25, 50, 100, 250];
const PICK_WIDTH = 2.3, NAME_WIDTH = 13.2, TITLE_WIDTH = 22; // In rem, as the widths of columns are.

export function show(container, context, view) {
  const table = { container, context, view, current: 0, chosen: remembered('columns', {}) };
  table.empty = el('div', { class: 'empty' });
  table.grid = el('table', { role: 'table' });
  table.scroll = el('div', { class: 'table-scroll' }, table.grid);
  table.pager = el('div', { class: 'pager' });
  container.append(table.empty, table.scroll, table.pager);
  layPager(table);
  listen(table);
  import('./marks.js').then(module => {
    table.marks = module;
    draw(table);
  }, () => { });
  return {
    update(next) {
      table.context = next;
      draw(table);
    },
    reset() {
      table.current = 0;
      table.drawn = null;
    },
    focus: () => focusRow(table, table.current),
    move: by => move(table, by),
    rowAt: () => table.context.answer.rows?.[table.current] ?? null,
    focusOf: page => {
      const at = (table.context.answer.rows ?? []).findIndex(row => row.page === page);
      focusRow(table, at < 0 ? table.current : at);
    },
    open: () => openRow(table, table.current),
    select: () => toggleSelected(table, table.current),
    tools: table,
  };
}

function columns(table) {
  const all = columnsFor({ ...table.context, marksModule: table.marks });
  table.all = all;
  return all.filter(column => column.isTarget ? (table.chosen.targets ?? column.isFirst)
    : table.chosen[column.key] ?? column.isFirst);
}

// The whole body is drawn again only when rows, columns or links are others; the rest is small changes.
function draw(table) {
  const { answer, state, question } = table.context;
  if (!question) {
    return;
  }

  const hasRows = answer.rows?.length > 0;
  showEmpty(table.empty, table.context);
  table.scroll.hidden = !hasRows;
  table.pager.hidden = !hasRows;
  if (!hasRows) {
    table.drawn = null;
    return;
  }

  const shown = columns(table);
  const key = JSON.stringify([shown.map(column => [column.key, column.label]), state.sort]);
  const isSame = table.drawn && table.drawn.rows === answer.rows && table.drawn.key === key
    && table.drawn.marks === table.context.marks;
  if (!isSame) {
    drawHead(table, shown);
    drawBody(table, shown);
  } else if (table.drawn.links !== answer.links) {
    fillLinks(table, shown);
  }

  table.drawn = { rows: answer.rows, links: answer.links, key, marks: table.context.marks };
  markRows(table);
  drawPager(table);
}

function drawHead(table, shown) {
  const { state } = table.context;
  const had = document.activeElement?.closest('thead') ? document.activeElement.dataset.keep : null;
  const caption = el('caption', { class: 'quiet' }, 'Prospects');
  const all = el('input', { type: 'checkbox', 'aria-label': 'Select all rows of this page', 'data-keep': 'all',
    onchange: event => selectPage(table, event.target.checked) });
  table.selectAll = all;
  const nameWidth = table.context.question.source === 'page' ? TITLE_WIDTH : NAME_WIDTH;
  // Fixed widths: cells are filled later than rows, and nothing may move then.
  table.grid.style.minWidth = `${shown.reduce((sum, column) => sum + column.width, PICK_WIDTH + nameWidth)}rem`;
  const widths = el('colgroup', null, [PICK_WIDTH, null, ...shown.map(column => column.width)].map(width => {
    const node = el('col');
    node.style.width = width === null ? '' : `${width}rem`;
    return node;
  }));
  fill(table.grid, caption, widths, el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
    el('th', { role: 'columnheader', scope: 'col', class: 'pick' }, all),
    heading(table, { key: 'prospect', label: 'Prospect', sort: 'source_url', class: 'prospect' }, state.sort),
    shown.map(column => heading(table, column, state.sort)))));
  if (had) {
    table.grid.querySelector(`thead [data-keep="${had}"]`)?.focus();
  }
}

function heading(table, column, sort) {
  const at = sort.findIndex(key => key.replace(/^-/, '') === column.sort);
  const isDown = at >= 0 && sort[at].startsWith('-');
  const isDefault = sort.length === 0 && column.sort === 'matching_target_count';
  const label = column.target ? headTarget(column.target) : column.label;
  return el('th', { role: 'columnheader', scope: 'col', class: column.class, title: column.words ?? null,
    'aria-sort': isDefault || isDown ? 'descending' : at >= 0 ? 'ascending' : null },
  column.sort ? el('button', { type: 'button', class: 'sort', 'data-keep': column.key,
    onclick: event => sortBy(table, column, event.shiftKey) }, label,
  el('span', { class: 'arrow', 'aria-hidden': 'true' }, isDefault || isDown ? '▾' : at >= 0 ? '▴' : ''),
  sort.length > 1 && at >= 0 && el('sup', null, String(at + 1)))
    : column.isTarget ? el('button', { type: 'button', class: 'sort', 'data-keep': column.key,
      'aria-pressed': String(table.context.state.must.includes(column.index)),
      title: `${column.target.text}: show only rows that link to it`, onclick: () => toggleMust(table, column.index) },
    label) : label);
}

// A column is named by what tells it apart: the host, shortened by the sheet where it is long.
function headTarget({ text, scope }) {
  return el('span', { class: 'target-name' }, site(text.replace(/^www\./, ''), 60),
    scope === 'root_domain' ? null : el('span', { class: 'muted' }, ` ${scope === 'subdomain' ? 'host' : scope}`));
}

function toggleMust(table, index) {
  const { state, navigate } = table.context;
  navigate({ must: state.must.includes(index) ? state.must.filter(other => other !== index)
    : [...state.must, index].sort((a, b) => a - b) });
}

// Down, up, as before; with Shift a second key.
function sortBy(table, column, isMore) {
  const { state, navigate, announce } = table.context;
  const first = column.sort === 'source_url' ? '' : '-';
  const at = state.sort.findIndex(key => key.replace(/^-/, '') === column.sort);
  const next = at < 0 ? `${first}${column.sort}` : state.sort[at] === `${first}${column.sort}`
    ? `${first === '-' ? '' : '-'}${column.sort}` : null;
  const others = isMore ? state.sort.filter((_, index) => index !== at) : [];
  const sort = next === null ? others : isMore && at >= 0 ? state.sort.map((key, index) => index === at ? next : key)
    : [...others, next];
  navigate({ sort });
  announce(next === null ? 'Sorted by links' : `Sorted by ${column.label}, ${next.startsWith('-') ? 'down' : 'up'}`);
}

function drawBody(table, shown) {
  const { answer } = table.context;
  table.cells = [];
  table.current = Math.min(table.current, answer.rows.length - 1);
  table.body = el('tbody', { role: 'rowgroup' }, answer.rows.map((row, index) => rowNode(table, shown, row, index)));
  table.grid.append(table.body);
}

function rowNode(table, shown, row, index) {
  const { context } = table;
  const found = linksOf(row, context.answer.links);
  const cells = shown.map(column => el('td', { role: 'cell', class: column.class,
    'data-label': column.isTarget ? column.target.text.replace(/^www\./, '') : column.label },
  column.cell(row, context, column, found)));
  table.cells.push(cells);
  return el('tr', { role: 'row', tabindex: -1, 'data-row': index },
    el('td', { role: 'cell', class: 'pick' }, el('input', { type: 'checkbox', tabindex: -1,
      'aria-label': `Select ${visible(row.page, 80)}`, onchange: () => toggleSelected(table, index) })),
    prospectCell(table, row, index), cells);
}

function prospectCell(table, row, index) {
  const isPage = table.context.question.source === 'page';
  const name = isPage && row.title ? [el('span', { class: 'page-title' }, strange(row.title, 120)),
    el('span', { class: 'page-url muted' }, site(row.page, 100))] : site(row.page, 100);
  return el('td', { role: 'rowheader', class: 'prospect' }, el('div', { class: 'prospect-cell' },
    el('button', { type: 'button', class: 'link open', tabindex: -1, onclick: () => openRow(table, index) }, name),
    el('span', { class: 'row-tools' },
      withName(outward(row.page, icon('out')), `Open ${visible(readableHost(row.page), 80)} in a new tab`),
      el('button', { type: 'button', class: 'tool', tabindex: -1, 'aria-label': `Copy ${visible(row.page, 80)}`,
        onclick: () => copy(table, row.page) }, icon('copy')))));
}

function withName(link, label) {
  link.setAttribute('aria-label', label);
  link.setAttribute('tabindex', '-1');
  link.classList.add('tool');
  return link;
}

function fillLinks(table, shown) {
  const { answer } = table.context;
  answer.rows.forEach((row, index) => {
    const found = linksOf(row, answer.links);
    shown.forEach((column, at) => {
      if (column.isTarget || ['anchor', 'first', 'last'].includes(column.key)) {
        fill(table.cells[index][at], column.cell(row, table.context, column, found));
      }
    });
  });
}

async function copy(table, text) {
  try {
    await navigator.clipboard.writeText(text);
    table.context.announce('Copied');
  } catch {
    table.context.announce('The browser does not let this page copy');
  }
}

// Which row is current, open and selected. One row at a time is in the order of the Tab key, with what stands in it.
function markRows(table) {
  const { answer, state, selected } = table.context;
  [...table.body.children].forEach((node, index) => {
    const row = answer.rows[index];
    const isCurrent = index === table.current;
    node.tabIndex = isCurrent ? 0 : -1;
    node.querySelectorAll('.pick input, .open, .tool, .best a').forEach(control => {
      control.tabIndex = isCurrent ? 0 : -1;
    });
    node.classList.toggle('open-row', row.page === state.row);
    node.classList.toggle('picked', selected.has(row.page));
    node.querySelector('.pick input').checked = selected.has(row.page);
  });
  const picked = answer.rows.filter(row => selected.has(row.page)).length;
  table.selectAll.checked = picked === answer.rows.length;
  table.selectAll.indeterminate = picked > 0 && picked < answer.rows.length;
}

function toggleSelected(table, index) {
  const { answer, selected, onSelect, announce } = table.context;
  const { page } = answer.rows[index];
  if (!selected.delete(page)) {
    selected.add(page);
  }

  onSelect();
  announce(`${selected.size} selected`);
}

function selectPage(table, isOn) {
  const { answer, selected, onSelect, announce } = table.context;
  answer.rows.forEach(row => isOn ? selected.add(row.page) : selected.delete(row.page));
  onSelect();
  announce(`${selected.size} selected`);
}

function listen(table) {
  table.grid.addEventListener('keydown', event => {
    if (event.target.closest('tbody') && !event.ctrlKey && !event.metaKey && !event.altKey) {
      onKey(table, event);
    }
  });
  table.grid.addEventListener('focusin', event => {
    const node = event.target.closest('[data-row]');
    if (node && Number(node.dataset.row) !== table.current) {
      table.current = Number(node.dataset.row);
      markRows(table);
    }
  });
  table.grid.addEventListener('click', event => {
    const node = event.target.closest('[data-row]');
    if (node && !event.target.closest('a, button, input') && getSelection().isCollapsed) {
      openRow(table, Number(node.dataset.row));
    }
  });
}

function onKey(table, event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity, PageDown: 10, PageUp: -10 };
  if (steps[event.key] !== undefined) {
    event.preventDefault();
    move(table, steps[event.key]);
  } else if (event.key === 'Enter' && event.target.matches('tr')) {
    event.preventDefault();
    openRow(table, table.current);
  } else if (event.key === ' ' && event.target.matches('tr')) {
    event.preventDefault();
    toggleSelected(table, table.current);
  }
}

function move(table, by) {
  const last = (table.context.answer.rows?.length ?? 0) - 1;
  if (last < 0) {
    return;
  }

  focusRow(table, Math.min(last, Math.max(0, table.current + by)));
  const { state, navigate, answer } = table.context;
  if (state.row !== null) {
    navigate({ row: answer.rows[table.current].page }, { replace: true });
  }
}

function focusRow(table, index) {
  table.current = index;
  if (table.body?.children[index]) {
    markRows(table);
    table.body.children[index].focus();
  }
}

function openRow(table, index) {
  const { answer, state, navigate } = table.context;
  table.current = index;
  navigate({ row: answer.rows[index].page }, { replace: state.row !== null });
}

function layPager(table) {
  table.sizes = el('select', { 'aria-label': 'Rows a page', onchange: () =>
    table.context.navigate({ rows: Number(table.sizes.value), page: 1 }) },
  PAGE_SIZES.map(size => el('option', { value: size }, `${size} rows`)));
  table.place = el('span', { class: 'place num' });
  table.before = pageButton(table, -1, 'left', 'Page before');
  table.after = pageButton(table, 1, 'right', 'Next page');
  table.picked = el('div', { class: 'picked-tools', hidden: true });
  table.exports = el('div', { class: 'export-slot' });
  table.menu = columnMenu(table);
  fill(table.pager, table.sizes, table.place, table.before, table.after, table.menu, table.picked, table.exports);
  import('./exports.js').then(module => {
    table.exporter = module.show(table.exports, table.context);
    table.exporter?.update?.(table.context);
  }, () => { });
}

function pageButton(table, by, mark, label) {
  return el('button', { type: 'button', 'aria-label': label, onclick: () => {
    table.current = 0;
    table.context.navigate({ page: table.context.state.page + by });
    table.scroll.scrollIntoView({ block: 'nearest' });
  } }, icon(mark));
}

function drawPager(table) {
  const { state, answer, selected } = table.context;
  const first = (state.page - 1) * state.rows + 1;
  table.sizes.value = String(state.rows);
  table.place.textContent = `${number(first)}–${number(first + answer.rows.length - 1)} of ${
    answer.total === undefined ? '…' : number(answer.total)}`;
  table.before.disabled = state.page <= 1;
  table.after.disabled = answer.isLast;
  drawPicked(table, selected);
  table.exporter?.update?.(table.context);
}

function drawPicked(table, selected) {
  table.picked.hidden = selected.size === 0;
  if (!table.pickedCount) {
    table.pickedCount = el('span');
    table.statusSlot = el('span', { class: 'status-slot' });
    table.picked.append(table.pickedCount, table.statusSlot,
      el('button', { type: 'button', onclick: () => copy(table, [...table.context.selected].join('\n')) }, 'Copy'),
      el('button', { type: 'button', class: 'plain', onclick: () => {
        table.context.selected.clear();
        table.context.onSelect();
      } }, 'Clear'));
  }

  table.pickedCount.textContent = `${count(selected.size, 'row')} selected`;
  if (table.marks?.statusBar && selected.size > 0) {
    if (table.statusBar) {
      table.statusBar.update?.(table.context);
    } else {
      table.statusBar = table.marks.statusBar(table.statusSlot, table.context) ?? {};
    }
  }
}

function columnMenu(table) {
  const list = el('div', { class: 'menu-list' });
  const menu = el('details', { class: 'menu' }, el('summary', null, icon('columns'), 'Columns'), list);
  const choose = (key, isOn) => {
    table.chosen = { ...table.chosen, [key]: isOn };
    remember('columns', table.chosen);
    table.drawn = null;
    draw(table);
  };
  menu.addEventListener('toggle', () => {
    if (!menu.open) {
      return;
    }

    const names = table.all.filter(column => !column.isTarget);
    const target = table.all.find(column => column.isTarget);
    fill(list, [...names.map(column => [column.key, column.label, table.chosen[column.key] ?? column.isFirst]),
      ['targets', 'One column a target', table.chosen.targets ?? target?.isFirst]].map(([key, label, isOn]) =>
      el('label', { class: 'check' }, el('input', { type: 'checkbox', checked: isOn,
        onchange: event => choose(key, event.target.checked) }), label)),
    el('button', { type: 'button', class: 'link', onclick: () => {
      table.chosen = {};
      remember('columns', null);
      menu.open = false;
      table.drawn = null;
      draw(table);
    } }, 'as at first'));
  });
  closeOutside(menu);
  return menu;
}

/** A menu closes by Escape and when the focus or a click goes elsewhere. */
export function closeOutside(menu) {
  menu.addEventListener('keydown', event => {
    if (event.key === 'Escape' && menu.open) {
      event.stopPropagation();
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('pointerdown', event => {
    if (menu.open && !menu.contains(event.target)) {
      menu.open = false;
    }
  });
}
