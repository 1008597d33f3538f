// What if the project were larger or smaller: a slider for each figure that a question may correct. The
// server ranks while it moves, for land and power open and close gates.

import { element, replace, settled } from "../element.js";
import { quantity } from "../format.js";
import { change, questionOf, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// Steps between a number and its tenfold, as people round.
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
/// Milliseconds without a move after which a slider rests.
const REST = 200;
/// The figures: the unit of the slider, what other units are in it, both ends, where a profile has it.
const FIGURES = {
  land: { unit: "mu", units: { mu: 1, hectare: 15, m2: 0.0015, km2: 1500 }, ends: [5, 30000], read: ({ needs }) => needs?.land },
  power: { unit: "MW", units: { MW: 1, kW: 0.001, GW: 1000 }, ends: [0.5, 500], read: ({ needs }) => needs?.power },
  capex: { unit: "CNY", units: { CNY: 1, "10k CNY": 1e4, "million CNY": 1e6, "100M CNY": 1e8 }, ends: [5e6, 2e10], read: ({ money }) => money?.capex },
};
const NAMES = Object.keys(FIGURES);

/// The figures of the project as it asks by itself, for each question.
const own = new Map();

/// Draws the sliders. `moved` is called with the corrections of the address while one moves.
export function renderFigures(node, { moved, project }) {
  const now = state();
  const base = ownFigures(now, project);
  const values = Object.fromEntries(NAMES.map((name) => [name, valueOf(name, now, project)]));
  const changed = NAMES.filter((name) => now[name]);
  if (node.querySelector("input:active")) return;
  replace(node,
    element("header", {},
      element("h2", {}, t("whatIfFigures")),
      element("button", {
        type: "button", class: "quiet reset", id: "reset-figures", disabled: changed.length === 0,
        onclick: () => change({ land: "", power: "", capex: "" }, { replace: true }),
      }, t(changed.length ? "resetCount" : "reset", { count: changed.length })),
      element("p", { class: "dim" }, t("whatIfFiguresHint"))),
    element("div", { class: "sliders" }, NAMES.map((name) => slider(name, values[name], base?.[name], { moved, node }))));
}

/// What the project says without the corrections of the address, where it was seen without them.
function ownFigures(now, project) {
  const key = questionOf({ ...now, land: "", power: "", capex: "", weights: {} });
  const found = own.get(key) ?? {};
  for (const name of NAMES) if (!now[name]) found[name] = valueOf(name, now, project);
  own.set(key, found);
  return found;
}

/// The figure that counts, in the unit of the slider; `null` if it is unknown.
function valueOf(name, now, project) {
  const { units, read } = FIGURES[name];
  if (now[name]) {
    const [, amount, given] = /^(\S+) (.+)$/.exec(now[name]) ?? [];
    return Number(amount) * (units[given] ?? NaN) || null;
  }
  const figure = read(project);
  const value = figure ? Number(figure.value) * (units[figure.unit] ?? NaN) : NaN;
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

/// Where a slider may stand: `null` for unknown first, unless the project says it; then round numbers
/// and the project's own.
function stops(name, value, base) {
  const [from, to] = FIGURES[name].ends;
  const round = [];
  for (let ten = 10 ** Math.floor(Math.log10(from)); ten <= to; ten *= 10) round.push(...STEPS.map((step) => Number((step * ten).toPrecision(3))));
  const list = new Set([...round.filter((one) => one >= from && one <= to), value, base].filter((one) => one > 0));
  return [...(base > 0 ? [] : [null]), ...[...list].sort((a, b) => a - b)];
}

function slider(name, value, base, { moved, node }) {
  const id = `figure-${name}`;
  const list = stops(name, value, base);
  const said = (at) => (list[at] === null ? t("unknown") : quantity(`${list[at]} ${FIGURES[name].unit}`));
  const output = element("output", { for: id });
  const input = element("input", { type: "range", id, min: 0, max: list.length - 1, step: 1, value: Math.max(0, list.indexOf(value)) });
  const wanted = () => {
    const chosen = list[input.value];
    return chosen === null || chosen === base ? "" : `${chosen} ${FIGURES[name].unit}`;
  };
  const show = () => {
    output.textContent = said(input.value);
    input.setAttribute("aria-valuetext", said(input.value));
    input.style.setProperty("--filled", `${(input.value / (list.length - 1)) * 100}%`);
    box.classList.toggle("changed", wanted() !== "");
  };
  const rested = settled(() => change({ [name]: wanted() }, { replace: true }), REST);
  input.addEventListener("input", () => { show(); moved({ [name]: wanted() }); });
  input.addEventListener("change", rested);
  const was = base > 0 && base !== value ? element("span", { class: "was" }, t("was", { value: quantity(`${base} ${FIGURES[name].unit}`) })) : [];
  const box = element("div", { class: "slider" },
    element("label", { for: id }, term("understood", name), was), output, input);
  show();
  return box;
}
