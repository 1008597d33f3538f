//! The words by which Chinese tells roles.

use super::role::{Words, words};

/// What follows is made.
pub(super) static MAKE: Words = words!(
    "主要生产 产品包括 主要产品 产品为 产品有 产品是 年产 年增 生产 制造 制取 制作 制备 \
    研制 加工成 加工 酿造 提取 冶炼 熔炼 熔铸 组装 装配 印制 发酵 养殖 种植 培育 选育 合成 \
    织造 注塑 主营 专做 专营 从事 专注于 专注 压制 铸造 锻造 灌装 量产 投产 炼制 精炼 纺制 \
    纺丝 拉制 烧制 调制 缝制 轧制 焊接 总装 代工 我们做 公司做 团队做 运营 经营 总产 产出 \
    涂布 压制成 制成 做成 纺成 炼成 压成 转化为 转化成 加工为 成型为"
);
/// What follows is developed, in order to be made.
pub(super) static DEVELOP: Words =
    words!("自主研发 研发 开发 设计 自研 研究 改良 攻关 推出 掌握 孵化");
/// What follows is built or extended.
pub(super) static PLAN: Words = words!(
    "改扩建 扩建 新建 拟建 建设 投建 兴建 筹建 建成 搬迁扩产 扩产 技改 改造 升级 实施 新增 \
    投资 布局 落地 计划建 打造 建"
);
/// What follows goes in, up to the next verb.
pub(super) static INPUT: Words = words!(
    "以外购 外购 原料为 原料是 原料包括 主要原料 采用 利用 使用 基于 依托 借助 通过 回收的 \
    消耗 由 从 将 把"
);
/// What ends an input that 以 began.
pub(super) static INPUT_ENDS: Words = words!(
    "为主要原料 为原料 为原材料 为主料 为基材 为基料 为主材 为载体 为燃料 为基础 为核心 为主 作原料 做原料 \
    为催化剂"
);
/// What follows is a customer or a use, up to the end of the clause or to 的.
pub(super) static USE: Words = words!(
    "广泛应用于 主要用于 可用于 应用于 适用于 应用在 用于 用作 用在 供应给 供应 供给 面向 \
    服务于 服务 客户为 客户是 客户包括 客户有 配套给 配套 替代 取代 销往 出口 销售给 给 供 \
    围绕 助力 满足 应用领域 下游"
);
/// What follows belongs to the plant or stands beside production.
pub(super) static SUPPORT: Words = words!(
    "并附设 附设 附带 附 并设 内设 内含 设有 配有 配备 配建 自带 兼做 购置 采购 购买 租赁 \
    租用 租 副产 共建 引进 需要 拥有 改造厂房 占地"
);
/// The same, at the beginning of a clause only.
pub(super) static SUPPORT_FIRST: Words = words!("另设 设 含 配 附 带 名为 并开展 也 兼");
/// What follows is a service.
pub(super) static SERVE: Words = words!("提供 开展 承接 承担");
/// What stands before belongs to the plant.
pub(super) static SUPPORT_HEADS: Words = words!(
    "实验室 试验室 研发中心 研究院 研究中心 研究所 技术中心 创新中心 检测平台 云平台 \
    信息平台 平台 检验室 质检室 质检楼 研发楼 办公楼 测试室 学院 展厅 库房 仓库 厂房 宿舍 \
    培训 检测 测试 环节 试制车间 孵化器"
);
/// What stands before is a step of the process.
pub(super) static STEP_HEADS: Words = words!("车间 工段 工序 工艺 技术 加工中心");
/// What stands before is to be made.
pub(super) static PLANT_HEADS: Words = words!(
    "生产线 产线 装配线 组装线 总装线 灌装线 成型线 自动线 生产基地 制造基地 产业园 基地 \
    工厂 制造厂 加工厂 项目 产业化 装置 产能 整线 生产车间 制造中心 智能车间 厂"
);
/// What stands before is served.
pub(super) static SERVICE_HEADS: Words = words!("服务 解决方案 咨询 运维 方案");
/// Waste is worked on.
pub(super) static RECYCLE: Words =
    words!("年处理 处理 拆解 破碎 分选 回收 再利用 综合利用 处置 梯次利用");
/// Signs of waste.
pub(super) static WASTE: Words = words!("废 退役 报废 旧");
/// Something is repaired.
pub(super) static REPAIR: Words = words!("维修 修理 检修 大修 翻修 维护保养");
