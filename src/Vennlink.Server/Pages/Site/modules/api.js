// Calls of the API. Each can be cancelled; equal questions that are under way or were just answered are asked once.

/** What the server answered instead of an answer: `name: message`, as it says it. */
export class ApiError extends Error {
  constructor(status, name, message) {
    super(name ? `${name}: ${message}` : message);
    this.status = status;
    this.problem = name;
  }
}

const KEPT = 64;

/** Makes the caller of one page. `onSignedOut` is told when the server asks who we are. */
export function createApi(onSignedOut) {
  const kept = new Map();

  async function send(method, path, body, { signal, accept, type } = {}) {
    const headers = { 'X-Vennlink-Page': '1', Accept: accept ?? 'application/json' };
    if (body !== undefined) {
      headers['Content-Type'] = type ?? 'application/json';
    }

    let response;
    try {
      response = await fetch(`/api/v1/${path}`, {
        method, headers, signal, credentials: 'same-origin',
        body: body === undefined ? undefined : type ? body : JSON.stringify(body),
      });
    } catch (error) {
      throw error.name === 'AbortError' ? error
        : new ApiError(0, '', 'The server does not answer. Does `vennlink serve` still run?');
    }

    if (!response.ok) {
      throw await failure(response, path);
    }

    return response;
  }

  async function failure(response, path) {
    const text = await response.text();
    let name = '', message = text.slice(0, 500) || `The server answered ${response.status}.`;
    try {
      const error = JSON.parse(text);
      name = error.name ?? error.error?.name ?? '';
      message = error.message ?? error.error?.message ?? message;
    } catch {
      // Not JSON: the text as it is.
    }

    // A key that is refused is told by the form that sent it.
    if (response.status === 401 && path !== 'session') {
      onSignedOut(message);
    }

    return new ApiError(response.status, name, message);
  }

  async function json(method, path, body, options) {
    const response = await send(method, path, body, options);
    return response.status === 204 ? null : response.json();
  }

  // A call that several views make is one call. Cancelling it is for its first caller, so these are not cancelled.
  function once(key, ask) {
    let answer = kept.get(key);
    if (!answer) {
      answer = ask();
      kept.set(key, answer);
      answer.catch(() => kept.delete(key));
      if (kept.size > KEPT) {
        kept.delete(kept.keys().next().value);
      }
    }

    return answer;
  }

  return {
    get: (path, options) => json('GET', path, undefined, options),
    post: (path, body, options) => json('POST', path, body, options),
    put: (path, body, options) => json('PUT', path, body, options),
    remove: (path, options) => json('DELETE', path, undefined, options),
    /** The raw response: streams, uploads. */
    send,
    /** As `post` and `get`, but an answer that is there is used again (until `forget`). */
    ask: (path, question) => once(`${path} ${JSON.stringify(question)}`, () => json('POST', path, question)),
    look: path => once(path, () => json('GET', path)),
    /** Answers of another snapshot are no use any more. */
    forget: () => kept.clear(),
  };
}
