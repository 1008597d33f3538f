// Every request of the page. It is a client of the public API. A key is entered in a form of its own
// (view/door.js) and opens a session, whose cookie scripts cannot read.

/// Why there is no answer: `kind` is `offline`, `busy`, `key`, `role` or `refused`, `message` the server's
/// own sentence, `seconds` after how many it wants to be asked again, if it says so, `problem` the last
/// part of the type of its problem.
export class Refusal extends Error {
  constructor(kind, message, { seconds = NaN, problem = "" } = {}) {
    super(message);
    this.kind = kind;
    this.seconds = seconds;
    this.problem = problem;
  }
}

/// Questions in flight at once: a server computes few at a time and refuses those that wait long.
const LANES = 2;
/// How often a busy server is asked again, and the longest wait, in seconds.
const RETRIES = 2;
const WAIT_MAX = 5;

let busy = 0;
const waiting = [];

/// Asks when a lane is free, and again if the server says when it will have time.
async function ask(path, options = {}) {
  while (busy >= LANES) await new Promise((go) => { waiting.push(go); });
  busy += 1;
  try {
    for (let left = RETRIES; ; left -= 1) {
      try {
        options.signal?.throwIfAborted();
        return await send(path, options);
      } catch (error) {
        if (left === 0 || error.kind !== "busy" || !(error.seconds <= WAIT_MAX)) throw error;
        await new Promise((go) => { setTimeout(go, error.seconds * 1000); });
      }
    }
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}

async function send(path, { body, signal, read = (response) => response.json(), accept = "application/json" }) {
  const options = { signal, headers: { accept }, credentials: "same-origin" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal("offline", error.message);
  }
  if (response.ok) return read(response);
  const problem = await response.json().catch(() => ({}));
  const seconds = Number(response.headers.get("retry-after") ?? NaN);
  throw new Refusal(kindOf(response.status), problem.detail ?? response.statusText, { seconds, problem: problem.type?.split("/").pop() });
}

function kindOf(status) {
  if (status === 401) return "key";
  if (status === 403) return "role";
  return status === 429 || status === 503 || status === 504 ? "busy" : "refused";
}

const query = (parameters) => new URLSearchParams(Object.entries(parameters).filter((pair) => pair[1] !== "" && pair[1] !== null));

/// Regions for a project, ranked.
export const rankRegions = (state, options, signal) => ask("/v1/matches", { body: matchRequest(state, options), signal });

/// One candidate with all that landing there costs, earns and requires.
export async function explainRegion(state, region, signal) {
  const include = ["cost", "policies", "modes", "quadrant", "gates"];
  const body = matchRequest(state, { limit: 1, include });
  body.wishes.target_regions = [region];
  const answer = await ask("/v1/matches", { body, signal });
  const candidate = answer.candidates.find((one) => one.region.id === region);
  if (!candidate) return null;
  // That it lies within itself is no condition of the project, and it is listed because it lies within
  // the regions of the question.
  const gates = candidate.gates.filter(({ gate }) => gate !== "target_region");
  return { ...candidate, gates };
}

/// Two to six regions side by side.
export function compareRegions(state, signal) {
  const { limit, include, assume, ...body } = matchRequest(state, {});
  return ask("/v1/comparisons", { body: { ...body, regions: state.marked }, signal });
}

/// Stored projects for a region, from both sides.
export function rankProjects({ region, host }, signal) {
  return ask(`/v1/regions/${encodeURIComponent(region)}/matches?${query({ host_city: host, limit: 20 })}`, { signal });
}

/// All stored projects to the regions of a level, each of which takes so many.
export const allocateProjects = (body, signal) => ask("/v1/allocations", { body, signal });

/// The jobs of the organisation, the newest first.
export const listJobs = (signal) => ask("/v1/rerank-jobs", { signal });

/// Posts a re-ranking of all stored projects.
export const postJob = (body) => ask("/v1/rerank-jobs", { body });

/// Cancels a job; what it is afterwards.
export const cancelJob = (id) => ask(`/v1/rerank-jobs/${encodeURIComponent(id)}:cancel`, { body: null });

/// What changed between two finished jobs, and why.
export const compareJobs = (before, after, signal) => ask("/v1/run-differences", { body: { before, after }, signal });

/// The first results of a job, as many as `most`; the rest is not fetched.
export const listResults = (id, most, signal) => ask(`/v1/rerank-jobs/${encodeURIComponent(id)}/results`, {
  signal, accept: "application/x-ndjson, application/json", read: (response) => firstLines(response, most),
});

async function firstLines(response, most) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = [];
  for (let rest = ""; lines.length < most;) {
    const { done, value = "" } = await reader.read();
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    lines.push(...parts);
    if (done) return [...lines, rest].filter(Boolean).slice(0, most).map((line) => JSON.parse(line));
  }
  reader.cancel().catch(() => null);
  return lines.slice(0, most).map((line) => JSON.parse(line));
}

