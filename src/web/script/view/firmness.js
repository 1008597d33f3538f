// How firm a rank stands, and what would make a candidate first.

import { element, section } from "../element.js";
import { money, number, percent, said } from "../format.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// The part on firmness; empty until the answer has it.
export function firmnessSection(candidate, answer) {
  const firm = answer.robustness;
  const own = firm?.candidates.find((one) => one.region === candidate.region.id);
  if (!own) return [];
  return [section(t("firmTitle"), ranks(own, firm, candidate), methods(firm, answer)), section(t("liftTitle"), lifts(own, candidate))];
}

function ranks(own, firm, candidate) {
  const shares = own.rank_acceptability;
  const below = Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0));
  const rows = [...shares.map((share, at) => [t("rankNth", { rank: at + 1 }), share]), [t("rankBelow"), below]];
  return element("div", {},
    element("p", { class: "dim" }, t("firmLead", { draws: number(firm.draws), name: said(candidate.region.name) })),
    element("table", { class: "ranks" }, element("tbody", {}, rows.map(([name, share]) => element("tr", {},
      element("th", { scope: "row" }, name),
      element("td", {}, element("span", { class: "gauge", "aria-hidden": "true", vars: { "--weight": 1, "--earned": share } }, element("i", { class: "access" }))),
      element("td", { class: "number" }, percent(share, 1)))))));
}

function methods(firm, answer) {
  const names = new Map(answer.candidates.map((one) => [one.region.id, said(one.region.name)]));
  const items = firm.methods.map((method) => element("li", {}, element("b", {}, term("method", method.method)), " ",
    method.changes_order ? t("pair", { name: t("otherOrder"), value: method.top.map((id) => names.get(id) ?? id).join(" › ") }) : t("sameOrder")));
  return items.length ? [element("h4", {}, t("firmMethods")), element("ul", {}, items)] : [];
}

function lifts(own, candidate) {
  if (candidate.rank === 1) return element("p", { class: "dim" }, t("liftNone"));
  const plans = own.cheapest_plans.filter((plan) => plan.rank === 1);
  const singles = own.to_first.length
    ? [element("p", { class: "dim" }, t("liftAny")), element("ul", { class: "lifts" }, own.to_first.map(lift))]
    : element("p", { class: "dim" }, t("liftImpossible"));
  return [singles, plans.map((plan) => [element("p", { class: "dim" }, t("liftPlan", { cost: money(plan.cost) })), element("ul", { class: "lifts" }, plan.changes.map(lift))])];
}

function lift({ criterion, now, needed, cost }) {
  const value = (measure) => (measure === null ? t("unknown") : number(measure, Math.abs(measure) < 10 ? 2 : 0));
  return element("li", {}, element("span", {}, element("i", { class: `dot ${criterion}` }), term("criterion", criterion)),
    element("b", {}, t("liftFromTo", { now: value(now), needed: value(needed) })),
    element("span", { class: "dim" }, cost ? t("costsAbout", { cost: money(cost) }) : ""));
}
