// Filters beside the list. Where a candidate lies, how far it is and what it must have is asked of the
// server, which ranks all regions anew; how sure a candidate is, is read off those that are here.

import { element, replace } from "../element.js";
import { duration, said } from "../format.js";
import { change, questionOf, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";
import { isStale } from "./list.js";
import { menu } from "./understood.js";

/// The longest travels to choose from, in minutes.
const TRAVELS = [60, 120, 180, 300];
/// What a project may ask of a place.
const MUSTS = ["national_level", "chemical_park", "port", "rail"];
/// What is filtered here, by name.
const ONLY = {
  possible: ({ standing }) => standing !== "behind",
  confirmed: ({ gates }) => gates.every(({ status }) => status !== "unknown"),
  known: ({ contributions }) => contributions.every((part) => part.known || part.weight === 0),
  recent: (candidate) => !isStale(candidate),
};

/// Provinces as they were counted before the choice of one hid the others.
let counted = { question: null, provinces: new Map() };

/// The candidates that pass what is filtered here.
export function chosen(candidates) {
  const tests = state().only.map((name) => ONLY[name]).filter(Boolean);
  return tests.length ? candidates.filter((candidate) => tests.every((test) => test(candidate))) : candidates;
}

/// Draws the filters over what the answer has; one that is open stays open.
export function renderFilters(node, answer, pool) {
  const now = state();
  const open = node.querySelector("details[open]")?.dataset.facet;
  const facets = [
    answer.level === "province" ? null : provinces(pool, now),
    answer.project.host_city ? travel(pool, now) : null,
    musts(now),
    sure(pool, now),
  ].filter(Boolean);
  const clear = () => change({ within: [], have: [], only: [], travel: "", open: "" });
  replace(node,
    element("span", { class: "label" }, t("filters")),
    facets.map((one) => facet(one, one.id === open)),
    facets.some(({ value }) => value) ? element("button", { type: "button", class: "quiet clear", onclick: clear }, t("clearFilters")) : []);
}

function facet({ id, title, value, content }, isOpen) {
  const head = [title, value ? element("b", {}, value) : []];
  const chip = menu(head, t("filter"), content);
  chip.dataset.facet = id;
  chip.classList.toggle("active", Boolean(value));
  chip.firstChild.id = `facet-${id}`;
  // One that was open is open again at once, so that the focus finds its place.
  if (isOpen) replace(chip.lastChild, content());
  chip.open = isOpen;
  return chip;
}

/// A list of boxes, or of buttons of which one is chosen.
function options(name, type, list) {
  return element("ul", { class: "options" }, list.map(({ value, text, count, isChosen, choose }) => element("li", {},
    element("label", {},
      element("input", { type, name, id: `${name}-${value}`, checked: isChosen, onchange: choose }),
      element("span", {}, text), count === undefined ? [] : element("span", { class: "dim" }, count)))));
}

const toggled = (list, value) => (list.includes(value) ? list.filter((one) => one !== value) : [...list, value]);

function provinces(pool, now) {
  const found = new Map();
  for (const { region } of pool) {
    const id = region.ancestors.at(-2) ?? region.id;
    const name = region.ancestors.length > 1 ? region.ancestor_names.at(-2) : region.name;
    found.set(id, { name, count: (found.get(id)?.count ?? 0) + 1 });
  }
  const question = questionOf({ ...now, within: [] });
  if (!now.within.length || counted.question !== question) counted = { question, provinces: found };
  const merged = new Map([...counted.provinces, ...found]);
  const list = [...merged].sort((a, b) => b[1].count - a[1].count).map(([id, { name, count }]) => ({
    value: id, text: said(name), count, isChosen: now.within.includes(id),
    choose: () => change({ within: toggled(now.within, id), open: "" }),
  }));
  const value = list.filter((one) => one.isChosen).map((one) => one.text).join(t("and"));
  return { id: "province", title: t("province"), value, content: () => [hint(pool.length), options("province", "checkbox", list)] };
}

function travel(pool, now) {
  const minutes = pool.map(({ contributions }) => contributions.find((part) => part.criterion === "access")?.measure ?? null);
  const within = (most) => minutes.filter((one) => one !== null && one <= most).length;
  const list = [{ value: "", text: t("anyTravel") }, ...TRAVELS.map((most) => ({ value: String(most), text: t("atMost", { most: duration(most) }), count: within(most) }))];
  const choices = list.map((one) => ({ ...one, isChosen: now.travel === one.value, choose: () => change({ travel: one.value, open: "" }) }));
  return { id: "travel", title: t("travel"), value: now.travel ? t("atMost", { most: duration(Number(now.travel)) }) : "", content: () => options("travel", "radio", choices) };
}

function musts(now) {
  const list = MUSTS.map((id) => ({
    value: id, text: term("gate", id), isChosen: now.have.includes(id), choose: () => change({ have: toggled(now.have, id), open: "" }),
  }));
  const value = list.filter((one) => one.isChosen).map((one) => one.text).join(t("and"));
  return { id: "must", title: t("mustHave"), value, content: () => options("must", "checkbox", list) };
}

function sure(pool, now) {
  const list = Object.entries(ONLY).map(([id, test]) => ({
    value: id, text: t(`only_${id}`), count: pool.filter(test).length, isChosen: now.only.includes(id),
    choose: () => change({ only: toggled(now.only, id) }),
  }));
  const value = list.filter((one) => one.isChosen).map((one) => one.text).join(t("and"));
  return { id: "only", title: t("certainty"), value, content: () => [hint(pool.length), options("only", "checkbox", list)] };
}

const hint = (count) => element("p", { class: "dim" }, t("amongFirst", { count }));
