// The question ⇄ the address. Pure: no network, no document. All that a person chose stands in the address, so going
// back, a bookmark and a link to a colleague work; what is not said is as in `empty()`.

export const SCOPES = ['root_domain', 'subdomain', 'subfolder', 'page'];
export const SOURCES = ['root_domain', 'subdomain', 'page'];
export const VIEWS = ['table', 'plot', 'both'];

/** Rules that are on when a person begins; an address says its own. */
export const FIRST_HIDE = ['platforms', 'same-owner', 'feeds', 'other-hosts'];

/** The state of an address that says nothing. */
export function empty() {
  return {
    to: [], not: [], min: 1, match: '', source: 'root_domain', links: {}, sources: {}, hide: [], skip: [], sort: [],
    only: [], must: [], page: 1, rows: 25, row: null, view: 'table',
  };
}

/** `page:https://e.com/x` → {text, scope}. A text without a scope is a site. */
export function readTarget(written) {
  const at = written.indexOf(':');
  const scope = at > 0 && SCOPES.includes(written.slice(0, at)) ? written.slice(0, at) : null;
  return scope ? { text: written.slice(at + 1), scope } : { text: written, scope: 'root_domain' };
}

/** {text, scope} → as the API and the shell write it. */
export function writeTarget({ text, scope }) {
  return scope === 'root_domain' && !SCOPES.includes(text.slice(0, Math.max(0, text.indexOf(':')))) ? text
    : `${scope}:${text}`;
}

/** Whether two targets are the same as written. */
export function isSame(one, other) {
  return one.text === other.text && one.scope === other.scope;
}

// Filters: name in the address, where it stands in the state, and how it is written. A range is `10-100`, `-30`, `5-`.
const FILTERS = [
  ['followed', 'links', 'followed', 'bool'], ['rel', 'links', 'rel', 'list'], ['notrel', 'links', 'not_rel', 'list'],
  ['kind', 'links', 'kind', 'list'], ['anchor', 'links', 'anchor_contains', 'text'],
  ['anchoris', 'links', 'anchor_equals', 'text'], ['noanchor', 'links', 'anchor_empty', 'bool'],
  ['first', 'links', 'first_seen', 'days'], ['last', 'links', 'last_seen', 'days'], ['state', 'links', 'state', 'text'],
  ['da', 'sources', 'domain_authority', 'range'], ['pa', 'sources', 'page_authority', 'range'],
  ['spam', 'sources', 'spam_score', 'range'], ['out', 'sources', 'outgoing_domains', 'range'],
  ['tld', 'sources', 'tld', 'list'], ['nottld', 'sources', 'not_tld', 'list'],
  ['lang', 'sources', 'language', 'list'], ['title', 'sources', 'title_contains', 'text'],
  ['url', 'sources', 'url_contains', 'text'], ['in', 'sources', 'in', 'list'], ['notin', 'sources', 'not_in', 'list'],
];

const READ = {
  bool: text => text === '1' ? true : text === '0' ? false : undefined,
  text: text => text === '' ? undefined : text,
  list: text => text === '' ? undefined : text.split(',').filter(part => part !== ''),
  range: readRange,
  days: text => {
    const [from, until] = text.split('..');
    const days = {};
    if (/^\d{4}-\d\d-\d\d$/.test(from)) {
      days.from = from;
    }

    if (/^\d{4}-\d\d-\d\d$/.test(until ?? '')) {
      days.until = until;
    }

    return Object.keys(days).length === 0 ? undefined : days;
  },
};

const WRITE = {
  bool: value => value ? '1' : '0',
  text: value => value,
  list: value => value.join(','),
  range: value => `${value.min ?? ''}~${value.max ?? ''}`,
  days: value => `${value.from ?? ''}..${value.until ?? ''}`,
};

function readRange(text) {
  const parts = /^(-?\d*)~(-?\d*)$/.exec(text);
  if (!parts) {
    return undefined;
  }

  const range = {};
  if (/\d/.test(parts[1])) {
    range.min = Number(parts[1]);
  }

  if (/\d/.test(parts[2])) {
    range.max = Number(parts[2]);
  }

  return Object.keys(range).length === 0 ? undefined : range;
}

