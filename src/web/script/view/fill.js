// Prefectures and provinces filled by the best candidate that lies in each, on the same scale as the
// points, and the legend of both.

import { element, replace } from "../element.js";
import { points, said } from "../format.js";
import { t } from "../words.js";

/// The areas of the map, and the best candidate of each in the last drawing.
let best = new Map();

/// Whole provinces are filled where most of the country is seen: the outlines are those of prefectures,
/// whose codes begin with that of their province.
const keyOf = (id, isWide) => (isWide ? id.slice(0, 5) : id);

/// Fills the outlines under `layer`; `shade` makes a total a number from 0 to 1.
export function fillAreas(layer, candidates, shade, isWide) {
  const paths = [...layer.querySelectorAll(".prefecture")];
  if (!paths.length) return;
  const known = new Set(paths.map((path) => keyOf(path.dataset.region, isWide)));
  best = new Map();
  for (const candidate of candidates) {
    const area = [candidate.region.id, ...candidate.region.ancestors].map((id) => keyOf(id, isWide)).find((id) => known.has(id));
    if (!area) continue;
    const found = best.get(area) ?? { candidate, count: 0 };
    best.set(area, { candidate: candidate.total > found.candidate.total ? candidate : found.candidate, count: found.count + 1 });
  }
  for (const path of paths) {
    const found = best.get(keyOf(path.dataset.region, isWide));
    const value = found ? shade(found.candidate.total).toFixed(3) : "";
    if (path.dataset.shade === value) continue;
    path.dataset.shade = value;
    path.classList.toggle("filled", Boolean(found));
    path.style.setProperty("--shade", value || null);
  }
}

/// What an outline says when it is pointed at; nothing where no candidate lies in it.
export function areaWords(path, isWide) {
  const found = best.get(keyOf(path.dataset.region, isWide));
  if (!found) return [];
  const { region } = found.candidate;
  const at = [region.id, ...region.ancestors].findIndex((id) => keyOf(id, isWide) === keyOf(path.dataset.region, isWide));
  const places = isWide ? [[region.id, region.name], ...region.ancestors.map((id, above) => [id, region.ancestor_names[above]])] : null;
  const name = isWide ? places.filter(([id]) => id.startsWith(keyOf(path.dataset.region, true))).at(-1)?.[1] : at === 0 ? region.name : region.ancestor_names[at - 1];
  return [element("b", {}, said(name)), element("span", {}, t("areaBest", { points: points(found.candidate.total), count: found.count }))];
}

/// The legend: both ends of the scale, what colour and size mean.
export function renderLegend(node, low, high, count, isWide) {
  const ends = count ? [points(low), points(high)] : ["–", "–"];
  replace(node,
    element("span", { class: "scale" }, element("b", {}, ends[0]), element("i", { class: "ramp", "aria-hidden": "true" }), element("b", {}, ends[1]), ` ${t("points")}`),
    element("span", {}, element("i", { class: "swatch", "aria-hidden": "true" }), t(isWide ? "legendProvinces" : "legendPrefectures")),
    element("span", {}, element("i", { class: "spots", "aria-hidden": "true" }), t("legendPoints", { count })));
}
