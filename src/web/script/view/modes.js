// Enclave modes with what decides each, the sharing of tax, and where research and production stand.

import { element, section } from "../element.js";
import { estimate, money, percent, said } from "../format.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// The part on modes.
export function modesSection({ modes, quadrant }) {
  if (!modes) return [];
  return [
    section(t("modesTitle"), element("ul", { class: "modes" }, modes.options.map(mode)), taxShare(modes.tax_share)),
    quadrant ? section(t("quadrantTitle"), placements(quadrant)) : [],
  ];
}

function mode(option) {
  const signs = new Map([[true, "✓"], [false, "✗"], [null, "?"]]);
  const states = new Map([[true, "pass"], [false, "fail"], [null, "unknown"]]);
  const checks = option.checks.map((check) => element("li", { class: states.get(check.holds) },
    element("span", { "aria-hidden": "true" }, signs.get(check.holds)), element("span", { class: "unseen" }, term("status", states.get(check.holds))), said(check.name)));
  return element("li", { class: `mode ${option.status}` },
    element("div", { class: "mode-head" }, element("b", {}, said(option.name)),
      option.is_recommended ? element("span", { class: "badge certainly_first" }, t("recommended")) : [],
      element("span", { class: `status ${option.status}` }, term("status", option.status))),
    element("ul", {}, checks));
}

function taxShare(share) {
  if (!share?.recommended) return [];
  const { host_share: part, home_gain: gain } = share.recommended;
  return element("p", {}, element("b", {}, t("taxTitle")), " ", t("taxRecommended", { share: percent(part), gain: money(gain) }));
}

function placements(quadrant) {
  if (!quadrant.cells) {
    return element("p", { class: "dim" }, t("quadrantUnknown", { saving: estimate(quadrant.break_even_production) }));
  }
  const cells = quadrant.cells.map((cell) => element("li", { class: cell.placement === quadrant.best ? "best" : null },
    element("span", {}, cell.name ? said(cell.name) : term("placement", cell.placement)), element("b", {}, estimate(cell.value))));
  return element("ul", { class: "quadrant" }, cells);
}
