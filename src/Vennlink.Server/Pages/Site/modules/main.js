// The start: who is asking, which index is served, and which view the address names.
import { createApi } from './api.js';
import { readAddress, writeAddress } from './state.js';
import { el, fill, number } from './text.js';

// Views are loaded when they are first looked at; the first one is in index.html already.
const VIEWS = {
  q: { title: 'Prospects', load: () => import('./prospects.js') },
  site: { title: 'Explain a site', load: () => import('./site.js') },
  data: { title: 'Data', load: () => import('./data.js') },
  saved: { title: 'Saved', load: () => import('./saved.js') },
  welcome: { title: 'Welcome', load: () => import('./welcome.js') },
};

const main = document.getElementById('main');
const live = document.getElementById('live');
const api = createApi(() => showSignIn());
const page = { route: null, view: null, context: null, turn: 0 };

const USED_TOKEN = 'This address was used already: it signs in once. Start `vennlink serve --open` again for another, '
  + 'or sign in with a key.';

/** Says something to those who listen; said again when it is the same. */
function announce(text) {
  live.textContent = live.textContent === text ? `${text} ` : text;
}

/**
 * Goes to a state: `navigate({min: 2})` changes the question, `navigate(patch, {route: 'q', replace: true})` says where
 * and whether it is a step of its own for the back button. Whatever changes the rows begins at page 1.
 */
function navigate(patch, { route = page.route === 'welcome' ? 'q' : page.route, replace = false } = {}) {
  const { state } = readAddress(location.hash);
  const keepsRows = Object.keys(patch).every(name => ['page', 'row', 'view'].includes(name));
  const next = { ...state, ...(keepsRows ? {} : { page: 1, row: null }), ...patch };
  go(writeAddress(next, route), replace);
}

/** Goes to an address of the page, such as `#/site?of=e.com`. */
function go(address, replace = false) {
  if (address === location.hash) {
    return;
  }

  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  show();
}

async function show() {
  const { route, about, state } = readAddress(location.hash);
  const name = VIEWS[route] ? route : 'q';
  const context = { ...page.context, state, about };
  markNavigation(name);
  if (page.route === name && page.view) {
    page.context = context;
    page.view.update(context);
    return;
  }

  const turn = ++page.turn;
  page.view?.dispose();
  page.view = null;
  page.route = name;
  page.context = context;
  document.title = `${VIEWS[name].title} · Vennlink`;
  try {
    const module = await VIEWS[name].load();
    if (turn === page.turn) {
      fill(main);
      page.view = module.show(main, page.context);
      performance.mark('ready');
    }
  } catch (error) {
    fill(main, el('div', { class: 'notice bad', role: 'alert' },
      el('p', null, `This part of the page could not be loaded: ${error.message}`)));
  }
}

async function showSignIn(message) {
  const { show: showForm } = await import('./sign-in.js');
  page.turn++;
  page.view?.dispose();
  page.view = null;
  page.route = null;
  showForm(main, { api, message, onSignedIn: start });
}

function markNavigation(route) {
  for (const link of document.querySelectorAll('.top nav a')) {
    const isHere = link.dataset.route === route;
    link.toggleAttribute('aria-current', isHere);
    if (isHere) {
      link.setAttribute('aria-current', 'page');
    }
  }
}

function showTop(session, index) {
  const links = ['q', 'site', 'data', 'saved'].map(route =>
    el('a', { href: `#/${route}`, 'data-route': route, onclick: event => leave(event, route) }, VIEWS[route].title));
  fill(document.getElementById('top'),
    el('a', { class: 'name', href: '#/q' }, mark(), 'Vennlink'),
    el('nav', { 'aria-label': 'Pages' }, links),
    el('span', { class: 'about-index' }, index ? describe(index) : null),
    index && el('button', { class: 'plain', type: 'button', 'aria-label': 'Keys', title: 'Keys',
      onclick: () => import('./keys.js').then(keys => keys.showKeys()) }, '?'),
    session.access_id && el('button', { class: 'plain', type: 'button', onclick: signOut, title: session.access_id },
      'Sign out'));
}

// The question is kept while one looks at other pages: its link leads back to it.
let question = '#/q';
function leave(event, route) {
  event.preventDefault();
  if (page.route === 'q') {
    question = location.hash || '#/q';
  }

  go(route === 'q' && page.route !== 'q' ? question : `#/${route}`);
}

function describe(index) {
  const links = index.counts?.links;
  return [links !== undefined && el('span', { class: 'num' }, `${number(links)} links`),
    index.read?.captured_until && el('span', { class: 'num' }, ` · to ${index.read.captured_until.slice(0, 10)}`)];
}

function mark() {
  return el('svg', { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    el('circle', { cx: 12, cy: 16, r: 9 }), el('circle', { cx: 20, cy: 16, r: 9 }),
    el('path', { d: 'M16 9.7a9 9 0 0 1 0 12.6 9 9 0 0 1 0-12.6Z' }));
}

async function signOut() {
  await api.remove('session');
  start();
}

async function start() {
  try {
    const session = await api.get('session');
    if (!session.signed_in) {
      showTop(session, null);
      await showSignIn(/[?&]token=/.test(location.search) ? USED_TOKEN : '');
      history.replaceState(null, '', `/${location.hash}`);
      return;
    }

    api.forget();
    const index = await api.get('index');
    page.context = { api, navigate, go, announce, session, index, refresh: start };
    page.route = null;
    showTop(session, index);
    if (!index.snapshot && !/^#\/(data|welcome)/.test(location.hash)) {
      history.replaceState(null, '', '#/welcome');
    }

    await show();
  } catch (error) {
    if (error.status !== 401) {
      fill(main, el('div', { class: 'notice bad', role: 'alert' }, el('p', null, error.message),
        el('button', { type: 'button', onclick: start }, 'Try again')));
    }
  }
}

// The fragment of the address is the question, so this link must not change it.
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
addEventListener('popstate', () => page.context && show());
start();
