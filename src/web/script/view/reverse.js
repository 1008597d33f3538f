// The other side: a region officer asks which stored projects fit.

import { getRegion, rankProjects, search } from "../api.js";
import { element, replace } from "../element.js";
import { points, said, whereabouts } from "../format.js";
import { change, state } from "../state.js";
import { t } from "../words.js";
import { failure, loading } from "./ask.js";
import { bar } from "./list.js";

/// Draws the question of a region officer, and its answer where a region is chosen.
export async function renderReverse(node) {
  const now = state();
  const answer = element("div", { class: "reverse-answer", "aria-live": "polite" });
  const region = placeField("reverse-region", t("reverseRegion"), now.region);
  const host = placeField("reverse-host", t("reverseHost"), now.host);
  const submit = async (event) => {
    event.preventDefault();
    const [found, city] = await Promise.all([resolve(region.input), resolve(host.input)]);
    if (!found) return replace(answer, element("p", { role: "alert" }, t("noRegion")));
    return change({ region: found, host: city ?? "" });
  };
  replace(node, element("form", { class: "ask reverse", onsubmit: submit },
    element("h1", {}, t("reverseTitle")), element("p", { class: "lead" }, t("reverseLead")),
    element("div", { class: "box two" }, region.label, host.label, element("button", { type: "submit", class: "primary" }, t("reverseButton")))), answer);
  if (now.region) await showProjects(answer, now);
}

async function showProjects(answer, now) {
  replace(answer, loading());
  try {
    const ranking = await rankProjects({ region: now.region, host: now.host });
    replace(answer, projects(ranking));
  } catch (error) {
    replace(answer, failure(error, () => showProjects(answer, now)));
  }
}

function projects(ranking) {
  const rows = ranking.projects.map(row);
  return [
    element("header", { class: "view-head" }, element("h2", {}, said(ranking.region.name)), element("p", { class: "dim" }, whereabouts(ranking.region))),
    rows.length ? element("ol", { class: "projects" }, rows) : element("p", { class: "empty" }, t("reverseNone")),
    element("ul", { class: "foot-notes" }, ranking.warnings.map((warning) => element("li", {}, said(warning)))),
  ];
}

function row({ rank, project, reciprocal, project_side: theirs, region_side: ours }) {
  const own = theirs.own_rank ? t("reverseRank", theirs.own_rank) : null;
  const side = (title, total, text) => element("div", { class: "side" },
    element("p", {}, element("span", { class: "dim" }, title), " ", element("b", {}, points(total))), text);
  return element("li", { class: "project" },
    element("span", { class: "rank" }, rank),
    element("div", { class: "names" },
      element("a", { class: "name", href: `/?project=${encodeURIComponent(project.id)}&lang=${state().language}` }, said(project.name) || project.id),
      element("span", { class: "place" }, [said(project.host_city_name), ...project.industries.slice(0, 1).map((industry) => said(industry.title)), own].filter(Boolean).join(" · "))),
    element("p", { class: "score" }, element("span", { class: "dim" }, t("reverseBoth")), element("b", {}, points(reciprocal))),
    side(t("reverseProject"), theirs.total, bar(theirs)),
    side(t("reverseOwn"), ours.total, element("p", { class: "dim" }, said(ours.rationale))));
}

/// A box for the name of a place, with suggestions.
function placeField(id, title, value) {
  const list = element("datalist", { id: `${id}-list` });
  const input = element("input", { id, type: "search", "data-id": value, list: `${id}-list`, placeholder: t("reversePlaceholder"), autocomplete: "off" });
  if (value) getRegion(value).then((found) => { if (input.dataset.id) input.value = said(found?.name) || value; }).catch(() => { input.value = value; });
  input.addEventListener("input", async () => {
    input.dataset.id = "";
    const words = input.value.trim();
    if (!words || words.startsWith("CN-")) return;
    const { hits } = await search(words, "regions", 8).catch(() => ({ hits: [] }));
    replace(list, hits.map((hit) => element("option", { value: hit.id, label: said(hit.name) }, said(hit.name))));
  });
  return { input, label: element("label", { for: id }, element("span", {}, title), input, list) };
}

/// The id of a place that is named by its id or by words; places above parks go first.
async function resolve(input) {
  const wanted = input.dataset.id || input.value.trim();
  if (!wanted || wanted.startsWith("CN-")) return wanted || null;
  const { hits } = await search(wanted, "regions", 10).catch(() => ({ hits: [] }));
  return (hits.find((hit) => hit.level !== "park") ?? hits[0])?.id ?? null;
}
