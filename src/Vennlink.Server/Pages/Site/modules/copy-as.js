// A question as others ask it: the shell, curl, Python. Pure but for `copyText`.

/** What the texts are called, in the order of the menu. */
export const WORDS = { shell: 'Shell command', curl: 'curl', python: 'Python' };

/** A question as text: of kind `shell`, `curl` or `python`; `origin` is the address of this server. */
export function copyAs(kind, question, origin) {
  return { shell: shellOf, curl: curlOf, python: pythonOf }[kind](question, origin);
}

/** A word of a shell, quoted where it needs it. */
export function word(text) {
  return /^[\w.:/%+,=-]+$/.test(text) ? text : `'${String(text).replaceAll("'", "'\\''")}'`;
}

const list = (option, values) => values?.length > 0 ? [option, ...values] : [];
const text = (option, value) => value === undefined ? [] : [option, String(value)];
const range = (name, value) => [...text(`--min-${name}`, value?.min), ...text(`--max-${name}`, value?.max)];
const days = (option, value) => value ? [option, `${value.from ?? ''}..${value.until ?? ''}`] : [];
const flag = (option, value) => value === true ? [option] : [];

// Fields that options say. A question with another one, or with a value that none says, is given as JSON.
const FIELDS = ['to', 'not', 'min', 'match', 'source', 'sources', 'links', 'hide', 'sort'];
const SOURCE_FIELDS = ['domain_authority', 'spam_score', 'tld', 'not_tld', 'outgoing_domains', 'language',
  'not_language', 'page_authority', 'title_contains', 'url_contains', 'in', 'not_in'];
const LINK_FIELDS = ['followed', 'rel', 'not_rel', 'kind', 'anchor_contains', 'anchor_equals', 'anchor_empty',
  'first_seen', 'last_seen', 'state'];

function isSaidByOptions({ sources = {}, links = {}, match, ...rest }) {
  return Object.keys(rest).every(name => FIELDS.includes(name)) && (match === undefined || typeof match === 'string')
    && Object.keys(sources).every(name => SOURCE_FIELDS.includes(name))
    && Object.keys(links).every(name => LINK_FIELDS.includes(name))
    && links.followed !== false && links.anchor_empty !== false;
}

function shellOf(question) {
  if (!isSaidByOptions(question)) {
    return `printf '%s\\n' ${word(JSON.stringify(question))} |\n`
      + '  vennlink intersect --index DIR --questions - --format ndjson';
  }

  const { sources = {}, links = {} } = question;
  const options = [
    list('--to', question.to), list('--not', question.not),
    question.min > 1 ? text('--min', question.min) : [], text('--match', question.match),
    text('--source', question.source),
    range('authority', sources.domain_authority), range('spam', sources.spam_score), list('--tld', sources.tld),
    list('--not-tld', sources.not_tld), range('outgoing', sources.outgoing_domains),
    list('--language', sources.language), list('--not-language', sources.not_language),
    range('page-authority', sources.page_authority), text('--title', sources.title_contains),
    text('--url', sources.url_contains), list('--sources-in', sources.in), list('--sources-not-in', sources.not_in),
    flag('--followed-only', links.followed), list('--rel', links.rel), list('--not-rel', links.not_rel),
    list('--kind', links.kind), text('--anchor', links.anchor_contains), text('--anchor-is', links.anchor_equals),
    flag('--anchor-empty', links.anchor_empty), days('--first-seen', links.first_seen),
    days('--last-seen', links.last_seen), text('--links', links.state),
    list('--hide', question.hide), list('--sort', question.sort?.map(sortWord)),
  ].filter(option => option.length > 0);
  return ['vennlink intersect --index DIR', ...options.map(option => option.map(word).join(' ')), '--format csv']
    .join(' \\\n  ');
}

// JSON says `-key` for the highest first; the command `key:desc`.
const sortWord = key => key.startsWith('-') ? `${key.slice(1)}:desc` : `${key}:asc`;

function curlOf(question, origin) {
  return `curl -u 'ACCESS_ID:SECRET_KEY' -H 'Accept: text/csv' ${word(`${origin}/api/v1/intersect`)} \\\n`
    + `  -d ${word(JSON.stringify(question))}`;
}

function pythonOf(question, origin) {
  return ['from vennlink import Client', '',
    `with Client(${JSON.stringify(origin)}, "ACCESS_ID", "SECRET_KEY") as client:`,
    `    for row in client.stream(${literal(question)}):`,
    '        print(row.domain_authority, row.page, row.matching_targets)', ''].join('\n');
}

// JSON is Python but for three words.
function literal(value) {
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }

  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value).map(([name, of]) => `${JSON.stringify(name)}: ${literal(of)}`).join(', ')}}`;
  }

  return value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : JSON.stringify(value);
}

/** Puts a text on the clipboard; where the browser lets no script do so, into a field that is selected. */
export async function copyText(value) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(value);
    return;
  }

  const field = document.createElement('textarea');
  field.value = value;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
