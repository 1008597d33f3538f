// The way in, with a key, and the way out. Both are plain forms, which the server also writes for those
// without scripts: no script ever has the key or the cookie of its session.

import { element } from "../element.js";
import { language } from "../state.js";
import { term } from "../terms.js";
import { t } from "../words.js";

/// Who looks at the page: `open` where no keys are asked for, `key` and `refused` for strangers, or else
/// the role of the key.
export const visitor = () => document.documentElement.dataset.visitor;

/// Whether a key must be entered first.
export const isLocked = () => visitor() === "key" || visitor() === "refused";

/// Where a key is entered, once; it leads back to the view of the address.
export function keyForm() {
  const hidden = (name, value) => element("input", { type: "hidden", name, value });
  const back = hidden("back", "");
  return element("section", { class: "door" },
    element("h2", {}, t("key")), element("p", {}, t("keyHint")),
    visitor() === "refused" ? element("p", { class: "warn", role: "alert" }, t("keyRefused")) : [],
    element("form", { class: "small", method: "post", action: "/enter", onsubmit: () => { back.value = location.search.slice(1); } },
      back, hidden("lang", language()),
      element("input", { type: "password", name: "key", required: true, autocomplete: "off", "aria-label": t("key") }),
      element("button", { type: "submit", class: "primary" }, t("keyButton"))));
}

/// Who is in, and the way out; nothing where no keys are asked for.
export function leaveForm() {
  if (visitor() === "open" || isLocked()) return [];
  return element("form", { class: "leave", method: "post", action: "/leave" },
    element("span", { class: "dim" }, term("role", visitor())), element("button", { type: "submit", class: "quiet" }, t("leave")));
}
