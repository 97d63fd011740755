// The form of a key. It is sent once; what stays is a cookie that no script can read.
import { el, fill } from './text.js';

export function show(container, { api, message, onSignedIn }) {
  const problem = el('p', { class: 'problem', role: 'alert' }, message ?? '');
  const id = el('input', { id: 'access-id', name: 'username', autocomplete: 'username', required: true, autofocus: true,
    autocapitalize: 'none', spellcheck: 'false' });
  const key = el('input', { id: 'secret-key', name: 'password', type: 'password', autocomplete: 'current-password',
    required: true });
  const button = el('button', { class: 'main', type: 'submit' }, 'Sign in');
  fill(container, el('form', { class: 'sign-in', onsubmit: submit },
    el('h1', null, 'Sign in'),
    el('p', null, 'With a key of this server. Its operator makes one with ', el('code', null, 'vennlink keys add NAME'),
      '.'),
    problem,
    el('label', { for: 'access-id' }, 'Access id'), id,
    el('label', { for: 'secret-key' }, 'Secret key'), key,
    button));
  id.focus();

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = '';
    try {
      await api.post('session', { access_id: id.value.trim(), secret_key: key.value });
      fill(container);
      onSignedIn();
    } catch (error) {
      problem.textContent = error.status === 401 ? 'This key is not known here.' : error.message;
      button.disabled = false;
      key.focus();
    }
  }
}
