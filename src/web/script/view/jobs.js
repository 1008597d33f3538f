// Re-rankings of all stored projects: start one, watch it, cancel it, see its results, and what changed
// since the one before.

import { cancelJob, listenToJob, listJobs, postJob } from "../api.js";
import { element, replace, unseen } from "../element.js";
import { moment, number, said } from "../format.js";
import { addressOf, change, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";
import { failure, LEVELS, loading } from "./ask.js";
import { askedOf, learnPresets } from "./asked.js";
import { showDifference } from "./difference.js";
import { showResults } from "./results.js";

/// How many candidates are kept of each project.
const KEPT = 10;

/// Ends what is being listened to.
let stop = () => null;

/// Nobody looks at jobs any more.
export function stopListening() {
  stop();
  stop = () => null;
}

/// Draws what the address asks: the difference of two jobs, the results of one, or all of them.
export async function renderJobs(node, signal) {
  const now = state();
  const back = () => change({ job: "", before: "", after: "" });
  if (now.before && now.after) return showDifference(node, { signal, back });
  if (now.job) return showResults(node, { signal, back });
  const list = element("div", { class: "jobs" });
  const told = element("div", { "aria-live": "polite" });
  const form = await orderForm(now, list, told);
  if (signal.aborted) return undefined;
  replace(node, form, told, list);
  return showList(list);
}

/// Where a job is posted.
async function orderForm(now, list, told) {
  const option = (value, text, chosen) => element("option", { value, selected: value === chosen }, text);
  const level = element("select", { id: "job-level" }, LEVELS.map((one) => option(one, term("level", one), now.level || "park")));
  const presets = await learnPresets();
  const preset = element("select", { id: "job-preset" }, option("", t("presetNone"), now.preset), presets.map((one) => option(one.id, said(one.title), now.preset)));
  const submit = async (event) => {
    event.preventDefault();
    replace(told);
    const button = event.target.querySelector(".primary");
    button.disabled = true;
    try {
      await postJob({ level: level.value, limit: KEPT, ...(preset.value ? { preset: preset.value } : {}) });
      await showList(list);
    } catch (error) {
      replace(told, failure(error, () => event.target.requestSubmit()));
    } finally {
      button.disabled = false;
    }
  };
  return element("form", { class: "ask reverse", onsubmit: submit },
    element("h1", {}, t("jobsTitle")), element("p", { class: "lead" }, t("jobsLead")),
    element("div", { class: "box two" },
      element("label", { for: "job-level" }, element("span", {}, t("level")), level),
      element("label", { for: "job-preset" }, element("span", {}, t("preset")), preset),
      element("button", { type: "submit", class: "primary" }, t("jobsButton"))));
}

/// Draws all jobs, and listens to the oldest that is open: the others wait behind it.
async function showList(node) {
  stopListening();
  if (!node.firstChild) replace(node, loading());
  try {
    const { jobs } = await listJobs();
    if (!node.isConnected) return;
    draw(node, jobs);
  } catch (error) {
    replace(node, failure(error, () => showList(node)));
  }
}

function draw(node, jobs) {
  if (!jobs.length) return replace(node, element("p", { class: "empty" }, t("jobsNone")));
  const finished = jobs.filter((job) => job.state === "finished");
  const rows = jobs.map((job) => row(job, finished[finished.indexOf(job) + 1], node));
  replace(node, element("ol", { class: "job-list" }, rows), element("p", { class: "dim kept" }, t("jobsKept")));
  const open = jobs.filter((job) => !isEnded(job)).pop();
  if (!open) return undefined;
  stop = listenToJob(open.id, (job) => {
    if (!node.isConnected) return stopListening();
    if (isEnded(job)) return showList(node);
    const shown = node.querySelector(`[data-job="${CSS.escape(job.id)}"]`);
    return shown && replace(shown, ...cells(job, undefined, node));
  }, () => node.isConnected && showList(node));
  return undefined;
}

const isEnded = ({ state: is }) => is !== "queued" && is !== "running";

/// A job; `previous` is the finished one before it, if it is finished itself.
function row(job, previous, list) {
  return element("li", { class: `job ${job.state}`, "data-job": job.id }, cells(job, job.state === "finished" ? previous : undefined, list));
}

function cells(job, previous, list) {
  const name = t("jobName", { time: moment(job.created_at) });
  const done = t("jobDone", { done: number(job.projects_done), all: number(job.projects) });
  const refused = job.projects_refused ? t("jobRefused", { count: number(job.projects_refused) }) : null;
  return [
    element("div", { class: "job-name" },
      element("b", {}, moment(job.created_at)),
      element("span", { class: `status ${job.state}` }, term("job", job.state)),
      element("span", { class: "dim asked" }, askedOf(job))),
    element("div", { class: "job-progress" },
      element("progress", { max: job.projects, value: job.projects_done, "aria-label": t("pair", { name, value: done }) }),
      element("span", { class: "dim" }, [done, refused, job.reason].filter(Boolean).join(" · "))),
    element("div", { class: "job-acts" }, acts(job, previous, list, name)),
  ];
}

function acts(job, previous, list, name) {
  if (!isEnded(job)) {
    const cancel = async () => {
      try {
        await cancelJob(job.id);
        await showList(list);
      } catch (error) {
        replace(list, failure(error, () => showList(list)));
      }
    };
    return element("button", { type: "button", class: "quiet cancel", onclick: cancel }, t("jobCancel"), unseen(` ${name}`));
  }
  if (job.state !== "finished") return [];
  return [
    previous ? viewLink({ before: previous.id, after: job.id }, t("jobCompare"), name, "to-changes") : [],
    viewLink({ job: job.id }, t("jobResults"), name, "to-results"),
  ];
}

/// A link to another view of jobs, which is opened without leaving the page.
function viewLink(wanted, title, name, kind) {
  const open = (event) => { event.preventDefault(); change(wanted); };
  return element("a", { class: `button ${kind}`, href: addressOf({ ...state(), ...wanted }), onclick: open }, title, unseen(` ${name}`));
}
