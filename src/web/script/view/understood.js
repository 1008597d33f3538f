// How the question was understood, as chips to correct, and the one fact that is missing most.

import { codeText, search } from "../api.js";
import { element, replace, settled, unseen } from "../element.js";
import { percent, points, quantity, said } from "../format.js";
import { change, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// Facts that a reader can correct, with the unit that stands behind a bare number.
const EDITABLE = { land: "mu", power: "MW", capex: "CNY" };
/// Facts that are not asked for again in this visit.
const postponed = new Set();

/// The chips of an answer, and the question for what is missing.
export function renderUnderstood(node, answer) {
  const shown = answer.understood.filter((fact) => fact.value && !["target_region", "target_regions", "weight", "weights"].includes(fact.what));
  const project = state().project ? element("b", { class: "project-name" }, said(answer.project.name)) : [];
  replace(node,
    element("h2", { class: "label" }, project, " ", t("understoodAs")),
    element("ul", { class: "chips" },
      answer.industries.map((industry) => industryChip(industry, answer)),
      answer.industries.length ? [] : element("li", { class: "chip none" }, t("noIndustry")),
      element("li", {}, menu(element("span", { class: "plus" }, "+ ", t("addIndustry")), "", () => finder(answer))),
      shown.map((fact) => factChip(fact, answer)),
      (answer.project.target_regions ?? []).map((id) => withinChip(id, answer)),
      element("li", {}, menu(element("span", { class: "plus" }, "+ ", t("lookWithin")), "", () => placeField(t("lookWithin"), t("withinPlaceholder"), lookWithin)))),
    missing(answer));
}

const codeOf = ({ system, code }) => `${system}:${code}`;

/// A chip that opens a small sheet, filled when it opens; closed by Escape and by a look elsewhere.
export function menu(head, label, content) {
  const sheet = element("div", { class: "sheet" });
  const chip = element("details", {
    class: "chip",
    ontoggle: () => {
      if (!chip.open) return replace(sheet);
      if (sheet.hasChildNodes()) return sheet;
      replace(sheet, content());
      return sheet.querySelector("input, button")?.focus();
    },
    onkeydown: (event) => { if (event.key === "Escape" && chip.open) { chip.open = false; chip.firstChild.focus(); event.stopPropagation(); } },
    onfocusout: (event) => { if (event.relatedTarget && !chip.contains(event.relatedTarget)) chip.open = false; },
  }, element("summary", {}, label ? unseen(label) : [], head), sheet);
  return chip;
}

function industryChip(industry, answer) {
  const title = said(industry.title);
  const head = [element("b", {}, title), element("code", {}, industry.code),
    industry.confidence < 1 ? element("span", { class: "dim" }, percent(industry.confidence)) : []];
  return element("li", {}, menu(head, t("correct"), () => alternatives(industry, answer)));
}

function alternatives(industry, answer) {
  const list = element("ul", { class: "choices" }, element("li", { class: "dim" }, t("loading")));
  const others = answer.industries.filter((other) => other !== industry).map(codeOf);
  const words = industry.words.join(" ") || said(industry.title);
  codeText(words).then(({ industries }) => {
    const fresh = industries.filter((found) => codeOf(found) !== codeOf(industry));
    replace(list, fresh.slice(0, 6).map((found) => choice(found, [codeOf(found), ...others])));
  }).catch(() => replace(list));
  return [
    industry.words.length ? element("p", { class: "dim" }, t("readFrom", { words: industry.words.join("、") })) : [],
    element("p", { class: "label" }, t("otherIndustries")), list, field(others),
    others.length ? element("button", { type: "button", class: "danger", onclick: () => change({ industry: others }) },
      t("remove", { what: said(industry.title) })) : [],
  ];
}

function choice(found, codes) {
  return element("li", {}, element("button", { type: "button", onclick: () => change({ industry: codes, open: "" }) },
    element("b", {}, said(found.title)), element("code", {}, found.code), element("span", { class: "dim" }, percent(found.confidence))));
}

const finder = (answer) => field(answer.industries.map(codeOf));

/// A box that codes words to industries while they are written.
function field(others) {
  const list = element("ul", { class: "choices", "aria-live": "polite" });
  const look = settled(async (words) => {
    if (!words.trim()) return replace(list);
    const { industries } = await codeText(words).catch(() => ({ industries: [] }));
    return replace(list, industries.slice(0, 6).map((found) => choice(found, [codeOf(found), ...others])));
  }, 200);
  return element("div", { class: "finder" },
    element("input", { type: "search", "aria-label": t("findIndustry"), placeholder: t("findIndustry"), oninput: (event) => look(event.target.value) }), list);
}

function factChip(fact, answer) {
  const title = term("understood", fact.what);
  const value = fact.name ? said(fact.name) : fact.unit ? quantity(`${fact.value} ${fact.unit}`) : fact.what === "must_have" ? term("gate", fact.value) : fact.value;
  const head = [element("span", { class: "dim" }, title), element("b", {}, value)];
  const editor = fact.what === "host_city" ? cityField : EDITABLE[fact.what] ? () => numberField(fact.what, fact.value, fact.unit) : null;
  if (!editor) return element("li", {}, element("span", { class: "chip" }, head, ours(fact)));
  return element("li", {}, menu(head, t("correct"), editor));
}

/// The button that takes back what the address excludes.
function ours({ what, value }) {
  if (what !== "must_not" || !state().not.includes(value)) return [];
  const drop = () => change({ not: state().not.filter((other) => other !== value), open: "" });
  return element("button", { type: "button", class: "drop", "aria-label": t("remove", { what: term("understood", what) }), onclick: drop }, "×");
}

function numberField(what, value, unit) {
  const input = element("input", { type: "number", min: 0, step: "any", required: true, value, "aria-label": term("understood", what) });
  const submit = (event) => { event.preventDefault(); change({ [what]: `${input.value} ${unit}` }); };
  return element("form", { class: "small", onsubmit: submit }, input,
    element("span", { class: "dim" }, quantity(`0 ${unit}`).replace(/^0 ?/, "")), element("button", { type: "submit" }, t("save")));
}

/// A box that finds the host city by its name.
const cityField = () => placeField(t("askHost"), t("cityPlaceholder"), (id) => change({ host: id }));

const lookWithin = (id) => change({ within: [...new Set([...state().within, id])], open: "" });

/// A region to which the search is confined.
function withinChip(id, answer) {
  const name = said(answer.understood.find((fact) => fact.value === id)?.name) || id;
  const isOurs = state().within.includes(id);
  const drop = () => change({ within: state().within.filter((other) => other !== id), open: "" });
  return element("li", {}, element("span", { class: "chip" }, element("span", { class: "dim" }, term("understood", "target_region")), element("b", {}, name),
    isOurs ? element("button", { type: "button", class: "drop", "aria-label": t("remove", { what: name }), onclick: drop }, "×") : []));
}

/// A box that finds places above parks by their names, and hands the id of the chosen one to `take`.
function placeField(label, placeholder, take) {
  const list = element("ul", { class: "choices", "aria-live": "polite" });
  const look = settled(async (words) => {
    if (!words.trim()) return replace(list);
    const { hits } = await search(words, "regions", 12).catch(() => ({ hits: [] }));
    const cities = hits.filter((hit) => hit.level !== "park").slice(0, 6);
    if (!cities.length) return replace(list, element("li", { class: "dim" }, t("noCity")));
    return replace(list, cities.map((hit) => element("li", {}, element("button", { type: "button", onclick: () => take(hit.id) },
      element("b", {}, said(hit.name)), element("code", {}, hit.id)))));
  }, 200);
  return element("div", { class: "finder" },
    element("input", { type: "search", "aria-label": label, placeholder, oninput: (event) => look(event.target.value) }), list);
}

/// The missing fact that could change most, with the reason why it is asked.
function missing(answer) {
  const { project, weights } = answer;
  const weight = (...criteria) => points(criteria.reduce((sum, criterion) => sum + (weights[criterion] ?? 0), 0));
  const facts = [
    ["host", !project.host_city, "askHost", "whyHost", weight("access", "institutional_link")],
    ["land", !project.needs?.land, "askLand", "whyLand", weight("land_availability")],
    ["capex", !project.money?.capex, "askCapex", "whyCapex", ""],
    ["power", !project.needs?.power, "askPower", "whyPower", ""],
  ];
  const next = facts.find(([what, isMissing]) => isMissing && !postponed.has(what));
  if (!next) return [];
  const [what, , question, why, worth] = next;
  const later = () => { postponed.add(what); card.replaceWith(...[missing(answer)].flat()); };
  const card = element("section", { class: "question", "aria-label": t("oneQuestion") },
    element("div", {}, element("p", { class: "label" }, t("oneQuestion")), element("p", { class: "asks" }, t(question)),
      element("p", { class: "dim" }, t(why, { points: worth }))),
    what === "host" ? cityField() : askNumber(what, t(question)),
    element("button", { type: "button", class: "quiet", onclick: later }, t("later")));
  return card;
}

function askNumber(what, label) {
  const input = element("input", { type: "number", min: 0, step: "any", required: true, "aria-label": label });
  const scale = what === "capex" ? 10000 : 1;
  const submit = (event) => {
    event.preventDefault();
    change({ [what]: `${Number(input.value) * scale} ${EDITABLE[what]}` });
  };
  return element("form", { class: "small", onsubmit: submit }, input, element("button", { type: "submit" }, t("answerIt")));
}
