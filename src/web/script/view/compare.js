// Two to six candidates side by side, and what decides between neighbours.

import { element, replace, section } from "../element.js";
import { estimate, interval, measure, parts, points, said, whereabouts } from "../format.js";
import { change, state } from "../state.js";
import { CRITERIA, term } from "../terms.js";
import { t } from "../words.js";
import { bar } from "./list.js";

/// Draws a comparison.
export function renderCompare(node, comparison) {
  const { candidates } = comparison;
  replace(node,
    element("header", { class: "view-head" },
      element("button", { type: "button", class: "quiet", onclick: () => change({ view: "" }) }, "← ", t("back")),
      element("h2", { id: "compare-title", tabindex: -1 }, t("compareTitle")),
      element("p", { class: "dim" }, [said(comparison.project.name), state().assume.length ? t("compareKnown") : ""].filter(Boolean).join(" · "))),
    element("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "compare-title" },
      element("table", { class: "compare" }, head(candidates), element("tbody", {}, body(comparison)))),
    reasons(comparison));
}

function head(candidates) {
  const cells = candidates.map((candidate) => element("th", { scope: "col" },
    element("span", { class: "dim" }, whereabouts(candidate.region)),
    element("button", { type: "button", class: "name", onclick: () => change({ view: "", open: candidate.region.id }) }, said(candidate.region.name)),
    element("span", { class: "score" }, element("b", {}, points(candidate.total)),
      element("span", { class: "range" }, interval(candidate.bounds))),
    bar(candidate),
    element("button", { type: "button", class: "quiet drop", "aria-label": t("remove", { what: said(candidate.region.name) }), onclick: () => drop(candidate.region.id) }, "×")));
  return element("thead", {}, element("tr", {}, element("td", {}), cells));
}

function drop(id) {
  const marked = state().marked.filter((other) => other !== id);
  change(marked.length < 2 ? { marked, view: "" } : { marked });
}

function body({ candidates, weights }) {
  const shown = candidates.map(({ contributions }) => parts(contributions.map((part) => part.points)));
  const criteria = CRITERIA.filter((criterion) => weights[criterion] > 0).map((criterion) => {
    const found = candidates.map(({ contributions }) => contributions.findIndex((part) => part.criterion === criterion));
    const cellsOf = candidates.map((candidate, at) => candidate.contributions[found[at]]);
    const earned = cellsOf.map((part) => part?.points ?? -1);
    const best = new Set(earned).size > 1 ? Math.max(...earned) : null;
    const cells = cellsOf.map((part, at) => element("td", { class: part?.points === best ? "best" : null },
      part ? [element("b", {}, shown[at][found[at]]), element("span", { class: "origin" }, measure(part)),
        element("span", { class: "gauge", "aria-hidden": "true", vars: { "--weight": 1, "--earned": part.points / part.weight } }, element("i", { class: part.known ? criterion : "unknown" }))] : "—"));
    return element("tr", {}, element("th", { scope: "row" }, element("i", { class: `dot ${criterion}` }), term("criterion", criterion), element("span", { class: "origin" }, t("of", { whole: points(weights[criterion]) }))), cells);
  });
  return [criteria, facts(candidates)];
}

/// What landing means, one line for each question.
function facts(candidates) {
  const line = (title, cell) => element("tr", { class: "fact" }, element("th", { scope: "row" }, title), candidates.map((candidate) => element("td", {}, cell(candidate.landing ?? {}, candidate))));
  return [
    line(t("costSaving"), ({ cost }) => estimate(cost?.saving)),
    line(t("supportTitle"), ({ policies }) => estimate(policies?.without_host.total)),
    line(t("modesTitle"), ({ modes }) => modeOf(modes)),
    line(t("gatesTitle"), (_, { gates }) => gates.filter((gate) => gate.status !== "pass").map((gate) => t("pair", { name: term("gate", gate.gate), value: term("status", gate.status) })).join(t("also")) || "—"),
    line(t("mind"), (_, { warnings }) => warnings.map(said).join(t("also")) || "—"),
  ];
}

function modeOf(modes) {
  const chosen = modes?.options.find((option) => option.is_recommended) ?? modes?.options[0];
  return chosen ? [said(chosen.name), " ", element("span", { class: `status ${chosen.status}` }, term("status", chosen.status))] : t("unknown");
}

function reasons({ pairs }) {
  const items = pairs.map((pair) => element("li", {}, said(pair.reasons)));
  return items.length ? section(t("decides"), element("ul", { class: "sentences" }, items)) : [];
}
