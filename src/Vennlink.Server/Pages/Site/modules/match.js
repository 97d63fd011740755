// Expressions over targets, `2 of (a.com, b.com) and not c.com`, as docs/match.md has them. Pure. The server reads the
// text itself; here it is read to draw groups as boxes and to know the columns.
import { quote, readTarget, writeTarget } from './state.js';

const SCOPE = '(?:(?:page|subfolder|subdomain|root_domain):)?';
const TOKEN = new RegExp(`\\s*(?:([(),])|(${SCOPE}(?:"(?:[^"]|"")*"|'(?:[^']|'')*')|(?!${SCOPE}["'])[^\\s(),]+))`, 'y');

/** Text → tree of {all}, {any}, {at_least, of}, {not} and targets as texts; null where it is no expression. */
export function parse(text) {
  const tokens = tokensOf(text);
  if (!tokens || tokens.length === 0) {
    return null;
  }

  const reader = { tokens, at: 0 };
  const tree = readOr(reader);
  return tree !== null && reader.at === tokens.length ? tree : null;
}

function tokensOf(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length && text.slice(TOKEN.lastIndex).trim() !== '') {
    const found = TOKEN.exec(text);
    if (!found) {
      return null;
    }

    tokens.push(found[1] ? { mark: found[1] } : word(found[2]));
  }

  return tokens;
}

function word(text) {
  const quoted = /^([a-z_]+:)?(["'])([\s\S]*)\2$/.exec(text);
  return quoted ? { target: (quoted[1] ?? '') + quoted[3].replaceAll(quoted[2] + quoted[2], quoted[2]) }
    : { word: text };
}

const isWord = (reader, word) => reader.tokens[reader.at]?.word?.toLowerCase() === word;
const isMark = (reader, mark) => reader.tokens[reader.at]?.mark === mark;

function readOr(reader) {
  return readList(reader, 'or', 'any', readAnd);
}

function readAnd(reader) {
  return readList(reader, 'and', 'all', readFactor);
}

function readList(reader, between, name, readPart) {
  const parts = [readPart(reader)];
  while (isWord(reader, between)) {
    reader.at++;
    parts.push(readPart(reader));
  }

  return parts.includes(null) ? null : parts.length === 1 ? parts[0] : { [name]: parts };
}

function readFactor(reader) {
  if (isWord(reader, 'not')) {
    reader.at++;
    const part = readFactor(reader);
    return part === null ? null : { not: part };
  }

  if (isMark(reader, '(')) {
    reader.at++;
    const inner = readOr(reader);
    return inner !== null && isMark(reader, ')') ? (reader.at++, inner) : null;
  }

  const token = reader.tokens[reader.at];
  if (/^\d+$/.test(token?.word ?? '') && reader.tokens[reader.at + 1]?.word?.toLowerCase() === 'of'
    && reader.tokens[reader.at + 2]?.mark === '(') {
    reader.at += 3;
    return readCounted(reader, Number(token.word));
  }

  if (!token || token.mark || ['and', 'or'].includes(token.word?.toLowerCase())) {
    return null;
  }

  reader.at++;
  return token.target ?? token.word;
}

function readCounted(reader, least) {
  const of = [readOr(reader)];
  while (isMark(reader, ',')) {
    reader.at++;
    of.push(readOr(reader));
  }

  return of.includes(null) || !isMark(reader, ')') || least < 1 || least > of.length ? null
    : (reader.at++, { at_least: least, of });
}

/** The tree → text. */
export function print(tree, isInner = false) {
  if (typeof tree === 'string') {
    return quote(tree);
  }

  if (tree.not !== undefined) {
    return `not ${print(tree.not, true)}`;
  }

  if (tree.of) {
    return `${tree.at_least} of (${tree.of.map(part => print(part)).join(', ')})`;
  }

  const text = (tree.all ?? tree.any).map(part => print(part, true)).join(tree.all ? ' and ' : ' or ');
  return isInner ? `(${text})` : text;
}

/** The targets to link to, in the order of the text, each once; those that are only excluded are none. */
export function positives(tree) {
  const seen = [], excluded = new Set();
  walk(tree, false, (target, isNegated) => isNegated ? excluded.add(target) : seen.push(target));
  const order = [];
  walk(tree, false, target => order.push(target));
  return [...new Set(order)].filter(target => seen.includes(target)).map(readTarget);
}

function walk(tree, isNegated, visit) {
  if (typeof tree === 'string') {
    visit(tree, isNegated);
  } else if (tree.not !== undefined) {
    walk(tree.not, !isNegated, visit);
  } else {
    (tree.all ?? tree.any ?? tree.of).forEach(part => walk(part, isNegated, visit));
  }
}

/**
 * The text as boxes, {groups: [{min, targets}], not: [targets]}: `2 of (…) and (… or …) and not …`; null where it is
 * another shape, which only the text can show.
 */
export function readGroups(text) {
  const tree = parse(text);
  if (tree === null) {
    return null;
  }

  const groups = [], not = [];
  for (const part of tree.all ?? [tree]) {
    const excluded = part.not !== undefined ? targetsOf(part.not, 1) : null;
    const group = part.not === undefined ? groupOf(part) : null;
    if (excluded) {
      not.push(...excluded.targets);
    } else if (group) {
      groups.push(group);
    } else {
      return null;
    }
  }

  return groups.length > 0 ? { groups, not } : null;
}

function groupOf(part) {
  return typeof part === 'string' ? { min: 1, targets: [readTarget(part)] }
    : part.of ? targetsOf({ any: part.of }, part.at_least)
      : part.any ? targetsOf(part, 1) : null;
}

function targetsOf(part, min) {
  const parts = typeof part === 'string' ? [part] : part.any ?? null;
  return parts?.every(one => typeof one === 'string') ? { min, targets: parts.map(readTarget) } : null;
}

/** Boxes → text. Boxes without targets say nothing. */
export function writeGroups({ groups, not }) {
  const parts = groups.filter(group => group.targets.length > 0).map(group => {
    const targets = group.targets.map(writeTarget);
    return targets.length === 1 ? targets[0]
      : group.min <= 1 ? { any: targets } : { at_least: Math.min(group.min, targets.length), of: targets };
  });
  parts.push(...not.map(target => ({ not: writeTarget(target) })));
  return parts.length === 0 ? '' : print(parts.length === 1 ? parts[0] : { all: parts });
}
