// What changed between two jobs, and because of what: the sum in a sentence, then project by project.

import { compareJobs, listJobs } from "../api.js";
import { element, replace } from "../element.js";
import { moment, number, points, said, signed } from "../format.js";
import { addressOf, change, state } from "../state.js";
import { CAUSES, term } from "../terms.js";
import { t } from "../words.js";
import { failure, loading } from "./ask.js";
import { askedOf, learnPresets } from "./asked.js";
import { answerOf } from "./results.js";

/// How many projects are drawn at a time.
const SHOWN = 20;

/// Draws the difference of the jobs that the address names.
export async function showDifference(node, { signal, back }) {
  const { before, after } = state();
  const chooser = element("div", { class: "runs" });
  const answer = element("div", { class: "difference", "aria-live": "polite" }, loading());
  replace(node, element("header", { class: "view-head" },
    element("button", { type: "button", class: "quiet", onclick: back }, `← ${t("jobsBack")}`),
    element("h2", { id: "jobs-title", tabindex: -1 }, t("differenceTitle"))), chooser, answer);
  try {
    const [{ jobs }, difference] = await Promise.all([listJobs(signal), compareJobs(before, after, signal), learnPresets()]);
    replace(chooser, choice("before", jobs), choice("after", jobs));
    replace(answer, body(difference));
    document.getElementById("jobs-title").focus();
  } catch (error) {
    if (error.name !== "AbortError") replace(answer, failure(error, () => showDifference(node, { signal, back })));
  }
}

/// One of both runs, among the finished jobs.
function choice(which, jobs) {
  const options = jobs.filter((job) => job.state === "finished").map((job) =>
    element("option", { value: job.id, selected: job.id === state()[which] },
      [moment(job.created_at), askedOf(job), t("jobProjects", { all: number(job.projects) })].filter(Boolean).join(" · ")));
  const id = `run-${which}`;
  return element("label", { for: id }, element("span", {}, t(which === "before" ? "differenceBefore" : "differenceAfter")),
    element("select", { id, onchange: (event) => change({ [which]: event.target.value }) }, options));
}

function body(difference) {
  const { summary, parts_per_whole: whole, unexplained } = difference;
  const projects = difference.projects.slice().sort((a, b) => Boolean(b.first_choice) - Boolean(a.first_choice) || changes(b) - changes(a));
  const list = element("ol", { class: "changes" });
  const more = element("button", { type: "button", class: "more" });
  const grow = () => {
    const drawn = list.children.length;
    list.append(...projects.slice(drawn, drawn + SHOWN).map((one) => project(one, whole)));
    const rest = projects.length - list.children.length;
    more.hidden = rest === 0;
    more.textContent = t("differenceMore", { count: Math.min(rest, SHOWN) });
  };
  more.addEventListener("click", grow);
  grow();
  return [
    element("p", { class: "verdict" }, verdict(summary)),
    element("p", { class: "dim" }, t("differenceRest", { lists: summary.lists_changed, points: summary.points_only, same: summary.unchanged, entered: summary.entered, left: summary.left })),
    unexplained ? element("p", { class: "warn" }, t("differenceUnexplained", { why: t(`unexplained_${unexplained.code}`) })) : [],
    summary.first_choices_changed && !unexplained ? causes(summary, whole) : [],
    oneSided(difference), list, more,
  ];
}

const changes = ({ entered, left, moved }) => entered.length + left.length + moved.length;

/// All of it in a sentence.
function verdict(summary) {
  const { compared, first_choices_changed: changed, unchanged, first_choices_by_cause: by } = summary;
  if (compared === unchanged) return t("differenceSame", { compared });
  if (changed === 0) return t("differenceNone", { compared });
  const named = CAUSES.filter((cause) => by[cause]);
  const counts = named.map((cause) => t(named.length === 1 && by[cause] === changed ? "differenceAll" : "differenceCount", { count: by[cause], cause: term("cause", cause) }));
  const because = counts.length ? t("differenceBecause", { causes: counts.join(t("and")) }) : "";
  return t("differenceFirsts", { compared, changed }) + because + t("stop");
}

/// What the changes of first choice are due to, as one bar with its numbers.
function causes({ first_choice_parts: parts }, whole) {
  const legend = CAUSES.map((cause) => element("li", {}, element("i", { class: `dot cause-${cause}` }), term("cause", cause), " ", element("b", {}, number(parts[cause] / whole, 1))));
  return element("figure", { class: "causes" }, element("figcaption", {}, t("differenceLegend")), share(parts), element("ul", { class: "cause-legend" }, legend));
}

