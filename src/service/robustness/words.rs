use crate::{
    domain::{
        criterion::CriterionId,
        id::RegionId,
        text::{Language, Text},
    },
    scoring::{
        atlas::Atlas,
        counterfactual::{FigureChange, Lift, Plan, Prospect},
        robustness::{
            MethodVerdict, NeighbourSwap, OtherMethod, RankAcceptability, Robustness, TOP,
        },
    },
    service::{
        criterion_title, criterion_unit,
        landing::money_words::{about, percent},
        rank_regions::name_of,
    },
};

/// So many candidates and pairs are told of in sentences; the figures tell of all that are shown.
const TOLD: usize = TOP;

/// What an advisor says of the firmness of a ranking: other methods, the leaders under drawn
/// weights, how near the neighbours are, what would lift those behind and what is the cheapest way.
pub(super) fn sentences(
    robustness: &Robustness,
    prospects: &[Prospect],
    atlas: &Atlas,
) -> Vec<Text> {
    let [zh, en] = [Language::Zh, Language::En].map(|language| {
        let writer = Writer { atlas, language };
        let mut sentences: Vec<String> =
            robustness.methods.iter().map(|verdict| writer.method(verdict)).collect();
        let told = robustness.acceptabilities.iter().take(TOLD);
        sentences.extend(told.map(|one| writer.acceptability(one)));
        sentences.extend(robustness.swaps.iter().take(TOLD - 1).map(|swap| writer.swap(swap)));
        for prospect in prospects.iter().skip(1).take(TOLD - 1) {
            sentences.push(writer.prospect(prospect));
            sentences.extend(prospect.plans.iter().map(|plan| writer.plan(&prospect.region, plan)));
        }
        sentences
    });
    zh.into_iter().zip(en).map(|(zh, en)| Text::new(&zh, &en)).collect()
}

/// What the cheapest way for a region to a rank is.
pub(in crate::service) fn plan_sentence(region: &RegionId, plan: &Plan, atlas: &Atlas) -> Text {
    let write = |language| Writer { atlas, language }.plan(region, plan);
    Text::new(&write(Language::Zh), &write(Language::En))
}

/// A figure as it would have to be, with its unit and as it is: `land cost 480 (CNY/m2; now 600)`.
pub(in crate::service) fn figure_words(
    criterion: CriterionId,
    now: Option<f64>,
    needed: f64,
    language: Language,
) -> String {
    let title = criterion_title(criterion).in_language(language);
    let title = title.unwrap_or(criterion.as_str()).to_lowercase();
    let unit = criterion_unit(criterion).in_language(language).unwrap_or_default();
    let now = now.map(shown_figure);
    match language {
        Language::Zh => {
            let now = now.map_or_else(|| "现未知".to_owned(), |now| format!("现{now}"));
            format!("{title} {needed} {unit}({now})")
        }
        Language::En => {
            let now = now.map_or_else(|| "unknown now".to_owned(), |now| format!("now {now}"));
            format!("{title} {needed} ({unit}; {now})")
        }
    }
}

struct Writer<'a> {
    atlas: &'a Atlas,
    language: Language,
}