/** `#/q?to=…` → {route, state, about}; `about` is the rest of the path, as in `#/site?of=e.com`. */
export function readAddress(hash) {
  const text = hash.replace(/^#\/?/, '');
  const at = text.indexOf('?');
  const route = (at < 0 ? text : text.slice(0, at)) || 'q';
  const pairs = readPairs(at < 0 ? '' : text.slice(at + 1));
  return { route, about: Object.fromEntries(pairs), state: readState(pairs) };
}

function readPairs(text) {
  return text.split('&').filter(part => part !== '').map(part => {
    const at = part.indexOf('=');
    return [decode(at < 0 ? part : part.slice(0, at)), at < 0 ? '' : decode(part.slice(at + 1))];
  });
}

function decode(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function readState(pairs) {
  const state = empty();
  for (const [name, value] of pairs) {
    const filter = FILTERS.find(([written]) => written === name);
    if (filter) {
      const read = READ[filter[3]](value);
      if (read !== undefined) {
        state[filter[1]][filter[2]] = read;
      }
    } else {
      FIELDS[name]?.(state, value);
    }
  }

  return state;
}

const whole = (value, least, most) => /^\d{1,6}$/.test(value) ? Math.min(Math.max(Number(value), least), most) : null;
const indexes = value => value.split(',').filter(part => /^\d{1,5}$/.test(part)).map(Number);

const FIELDS = {
  to: (state, value) => value && state.to.push(readTarget(value)),
  not: (state, value) => value && state.not.push(readTarget(value)),
  min: (state, value) => { state.min = whole(value, 1, 10000) ?? 1; },
  match: (state, value) => { state.match = value; },
  source: (state, value) => { state.source = SOURCES.includes(value) ? value : state.source; },
  hide: (state, value) => { state.hide = value.split(',').filter(part => part !== ''); },
  skip: (state, value) => { state.skip = value.split(',').filter(part => part !== ''); },
  sort: (state, value) => { state.sort = value.split(',').filter(part => part !== ''); },
  only: (state, value) => { state.only = value.split(';').map(indexes).filter(set => set.length > 0); },
  must: (state, value) => { state.must = indexes(value); },
  page: (state, value) => { state.page = whole(value, 1, 100000) ?? 1; },
  rows: (state, value) => { state.rows = whole(value, 1, 1000) ?? 25; },
  row: (state, value) => { state.row = value || null; },
  view: (state, value) => { state.view = VIEWS.includes(value) ? value : 'table'; },
};

/** The state → `#/q?…`, always in the same order, so equal questions have equal addresses. */
export function writeAddress(state, route = 'q') {
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${encode(value)}`);
  state.to.forEach(target => add('to', writeTarget(target)));
  state.not.forEach(target => add('not', writeTarget(target)));
  if (state.min > 1) {
    add('min', String(state.min));
  }

  if (state.match) {
    add('match', state.match);
  }

  add('source', state.source);
  for (const [name, place, field, kind] of FILTERS) {
    if (state[place][field] !== undefined) {
      add(name, WRITE[kind](state[place][field]));
    }
  }

  const lists = { hide: state.hide, skip: state.skip, sort: state.sort, must: state.must };
  Object.entries(lists).filter(([, list]) => list.length > 0).forEach(([name, list]) => add(name, list.join(',')));
  if (state.only.length > 0) {
    add('only', state.only.map(set => set.join(',')).join(';'));
  }

  addPlace(state, add);
  return `#/${route}?${parts.join('&')}`;
}

function addPlace(state, add) {
  const first = empty();
  for (const name of ['page', 'rows', 'row', 'view']) {
    if (state[name] !== first[name]) {
      add(name, String(state[name]));
    }
  }
}

// Keeps what reads well in an address and cannot be mistaken: `:` `/` `,` `;`.
function encode(text) {
  return encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3B/g, ';');
}

/** Whether the state asks for anything. */
export function isAsked(state) {
  return state.to.length > 0 || state.match !== '';
}

/**
 * The state → a question of `/api/v1`. `columns` are the targets to link to, in order: those of `to`, or of the text of
 * groups. `left` are sources to leave out besides (own lists, those contacted).
 */
export function toQuestion(state, columns, left = []) {
  const question = { source: state.source };
  if (state.to.length > 0) {
    question.to = state.to.map(writeTarget);
    question.min = Math.min(state.min, state.to.length);
  }

  if (state.not.length > 0) {
    question.not = state.not.map(writeTarget);
  }

  const must = inRange(state.must, columns.length).map(index => quote(writeTarget(columns[index])));
  if (state.match || must.length > 0) {
    const said = state.match === '' ? [] : [must.length > 0 ? `(${state.match})` : state.match];
    question.match = [...said, ...must].join(' and ');
  }

  const only = state.only.map(set => inRange(set, columns.length)).filter(set => set.length > 0);
  if (only.length > 0) {
    question.only = only;
  }

  const sources = { ...state.sources };
  const out = [...(sources.not_in ?? []), ...left];
  if (out.length > 0) {
    sources.not_in = [...new Set(out)];
  }

  if (Object.keys(sources).length > 0) {
    question.sources = sources;
  }

  if (Object.keys(state.links).length > 0) {
    question.links = state.links;
  }

  // Without a target of `not` the API refuses this rule: it has nothing to look for.
  const hide = state.hide.filter(rule => rule !== 'other-hosts' || state.not.length > 0);
  if (hide.length > 0) {
    question.hide = hide;
  }

  if (state.sort.length > 0) {
    question.sort = state.sort;
  }

  return question;
}

/** A target as a word of an expression; quoted where it would read as something else. */
export function quote(written) {
  return /[\s(),"']/.test(written) || /^(and|or|not|of|\d+)$/i.test(written) ? `"${written.replaceAll('"', '""')}"`
    : written;
}

function inRange(indexes, count) {
  return indexes.filter(index => index < count);
}

/** The same question without its order: for what is counted over all rows. */
export function withoutOrder(question) {
  const { sort, ...rest } = question;
  return rest;
}

/** How many filters are on: the number on the button of narrow screens. */
export function filterCount(state) {
  return Object.keys(state.links).length + Object.keys(state.sources).length + state.must.length
    + (state.only.length > 0 ? 1 : 0);
}

/** Splits what was pasted into targets: lines, columns of a spreadsheet, lists. Gives {targets, refused}. */
export function readPasted(text) {
  const targets = [], refused = [];
  for (const part of text.split(/[\s"'<>|]+|[,;](?=\s|$)|(?<=^|[\s"'])[,;]/).flatMap(splitList)) {
    const typed = part.replace(/^[,;([{]+|[,;)\]}]+$/g, '');
    if (typed === '') {
      continue;
    }

    const target = normalise(typed);
    if (target === null) {
      refused.push(typed);
    } else if (!targets.some(known => isSame(known, target))) {
      targets.push(target);
    }
  }

  return { targets, refused };
}

// `a.com,b.com` is a list; `e.com/a,b` is one address.
function splitList(part) {
  const pieces = part.split(/[,;]/);
  return pieces.length > 1 && pieces.every(piece => piece === '' || /^[^/?#]+\.[^/?#]+$/.test(piece) ||
    /^(https?:\/\/)/i.test(piece)) ? pieces : [part];
}

/** What was typed → {text, scope} as it is asked, or null where it names no web address. */
export function normalise(typed) {
  const said = readTarget(typed.trim());
  const hasScope = said.text !== typed.trim();
  // Without a scheme it is a mail address.
  if (/^[^/?#:]*@/.test(said.text)) {
    return null;
  }

  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(said.text) ? said.text : `http://${said.text.replace(/^\/+/, '')}`;
  const parts = /^(https?):\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:@\s]+)(:\d{1,5})?([/?#]\S*)?$/i.exec(address);
  if (!parts || !isHost(parts[2])) {
    return null;
  }

  const host = parts[2].toLowerCase().replace(/\.$/, '') + (/^:(80|443)$/.test(parts[3] ?? '') ? '' : parts[3] ?? '');
  const path = (parts[4] ?? '').replace(/#.*$/, '');
  const isPage = path !== '' && path !== '/';
  const scope = hasScope ? said.scope : isPage ? 'page' : 'root_domain';
  const text = host + path.replace(/^\?/, '/?');
  return scope === 'root_domain' || scope === 'subdomain' ? { text: bare(host, scope), scope }
    : { text: path === '' ? `${host}/` : text, scope };
}

/** The same target at another scope; what was typed first is kept, so that going back loses nothing. */
export function rescope(target, scope) {
  const typed = target.typed ?? target.text;
  const end = typed.search(/[/?]/);
  const host = end < 0 ? typed : typed.slice(0, end);
  const path = end < 0 ? '/' : typed.slice(end);
  const text = scope === 'root_domain' || scope === 'subdomain' ? bare(host, scope)
    : host + (scope === 'page' ? path : path.replace(/\?.*$/, '').replace(/[^/]*$/, ''));
  return { text, scope, typed };
}

function bare(host, scope) {
  return scope === 'root_domain' ? host.replace(/^www\.(?=[^.]+\.)/, '') : host;
}

function isHost(text) {
  return text.startsWith('[') || text.toLowerCase() === 'localhost'
    || (text.includes('.') && !/\.\./.test(text) && !/^\.|^\d+(\.\d+)?$/.test(text)
      && /^[\p{L}\p{M}\p{N}_.\-]+$/u.test(text));
}
