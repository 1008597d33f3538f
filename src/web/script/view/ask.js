// The head of the page and the box in which a question is asked.

import { getProject } from "../api.js";
import { element, replace, unseen } from "../element.js";
import { change, isAsked, language, state } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";
import { isLocked, keyForm, leaveForm, visitor } from "./door.js";

/// The levels that are ranked.
export const LEVELS = ["park", "county", "prefecture", "province"];

/// The head: name, sections, language.
export function renderMasthead(node) {
  const current = sectionOf(state());
  if (!isNew(node, [language(), current])) return;
  const section = (key, wanted) => element("a", {
    class: "section",
    href: wanted ? `/?view=${wanted}` : "/",
    "aria-current": current === wanted ? "page" : null,
    onclick: (event) => { event.preventDefault(); change({ view: wanted, open: "", job: "", before: "", after: "" }); },
  }, t(key));
  const other = language() === "zh" ? "en" : "zh";
  replace(node,
    element("a", { class: "skip", href: "#main" }, t("skip")),
    element("a", { class: "mark", href: `/?lang=${language()}` },
      element("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), element("span", {}, "Hinterland")),
    element("nav", { "aria-label": t("navigation") }, section("forProjects", ""), section("forRegions", "reverse"), section("forAll", "allocate"), section("forJobs", "jobs")),
    leaveForm(),
    element("a", { class: "quiet api", href: "/docs/" }, t("api")),
    element("button", {
      class: "quiet language", id: "language", type: "button", lang: other === "zh" ? "zh-CN" : "en",
      onclick: () => change({ language: other }, { replace: true }),
    }, t("toLanguage")));
}

/// Which section a view belongs to: projects, unless it is another's.
const sectionOf = ({ view }) => (["reverse", "allocate", "jobs"].includes(view) ? view : "");

/// The box; large with examples while nothing is asked.
export function renderAsk(form) {
  const now = state();
  if (!isNew(form, [now.language, sectionOf(now), now.q, now.project, now.level])) return;
  form.hidden = sectionOf(now) !== "" || isLocked();
  if (isLocked()) return replace(form);
  form.classList.toggle("asked", isAsked(now));
  const box = element("textarea", {
    name: "q", id: "question", rows: 2, maxlength: 8000, placeholder: t("askPlaceholder"), "aria-describedby": isAsked(now) ? null : "stored-hint",
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    },
  });
  box.value = now.q || now.project;
  form.onsubmit = (event) => { event.preventDefault(); submit(box.value.trim()); };
  return replace(form, isAsked(now) ? element("h1", { class: "unseen" }, t("title")) : welcome(),
    element("div", { class: "box" },
      element("label", { class: "unseen", for: "question" }, t("askLabel")), box,
      element("button", { type: "submit", class: "primary" }, t("askButton"))),
    element("div", { class: "under" }, levels(now), isAsked(now) ? [] : element("p", { id: "stored-hint", class: "hint" }, t("storedHint"))),
    isAsked(now) ? [] : examples());
}

/// Whether a part must be drawn anew; what a reader writes meanwhile is not lost otherwise.
function isNew(node, parts) {
  const key = JSON.stringify(parts);
  if (node.dataset.key === key) return false;
  node.dataset.key = key;
  return true;
}

function welcome() {
  return [element("h1", {}, t("askTitle")), element("p", { class: "lead" }, t("askLead"))];
}

function levels(now) {
  const chosen = now.level || "park";
  const choices = LEVELS.map((level) => element("label", { class: "segment" },
    element("input", { type: "radio", name: "level", value: level, checked: level === chosen, onchange: () => change({ level: level === "park" ? "" : level, open: "", assume: [] }) }),
    element("span", {}, term("level", level))));
  return element("fieldset", { class: "segments" }, element("legend", {}, t("level")), choices);
}

function examples() {
  const one = (key) => element("li", {},
    element("button", { type: "button", class: "example", onclick: () => submit(t(key)) }, t(key)));
  return element("section", { class: "examples", "aria-label": t("examples") },
    element("h2", {}, t("examples")), element("ul", {}, ["example1", "example2", "example3"].map(one)));
}

/// Asks; what looks like the id of a stored project is one, if it is stored.
async function submit(words) {
  if (!words) return;
  const mayBeId = /^[a-z0-9][a-z0-9-]*-[a-z0-9-]+$/.test(words);
  const project = mayBeId ? await getProject(words).catch(() => null) : null;
  const subject = project ? { project: words, q: "" } : { q: words, project: "" };
  change({ ...subject, industry: [], host: "", land: "", power: "", capex: "", open: "", marked: [], assume: [], view: "" });
}

/// A page without a question has no answer; what is being computed says so.
export function loading() {
  const row = () => element("div", { class: "ghost", "aria-hidden": "true" });
  return element("div", { class: "loading", role: "status" }, unseen(t("loading")), [row(), row(), row(), row()]);
}

/// Why there is no answer, and what to do.
export function failure(error, again) {
  if (error.kind === "key") return keyForm();
  const known = ["offline", "busy", "role"].includes(error.kind);
  return element("div", { class: "failure", role: "alert" },
    element("h2", {}, t(known ? error.kind : "refusedQuestion")),
    element("p", {}, known ? t(`${error.kind}Hint`, { role: term("role", visitor()) }) : refusal(error)),
    error.kind === "role" ? [] : element("button", { type: "button", onclick: again }, t("again")));
}

/// What the server says against it; in words of the page where it knows the kind of problem.
function refusal({ problem, message }) {
  return ["jobs-open", "job-not-finished", "job-on-many-generations"].includes(problem) ? t(`problem_${problem.replaceAll("-", "_")}`) : message;
}
