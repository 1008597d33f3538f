// The results of one job: the first choices of each project, each leading to its whole answer.

import { listJobs, listResults } from "../api.js";
import { element, replace } from "../element.js";
import { moment, number, points, said, whereabouts } from "../format.js";
import { addressOf, state } from "../state.js";
import { t } from "../words.js";
import { failure, loading } from "./ask.js";
import { askedOf, learnPresets } from "./asked.js";

/// How many projects are shown, and how many choices of each.
const SHOWN = 200;
const CHOICES = 3;

/// Draws the results of the job that the address names.
export async function showResults(node, { signal, back }) {
  const id = state().job;
  replace(node, head(null, 0, back), loading());
  try {
    const [{ jobs }, results] = await Promise.all([listJobs(signal), listResults(id, SHOWN, signal), learnPresets()]);
    const job = jobs.find((one) => one.id === id) ?? null;
    replace(node, head(job, results.length, back), element("ol", { class: "projects results" }, results.map(project)));
    document.getElementById("jobs-title").focus();
  } catch (error) {
    if (error.name !== "AbortError") replace(node, head(null, 0, back), failure(error, () => showResults(node, { signal, back })));
  }
}

function head(job, count, back) {
  return element("header", { class: "view-head" },
    element("button", { type: "button", class: "quiet", onclick: back }, `← ${t("jobsBack")}`),
    element("h2", { id: "jobs-title", tabindex: -1 }, t("resultsTitle")),
    job ? element("p", { class: "dim" }, [moment(job.created_at), askedOf(job), t("resultsFirst", { all: number(job.projects), count: number(count) })].filter(Boolean).join(" · ")) : []);
}

function project(result) {
  if (result.problem) {
    return element("li", { class: "project" }, element("div", { class: "names" },
      element("b", { class: "name" }, result.project_id),
      element("span", { class: "place warn" }, t("resultsRefused", { why: result.problem.detail }))));
  }
  const { project: { id, name }, candidates, level, preset } = result;
  const link = (open) => addressOf(answerOf(id, { level, preset, open }));
  const choices = candidates.slice(0, CHOICES).map((one) => element("li", {},
    element("span", { class: "rank" }, one.rank),
    element("a", { class: "name", href: link(one.region.id) }, said(one.region.name) || one.region.id),
    element("span", { class: "place" }, whereabouts(one.region)),
    element("b", { class: "number" }, points(one.total))));
  return element("li", { class: "project" },
    element("div", { class: "names" },
      element("a", { class: "name", href: link("") }, said(name) || id),
      element("span", { class: "place" }, id)),
    choices.length ? element("ol", { class: "choices-of" }, choices) : element("p", { class: "dim" }, t("resultsNobody")));
}

/// The state of the page that asks a stored project as a job did.
export function answerOf(id, { level, preset = null, open = "" }) {
  const plain = Object.fromEntries(Object.entries(state()).map(([key, value]) => [key, Array.isArray(value) ? [] : ""]));
  return { ...plain, weights: {}, language: state().language, project: id, level: level === "park" ? "" : level, preset: preset?.id ?? "", open };
}
