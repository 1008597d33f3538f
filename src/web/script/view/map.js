// The map: outlines of prefectures and provinces, candidates as points, the way to the host city.

import { getOutlines } from "../api.js";
import { element, replace, shape } from "../element.js";
import { duration, points, said } from "../format.js";
import { FRAME, decode, project } from "../projection.js";
import { change, language, state } from "../state.js";
import { t } from "../words.js";
import { areaWords, fillAreas, renderLegend } from "./fill.js";

/// How far one may come near, how near the map comes by itself, and the step of a button or key.
const NEAREST = 24;
const NEAREST_FIT = 7;
const STEP = 1.6;
/// The share of the country's width from which on provinces are filled, not prefectures.
const WIDE = 0.62;
/// How many points bear their rank, and the radius of points in pixels: without known land, of the
/// smallest, of the largest, at least of one with a number.
const NUMBERED = 10;
const RADIUS = { unknown: 3, least: 2.5, most: 9, numbered: 8.5 };

let outlines;
let drawn;

/// Builds the map once, in `node`.
export async function buildMap(node) {
  const layers = { land: shape("g", { class: "land" }), way: shape("g", { class: "way" }), points: shape("g", { class: "points" }) };
  const drawing = shape("svg", { class: "map", role: "group", "aria-label": t("mapName"), preserveAspectRatio: "xMidYMid meet" },
    layers.land, layers.way, layers.points);
  const tip = element("div", { class: "tip", hidden: true, role: "status" });
  drawn = { marks: null, node, drawing, layers, tip, view: { ...FRAME }, scale: 1, candidates: [], host: null };
  const legend = element("div", { class: "legend dim" });
  Object.assign(drawn, { legend });
  replace(node, element("div", { class: "map-sheet" }, drawing, tip, controls()), legend);
  listen(drawing);
  look(FRAME);
  outlines ??= getOutlines().then(decode).catch(() => null);
  drawLand(layers.land, await outlines);
  tint();
}

/// Whether provinces are filled: where they are ranked, or where most of the country is seen, unless
/// prefectures are ranked.
function isWide() {
  const level = state().level;
  return level === "province" || (level !== "prefecture" && drawn.view.width > FRAME.width * WIDE);
}

/// Fills the areas, and says in the legend what they show.
function tint() {
  const { candidates, layers, legend } = drawn;
  const { low, high, shade } = scaleOf(candidates);
  fillAreas(layers.land, candidates, shade, isWide());
  renderLegend(legend, low, high, candidates.length, isWide());
}

function scaleOf(candidates) {
  const totals = candidates.map((candidate) => candidate.total);
  const [low, high] = [Math.min(...totals), Math.max(...totals)];
  return { low, high, shade: (total) => (high > low ? (total - low) / (high - low) : 1) };
}

function drawLand(layer, data) {
  if (!data) {
    drawn.drawing.parentNode.append(element("p", { class: "map-note dim" }, t("noOutlines")));
    return replace(layer, graticule());
  }
  return replace(layer,
    data.regions.map(({ id, path }) => shape("path", { d: path, class: "prefecture", "data-region": id })),
    shape("path", { d: data.borders.provinces, class: "provinces" }),
    shape("path", { d: data.borders.country, class: "country" }));
}

/// Meridians and parallels, every ten degrees.
function graticule() {
  const line = (list) => shape("polyline", { class: "graticule", points: list.map((at) => project(...at).join()).join(" ") });
  const range = (from, to, step) => Array.from({ length: (to - from) / step + 1 }, (_, at) => from + at * step);
  return [...range(75, 135, 10).map((east) => line(range(18, 54, 2).map((north) => [east, north]))),
    ...range(20, 50, 10).map((north) => line(range(73, 135, 2).map((east) => [east, north])))];
}

