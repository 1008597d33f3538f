// The page: follows the address, asks the API, and hands answers to the views.

import { Refusal, compareRegions, explainRegion, getRegion, rankRegions } from "./api.js";
import { element, replace, settled } from "./element.js";
import { rerank } from "./rank.js";
import { change, isAsked, onChange, questionOf, state } from "./state.js";
import { t } from "./words.js";
import { failure, loading, renderAsk, renderMasthead } from "./view/ask.js";
import { isLocked, keyForm } from "./view/door.js";
import { renderFigures } from "./view/figures.js";
import { chosen, renderFilters } from "./view/filter.js";
import { renderCompare } from "./view/compare.js";
import { onListKey, renderFoot, renderList, renderListHead, renderTray } from "./view/list.js";
import { buildMap, fitMap, onMapKey, renderMap, select } from "./view/map.js";
import { renderReverse } from "./view/reverse.js";
import { renderAllocate } from "./view/allocate.js";
import { renderJobs, stopListening } from "./view/jobs.js";
import { renderUnderstood } from "./view/understood.js";
import { baseWeights, loadPresets, renderWeights } from "./view/weights.js";
import { loadCriteria } from "./view/assume.js";
import { renderScore, renderWhy } from "./view/why.js";

/// How many candidates are on the map and re-ranked in the browser, and how many are listed.
const POOL = 100;
const LISTED = 10;
/// Milliseconds without a move after which a slider rests.
const REST = 200;

const masthead = document.getElementById("masthead");
const form = document.getElementById("ask");
const stage = document.getElementById("answer");

/// What is known of the question: the answer, the pool, firmness, explanations by region.
let known = null;
let parts = null;
let asking = new AbortController();

/// Draws what the state asks for.
async function show(now, changes = now) {
  document.documentElement.lang = now.language === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  renderMasthead(masthead);
  renderAsk(form);
  stopListening();
  if (isLocked()) return leave(() => replace(stage, keyForm()));
  document.body.dataset.view = now.view || (isAsked(now) ? "answer" : "welcome");
  if (now.view === "reverse") return leave(() => renderReverse(stage));
  if (now.view === "allocate") return leave(() => renderAllocate(stage));
  if (now.view === "jobs") return leave(() => renderJobs(stage, asking.signal));
  if (!isAsked(now)) return leave(() => replace(stage));
  if (now.view === "compare" && now.marked.length >= 2) return leave(() => showComparison(now));
  const isSame = known?.question === questionOf(now);
  if (!isSame) return answer(now);
  if (!parts || "language" in changes) await draw();
  return open(now);
}

function leave(act) {
  asking.abort();
  asking = new AbortController();
  stage.removeAttribute("aria-busy");
  parts = null;
  return act();
}

/// Asks a question, and shows its answer; what takes longer follows when it is there.
async function answer(now) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  // The list that the server wrote stays until the answer is there.
  if (!parts && !stage.querySelector(".plain")) replace(stage, loading());
  stage.setAttribute("aria-busy", "true");
  try {
    // The sliders need the presets; they are asked for beside the question, not behind it.
    loadPresets().catch(() => null);
    loadCriteria().catch(() => null);
    const first = await rankRegions(now, { limit: LISTED, include: ["policies"] }, signal);
    known = { question: questionOf(now), answer: first, pool: first.candidates, explained: new Map() };
    await placeHost(known, signal);
    await draw();
    open(now);
    await enrich(now, signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    leave(() => replace(stage, failure(error, () => answer(state()))));
  } finally {
    if (!signal.aborted) stage.removeAttribute("aria-busy");
  }
}

/// What takes longer than the answer; each may fail by itself, for the answer is there already.
async function enrich(now, signal) {
  await Promise.allSettled([addPool(known, now, signal), addFirmness(known, now, signal)]);
}

