// What if the weights were others: a slider for each criterion, which re-ranks while it moves.

import { listPresets } from "../api.js";
import { element, replace } from "../element.js";
import { points, said } from "../format.js";
import { normalise } from "../rank.js";
import { change, state } from "../state.js";
import { CRITERIA, term } from "../terms.js";
import { t } from "../words.js";

/// The right end of a slider; weights are shares of their sum, the usual ones sum to 106.
const MOST = 60;

let presets;

/// The presets, asked for once; again if that failed.
export function loadPresets() {
  presets ??= listPresets().catch((error) => { presets = null; throw error; });
  return presets;
}

/// The weights from which a question starts: those of its preset, or else the project's own in place
/// of the usual ones. What the address changes is not part of them.
export async function baseWeights({ preset, weights }, project) {
  const known = await loadPresets();
  const chosen = known.presets.find((one) => one.id === preset)?.weights;
  if (chosen) return chosen;
  const own = Object.entries(project.weights ?? {}).filter(([criterion]) => !(criterion in weights));
  return { ...known.default, ...Object.fromEntries(own) };
}

/// Draws the sliders, or sets those that are there. `moved` is called with all weights while one
/// moves, `rested` with what differs from the base when it rests; `pooled` is how many candidates are
/// ranked anew meanwhile.
export async function renderWeights(node, { moved, rested, pooled, project }) {
  const now = state();
  const base = await baseWeights(now, project);
  const known = await loadPresets();
  const weights = { ...base, ...now.weights };
  const key = JSON.stringify([now.language, now.preset, now.project, pooled]);
  if (node.dataset.key !== key) {
    node.dataset.key = key;
    replace(node,
      element("header", {},
        element("h2", {}, t("whatIf")), presetChoice(known.presets, now),
        element("button", { type: "button", class: "quiet reset", onclick: () => rested({}) }),
        element("p", { class: "dim" }, t("whatIfHint"), " ", t("amongPool", { count: pooled }))),
      element("div", { class: "sliders" }, CRITERIA.map((criterion) => slider(criterion, weights, base, { moved, rested, node }))));
  }
  set(node, weights, base);
}

/// Sets the sliders to the weights of the address, but for one that is held.
function set(node, weights, base) {
  for (const input of node.querySelectorAll("input[type=range]")) {
    const { criterion } = input.dataset;
    if (!input.matches(":active")) input.value = weights[criterion];
    input.parentNode.classList.toggle("changed", weights[criterion] !== base[criterion]);
  }
  const count = Object.keys(state().weights).length;
  const reset = node.querySelector(".reset");
  reset.disabled = count === 0;
  reset.textContent = t(count ? "resetCount" : "reset", { count });
  shares(node, read(node));
}

function presetChoice(list, now) {
  const option = (value, text, title) => element("option", { value, selected: value === now.preset, title }, text);
  return element("label", { class: "preset" }, element("span", { class: "dim" }, t("preset")),
    element("select", { onchange: (event) => change({ preset: event.target.value, weights: {} }) },
      option("", t("presetNone"), null), list.map((one) => option(one.id, said(one.title), said(one.reason)))));
}

function slider(criterion, weights, base, { moved, rested, node }) {
  const id = `weight-${criterion}`;
  const input = element("input", {
    type: "range", id, min: 0, max: Math.max(MOST, weights[criterion]), step: 1, value: weights[criterion], "data-criterion": criterion,
    oninput: () => { const all = read(node); shares(node, all); moved(all); },
    onchange: () => rested(differences(read(node), base)),
  });
  return element("div", { class: "slider" },
    element("label", { for: id }, element("i", { class: `dot ${criterion}` }), term("criterion", criterion)),
    element("output", { for: id, "data-of": criterion }), input);
}

const read = (node) => Object.fromEntries([...node.querySelectorAll("input[type=range]")].map((input) => [input.dataset.criterion, Number(input.value)]));

/// Only what differs from the base is part of the address.
function differences(weights, base) {
  const changed = Object.entries(weights).filter(([criterion, weight]) => weight !== base[criterion]);
  return Object.fromEntries(changed);
}

/// What each weight is worth, in points of a hundred.
function shares(node, weights) {
  const normal = normalise(weights);
  for (const output of node.querySelectorAll("output")) {
    output.textContent = normal ? points(normal[output.dataset.of]) : "—";
  }
  for (const input of node.querySelectorAll("input[type=range]")) {
    input.setAttribute("aria-valuetext", normal ? `${points(normal[input.dataset.criterion])} ${t("points")}` : t("unknown"));
    input.style.setProperty("--filled", `${(input.value / input.max) * 100}%`);
  }
}
