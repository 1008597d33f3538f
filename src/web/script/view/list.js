// The ranked list. Rows are of one height and move by transformation, so that nothing else on the
// page shifts while the order changes.

import { element, replace, unseen } from "../element.js";
import { condition, interval, measure, parts, percent, points, said, whereabouts } from "../format.js";
import { reasons } from "../rank.js";
import { addressOf, change, state } from "../state.js";
import { CRITERIA, term } from "../terms.js";
import { t } from "../words.js";

/// Years after which a figure is called old, and the share of points from which a badge says so.
const OLD_YEARS = 5;
const OLD_SHARE = 0.5;
const MARKS_MAX = 6;

/// Draws the rows of `candidates`, keeping those that are there already.
export function renderList(node, candidates) {
  const kept = new Map([...node.children].map((row) => [row.dataset.region, row]));
  const wanted = new Set(candidates.map((candidate) => candidate.region.id));
  for (const [id, row] of kept) if (!wanted.has(id)) row.remove();
  candidates.forEach((candidate, at) => {
    const row = kept.get(candidate.region.id) ?? node.appendChild(element("li", { class: "row", "data-region": candidate.region.id }));
    row.style.setProperty("--at", at);
    fillRow(row, candidate);
  });
  node.style.setProperty("--count", candidates.length);
  order(node, candidates);
}

/// A screen reader and the tabulator follow the document, so that it takes the new order, too; it
/// does so when nobody holds the focus in the list.
function order(node, candidates) {
  if (node.contains(document.activeElement)) return;
  const rows = new Map([...node.children].map((row) => [row.dataset.region, row]));
  const sorted = candidates.map((candidate) => rows.get(candidate.region.id));
  if (sorted.some((row, at) => node.children[at] !== row)) node.append(...sorted);
}

function fillRow(row, candidate) {
  const now = state();
  const id = candidate.region.id;
  const name = said(candidate.region.name) || id;
  const key = JSON.stringify([candidate.rank, candidate.total, candidate.bounds, candidate.standing, now.language, now.marked.includes(id), now.open === id, now.assume, candidate.landing?.overbid?.is_overbid]);
  row.classList.toggle("open", now.open === id);
  if (row.dataset.key === key) return;
  row.dataset.key = key;
  replace(row,
    element("span", { class: "rank" }, candidate.rank),
    element("div", { class: "names" },
      element("button", { type: "button", class: "name", "aria-expanded": String(now.open === id), title: name, onclick: () => change({ open: now.open === id ? "" : id }) }, name),
      element("span", { class: "place" }, whereabouts(candidate.region))),
    score(candidate),
    bar(candidate),
    why(candidate),
    element("div", { class: "foot" }, badges(candidate), marker(id, name)));
}

function score({ total, bounds }) {
  return element("p", { class: "score" }, element("b", {}, points(total)), element("span", { class: "range" }, interval(bounds)));
}

/// The parts of a total side by side, on a scale of a hundred, with the interval over them.
export function bar({ contributions, bounds, total }) {
  const segments = CRITERIA.map((criterion) => contributions.find((part) => part.criterion === criterion)).filter((part) => part?.points > 0);
  const share = (millionths) => `${millionths / 10000}%`;
  const label = segments.map((part) => `${term("criterion", part.criterion)} ${points(part.points)}`).join(", ");
  return element("div", { class: "bar", role: "img", "aria-label": label },
    segments.map((part) => element("i", { class: part.known ? `part ${part.criterion}` : `part open ${part.criterion}`, title: `${term("criterion", part.criterion)} ${points(part.points)}`, vars: { "--share": share(part.points) } })),
    element("i", { class: "interval", vars: { "--low": share(bounds.low), "--wide": share(bounds.high - bounds.low), "--total": share(total) } }));
}

function why({ contributions }) {
  const { strengths, weakness, unknown } = reasons(contributions);
  const shown = parts(contributions.map((part) => part.points));
  const pointsOf = (part) => shown[contributions.indexOf(part)];
  const reason = (part) => element("span", { class: "reason" }, element("i", { class: `dot ${part.criterion}` }), term("criterion", part.criterion), " ",
    element("b", {}, measure(part, "brief")), element("span", { class: "dim" }, ` ${pointsOf(part)}`));
  return element("div", { class: "why-line" },
    element("p", {}, unseen(t("strengths")), strengths.map(reason)),
    element("p", {},
      weakness ? element("span", { class: "reason" }, element("span", { class: "tag weak" }, t("weakest")), term("criterion", weakness.criterion), " ", element("b", {}, measure(weakness, "brief"))) : [],
      unknown.length ? element("span", { class: "reason" }, element("span", { class: "tag" }, t("notKnown")), unknown.map((part) => term("criterion", part.criterion)).join(t("and"))) : []));
}

