// The view of `#/site?of=…`: what is known of a site or page, and what its scores are made of.
import { normalise, writeTarget } from './state.js';
import { el, fill, number, site, visible } from './text.js';

export function show(container, context) {
  const view = { node: el('div', { class: 'sheet site-sheet' }), context, asked: null };
  container.append(view.node);
  lay(view);
  update(view, context);
  return { update: next => update(view, next), dispose: () => view.node.remove() };
}

function lay(view) {
  view.field = el('input', { type: 'search', id: 'site-field', placeholder: 'example.com or example.com/page',
    autocomplete: 'off', spellcheck: 'false' });
  view.said = el('p', { class: 'problem', role: 'alert', hidden: true });
  view.body = el('div', { class: 'site-body', 'aria-live': 'polite' });
  fill(view.node, el('h1', null, 'Explain a site'),
    el('form', { class: 'row', onsubmit: event => go(view, event) },
      el('label', { for: 'site-field', class: 'quiet' }, 'Site or page'), view.field,
      el('button', { type: 'submit', class: 'main' }, 'Explain')),
    view.said, view.body);
}

function go(view, event) {
  event.preventDefault();
  const target = normalise(view.field.value);
  view.said.hidden = target !== null;
  if (target === null) {
    view.said.textContent = `“${visible(view.field.value, 100)}” names no web address.`;
    return;
  }

  view.context.go(`#/site?of=${encodeURIComponent(writeTarget(target))}`);
}

async function update(view, context) {
  view.context = context;
  const of = context.about.of ?? '';
  if (of === view.asked) {
    return;
  }

  view.asked = of;
  const target = of === '' ? null : normalise(of);
  view.field.value = target?.text ?? of;
  if (target === null) {
    fill(view.body, el('p', { class: 'muted' },
      'Scores here come from this index alone. Name a site, and see each part that its scores are made of.'));
    return;
  }

  try {
    const scope = target.scope === 'subfolder' ? 'page' : target.scope;
    const found = await context.api.look(`explain?target=${encodeURIComponent(target.text)}&scope=${scope}`);
    if (view.asked === of) {
      draw(view, target, found);
    }
  } catch (error) {
    if (view.asked === of) {
      fill(view.body, el('p', { class: 'problem', role: 'alert' }, visible(error.message, 500)));
    }
  }
}

function draw(view, target, found) {
  if (!found.in_index) {
    drawUnknown(view, target);
    return;
  }

  const { domain, page } = found;
  const who = writeTarget(target);
  fill(view.body, el('h2', null, site(target.text, 200)),
    el('p', null, el('a', { href: `#/q?to=${encodeURIComponent(who)}&source=root_domain` }, 'Who links to it')),
    domain && facts(domain),
    domain && parts('Domain Authority', domain.domain_authority, domain.domain_authority_components),
    domain && spam(domain),
    page && parts('Page Authority', page.page_authority, page.page_authority_components ?? page.components),
    domain?.strongest_linking_root_domains?.length > 0 && strongest(domain.strongest_linking_root_domains));
}

async function drawUnknown(view, target) {
  fill(view.body, el('p', null, site(target.text, 200), ' is not in this index: no page of it was read, and nobody '
    + 'whose pages were read links to it.'));
  try {
    const start = target.text.split('/')[0].split('.')[0].slice(0, 20);
    const { results } = await view.context.api.look(`targets?prefix=${encodeURIComponent(start)}&limit=8`);
    if (results.length > 0) {
      view.body.append(el('p', null, 'Names like it: ', results.map((row, i) => [i > 0 ? ', ' : '',
        el('a', { href: `#/site?of=${encodeURIComponent(row.target)}` }, site(row.target, 60))])));
    }
  } catch {
    // Without suggestions the sentence above says all.
  }
}

function facts(domain) {
  const rows = [
    ['Root domains that link to it', domain.linking_root_domains],
    ['of these with a followed link', domain.followed_linking_root_domains],
    ['Pages that link to it', domain.linking_pages],
    ['Pages of it that were read and link out', domain.source_pages],
  ].filter(([, value]) => value !== undefined && value !== null);
  return el('dl', { class: 'facts' }, rows.map(([name, value]) =>
    [el('dt', null, name), el('dd', { class: 'num' }, number(value))]));
}

function spam(domain) {
  return domain.spam_score < 0 ? el('p', { class: 'muted' }, 'No spam score: too little is known of it.')
    : parts('Spam score', domain.spam_score, domain.spam_score_components);
}

// The parts add up: points of authority, log odds of spam.
function parts(name, value, components) {
  return el('section', { class: 'parts' },
    el('h3', null, `${name} `, el('span', { class: 'total-score num' }, number(value))),
    components?.length > 0 && el('div', { class: 'scroll' }, el('table', { class: 'plain-table' },
      el('caption', { class: 'quiet' }, `What ${name} is made of`),
      el('thead', null, el('tr', null, el('th', { scope: 'col' }, 'Part'),
        el('th', { scope: 'col', class: 'num' }, 'Value'), el('th', { scope: 'col', class: 'num' }, 'Points'),
        el('th', { scope: 'col' }, 'In words'))),
      el('tbody', null, components.map(one => el('tr', null,
        el('th', { scope: 'row' }, one.name.replaceAll('_', ' ')), el('td', { class: 'num' }, visible(one.value, 60)),
        el('td', { class: 'num' }, String(one.points)), el('td', null, visible(one.words, 400))))))));
}

function strongest(rows) {
  return el('section', { class: 'parts' },
    el('h3', null, rows.length === 1 ? 'The site that links to it'
      : `The strongest ${rows.length} sites that link to it`),
    el('ul', null, rows.map(row => el('li', null,
      el('a', { href: `#/site?of=${encodeURIComponent(row.root_domain)}` }, site(row.root_domain, 100)),
      el('span', { class: 'muted' }, ` DA ${row.domain_authority}${row.is_followed ? '' : ' · no followed link'}`)))));
}
