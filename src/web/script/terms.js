// The vocabulary of the API in both languages: each term as its identifier, Chinese, English.

import { language } from "./state.js";

/// What may be the cause of a change, in the order in which parts are shown.
export const CAUSES = ["data", "weights", "policies", "candidates"];

/// The criteria in the order in which they are reported.
export const CRITERIA = ["specialisation", "relatedness", "supply_chain", "declared_will", "land_availability", "land_cost", "labour_cost", "access", "institutional_link"];

const TERMS = {
  criterion: {
    specialisation: ["专业化", "Specialisation"],
    relatedness: ["产业关联", "Relatedness"],
    supply_chain: ["供应链", "Supply chain"],
    declared_will: ["发展意愿", "Declared will"],
    land_availability: ["用地", "Land"],
    land_cost: ["地价", "Land cost"],
    labour_cost: ["人工成本", "Labour cost"],
    access: ["通达性", "Access"],
    institutional_link: ["机构联系", "Institutional link"],
    leading_fit: ["主导产业契合", "Fit with leading industries"],
    capex_per_mu: ["亩均投资", "Investment per mu"],
    output_per_mu: ["亩均产值", "Output per mu"],
    tax_per_mu: ["亩均税收", "Tax per mu"],
    jobs: ["用工", "Jobs"],
    energy_per_output: ["单位产值能耗", "Energy per output"],
  },
  level: {
    park: ["园区", "Parks"],
    county: ["县级", "Counties"],
    prefecture: ["地级", "Prefectures"],
    province: ["省级", "Provinces"],
  },
  standing: {
    certainly_first: ["必居首位", "Certainly first"],
    possibly_first: ["可能居首", "Possibly first"],
    behind: ["居后", "Behind"],
  },
  understood: {
    host_city: ["孵化城市", "Host city"],
    land: ["用地", "Land"],
    floor_area: ["厂房面积", "Floor area"],
    power: ["用电负荷", "Power"],
    energy_per_year: ["年用电量", "Electricity per year"],
    capex: ["固定资产投资", "Investment"],
    output_per_year: ["年产值", "Output per year"],
    tax_per_year: ["年税收", "Tax per year"],
    land_price_max: ["最高地价", "Highest land price"],
    headcount: ["用工", "Headcount"],
    travel_minutes_max: ["最长路程", "Longest travel"],
    target_region: ["目标地区", "Look within"],
    target_regions: ["目标地区", "Look within"],
    must_have: ["必须具备", "Must have"],
    must_not: ["排除地区", "Must not be"],
    stage: ["阶段", "Stage"],
    stay: ["可留孵化城市", "May stay"],
    not_understood: ["未理解", "Not understood"],
  },
  gate: {
    target_region: ["目标地区", "Target region"],
    must_not: ["排除地区", "Excluded region"],
    travel: ["到孵化城市时间", "Travel to the host city"],
    land: ["用地", "Land"],
    land_price: ["地价", "Land price"],
    delivery: ["交地时间", "Delivery of land"],
    workshop: ["厂房面积", "Workshop floor"],
    workshop_rent: ["厂房租金", "Workshop rent"],
    power: ["电力", "Power"],
    waste_water: ["污水处理余量", "Waste-water headroom"],
    energy_quota: ["能耗指标余量", "Energy quota headroom"],
    port: ["距港口", "Distance to a port"],
    chemical_park: ["化工园区", "Chemical park"],
    national_level: ["国家级", "National level"],
    rail: ["直达铁路", "Direct rail"],
    zone_kind: ["园区类型", "Kind of zone"],
    negative_list: ["负面清单", "Negative list"],
    capex_per_mu: ["亩均投资", "Investment per mu"],
    output_per_mu: ["亩均产值", "Output per mu"],
    tax_per_mu: ["亩均税收", "Tax per mu"],
    rd_share: ["研发投入强度", "Research over output"],
    energy_per_output: ["单位产值能耗", "Energy per output"],
    energy_per_value_added: ["单位增加值能耗", "Energy per value added"],
    cod_per_output: ["单位产值化学需氧量", "Oxygen demand per output"],
    floor_area_ratio: ["容积率下限", "Least floor-area ratio"],
    floor_area_ratio_max: ["容积率上限", "Highest floor-area ratio"],
  },
  role: {
    advisor: ["顾问", "Advisor"],
    sponsor: ["项目方", "Sponsor"],
    region_officer: ["地区专员", "Region officer"],
    batch: ["批处理", "Batch"],
    admin: ["管理员", "Admin"],
  },
  status: {
    pass: ["满足", "Holds"],
    fail: ["不满足", "Fails"],
    unknown: ["待核实", "To confirm"],
    open: ["可行", "Open"],
    closed: ["不可行", "Closed"],
    to_confirm: ["待确认", "To confirm"],
  },
  figure: {
    land: ["用地", "land"],
    floor_area: ["建筑面积", "floor area"],
    land_price: ["工业地价", "price of industrial land"],
    building_cost: ["厂房造价", "cost of building"],
    workshop_rent: ["厂房租金", "workshop rent"],
    people: ["用工人数", "people"],
    average_wage: ["平均工资", "average wage"],
    energy: ["年用电量", "electricity per year"],
    power: ["用电负荷", "connected power"],
    electricity_price: ["电价", "price of electricity"],
    freight_in: ["运入量", "freight in"],
    freight_out: ["运出量", "freight out"],
    trips: ["每年往返次数", "trips per year"],
    total_investment: ["总投资", "total investment"],
    equipment: ["设备投资", "equipment"],
  },
  party: {
    home: ["飞出地", "Home region"],
    host: ["飞入地", "Host city"],
    province: ["省级", "Province"],
    state: ["国家", "State"],
  },
  placement: {
    stay: ["研发生产都留下", "Both stay"],
    split: ["研发留下，生产转移", "Research stays, production moves"],
    move: ["整体迁移", "Both move"],
    reversed: ["研发转移，生产留下", "Research moves, production stays"],
  },
  job: {
    queued: ["排队中", "Queued"],
    running: ["进行中", "Running"],
    finished: ["已完成", "Finished"],
    cancelled: ["已取消", "Cancelled"],
    failed: ["失败", "Failed"],
  },
  cause: {
    data: ["数据", "data"],
    weights: ["权重", "weights"],
    policies: ["政策", "policies"],
    candidates: ["候选地区", "candidates"],
  },
  elsewhere: {
    not_there: ["当时没有这个地区", "was not in the world"],
    not_ranked: ["未参加排序", "not ranked"],
    behind: ["第 {rank}", "no. {rank}"],
  },
  method: {
    topsis: ["TOPSIS", "TOPSIS"],
    vikor: ["VIKOR", "VIKOR"],
    promethee_ii: ["PROMETHEE II", "PROMETHEE II"],
  },
};

/// The word of a term; its identifier in words if it has none.
export function term(kind, id) {
  const known = TERMS[kind]?.[id];
  return known ? known[language() === "zh" ? 0 : 1] : String(id).replaceAll("_", " ");
}