/// Whether more than half of the points rest on old figures.
export function isStale(candidate) {
  const old = candidate.contributions.filter((part) => part.age_years >= OLD_YEARS);
  return old.reduce((sum, part) => sum + part.points, 0) > OLD_SHARE * candidate.total;
}

function badges(candidate) {
  return [
    candidate.standing === "behind" ? [] : element("span", { class: `badge ${candidate.standing}` }, term("standing", candidate.standing)),
    isStale(candidate) ? element("span", { class: "badge stale", title: t("staleWhy") }, t("stale")) : [],
    state().assume.some((text) => text.startsWith(`${candidate.region.id}:`)) ? element("span", { class: "badge assumed", title: t("assumedWhy") }, t("assumed")) : [],
    candidate.landing?.overbid?.is_overbid ? element("span", { class: "badge overbid" }, t("overbid")) : [],
  ];
}

function marker(id, name) {
  const isMarked = state().marked.includes(id);
  const toggle = () => {
    const { marked } = state();
    change({ marked: isMarked ? marked.filter((other) => other !== id) : [...marked, id].slice(-MARKS_MAX) }, { replace: true });
  };
  return element("button", { type: "button", class: "marker", "aria-pressed": String(isMarked), onclick: toggle },
    element("span", { class: "tick", "aria-hidden": "true" }, isMarked ? "✓" : "+"), t("mark"), unseen(` ${name}`));
}

/// Arrow keys lead from row to row.
export function onListKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest(".row");
  if (!step || !row) return;
  const rows = [...row.parentNode.children].sort((a, b) => a.style.getPropertyValue("--at") - b.style.getPropertyValue("--at"));
  const next = rows[rows.indexOf(row) + step];
  if (!next) return;
  event.preventDefault();
  next.querySelector(".name").focus();
}

/// What is marked for comparison, and the ways out: comparison and memo.
export function renderTray(node) {
  const { marked } = state();
  node.hidden = marked.length === 0;
  if (node.hidden) return replace(node);
  const canCompare = marked.length >= 2;
  return replace(node,
    element("button", { type: "button", class: "primary", disabled: !canCompare, onclick: () => change({ view: "compare", open: "" }) },
      canCompare ? t("compareMarked", { count: marked.length }) : t("markMore", { count: 2 - marked.length })),
    element("button", { type: "button", class: "quiet", onclick: () => change({ marked: [] }, { replace: true }) }, t("clearMarks")));
}

/// The head of the list: how many, and the memo; `filtered` is how many of the pool pass the filters, if
/// any are set that the server does not know.
export function renderListHead(node, answer, filtered) {
  const { counts, level } = answer;
  const levels = term("level", level).toLowerCase();
  const told = filtered ? t("filtered", filtered) : t("ranked", { ranked: counts.ranked, returned: counts.returned, level: levels });
  replace(node,
    element("div", {}, element("h2", {}, t("candidates")),
      element("p", { class: "dim" }, told)),
    element("a", { class: "button", href: addressOf({ ...state(), view: "", open: "", marked: [], region: "" }, "/memo"), target: "_blank" }, t("memo")));
}

const refusals = (byGate) => t("within", { words: Object.entries(byGate).map(([gate, count]) => `${term("gate", gate)} ${count}`).join(t("and")) });

/// What stands under the list: what to mind, near misses, what to ask, the state of the data.
export function renderFoot(node, answer, pool) {
  const names = new Map(pool.map((candidate) => [candidate.region.id, said(candidate.region.name)]));
  const asks = answer.worth_learning.map(({ region, criterion, top_three_share: share }) =>
    element("li", {}, t("couldChange", { region: names.get(region) ?? region, criterion: term("criterion", criterion), share: `${Math.round(share * 100)} %` })));
  const part = (title, items) => (items.length ? [element("h3", {}, title), element("ul", {}, items)] : []);
  const misses = answer.near_misses.map(({ region, gates }) => element("li", {}, element("b", {}, said(region.name)), " — ",
    gates.map((gate) => t("pair", { name: term("gate", gate.gate), value: `${condition(gate.actual)} / ${condition(gate.required)}${gate.margin === null ? "" : t("within", { words: percent(gate.margin, 1) })}` })).join(t("also"))));
  replace(node,
    part(t("worthAsking"), asks),
    part(t("nearMisses"), misses),
    part(t("mind"), answer.warnings.map((warning) => element("li", {}, said(warning)))),
    answer.counts.refused ? element("p", { class: "dim" }, t("refused", { count: answer.counts.refused }), refusals(answer.counts.refused_by_gate)) : [],
    element("p", { class: "stamp" }, t("stamp", { generation: answer.generation, definition: answer.definition.slice(0, 12), asOf: answer.as_of })));
}
