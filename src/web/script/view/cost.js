// What production costs a year here and in the host city, line by line.

import { element, section } from "../element.js";
import { money, range, said } from "../format.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// The part on annual cost.
export function costSection(cost) {
  if (!cost) return [];
  const told = cost.lines.filter((line) => line.candidate || line.host || line.possible_saving);
  const isZero = (amount) => !amount || Number(amount.likely) === 0;
  const lines = told.filter((line) => !isZero(line.candidate) || !isZero(line.host) || line.possible_saving);
  if (!lines.length) return section(t("costTitle"), element("p", { class: "dim" }, t("costNone")), missing(cost));
  const most = Math.max(...[cost.total, cost.host_total].filter(Boolean).map((amount) => Number(amount.likely)), 1);
  const head = ["costLine", "costHost", "costHere", "costSaving"].map((key, at) => element("th", { scope: "col", class: at ? "number" : null }, t(key)));
  const total = element("tr", {}, element("th", { scope: "row" }, t("costKnown")), amount(cost.host_total), amount(cost.total), amount(cost.saving, "saving"));
  return section(t("costTitle"),
    stack(t("costHost"), cost.lines, "host", most), stack(t("costHere"), cost.lines, "candidate", most),
    element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("costTitle") },
      element("table", { class: "money" }, element("thead", {}, element("tr", {}, head)), element("tbody", {}, lines.map(row)), element("tfoot", {}, total))),
    missing(cost));
}

function row(line) {
  const saving = line.saving || !line.possible_saving ? amount(line.saving, "saving")
    : element("td", { class: "number dim" }, t("costMayBe", { low: money(line.possible_saving.low), high: money(line.possible_saving.high) }));
  return element("tr", {}, element("th", { scope: "row" }, element("i", { class: `dot cost-${line.line}` }), said(line.name)), amount(line.host), amount(line.candidate), saving);
}

function amount(value, kind) {
  const sign = kind === "saving" && value ? (Number(value.likely) > 0 ? " gain" : Number(value.likely) < 0 ? " loss" : "") : "";
  if (!value) return element("td", { class: "number dim" }, t("unknown"));
  return element("td", { class: `number${sign}` }, money(value.likely), element("span", { class: "origin" }, range(value)));
}

/// The lines of one place side by side.
function stack(title, lines, side, most) {
  const known = lines.filter((line) => Number(line[side]?.likely) > 0);
  if (!known.length) return [];
  const label = known.map((line) => `${said(line.name)} ${money(line[side].likely)}`).join(t("and"));
  return element("div", { class: "stack" }, element("span", { class: "dim" }, title),
    element("div", { class: "stacked", role: "img", "aria-label": label },
      known.map((line) => element("i", { class: `cost-${line.line}`, title: `${said(line.name)} ${money(line[side].likely)}`, vars: { "--share": `${(Number(line[side].likely) / most) * 100}%` } }))));
}

/// What would have to be known to compare the other lines.
function missing(cost) {
  const open = cost.lines.filter((line) => line.missing.length || line.host_missing.length);
  if (!open.length) return [];
  const items = open.map((line) => {
    const kinds = [...new Set([...line.missing, ...line.host_missing])].map((kind) => term("figure", kind));
    return element("li", {}, element("b", {}, said(line.name)), " ", t("costMissing", { what: kinds.join(t("and")) }));
  });
  return element("ul", { class: "missing dim" }, items);
}
