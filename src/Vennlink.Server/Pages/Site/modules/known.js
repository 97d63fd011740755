// What the index knows of a target, asked as soon as it is typed: how many sites link to it, or why none does.
import { readTarget, writeTarget } from './state.js';

const MAX_NEAREST = 3, SHORTEST = 4;

/** Keeps what is known; `ask(targets)` gives whether anything new came, `of(target)` what is known by now. */
export function createKnown({ api, index }) {
  const known = new Map();
  const source = (index.source_scopes ?? ['root_domain']).includes('root_domain') ? 'root_domain'
    : index.source_scopes[0];

  async function ask(targets) {
    const fresh = targets.filter(target => !known.has(writeTarget(target)));
    if (fresh.length === 0) {
      return false;
    }

    fresh.forEach(target => known.set(writeTarget(target), null));
    try {
      await askNew(fresh);
      return true;
    } catch {
      fresh.forEach(target => known.delete(writeTarget(target)));
      return false;
    }
  }

  async function askNew(targets) {
    const lines = targets.map((target, id) =>
      JSON.stringify({ id, to: [writeTarget(target)], source, limit: 1, total: true }));
    const response = await api.send('POST', 'batch', `${lines.join('\n')}\n`,
      { type: 'application/x-ndjson', accept: 'application/x-ndjson' });
    const answers = (await response.text()).split('\n').filter(line => line !== '').map(line => JSON.parse(line));
    await Promise.all(targets.map(async (target, id) => {
      const answer = answers.find(line => line.id === id) ?? answers[id];
      const written = writeTarget(target);
      if (!answer || answer.error) {
        known.set(written, { rows: 0, problem: answer?.error?.message ?? 'This is no target.', nearest: [] });
        return;
      }

      const rows = answer.total;
      const note = answer.notes?.find(line => line.includes(' is taken for '));
      known.set(written, { rows, note, nearest: rows === 0 ? await nearest(api, target) : [] });
    }));
  }

  return { ask, of: target => known.get(writeTarget(target)) ?? null };
}

/** Targets that begin as this one does: its hosts, its pages' folder, or names that lose letter after letter. */
async function nearest(api, target) {
  for (const [prefix, scope] of attempts(target)) {
    const path = `targets?limit=${MAX_NEAREST}&prefix=${encodeURIComponent(prefix)}${scope ? `&scope=${scope}` : ''}`;
    try {
      const { results } = await api.look(path);
      if (results.length > 0) {
        return results.map(row => readTarget(writeTarget({ text: row.target, scope: row.scope })));
      }
    } catch {
      // A name that cannot be looked up has nothing near it.
    }
  }

  return [];
}

/** What to look up, one after another. Pure. */
export function attempts({ text, scope }) {
  const host = text.replace(/[/?].*$/, '');
  const tries = scope === 'page' || scope === 'subfolder' ? folders(text) : [[host, 'subdomain']];
  const name = host.replace(/^www\./, '');
  const first = name.indexOf('.');
  tries.push([name, '']);
  for (let length = first; length >= Math.max(SHORTEST, first - 3); length--) {
    tries.push([name.slice(0, length), 'root_domain']);
  }

  return tries;
}

function folders(text) {
  const tries = [];
  for (let at = text.lastIndexOf('/'); at > 0; at = text.lastIndexOf('/', at - 1)) {
    tries.push([text.slice(0, at + 1), 'page']);
  }

  return tries.slice(0, 4);
}
