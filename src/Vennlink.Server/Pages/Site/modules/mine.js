// What this browser remembers for a person: the own site, columns, keys off. No address needs any of it.

const NAME = 'vennlink.';

/** What was kept under a name, or `otherwise` (also where the browser keeps nothing). */
export function remembered(name, otherwise) {
  try {
    const text = localStorage.getItem(NAME + name);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Keeps a value; null forgets it. */
export function remember(name, value) {
  try {
    if (value === null) {
      localStorage.removeItem(NAME + name);
    } else {
      localStorage.setItem(NAME + name, JSON.stringify(value));
    }
  } catch {
    // A browser that keeps nothing: the page works without.
  }
}
