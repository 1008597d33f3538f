// What is shown is what the address says: a link shows the same view again.

/// The parameters that hold one value.
const SINGLE = ["q", "project", "level", "host", "land", "power", "capex", "travel", "preset", "view", "open", "region", "capacity", "job", "before", "after"];
/// The parameters that hold several.
const SEVERAL = ["industry", "marked", "within", "not", "have", "only", "assume"];
const STORED_LANGUAGE = "hinterland.language";

const listeners = new Set();
comeBack();
let current = read();

/// The state of the page.
export const state = () => current;

/// The language of the page, `zh` or `en`.
export const language = () => current.language;

/// Changes the state and the address, and tells everybody. With `replace` the step back skips it.
export function change(changes, { replace = false } = {}) {
  current = { ...current, ...changes };
  if ("language" in changes) remember(changes.language);
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(current));
  listeners.forEach((listener) => listener(current, changes));
}

/// Calls `listener` with the state and what changed in it.
export function onChange(listener) {
  listeners.add(listener);
}

addEventListener("popstate", () => {
  current = read();
  listeners.forEach((listener) => listener(current, current));
});

/// A key that opened nothing leaves its reader at the address of the form, which knows the view.
function comeBack() {
  if (location.pathname !== "/enter") return;
  history.replaceState(null, "", `/?${document.querySelector("input[name=back]")?.value ?? ""}`);
}

function read() {
  const given = new URLSearchParams(location.search);
  const single = Object.fromEntries(SINGLE.map((name) => [name, given.get(name) ?? ""]));
  const several = Object.fromEntries(SEVERAL.map((name) => [name, list(given, name)]));
  return { ...single, ...several, weights: weights(given), language: languageOf(given) };
}

function list(given, name) {
  return given.getAll(name).flatMap((text) => text.split(",")).filter(Boolean);
}

function weights(given) {
  const pairs = list(given, "weight").map((text) => text.split(":"));
  return Object.fromEntries(pairs.map(([criterion, weight]) => [criterion, Number(weight)]).filter((pair) => pair[1] >= 0));
}

function languageOf(given) {
  const spoken = [given.get("lang"), remembered(), document.documentElement.lang.slice(0, 2)];
  return spoken.find((tag) => tag === "zh" || tag === "en") ?? "zh";
}

function remember(chosen) {
  // A browser may forbid it; then the address alone keeps the language.
  try { localStorage.setItem(STORED_LANGUAGE, chosen); } catch { return; }
}

function remembered() {
  try { return localStorage.getItem(STORED_LANGUAGE); } catch { return null; }
}

/// The address of a state; `path` is `/` or `/memo`.
export function addressOf(wanted, path = "/") {
  const parts = new URLSearchParams();
  for (const name of SINGLE) if (wanted[name]) parts.set(name, wanted[name]);
  for (const name of SEVERAL) if (wanted[name].length) parts.set(name, wanted[name].join(","));
  const changed = Object.entries(wanted.weights).map(([criterion, weight]) => `${criterion}:${weight}`);
  if (changed.length) parts.set("weight", changed.join(","));
  parts.set("lang", wanted.language);
  return `${path}?${parts}`;
}

/// Whether a question is asked.
export const isAsked = (wanted) => Boolean(wanted.q.trim() || wanted.project);

/// What of a state makes a question: if it is the same, so is the answer.
export function questionOf(wanted) {
  const { q, project, level, host, land, power, capex, travel, preset, industry, within, not, have, assume, weights: chosen } = wanted;
  return JSON.stringify([q, project, level, host, land, power, capex, travel, preset, industry, within, not, have, assume, chosen]);
}
