// What a job asks of every project, so that one job can be told from another.

import { said } from "../format.js";
import { term } from "../terms.js";
import { loadPresets } from "./weights.js";

let presets = [];

/// Learns the names of presets; without them a job is named by its level alone.
export async function learnPresets() {
  ({ presets } = await loadPresets().catch(() => ({ presets })));
  return presets;
}

/// The level, and the preset if there is one.
export function askedOf({ asked }) {
  if (!asked) return "";
  const preset = presets.find((one) => one.id === asked.preset);
  return [term("level", asked.level), preset ? said(preset.title) : asked.preset].filter(Boolean).join(" · ");
}
