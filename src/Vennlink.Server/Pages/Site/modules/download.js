// Files made in the browser: a plot as it looks, a text.
const COPIED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-linecap', 'font-family', 'font-size',
  'font-weight', 'opacity'];

/** Gives the browser a file to save. */
export function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** A drawing as a file of its own: what the style sheet says is written into it, what can be pressed is not. */
export function svgText(svg, title) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((node, i) => {
    const style = getComputedStyle(originals[i]);
    COPIED.filter(name => !(name === 'fill' && node.getAttribute('fill')))
      .forEach(name => node.setAttribute(name, style.getPropertyValue(name)));
    ['class', 'role', 'tabindex', 'aria-pressed', 'aria-label', 'data-key'].forEach(name => node.removeAttribute(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  name.textContent = title;
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const { width, height } = svg.viewBox.baseVal;
  Object.entries({ width, height, fill: groundOf(svg) }).forEach(([key, value]) => ground.setAttribute(key, value));
  copy.prepend(name, ground);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function groundOf(node) {
  for (let at = node; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (colour && colour !== 'transparent' && !/, 0\)$/.test(colour)) {
      return colour;
    }
  }

  return 'white';
}