/// Listens to a job: `told` gets it whenever it has gone on, and at last. The session's cookie goes along.
/// `lost` is called where the server refuses to go on, as after the end of a session; a connection that
/// breaks is made again by the browser itself. What is returned ends the listening.
export function listenToJob(id, told, lost) {
  const source = new EventSource(`/v1/rerank-jobs/${encodeURIComponent(id)}/events`);
  source.addEventListener("progress", ({ data }) => told(JSON.parse(data)));
  source.addEventListener("ended", ({ data }) => { source.close(); told(JSON.parse(data)); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) lost(); });
  return () => source.close();
}

/// A stored project; `null` if there is none.
export const getProject = (id) => find(`/v1/projects/${encodeURIComponent(id)}`);

/// A region; `null` if there is none.
export const getRegion = (id, signal) => find(`/v1/regions/${encodeURIComponent(id)}`, signal);

async function find(path, signal) {
  try {
    return await ask(path, { signal });
  } catch (error) {
    if (error.kind === "refused") return null;
    throw error;
  }
}

/// Industries that a text may mean.
export const codeText = (text) => ask("/v1/industries:code", { body: { text } });

/// Regions or projects by words.
export const search = (words, kind, limit, signal) => ask(`/v1/search?${query({ q: words, kind, limit })}`, { signal });

/// The weights of each kind of user.
export const listPresets = () => ask("/v1/weight-presets");

/// What is weighed, with its scales.
export const listCriteria = () => ask("/v1/criteria");

/// The outlines of provinces and prefectures.
export const getOutlines = () => ask("/page/outlines.json");

function matchRequest(state, { limit = 10, include = [], weights = state.weights }) {
  const wishes = { weights };
  if (state.host) wishes.host_city = state.host;
  if (state.industry.length) wishes.industries = state.industry.map(codeOf);
  for (const name of ["land", "power", "capex"]) if (state[name]) wishes[name] = quantityOf(state[name]);
  if (state.travel) wishes.travel_minutes_max = Number(state.travel);
  if (state.within.length) wishes.target_regions = state.within;
  if (state.not.length) wishes.must_not = state.not;
  if (state.have.length) wishes.must_have = state.have;
  const subject = state.project ? { project_id: state.project } : { text: state.q };
  const request = { ...subject, limit, include, wishes };
  if (state.assume.length) request.assume = state.assume.map(assumptionOf);
  if (state.level) request.level = state.level;
  if (state.preset) request.preset = state.preset;
  return request;
}

function codeOf(text) {
  const [system, code] = text.split(":");
  return { system, code };
}

/// `CN-330800:land_cost:120` as an assumption.
function assumptionOf(text) {
  const [region, criterion, value] = text.split(":");
  return { region, criterion, value: Number(value) };
}

/// `40 mu` as a figure.
function quantityOf(text) {
  const [value, unit] = text.split(" ");
  return { value, unit };
}