/// Draws the candidates, the last first, so that the best lie on top. Marks that are there already
/// are dressed anew, for a slider may ask for that many times a second.
export function renderMap(candidates, host) {
  if (!drawn) return;
  Object.assign(drawn, { candidates, host });
  const placed = candidates.filter((candidate) => candidate.region.location);
  const { shade } = scaleOf(candidates);
  const largest = Math.max(1, ...placed.map(areaOf));
  const known = drawn.marks ?? new Map();
  drawn.marks = new Map(placed.map((candidate) => [candidate.region.id, known.get(candidate.region.id) ?? mark(candidate)]));
  for (const candidate of placed) dress(drawn.marks.get(candidate.region.id), candidate, shade(candidate.total), largest);
  if (known.size !== drawn.marks.size || placed.some((candidate) => !known.has(candidate.region.id))) {
    const ordered = placed.slice().reverse().map((candidate) => drawn.marks.get(candidate.region.id));
    replace(drawn.layers.points, ordered, host ? hostMark(host) : []);
    resize();
  }
  tint();
  drawn.drawing.setAttribute("aria-label", t("mapName"));
  select(state().open);
}

const areaOf = ({ contributions }) => contributions.find((part) => part.criterion === "land_availability")?.measure ?? 0;

function mark({ region }) {
  const [x, y] = project(region.location.longitude, region.location.latitude);
  const open = () => change({ open: region.id });
  const own = () => drawn.candidates.find((candidate) => candidate.region.id === region.id);
  return shape("g", {
    "data-x": x.toFixed(2), "data-y": y.toFixed(2), "data-region": region.id, role: "button",
    onclick: open, onpointerenter: () => hover(own()), onpointerleave: unhover, onfocus: () => hover(own()), onblur: unhover,
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } },
  }, shape("circle"), shape("text", { y: 3.6, "text-anchor": "middle" }));
}

function dress(node, candidate, shade, largest) {
  const isFirst = candidate.rank <= NUMBERED;
  const area = areaOf(candidate);
  const sized = area ? RADIUS.least + (RADIUS.most - RADIUS.least) * Math.sqrt(area / largest) : RADIUS.unknown;
  const key = `${candidate.rank} ${candidate.total} ${shade} ${language()}`;
  if (node.dataset.key === key) return;
  node.dataset.key = key;
  node.setAttribute("class", `point${isFirst ? " first" : ""}${shade > 0.45 ? " strong" : ""}`);
  node.setAttribute("tabindex", isFirst ? 0 : -1);
  node.setAttribute("aria-label", `${candidate.rank}. ${said(candidate.region.name)}, ${points(candidate.total)} ${t("points")}`);
  node.style.setProperty("--shade", shade.toFixed(3));
  node.firstChild.setAttribute("r", (isFirst ? Math.max(sized, RADIUS.numbered) : sized).toFixed(2));
  node.lastChild.textContent = isFirst ? candidate.rank : "";
}

function hostMark({ name, location }) {
  const [x, y] = project(location.longitude, location.latitude);
  return shape("g", { class: "host", "data-x": x, "data-y": y }, shape("path", { d: "M0 -7L2 -2L7 -2L3 1.200L4.500 6.500L0 3.300L-4.500 6.500L-3 1.200L-7 -2L-2 -2Z" }), shape("text", { x: 10, y: 4 }, said(name)));
}

function hover(candidate) {
  const { tip, host, layers } = drawn;
  const minutes = candidate.contributions.find((part) => part.criterion === "access")?.measure ?? null;
  const way = host && minutes !== null ? t("minutesTo", { time: duration(minutes), city: said(host.name) }) : "";
  tip.hidden = false;
  replace(tip, element("b", {}, `${candidate.rank}. ${said(candidate.region.name)}`), element("span", {}, `${points(candidate.total)} ${t("points")}`), way ? element("span", {}, way) : []);
  if (!host) return;
  const [from, to] = [candidate.region.location, host.location].map(({ longitude, latitude }) => project(longitude, latitude));
  const lift = Math.hypot(to[0] - from[0], to[1] - from[1]) / 6;
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - lift];
  replace(layers.way, shape("path", { d: `M${from.join(" ")}Q${middle.join(" ")} ${to.join(" ")}` }));
}

function unhover() {
  drawn.tip.hidden = true;
  replace(drawn.layers.way);
}

