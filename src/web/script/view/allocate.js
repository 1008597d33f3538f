// All stored projects at once: who goes where, so that no region is sent more than it takes.

import { allocateProjects } from "../api.js";
import { element, replace, shape } from "../element.js";
import { number, points, said, whereabouts } from "../format.js";
import { change, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";
import { failure, LEVELS, loading } from "./ask.js";

/// Draws the question, and its answer where the address says how many a region takes.
export async function renderAllocate(node) {
  const now = state();
  const answer = element("div", { class: "allocation", "aria-live": "polite" });
  const capacity = element("input", { id: "capacity", type: "number", min: 0, max: 1000, step: 1, required: true, value: now.capacity || "1" });
  const level = element("select", { id: "allocate-level" }, LEVELS.map((one) =>
    element("option", { value: one, selected: one === (now.level || "park") }, term("level", one))));
  const submit = (event) => {
    event.preventDefault();
    change({ capacity: capacity.value, level: level.value === "park" ? "" : level.value });
  };
  replace(node, element("form", { class: "ask reverse", onsubmit: submit },
    element("h1", {}, t("allocateTitle")), element("p", { class: "lead" }, t("allocateLead")),
    element("div", { class: "box two" },
      element("label", { for: "capacity" }, element("span", {}, t("capacity")), capacity),
      element("label", { for: "allocate-level" }, element("span", {}, t("level")), level),
      element("button", { type: "submit", class: "primary" }, t("allocateButton")))), answer);
  if (now.capacity) await showAllocation(answer, now);
}

async function showAllocation(answer, now) {
  replace(answer, loading());
  try {
    replace(answer, allocation(await allocateProjects({ level: now.level || "park", capacity: Number(now.capacity) })));
  } catch (error) {
    replace(answer, failure(error, () => showAllocation(answer, now)));
  }
}

function allocation({ assigned, unassigned, regions, concentration_wanted: before, concentration_assigned: after }) {
  const index = (value) => (value === null ? "–" : number(value, 3));
  const places = { size: assigned.length, all: assigned.length + unassigned.length, before: index(before), after: index(after) };
  const groups = regions.filter((load) => load.assigned > 0).map((load) =>
    group(load, assigned.filter((one) => one.region.id === load.region.id)));
  const closed = regions.filter((load) => load.assigned === 0);
  return [
    element("header", { class: "view-head" }, element("h2", {}, t("allocateSum", places)), element("p", { class: "dim" }, t("allocateSpread", places)), element("p", { class: "dim lines" }, t("allocateLines"))),
    element("ol", { class: "groups" }, groups),
    unassigned.length ? [element("h3", {}, t("withoutRegion")), element("ul", { class: "without" }, unassigned.map(without))] : [],
    closed.length ? element("p", { class: "dim" }, t("wantedClosed", { names: closed.map((load) => said(load.region.name)).join(t("and")) })) : [],
  ];
}

/// A region with the projects that it gets, tied to it by lines.
function group(load, projects) {
  const middle = projects.length * 5;
  const line = (one, at) => shape("path", {
    class: one.choice === 1 ? "first" : "later",
    d: `M0 ${at * 10 + 5} C50 ${at * 10 + 5} 50 ${middle} 100 ${middle}`,
  });
  return element("li", { class: "group" },
    element("ol", { class: "group-projects" }, projects.map(project)),
    shape("svg", { class: "links", viewBox: `0 0 100 ${projects.length * 10}`, preserveAspectRatio: "none", "aria-hidden": "true" }, projects.map(line)),
    element("div", { class: "group-region" },
      element("a", { class: "name", href: `/?view=reverse&region=${encodeURIComponent(load.region.id)}&lang=${state().language}` }, said(load.region.name)),
      element("span", { class: "place" }, whereabouts(load.region)),
      element("span", { class: load.wanted > load.capacity ? "load crowded" : "load" }, t("loadOf", load))));
}

function project(one) {
  const given = one.points_given_up > 0 ? t("givesUp", { points: points(one.points_given_up) }) : null;
  const facts = [t("choiceNth", { choice: one.choice }), `${points(one.project_points)} ${t("points")}`, given, one.parcel].filter(Boolean);
  return element("li", {},
    element("a", { class: "name", href: addressOfProject(one.project) }, said(one.name) || one.project),
    element("span", { class: "place" }, facts.flatMap((fact, at) => [at ? " · " : "", element("span", { class: "part" }, fact)])));
}

function without({ project: id, name, because }) {
  return element("li", {}, element("a", { href: addressOfProject(id) }, said(name) || id), " ", element("span", { class: "dim" }, t(`without_${because}`)));
}

const addressOfProject = (id) => `/?project=${encodeURIComponent(id)}&lang=${state().language}`;
