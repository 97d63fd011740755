// How text gets onto the page. Everything goes through `el`, which makes nodes and never reads markup,
// so what a stranger wrote in a title or an anchor is shown as letters and nothing else.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'g', 'path', 'circle', 'ellipse', 'rect', 'line', 'text', 'tspan', 'title-svg',
  'defs', 'pattern', 'use', 'polyline', 'clipPath']);

/**
 * Makes an element: el('p', {class: 'note', onclick: f}, 'text', node, [more]).
 * Attributes: null and false are left out, true is an empty one; `on…` takes a function; a name in `PROPERTIES` is set
 * as a property. Children: nodes are appended, all else becomes text.
 */
export function el(tag, attributes, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag === 'title-svg' ? 'title' : tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    setAttribute(node, name, value);
  }

  add(node, children);
  return node;
}

const PROPERTIES = new Set(['value', 'checked', 'indeterminate', 'disabled', 'selected', 'hidden']);

function setAttribute(node, name, value) {
  if (name.startsWith('on')) {
    if (typeof value === 'function') {
      node.addEventListener(name.slice(2), value);
    }
  } else if (PROPERTIES.has(name)) {
    node[name] = value ?? (name === 'value' ? '' : false);
  } else if (value === true) {
    node.setAttribute(name, '');
  } else if (value !== null && value !== undefined && value !== false) {
    node.setAttribute(name, value);
  }
}

function add(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      add(node, child);
    } else if (child instanceof Node) {
      node.append(child);
    } else if (child !== null && child !== undefined && child !== false) {
      node.append(document.createTextNode(String(child)));
    }
  }
}

/** Puts children in place of what a node holds. */
export function fill(node, ...children) {
  node.replaceChildren();
  add(node, children);
  return node;
}

