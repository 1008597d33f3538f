// The support instruments of both sides, as an invoice.

import { element, section } from "../element.js";
import { money, said } from "../format.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// The part on support.
export function supportSection({ policies, overbid }) {
  if (!policies) return [];
  const stack = policies.without_host;
  const due = stack.certain.chosen;
  const possible = stack.possible.chosen.filter((line) => !due.some((sure) => sure.instrument.id === line.instrument.id && sure.grant === line.grant));
  const parts = [
    due.length ? invoice(t("supportDue"), due, stack.certain) : [],
    possible.length ? invoice(t("supportPossible"), possible, stack.possible) : [],
  ];
  const isEmpty = !due.length && !possible.length;
  return section(t("supportTitle"),
    overbid?.is_overbid ? element("p", { class: "warn" }, t("overbid")) : [],
    isEmpty ? element("p", { class: "dim" }, t("supportNone")) : parts,
    confirm(stack.to_confirm), refused(stack.refused));
}

function invoice(title, lines, sums) {
  const rows = lines.map((line) => element("tr", {},
    element("th", { scope: "row" }, source(line.instrument), element("span", { class: "origin" }, `${term("party", line.instrument.party)} · ${said(line.instrument.region_name)} · ${said(line.terms)}`)),
    element("td", { class: "number" }, money(line.amount))));
  const foot = [[t("sumIs"), sums.total], [t("supportPresent"), sums.present_value]].map(([name, amount]) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "number" }, money(amount))));
  return element("table", { class: "invoice" }, element("caption", {}, title), element("tbody", {}, rows), element("tfoot", {}, foot));
}

function source(instrument) {
  const title = said(instrument.title);
  const address = instrument.source?.url;
  return address ? element("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, title) : title;
}

function confirm(list) {
  if (!list.length) return [];
  const items = list.slice(0, 8).map((line) => {
    const facts = [...line.facts.map((fact) => term("figure", fact)), ...line.conditions.map(said)];
    return element("li", {}, element("b", {}, said(line.instrument.title)), line.amount_max ? t("within", { words: t("supportMost", { amount: money(line.amount_max) }) }) : "", facts.length ? ` — ${facts.join(t("and"))}` : "");
  });
  return fold(`${t("supportConfirm")}${t("within", { words: list.length })}`, items);
}

function refused(list) {
  const items = list.map((line) => element("li", {}, element("b", {}, said(line.instrument.title)), ` — ${said(line.words)}`));
  return items.length ? fold(`${t("supportRefused")}${t("within", { words: list.length })}`, items) : [];
}

function fold(title, items) {
  return element("details", { class: "fold" }, element("summary", {}, title), element("ul", {}, items));
}