/// The first hundred by the weights from which the question starts, for the map and the sliders.
async function addPool(asked, now, signal) {
  const isWeighed = Object.keys(now.weights).length > 0;
  const { candidates } = await rankRegions(now, { limit: POOL, weights: {} }, signal);
  const weights = { ...await baseWeights(now, asked.answer.project), ...now.weights };
  if (signal.aborted) return;
  asked.pool = isWeighed ? rerank(merge(candidates, asked.answer.candidates), weights) : candidates;
  asked.isPooled = true;
  if (!parts) return;
  drawListed();
  renderMap(chosen(asked.pool), asked.host);
  renderFoot(parts.foot, asked.answer, asked.pool);
}

/// How firm the order stands.
async function addFirmness(asked, now, signal) {
  const { robustness } = await rankRegions(now, { limit: LISTED, include: ["robustness"] }, signal);
  if (signal.aborted) return;
  asked.answer.robustness = robustness;
  if (parts && state().open) open(state());
}

/// The pool with those of the answer that it lacks.
function merge(pool, answered) {
  const ids = new Set(pool.map((candidate) => candidate.region.id));
  return [...pool, ...answered.filter((candidate) => !ids.has(candidate.region.id))];
}

/// Where the host city lies.
async function placeHost(asked, signal) {
  const id = asked.answer.project.host_city;
  if (!id) return;
  const region = await getRegion(id, signal);
  asked.host = region?.location ? { name: region.name, location: region.location } : null;
}

/// Draws the answer into the frame of the view.
async function draw() {
  if (!parts) parts = build();
  label();
  renderUnderstood(parts.understood, known.answer);
  drawListed();
  renderFoot(parts.foot, known.answer, known.pool);
  renderTray(parts.tray);
  renderMap(chosen(known.pool), known.host);
  fitMap(known.answer.candidates, known.host);
  renderFigures(parts.figures, { moved: figuresMoved, project: known.answer.project });
  // Nobody is ranked anew by other weights; by another figure of the project somebody may be.
  parts.weights.hidden = known.answer.counts.ranked === 0;
  await renderWeights(parts.weights, { moved, rested, pooled: Math.min(POOL, known.answer.counts.ranked), project: known.answer.project });
}

/// The list, filtered as the address says: the answer as it is, or else the first of the pool.
function drawListed() {
  const listed = listing();
  const isFiltered = state().only.length > 0;
  const filtered = isFiltered ? { pool: known.pool.length, passing: chosen(known.pool).length, returned: listed.length } : null;
  renderListHead(parts.head, known.answer, filtered);
  renderFilters(parts.filters, known.answer, known.pool);
  renderList(parts.list, listed);
  parts.empty.hidden = listed.length > 0;
  replace(parts.empty, element("b", {}, t("nobody")), " ", t(isFiltered ? "nobodyFiltered" : "nobodyHint"));
}

const listing = () => (state().only.length ? chosen(known.pool).slice(0, LISTED) : known.answer.candidates);

function build() {
  const frame = {
    understood: element("section", { class: "understood" }),
    head: element("header", { class: "list-head" }),
    filters: element("div", { class: "filters", role: "group" }),
    list: element("ol", { class: "list", onkeydown: onListKey }),
    empty: element("p", { class: "empty" }),
    foot: element("section", { class: "foot-notes" }),
    tray: element("div", { class: "tray", hidden: true }),
    map: element("section", { class: "map-frame", onkeydown: onMapKey }),
    weights: element("section", { class: "weights" }),
    figures: element("section", { class: "weights figures-panel" }),
    why: element("article", { class: "why", hidden: true, "aria-labelledby": "why-title" }),
  };
  frame.overview = element("div", { class: "overview" }, frame.map, frame.weights, frame.figures);
  replace(stage, frame.understood, element("div", { class: "columns" },
    element("div", { class: "column" }, frame.head, frame.filters, frame.list, frame.empty, frame.tray, frame.foot),
    element("div", { class: "column aside" }, frame.overview, frame.why)));
  buildMap(frame.map);
  return frame;
}

function label() {
  parts.list.setAttribute("aria-label", t("candidates"));
  parts.map.setAttribute("aria-label", t("map"));
  parts.weights.setAttribute("aria-label", t("whatIf"));
  parts.figures.setAttribute("aria-label", t("whatIfFigures"));
  parts.filters.setAttribute("aria-label", t("filters"));
}