/** A number as people read it: 1284 → 1,284. */
export function number(value) {
  return value === null || value === undefined ? '' : String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 prospect`, `2 prospects`: a number and its word. */
export function count(value, one, many = `${one}s`) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** The day of an instant: 2026-10-01T01:02:03Z → 2026-10-01; empty for none. */
export function day(instant) {
  return instant ? String(instant).slice(0, 10) : '';
}

/**
 * A stranger's text as it may be shown: control bytes, line breaks and marks that turn the direction of writing become
 * visible marks, and the text is cut after `limit` characters.
 */
export function visible(text, limit = 300) {
  const cut = [...String(text ?? '')];
  const shown = cut.length > limit ? [...cut.slice(0, limit), '…'] : cut;
  return shown.map(mark).join('');
}

function mark(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }

  if (code === 0x7f) {
    return '␡';
  }

  const isHidden = (code >= 0x80 && code < 0xa0) || code === 0xad || (code >= 0x200b && code <= 0x200f)
    || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code === 0xfeff
    || (code >= 0xd800 && code <= 0xdfff) || (code >= 0xe0000 && code <= 0xe007f);
  return isHidden ? `‹${code.toString(16).toUpperCase().padStart(4, '0')}›` : character;
}

/** A stranger's text in an element of its own, whose direction of writing reaches nothing beside it. */
export function strange(text, limit = 300) {
  const whole = String(text ?? '');
  return el('bdi', { dir: 'auto', title: whole.length > limit ? visible(whole, 2000) : null }, visible(whole, limit));
}

const BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, BIAS = 72, FIRST = 128;

/** One label of a host without `xn--`, decoded as RFC 3492 says; null where it is no punycode. */
export function fromPunycode(label) {
  const at = label.lastIndexOf('-');
  const codes = at > 0 ? [...label.slice(0, at)].map(letter => letter.codePointAt(0)) : [];
  let n = FIRST, bias = BIAS, i = 0;
  for (let index = at > 0 ? at + 1 : 0; index < label.length;) {
    const before = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(label.charCodeAt(index++));
      if (digit < 0 || digit * weight > 0x7fffffff - i) {
        return null;
      }

      i += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) {
        break;
      }

      weight *= BASE - threshold;
    }

    bias = adapted(i - before, codes.length + 1, before === 0);
    n += Math.floor(i / (codes.length + 1));
    i %= codes.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) {
      return null;
    }

    codes.splice(i++, 0, n);
  }

  return String.fromCodePoint(...codes);
}

function digitOf(code) {
  return code >= 48 && code <= 57 ? code - 22 : code >= 97 && code <= 122 ? code - 97
    : code >= 65 && code <= 90 ? code - 65 : -1;
}

function adapted(delta, length, isFirst) {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) {
    rest = Math.floor(rest / (BASE - T_MIN));
  }

  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

// Scripts whose letters are told apart; Han with kana or bopomofo or hangul is how Japanese, Chinese and Korean are
// written, so those count as one.
const SCRIPTS = [
  ['Latin', /\p{Script=Latin}/u], ['Greek', /\p{Script=Greek}/u], ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Armenian', /\p{Script=Armenian}/u], ['Hebrew', /\p{Script=Hebrew}/u], ['Arabic', /\p{Script=Arabic}/u],
  ['Thai', /\p{Script=Thai}/u], ['Georgian', /\p{Script=Georgian}/u], ['Devanagari', /\p{Script=Devanagari}/u],
  ['East', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}]/u],
];

/** Whether a label may be shown in its own letters: of one script, and made of letters, digits and hyphens alone. */
function isPlain(label) {
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}\-·]*$/u.test(label)) {
    return false;
  }

  const scripts = new Set();
  for (const letter of label.normalize('NFD')) {
    if (/\p{L}/u.test(letter)) {
      scripts.add(SCRIPTS.find(([, test]) => test.test(letter))?.[0] ?? 'other');
    }
  }

  return scripts.size <= 1;
}

// Cyrillic and Greek letters that look like Latin ones: a label of these alone can pass for another site.
const LOOKALIKES = /^[асԁеһіјӏорԛѕԝхуүѵгзіпηοα-]+$/u;

/**
 * A host as people read it: `xn--bcher-kva.example` → `bücher.example`. A label of mixed scripts, or all of letters
 * that pass for Latin ones, stays punycode: it would look like another site.
 */
export function readableHost(host) {
  return String(host).split('.').map(label => {
    if (!/^xn--/i.test(label)) {
      return label;
    }

    const letters = fromPunycode(label.slice(4).toLowerCase());
    return letters === null || !isPlain(letters) || LOOKALIKES.test(letters) ? label : letters;
  }).join('.');
}

/** A URL or host without its scheme, its host readable. */
export function readableUrl(text) {
  const rest = String(text).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const end = rest.search(/[/?#]/);
  return end < 0 ? readableHost(rest) : readableHost(rest.slice(0, end)) + rest.slice(end);
}

/** A host or URL for reading: isolated, its punycode on hover where it differs. */
export function site(text, limit = 120) {
  const shown = readableUrl(text);
  return el('bdi', { dir: 'ltr', class: 'site', title: shown === text && text.length <= limit ? null : text },
    visible(shown, limit));
}

/** A link to a stranger's page, opened apart and told nothing. Plain text where the address is no web address. */
export function outward(url, ...children) {
  const address = /^https?:\/\//i.test(url) ? url : `http://${url}`;
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);
}

/** A mark of our own: a path in a box of 16 by 16. */
export function icon(name) {
  return el('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, el('path', { d: ICONS[name] }));
}

const ICONS = {
  out: 'M6 3H3v10h10v-3M9 3h4v4M13 3 7 9',
  copy: 'M6 6h7v7H6zM3 10V3h7',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  menu: 'M3 4h10M3 8h10M3 12h10',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  left: 'M10 4 6 8l4 4',
  right: 'M6 4l4 4-4 4',
  check: 'M3 8l4 4 6-8',
  filter: 'M2 3h12l-5 6v4l-2 1V9z',
  info: 'M8 7v5M8 4v1M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  star: 'M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z',
  flag: 'M4 14V2h8l-2 3 2 3H4',
  mail: 'M2 4h12v8H2zM2 4l6 5 6-5',
};