function oneSided({ only_before: before, only_after: after, other_level: others }) {
  const alone = [...before, ...after];
  return [
    alone.length ? element("p", { class: "dim" }, t("differenceOneSided", { names: alone.slice(0, 10).join(t("and")) + (alone.length > 10 ? "…" : "") })) : [],
    others.length ? element("p", { class: "warn" }, t("differenceLevels", { count: others.length })) : [],
  ];
}

/// The sizes of the parts side by side, on the scale of their sum.
function share(parts) {
  const sum = CAUSES.reduce((total, cause) => total + Math.abs(parts[cause]), 0) || 1;
  const shown = CAUSES.filter((cause) => parts[cause] !== 0);
  const label = shown.map((cause) => t("differenceShare", { cause: term("cause", cause), share: `${Math.round((Math.abs(parts[cause]) / sum) * 100)} %` })).join(t("and"));
  return element("span", { class: "shares", role: "img", "aria-label": label },
    shown.map((cause) => element("i", { class: `cause-${cause}`, vars: { "--share": `${(Math.abs(parts[cause]) / sum) * 100}%` } })));
}

function project(one, whole) {
  const { project: id, name, level, first_choice: first } = one;
  return element("li", { class: "change" },
    element("div", { class: "names" },
      element("a", { class: "name", href: addressOf(answerOf(id, { level })) }, said(name) || id)),
    first ? element("div", { class: "turn" },
      element("p", {}, element("span", { class: "was" }, regionName(first.before)), " → ", element("b", {}, regionName(first.after))),
      first.parts ? [share(first.parts), element("span", { class: "dim" }, element("i", { class: `dot cause-${first.cause}` }), term("cause", first.cause))] : []) : element("div", { class: "turn" }, element("p", { class: "dim" }, t("differenceKept"))),
    one.reproduced ? [] : element("p", { class: "warn place" }, t("notReproduced")),
    element("details", { class: "fold" }, element("summary", {}, t("differenceMoves", { count: changes(one) })), table(one, whole)));
}

const regionName = (region) => (region ? said(region.name) || region.id : t("differenceNobody"));

/// Every region that entered, left or moved, with what each cause adds to its points.
function table(one, whole) {
  const head = [t("differenceRegion"), t("differenceRank"), t("differencePoints"), t("differenceParts"), ...CAUSES.map((cause) => term("cause", cause))];
  const rows = [
    ...one.entered.map((passage) => passed(passage, "differenceEntered")),
    ...one.left.map((passage) => passed(passage, "differenceLeft")),
    ...one.moved.map((move) => moved(move, whole)),
  ];
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("differenceMoves", { count: rows.length }) },
    element("table", { class: "moves" },
      element("thead", {}, element("tr", {}, head.map((text, at) => element("th", { scope: "col", class: at ? "number" : null }, text)))),
      element("tbody", {}, rows)));
}

/// What a cause adds; nothing recedes behind something.
function cell(part, shown) {
  return element("td", { class: part ? "number" : "number dim" }, part === undefined ? "—" : part === 0 ? "0" : shown(part));
}

function moved(move, whole) {
  const { region, rank_before: from, rank_after: to, point_parts: parts } = move;
  const cells = CAUSES.map((cause) => cell(parts?.[cause], (part) => signed(part / whole)));
  return element("tr", {}, element("th", { scope: "row" }, regionName(region)),
    element("td", { class: "number" }, from === to ? from : t("fromHereTo", { from, to })),
    element("td", { class: "number" }, t("fromHereTo", { from: points(move.points_before), to: points(move.points_after) })),
    element("td", { class: "number part" }, parts ? share(parts) : [], element("b", {}, signed(move.points_after - move.points_before))),
    cells);
}

/// A region that stands in one list alone: where it was, or went, and the shares of its passage.
function passed(passage, key) {
  const { region, rank, parts, elsewhere, elsewhere_rank: other } = passage;
  const beyond = elsewhere ? term("elsewhere", elsewhere).replace("{rank}", other) : "—";
  const [from, to] = key === "differenceEntered" ? [beyond, rank] : [rank, beyond];
  const total = parts ? CAUSES.reduce((sum, cause) => sum + Math.abs(parts[cause]), 0) || 1 : 1;
  const cells = CAUSES.map((cause) => cell(parts?.[cause], (part) => `${Math.round((Math.abs(part) / total) * 100)} %`));
  return element("tr", {}, element("th", { scope: "row" }, regionName(region), " ", element("span", { class: "tag" }, t(key))),
    element("td", { class: "number" }, t("fromHereTo", { from, to })),
    element("td", { class: "number" }, points(passage.points)),
    element("td", { class: "number part" }, parts ? share(parts) : [], element("span", { class: "blank" })),
    cells);
}
