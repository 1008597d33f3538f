// The one place for numbers, units, money and places.

import { language } from "./state.js";
import { t } from "./words.js";

const LOCALES = { zh: "zh-CN", en: "en" };
const numbers = new Map();

/// A number with grouped digits and at most so many decimals.
export function number(value, decimals = 0) {
  const key = `${language()}${decimals}`;
  if (!numbers.has(key)) numbers.set(key, new Intl.NumberFormat(LOCALES[language()], { maximumFractionDigits: decimals }));
  return numbers.get(key).format(value).replace("-", "−");
}

/// Millionths as points of a hundred with one decimal.
export const points = (millionths) => (Math.round(millionths / 1000) / 10).toFixed(1);

/// Parts with one decimal, rounded by largest remainder, so that they add up to the total shown.
export function parts(list) {
  const total = list.reduce((sum, part) => sum + part, 0);
  const tenths = list.map((part) => Math.floor(part / 1000));
  const order = list.map((_, at) => at).sort((a, b) => (list[b] % 1000) - (list[a] % 1000) || a - b);
  const missing = Math.round(total / 1000) - tenths.reduce((sum, part) => sum + part, 0);
  order.slice(0, Math.max(0, missing)).forEach((at) => { tenths[at] += 1; });
  return tenths.map((part) => (part / 10).toFixed(1));
}

/// Millionths as points of a hundred, with their sign.
export const signed = (millionths) => {
  const shown = points(Math.abs(millionths));
  if (Number(shown) === 0) return shown;
  return millionths < 0 ? `−${shown}` : `+${shown}`;
};

/// Between which totals unknown figures leave a candidate.
export function interval({ low, high }) {
  return low === high ? t("intervalNone") : t("interval", { low: points(low), high: points(high) });
}

/// A moment as a day and a time of the reader's own clock, to the second: jobs follow each other soon.
export function moment(text) {
  const key = `${language()}moment`;
  const form = { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  if (!numbers.has(key)) numbers.set(key, new Intl.DateTimeFormat(language() === "zh" ? "zh-CN" : "en-GB", form));
  return numbers.get(key).format(new Date(text));
}

/// A share in per cent.
export const percent = (share, decimals = 0) => `${number(share * 100, decimals)} %`;

const SQUARE_METRES_OF_MU = 2000 / 3;

/// Hectares in the units of the language; mu stand beside them, or in front in Chinese. Where room is
/// short, one of both is enough.
export function area(hectares, room = "full") {
  const mu = (hectares * 10000) / SQUARE_METRES_OF_MU;
  const decimals = hectares < 10 ? 1 : 0;
  if (room === "brief") return language() === "zh" ? `${number(mu)} 亩` : `${number(hectares, decimals)} ha`;
  return language() === "zh"
    ? `${number(mu)} 亩（${number(hectares, decimals)} 公顷）`
    : `${number(hectares, decimals)} ha (${number(mu)} mu)`;
}

/// The measure of a criterion with its unit; `room` as for areas.
export function measure({ criterion, measure: value }, room = "full") {
  if (value === null) return t("unknown");
  const zh = language() === "zh";
  switch (criterion) {
    case "access": return duration(value);
    case "labour_cost":
      if (zh) return `${number(value / 10000, 1)} 万元/年`;
      return room === "brief" ? `${number(value / 1000)}k CNY/yr` : `${number(value)} CNY/yr`;
    case "land_cost": return zh ? `${number(value)} 元/㎡` : `${number(value)} CNY/m²`;
    case "land_availability": return area(value, room);
    case "supply_chain": return percent(value);
    case "declared_will": return zh ? `${number(value, 1)} 个园区` : `${number(value, 1)} parks`;
    default: return number(value, 2);
  }
}

/// Minutes as people say them.
export function duration(minutes) {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  const zh = language() === "zh";
  if (hours === 0) return zh ? `${whole} 分钟` : `${whole} min`;
  return zh ? `${hours} 小时 ${rest} 分` : `${hours} h ${String(rest).padStart(2, "0")}`;
}

/// Yuan in the largest unit that they fill.
export function money(yuan) {
  const value = Number(yuan);
  const size = Math.abs(value);
  const digits = (amount) => number(amount, Math.abs(amount) < 10 ? 2 : Math.abs(amount) < 100 ? 1 : 0);
  if (language() === "zh") {
    if (size >= 1e8) return `${digits(value / 1e8)} 亿元`;
    return size >= 1e4 ? `${digits(value / 1e4)} 万元` : `${number(value)} 元`;
  }
  if (size >= 1e6) return `${digits(value / 1e6)} m CNY`;
  return `${number(value)} CNY`;
}

/// The likely amount; both ends where they differ.
export function estimate(amount) {
  if (!amount) return t("unknown");
  const ends = range(amount);
  return ends ? t("between", { likely: money(amount.likely), ends }) : money(amount.likely);
}

/// Both ends of an amount; nothing where they are the same.
export function range(amount) {
  return amount.low === amount.high ? "" : t("fromTo", { low: money(amount.low), high: money(amount.high) });
}

/// A text of a document in the language of the page, or else in the other one.
export const said = (text) => text?.[language()] ?? text?.zh ?? text?.en ?? "";

/// The places above a region without the country, as the language orders them.
export function whereabouts(region) {
  const above = region.ancestor_names.slice(0, -1).map(said);
  return language() === "zh" ? above.reverse().join(" ") : above.join(", ");
}

/// A quantity of the address, such as `40 mu`, in words.
export function quantity(text) {
  const [value, unit] = text.split(" ");
  if (unit === "CNY") return money(value);
  const shown = number(Number(value), 2);
  const names = { mu: "亩", hectare: "公顷", m2: "平方米", MW: "兆瓦", kW: "千瓦", person: "人" };
  const plural = unit === "person" && Number(value) !== 1 ? "people" : unit;
  return language() === "zh" ? `${shown} ${names[unit] ?? unit}` : `${shown} ${plural}`;
}

/// Units of gates in Chinese; longer ones stand before those that they begin with.
const CHINESE_UNITS = [
  [" approved, vacancy unknown", "（核准面积，是否空置未知）"], [" CNY/m2/month", " 元/㎡/月"], [" CNY/m2", " 元/㎡"], [" CNY/mu", " 元/亩"],
  [" tce/10k CNY", " 吨标准煤/万元"], [" kg/10k CNY", " 千克/万元"], [" m3/day", " 立方米/日"], [" t/day", " 吨/日"],
  [" hectare", " 公顷"], [" minute", " 分钟"], [" month", " 个月"], [" year", " 年"], [" kWh", " 千瓦时"], [" MW", " 兆瓦"], [" mu", " 亩"], [" km", " 公里"],
  ["at least ", "不低于 "], ["at most ", "不高于 "],
];

/// What a gate requires or finds, in the units of the language.
export function condition(text) {
  if (text === null) return t("unknown");
  return language() === "en" ? text : CHINESE_UNITS.reduce((said, [unit, chinese]) => said.replaceAll(unit, chinese), text);
}

/// A citation without the address that it ends with, and that address.
export function citation(text) {
  const found = /^(.*?)\s*<(https?:[^>]+)>$/.exec(text ?? "");
  return found ? { title: found[1], address: found[2] } : { title: text ?? "", address: null };
}