/// While a slider moves the pool is ranked anew, to the point as the server would; at most once for
/// each frame of the screen, by the last weights.
function moved(weights) {
  if (!moved.next) requestAnimationFrame(drawMoved);
  moved.next = weights;
}

function drawMoved() {
  const weights = moved.next;
  moved.next = null;
  if (!parts) return;
  const begun = performance.now();
  const ordered = chosen(rerank(known.pool, weights));
  renderList(parts.list, ordered.slice(0, LISTED));
  renderMap(ordered, known.host);
  performance.measure("rerank", { start: begun });
}

/// When it rests, the address says the weights, and all regions are ranked by them.
const rested = settled((weights) => change({ weights }, { replace: true }), REST);

/// While a figure of the project or of a candidate moves the server ranks, always by the last figures and never twice at
/// once.
async function figuresMoved(figures) {
  const isRunning = figuresMoved.next !== undefined;
  figuresMoved.next = figures;
  if (isRunning) return;
  try {
    for (let asked = null; asked !== figuresMoved.next;) {
      asked = figuresMoved.next;
      const begun = performance.now();
      const { candidates, counts } = await rankRegions({ ...state(), ...asked }, { limit: POOL }, asking.signal);
      if (!parts) return;
      const ordered = chosen(candidates);
      const listed = ordered.slice(0, LISTED);
      const filtered = state().only.length ? { pool: candidates.length, passing: ordered.length, returned: listed.length } : null;
      renderListHead(parts.head, { ...known.answer, counts: { ...counts, returned: listed.length } }, filtered);
      renderList(parts.list, listed);
      renderMap(ordered, known.host);
      const opened = candidates.find((candidate) => candidate.region.id === parts.why.dataset.region);
      if (opened && state().open) renderScore(parts.why, opened);
      performance.measure("rerank-figures", { start: begun });
    }
  } catch (error) {
    // When the slider rests the question is asked as any other, and says what is wrong.
    if (!(error instanceof Refusal) && error.name !== "AbortError") throw error;
  } finally {
    figuresMoved.next = undefined;
  }
}

/// Opens the candidate that the address names, or closes what is open.
async function open(now) {
  if (!parts || now.view) return;
  const id = now.open;
  drawListed();
  renderMap(chosen(known.pool), known.host);
  renderTray(parts.tray);
  select(id);
  parts.why.hidden = !id;
  document.body.classList.toggle("reading", Boolean(id));
  if (!id) return;
  const listed = [...known.answer.candidates, ...known.pool].find((candidate) => candidate.region.id === id);
  const drawWhy = (candidate) => renderWhy(parts.why, { ...candidate, rank: listed?.rank ?? candidate.rank }, known.answer, figuresMoved);
  const isNew = parts.why.dataset.region !== id;
  parts.why.dataset.region = id;
  const ready = known.explained.get(id);
  if (ready || listed) drawWhy(ready ?? { ...listed, landing: null });
  if (isNew) parts.why.querySelector("h2")?.focus({ preventScroll: matchMedia("(min-width: 1000px)").matches });
  if (ready) return;
  await explain(now, id, drawWhy);
}

async function explain(now, id, drawWhy) {
  const asked = known;
  try {
    const candidate = await explainRegion(now, id, asking.signal);
    if (!candidate || asked !== known) return;
    asked.explained.set(id, candidate);
    if (state().open === id && parts) drawWhy(candidate);
  } catch (error) {
    if (error.name !== "AbortError") replace(parts.why, failure(error, () => open(state())));
  }
}

async function showComparison(now) {
  replace(stage, loading());
  try {
    renderCompare(stage, await compareRegions(now, asking.signal));
    document.getElementById("compare-title").focus();
  } catch (error) {
    if (error.name !== "AbortError") replace(stage, failure(error, () => showComparison(state())));
  }
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !state().open) return;
  const id = state().open;
  change({ open: "" });
  document.querySelector(`.row[data-region="${id}"] .name`)?.focus();
});
addEventListener("pointerdown", ({ target }) => {
  for (const chip of document.querySelectorAll("details.chip[open]")) if (!chip.contains(target)) chip.open = false;
});
addEventListener("online", () => show(state()));
onChange(show);
show(state());
