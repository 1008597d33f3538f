// Why a candidate stands where it stands: every figure, what landing there means, how firm it is.

import { element, replace, section } from "../element.js";
import { citation, condition, interval, measure, parts, percent, points, said, whereabouts } from "../format.js";
import { change } from "../state.js";
import { CRITERIA, term } from "../terms.js";
import { t } from "../words.js";
import { costSection } from "./cost.js";
import { firmnessSection } from "./firmness.js";
import { assumedOf, assumeSection } from "./assume.js";
import { bar } from "./list.js";
import { modesSection } from "./modes.js";
import { supportSection } from "./support.js";

/// Draws all that is known of `candidate`; `answer` is the ranking, with its firmness if that is
/// there already.
export function renderWhy(node, candidate, answer, moved) {
  const name = said(candidate.region.name) || candidate.region.id;
  replace(node,
    element("header", { class: "why-head" },
      element("div", {},
        element("p", { class: "dim" }, whereabouts(candidate.region)),
        element("h2", { id: "why-title", tabindex: -1 }, name)),
      score(candidate),
      element("button", { type: "button", class: "quiet close", "aria-label": t("close"), onclick: () => change({ open: "" }) }, "×")),
    bar(candidate),
    figures(candidate),
    assumeSection(candidate, answer.level, moved),
    words(candidate),
    candidate.landing ? [costSection(candidate.landing.cost), supportSection(candidate.landing), modesSection(candidate.landing)] : element("div", { class: "ghost" }),
    gates(candidate.gates),
    firmnessSection(candidate, answer));
}

function score({ total, bounds }) {
  return element("p", { class: "score large" }, element("b", {}, points(total)),
    element("span", { class: "range" }, interval(bounds)));
}

/// Draws score and bar anew while a figure moves; the rest follows when it rests.
export function renderScore(node, candidate) {
  node.querySelector(".score").replaceWith(score(candidate));
  node.querySelector(":scope > .bar").replaceWith(bar(candidate));
}

/// The table of contributions: its bars are cells.
function figures(candidate) {
  const { contributions } = candidate;
  const listed = CRITERIA.map((criterion) => contributions.find((part) => part.criterion === criterion)).filter((part) => part?.weight > 0);
  const shown = parts(listed.map((part) => part.points));
  const widest = Math.max(...listed.map((part) => part.weight));
  const head = ["criterion", "figure", "utility", "pointsOfWeight"].map((key, at) => element("th", { scope: "col", class: at > 1 ? "number" : null }, t(key)));
  const rows = listed.map((part, at) => element("tr", { class: part.known ? null : "open" },
    element("th", { scope: "row" }, element("i", { class: `dot ${part.criterion}` }), term("criterion", part.criterion)),
    element("td", { class: "figure" }, element("b", {}, measure(part)), origin(part, candidate.region)),
    element("td", { class: "number" }, part.utility.toFixed(2)),
    element("td", { class: "earned" },
      element("span", { class: "gauge", "aria-hidden": "true", vars: { "--weight": part.weight / widest, "--earned": part.points / widest } }, element("i", { class: part.criterion })),
      element("span", { class: "number" }, element("b", {}, shown[at]), t("of", { whole: points(part.weight) })))));
  const total = element("tr", {}, element("th", { scope: "row", colspan: 3 }, t("sumIs")),
    element("td", { class: "earned" }, element("span", { class: "number" }, element("b", {}, points(candidate.total)), t("of", { whole: "100" }))));
  return element("table", { class: "figures" }, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows), element("tfoot", {}, total));
}

/// Where a figure comes from: the place, the year, the source, and how old it is.
function origin(part, region) {
  if (!part.known) return element("span", { class: "origin" }, t("medianTaken"));
  if (part.criterion in assumedOf(region.id)) return element("span", { class: "origin warn" }, t("assumed"));
  const { title, address } = citation(part.source);
  const place = part.from && part.from !== region.id ? t("inherited", { place: placeOf(part.from, region) }) : null;
  const source = title ? (address ? element("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, title) : title) : t("computed");
  const age = part.age_years >= 1 ? t("oldFigure", { years: Math.round(part.age_years) }) : null;
  const told = [place, part.as_of, source, age].filter(Boolean);
  return element("span", { class: "origin" }, told.flatMap((one, at) => (at ? [" · ", one] : [one])));
}

function placeOf(id, region) {
  const at = region.ancestors.indexOf(id);
  return at < 0 ? id : said(region.ancestor_names[at]);
}

/// The sentences of the rationale, one by one.
function words(candidate) {
  const text = said(candidate.rationale);
  const sentences = text.match(/[^。]+。|.+?[.!?](?= [A-Z“"]|$)/g) ?? [text];
  const warnings = candidate.warnings.map((warning) => element("li", { class: "warn" }, said(warning)));
  return section(t("inWords"), element("ul", { class: "sentences" }, sentences.map((sentence) => element("li", {}, sentence.trim())), warnings));
}

function gates(list) {
  if (!list.length) return section(t("gatesTitle"), element("p", { class: "dim" }, t("gatesNone")));
  const head = ["gatesTitle", "gateNeeds", "gateHas", "gateMargin", "gateState"].map((key) => element("th", { scope: "col" }, t(key)));
  const rows = list.map((gate) => element("tr", {},
    element("th", { scope: "row" }, term("gate", gate.gate)),
    element("td", {}, condition(gate.required)), element("td", {}, condition(gate.actual)),
    element("td", { class: "number" }, gate.margin === null ? "—" : percent(gate.margin, 1)),
    element("td", {}, element("span", { class: `status ${gate.status}` }, term("status", gate.status)))));
  return section(t("gatesTitle"), element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("gatesTitle") },
    element("table", {}, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows))));
}
