// Ranks anew in the browser, to the point as the server does: points are whole millionths, weight ×
// utility rounded half to even, weights rounded by largest remainder in the order of the criteria.
// Utilities come with the answer and do not depend on weights, so that no figure is missing.

import { CRITERIA } from "./terms.js";

const WHOLE = 1_000_000;

/// Weights as whole millionths that sum to a million; `null` if all are zero.
export function normalise(weights) {
  const given = CRITERIA.map((criterion) => weights[criterion] ?? 0);
  const sum = given.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0)) return null;
  const quotas = given.map((weight) => (weight / sum) * WHOLE);
  const seats = quotas.map(Math.floor);
  const fraction = (at) => quotas[at] - Math.floor(quotas[at]);
  const order = CRITERIA.map((_, at) => at).filter((at) => given[at] > 0);
  order.sort((a, b) => fraction(b) - fraction(a) || a - b);
  const missing = WHOLE - seats.reduce((total, seat) => total + seat, 0);
  for (let place = 0; place < missing; place += 1) seats[order[place % order.length]] += 1;
  return Object.fromEntries(CRITERIA.map((criterion, at) => [criterion, seats[at]]));
}

/// The part of a weight that a utility earns.
export function earned(weight, utility) {
  const exact = weight * utility;
  const below = Math.floor(exact);
  const rest = exact - below;
  if (rest !== 0.5) return Math.round(exact);
  return below % 2 === 0 ? below : below + 1;
}

/// The candidates under other weights, the best first, with totals, bounds and standing of their
/// own.
export function rerank(candidates, weights) {
  const normal = normalise(weights);
  if (!normal) return candidates;
  const weighed = candidates.map((candidate) => weigh(candidate, normal));
  weighed.sort((a, b) => b.total - a.total || b.bounds.low - a.bounds.low || (a.region.id < b.region.id ? -1 : 1));
  return stand(weighed);
}

function weigh(candidate, normal) {
  const contributions = candidate.contributions.map((contribution) => {
    const weight = normal[contribution.criterion];
    return { ...contribution, weight, points: earned(weight, contribution.utility) };
  });
  const sum = (list, part) => list.reduce((total, contribution) => total + contribution[part], 0);
  const low = sum(contributions.filter((contribution) => contribution.known), "points");
  const open = sum(contributions.filter((contribution) => !contribution.known), "weight");
  return { ...candidate, contributions, total: sum(contributions, "points"), bounds: { low, high: low + open } };
}

/// Ranks from 1, and whether each can be first among those that are here.
function stand(ordered) {
  const tops = ["high", "low"].map((part) => {
    const sorted = ordered.slice().sort((a, b) => b.bounds[part] - a.bounds[part]).slice(0, 2);
    return (candidate) => (sorted[0] === candidate ? sorted[1] : sorted[0])?.bounds[part] ?? -1;
  });
  const [high, low] = ordered.length < 2 ? [() => -1, () => -1] : tops;
  const standing = (candidate) => {
    if (high(candidate) < candidate.bounds.low) return "certainly_first";
    return low(candidate) <= candidate.bounds.high ? "possibly_first" : "behind";
  };
  return ordered.map((candidate, at) => ({ ...candidate, rank: at + 1, standing: standing(candidate) }));
}

/// The strengths of a candidate as its rationale names them, and its weakest point: the three that
/// earn most, and of the rest the known one that loses most.
export function reasons(contributions) {
  const known = contributions.filter((contribution) => contribution.known);
  const place = (contribution) => CRITERIA.indexOf(contribution.criterion);
  known.sort((a, b) => b.points - a.points || place(a) - place(b));
  const strengths = known.filter((contribution) => contribution.points > 0).slice(0, 3);
  const lost = (contribution) => contribution.weight - contribution.points;
  const rest = known.filter((contribution) => !strengths.includes(contribution) && lost(contribution) > 0);
  rest.sort((a, b) => lost(b) - lost(a) || place(a) - place(b));
  return { strengths, weakness: rest[0] ?? null, unknown: contributions.filter((contribution) => !contribution.known && contribution.weight > 0) };
}