impl Writer<'_> {
    fn name(&self, id: &RegionId) -> String {
        let name = name_of(self.atlas, id);
        name.in_language(self.language).map_or_else(|| id.to_string(), str::to_owned)
    }

    fn title(&self, criterion: CriterionId) -> String {
        let title = criterion_title(criterion).in_language(self.language);
        title.unwrap_or(criterion.as_str()).to_lowercase()
    }

    fn method(&self, verdict: &MethodVerdict) -> String {
        let method = match verdict.method {
            OtherMethod::Topsis => "TOPSIS",
            OtherMethod::Vikor => "VIKOR",
            OtherMethod::PrometheeTwo => "PROMETHEE II",
        };
        let top: Vec<String> = verdict.top.iter().map(|id| self.name(id)).collect();
        match (self.language, verdict.changes_order, verdict.changes_members) {
            (Language::Zh, false, _) => format!("按{method}前{}名不变。", top.len()),
            (Language::En, false, _) => format!("{method} has the same first {}.", top.len()),
            (Language::Zh, true, false) => {
                format!("按{method}前几名相同，次序为{}。", top.join("、"))
            }
            (Language::En, true, false) => {
                format!("{method} has the same at the top in another order: {}.", top.join(", "))
            }
            (Language::Zh, true, true) => format!("按{method}前几名为{}。", top.join("、")),
            (Language::En, true, true) => {
                format!("{method} would change the top: {}.", top.join(", "))
            }
        }
    }

    fn acceptability(&self, one: &RankAcceptability) -> String {
        let name = self.name(&one.region);
        let first = percent(one.ranks.first().copied().unwrap_or_default());
        let top = percent(one.ranks.iter().sum());
        let count = one.ranks.len();
        match (self.language, one.confidence.map(percent)) {
            (Language::Zh, None) => {
                format!("{name}在相近权重和任意未知项下从不居首，前{count}名占{top}。")
            }
            (Language::En, None) => format!(
                "{name} is never first where weights are near these and unknown figures may be \
                 anything, among the first {count} in {top}."
            ),
            (Language::Zh, Some(confidence)) => format!(
                "{name}在相近权重和未知项下{first}居首，前{count}名占{top}；在最有利的权重下置信度{confidence}。"
            ),
            (Language::En, Some(confidence)) => format!(
                "{name} is first in {first} of draws of weights near these and of unknown figures, \
                 among the first {count} in {top}; confidence {confidence}."
            ),
        }
    }

    fn swap(&self, swap: &NeighbourSwap) -> String {
        let [ahead, behind] = [&swap.ahead, &swap.behind].map(|id| self.name(id));
        let moves = swap.moves.iter().flatten().map(|step| {
            let (from, to) = (self.title(step.from), self.title(step.to));
            let share = percent(step.share);
            match self.language {
                Language::Zh => format!("由{from}移到{to}，占全部权重的{share}"),
                Language::En => format!("{share} from {from} to {to}"),
            }
        });
        let moves: Vec<String> = moves.collect();
        match (self.language, &swap.moves, moves.is_empty()) {
            (Language::Zh, None, _) => {
                format!("无论权重如何，{behind}都不会超过{ahead}。")
            }
            (Language::En, None, _) => {
                format!("No weights put {behind} before {ahead}.")
            }
            (Language::Zh, _, true) => format!("{ahead}与{behind}已经持平。"),
            (Language::En, _, true) => format!("{ahead} and {behind} are level already."),
            (Language::Zh, _, false) => {
                format!("权重({})即可使{behind}与{ahead}持平。", moves.join("、"))
            }
            (Language::En, _, false) => format!(
                "{behind} is level with {ahead} once weight moves: {} of all weight.",
                moves.join(", ")
            ),
        }
    }

    fn prospect(&self, prospect: &Prospect) -> String {
        let name = self.name(&prospect.region);
        let lifts = prospect.to_first.iter().map(|lift| self.lift(lift)).collect::<Vec<_>>();
        match (self.language, lifts.is_empty(), prospect.best) {
            (Language::Zh, false, _) => format!("{name}居首所需(任一项)：{}。", lifts.join("；")),
            (Language::En, false, _) => {
                format!("{name} would be first with any one of: {}.", lifts.join("; "))
            }
            (Language::Zh, true, Some(lift)) => {
                format!(
                    "没有单独一项能使{name}居首；最多到第{}名：{}。",
                    lift.rank,
                    self.lift(&lift)
                )
            }
            (Language::En, true, Some(lift)) => format!(
                "No single figure makes {name} first; at best no. {}: {}.",
                lift.rank,
                self.lift(&lift)
            ),
            (Language::Zh, true, None) => format!("没有单独一项能使{name}名次上升。"),
            (Language::En, true, None) => format!("No single figure lifts {name}."),
        }
    }

    /// The cheapest set of figures to a rank.
    fn plan(&self, region: &RegionId, plan: &Plan) -> String {
        let name = self.name(region);
        let changes: Vec<String> = plan.changes.iter().map(|change| self.change(change)).collect();
        let cost = about(plan.cost, self.language);
        let aim = match (self.language, plan.wanted) {
            (Language::Zh, 1) => "居首".to_owned(),
            (Language::En, 1) => "be first".to_owned(),
            (Language::Zh, TOP) => format!("进入前{TOP}名"),
            (Language::En, TOP) => format!("be among the first {TOP}"),
            (Language::Zh, rank) => format!("升到第{rank}名(各项到顶也只能如此)"),
            (Language::En, rank) => format!("be no. {rank}, as high as all figures lift it,"),
        };
        match (self.language, plan.is_proven) {
            (Language::Zh, true) => {
                format!("{name}{aim}最省的办法：{}，约{cost}。", changes.join("、"))
            }
            (Language::Zh, false) => {
                format!("{name}{aim}已知最省的办法：{}，约{cost}。", changes.join("、"))
            }
            (Language::En, true) => {
                format!(
                    "The cheapest way for {name} to {aim}: {}; about {cost}.",
                    changes.join("; ")
                )
            }
            (Language::En, false) => format!(
                "The cheapest way that was found for {name} to {aim}: {}; about {cost}.",
                changes.join("; ")
            ),
        }
    }

    fn change(&self, change: &FigureChange) -> String {
        figure_words(change.criterion, change.now, change.needed, self.language)
    }

    fn lift(&self, lift: &Lift) -> String {
        figure_words(lift.criterion, lift.now, lift.needed, self.language)
    }
}

/// A figure with at most two decimals.
fn shown_figure(figure: f64) -> String {
    ((figure * 100.0).round() / 100.0).to_string()
}