/// Marks the candidate that is open.
export function select(id) {
  if (!drawn) return;
  for (const mark of drawn.layers.points.querySelectorAll(".point")) mark.classList.toggle("open", mark.dataset.region === id);
}

/// Comes so near that the candidates fill the map.
export function fitMap(candidates, host) {
  if (!drawn) return;
  const places = [...candidates.map((candidate) => candidate.region.location), host?.location].filter(Boolean);
  if (places.length < 2) return look(FRAME);
  const spots = places.map(({ longitude, latitude }) => project(longitude, latitude));
  const [xs, ys] = [0, 1].map((axis) => spots.map((spot) => spot[axis]));
  const [width, height] = [Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
  const size = Math.max(width * 1.3, (height * 1.4 * FRAME.width) / FRAME.height, FRAME.width / NEAREST_FIT);
  return look(around((Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2, Math.min(size, FRAME.width)));
}

function around(x, y, width) {
  const height = (width * FRAME.height) / FRAME.width;
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function look(view) {
  const wasWide = isWide();
  drawn.view = { ...view };
  if (wasWide !== isWide()) tint();
  drawn.drawing.setAttribute("viewBox", [view.x, view.y, view.width, view.height].map((part) => part.toFixed(2)).join(" "));
  resize();
}

/// Points and lines keep their size on the screen, whatever is seen.
function resize() {
  const { view, drawing, layers } = drawn;
  const scale = view.width / (drawing.clientWidth || FRAME.width);
  for (const mark of layers.points.children) mark.setAttribute("transform", `translate(${mark.dataset.x} ${mark.dataset.y}) scale(${scale})`);
}

function zoom(factor, at) {
  const { view } = drawn;
  const width = Math.min(FRAME.width * 1.1, Math.max(FRAME.width / NEAREST, view.width * factor));
  const share = width / view.width;
  const [x, y] = at ?? [view.x + view.width / 2, view.y + view.height / 2];
  look({ x: x - (x - view.x) * share, y: y - (y - view.y) * share, width, height: view.height * share });
}

function pan(dx, dy) {
  look({ ...drawn.view, x: drawn.view.x + dx, y: drawn.view.y + dy });
}

function listen(drawing) {
  let held = null;
  drawn.layers.land.addEventListener("pointerover", ({ target }) => {
    const words = target.dataset.shade ? areaWords(target, isWide()) : [];
    drawn.tip.hidden = words.length === 0;
    replace(drawn.tip, words);
  });
  drawn.layers.land.addEventListener("pointerleave", () => { drawn.tip.hidden = true; });
  const unit = () => drawn.view.width / drawing.clientWidth;
  drawing.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !held && !drawing.matches(":focus-within, :hover")) return;
    event.preventDefault();
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    zoom(event.deltaY > 0 ? STEP ** 0.5 : STEP ** -0.5, [spot.x, spot.y]);
  }, { passive: false });
  drawing.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".point")) return;
    held = [event.clientX, event.clientY];
    drawing.setPointerCapture(event.pointerId);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (!held) return;
    pan((held[0] - event.clientX) * unit(), (held[1] - event.clientY) * unit());
    held = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) drawing.addEventListener(end, () => { held = null; });
}

function controls() {
  const button = (sign, key, act) => element("button", { type: "button", "aria-label": t(key), title: t(key), onclick: act }, sign);
  return element("div", { class: "map-controls" },
    button("+", "zoomIn", () => zoom(1 / STEP)), button("−", "zoomOut", () => zoom(STEP)), button("⌂", "wholeMap", () => look(FRAME)));
}

/// Arrow keys move the map, plus and minus come near and go away.
export function onMapKey(event) {
  if (!drawn || event.target.closest("button")) return;
  const step = drawn.view.width / 8;
  const acts = {
    ArrowLeft: () => pan(-step, 0), ArrowRight: () => pan(step, 0), ArrowUp: () => pan(0, -step), ArrowDown: () => pan(0, step),
    "+": () => zoom(1 / STEP), "=": () => zoom(1 / STEP), "-": () => zoom(STEP), 0: () => look(FRAME),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
}
