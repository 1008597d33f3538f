// Elements without markup in strings: whatever a document says stays text.

const VECTOR = "http://www.w3.org/2000/svg";

/// An element of the page. Attributes that begin with `on` are listeners, `class` is a class, a value
/// of `true` is an attribute without value; `null`, `undefined` and `false` are left out.
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/// An element of a drawing.
export function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(VECTOR, tag), attributes, children);
}

/// Puts other children into a node. Where one of the old children held the focus, its successor gets
/// it: the one of its id, or else the first of its class.
export function replace(node, ...children) {
  const held = document.activeElement;
  const isInside = held !== node && node.contains(held);
  node.replaceChildren(...nodes(children));
  if (isInside && !held.isConnected) successor(node, held)?.focus({ preventScroll: true });
  return node;
}

function successor(node, held) {
  const [first] = held.classList;
  if (held.id) return document.getElementById(held.id);
  return first ? node.querySelector(`.${CSS.escape(first)}`) : null;
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "vars") for (const [key, set] of Object.entries(value)) node.style.setProperty(key, set);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...nodes(children));
  return node;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/// A word that only a screen reader says.
export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

/// Calls `act` once things have been quiet for `milliseconds`.
export function settled(act, milliseconds) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
}

/// A part of a sheet with a heading.
export function section(title, ...children) {
  return element("section", { class: "part-of-why" }, element("h3", {}, title), children);
}
