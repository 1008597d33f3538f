// What if a figure of the open candidate were another: a slider for each criterion, along its frozen
// scale. The server ranks while one moves; nothing is written, and the address says what is assumed.

import { listCriteria } from "../api.js";
import { element, replace, section, settled } from "../element.js";
import { measure } from "../format.js";
import { change, questionOf, state } from "../state.js";
import { CRITERIA, term } from "../terms.js";
import { t } from "../words.js";

/// Steps between both ends of a scale.
const STEPS = 60;
/// Milliseconds without a move after which a slider rests.
const REST = 200;

let asked;
let criteria = null;

/// The criteria of the server, asked for once; again if that failed.
export function loadCriteria() {
  asked ??= listCriteria().then((list) => { criteria = list.criteria; }).catch((error) => { asked = null; throw error; });
  return asked;
}

/// The figures as they are known, by question, region and criterion, where they were seen unassumed.
const own = new Map();

/// What the address assumes of a region, by criterion.
export function assumedOf(region) {
  const mine = state().assume.map((text) => text.split(":")).filter(([id]) => id === region);
  return Object.fromEntries(mine.map(([, criterion, value]) => [criterion, Number(value)]));
}

/// The assumptions of the address with one of them set, or taken back by `null`.
function withAssumed(region, criterion, value) {
  const others = state().assume.filter((text) => !text.startsWith(`${region}:${criterion}:`));
  return value === null ? others : [...others, `${region}:${criterion}:${value}`];
}

/// The sliders of a candidate. `moved` is called with the assumptions of the address while one moves.
export function assumeSection(candidate, level, moved) {
  const node = element("div", { class: "assume" });
  const draw = () => replace(node, panel(candidate, level, moved));
  if (criteria) draw();
  else loadCriteria().then(() => node.isConnected && draw()).catch(() => null);
  return section(t("assumeTitle"), node);
}

function panel(candidate, level, moved) {
  const region = candidate.region.id;
  const assumed = assumedOf(region);
  const count = Object.keys(assumed).length;
  const weighed = CRITERIA.map((criterion) => candidate.contributions.find((part) => part.criterion === criterion)).filter((part) => part?.weight > 0);
  return [
    element("header", {}, element("p", { class: "dim" }, t("assumeHint")),
      element("button", {
        type: "button", class: "quiet reset", id: "reset-assumed", disabled: count === 0,
        onclick: () => change({ assume: state().assume.filter((text) => !text.startsWith(`${region}:`)) }, { replace: true }),
      }, t(count ? "resetCount" : "reset", { count }))),
    element("div", { class: "sliders" }, weighed.map((part) => slider(part, { region, level, assumed, moved }))),
  ];
}

/// The known figure; `undefined` where it was never seen without an assumption.
function ownFigure(part, region, assumed) {
  const key = `${questionOf({ ...state(), assume: [], weights: {} })} ${region} ${part.criterion}`;
  if (!(part.criterion in assumed)) own.set(key, part.known ? part.measure : null);
  return own.get(key);
}

/// Where a slider may stand: steps along the scale, and what is known and assumed among them; `null`,
/// for unknown, first.
function stops({ points, logarithmic }, values) {
  const [low, high] = [points[0].measure, points[points.length - 1].measure];
  const at = (share) => (logarithmic ? low * (high / low) ** share : low + share * (high - low));
  const round = Array.from({ length: STEPS + 1 }, (_, step) => Number(at(step / STEPS).toPrecision(3)));
  const list = new Set([...round, ...values.filter((value) => typeof value === "number")]);
  return [...(values.includes(null) ? [null] : []), ...[...list].sort((a, b) => a - b)];
}

function slider(part, { region, level, assumed, moved }) {
  const { criterion } = part;
  const scale = criteria.find((one) => one.id === criterion)?.scales[level];
  if (!scale) return [];
  const base = ownFigure(part, region, assumed);
  const value = assumed[criterion] ?? base;
  const list = stops(scale, [base, value]);
  const id = `assume-${criterion}`;
  const said = (figure) => measure({ criterion, measure: figure }, "brief");
  const output = element("output", { for: id });
  const input = element("input", { type: "range", id, min: 0, max: list.length - 1, step: 1, value: Math.max(0, list.indexOf(value)) });
  const wanted = () => withAssumed(region, criterion, list[input.value] === base || list[input.value] === null ? null : list[input.value]);
  const show = () => {
    const text = said(list[input.value]);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--filled", `${(input.value / (list.length - 1)) * 100}%`);
    box.classList.toggle("changed", list[input.value] !== base);
  };
  const rested = settled(() => change({ assume: wanted() }, { replace: true }), REST);
  input.addEventListener("input", () => { show(); moved({ assume: wanted() }); });
  input.addEventListener("change", rested);
  const was = criterion in assumed && base !== undefined ? element("span", { class: "was" }, t("was", { value: said(base) })) : [];
  const box = element("div", { class: "slider" },
    element("label", { for: id }, element("i", { class: `dot ${criterion}` }), term("criterion", criterion), was), output, input);
  show();
  return box;
}
