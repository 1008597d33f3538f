use std::collections::BTreeMap;

use super::{Scene, prospect_words};
use crate::{
    domain::{
        criterion::CriterionId,
        id::{ProjectId, RegionId},
        limits::{PROSPECT_FIGURES_MAX, PROSPECT_LEVELS_MAX, PROSPECT_PROJECTS_MAX},
        matching::Candidate,
        money::Fen,
        reciprocal::MutualMatch,
        region::Level,
        text::Text,
    },
    scoring::{
        counterfactual::{Changeable, Lift, Plan, cheapest_plans, lifts},
        rank::{self, Method},
        robustness::TOP,
    },
    service::{
        rank_regions::{candidates, in_context},
        resolve::{Resolved, weights},
    },
};

/// What would lift a region in the own lists of projects.
#[derive(Debug, Clone)]
pub struct RegionProspects {
    /// In the own lists of so many projects it was looked: all that no gate refuses, or the first
    /// `limits::PROSPECT_PROJECTS_MAX` of them.
    pub projects: usize,
    /// So many of them have the region first.
    pub first: usize,
    /// So many have it among the first three.
    pub in_top: usize,
    /// The figures that, changed alone, would lift it in one list or more: that which does it at
    /// the least cost first; at most `limits::PROSPECT_FIGURES_MAX`.
    pub figures: Vec<FigureProspect>,
    /// For the projects that do not have the region first, best match first, the cheapest sets of
    /// figures that would make it first and lift it into the first three.
    pub plans: Vec<ProjectPlans>,
    /// The same in sentences.
    pub sentences: Vec<Text>,
}

/// One figure of a region and what it would bring.
#[derive(Debug, Clone)]
pub struct FigureProspect {
    /// The criterion that the figure is for; its unit is the criterion's.
    pub criterion: CriterionId,
    /// What the figure is about besides the region.
    pub subject: FigureSubject,
    /// The figure as it is; `None` if unknown.
    pub now: Option<f64>,
    /// Values at which the region is lifted in one list more, the nearest and cheapest first; at
    /// most `limits::PROSPECT_LEVELS_MAX`.
    pub levels: Vec<FigureLevel>,
}

/// What a figure is about besides the region; projects with the same subject share the figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureSubject {
    /// Nothing: the same figure counts for every project.
    Region,
    /// The city in which projects are incubated.
    HostCity(RegionId),
    /// The industry that projects produce in, as coded.
    Industry(String),
}

/// One value of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureLevel {
    /// The figure.
    pub needed: f64,
    /// What the way there costs the region, for one plant, by the rates of `index/changes.toml`.
    pub cost: Fen,
    /// So many projects more have the region first, those of the values before among them.
    pub first: usize,
    /// So many projects more have it among the first three.
    pub in_top: usize,
    /// The projects in whose lists this value lifts it to one of both.
    pub projects: Vec<ProjectId>,
}

/// The cheapest ways up the list of one project.
#[derive(Debug, Clone)]
pub struct ProjectPlans {
    /// Which.
    pub project: ProjectId,
    /// Its names.
    pub name: Text,
    /// To be first, and to be among the first three where the region is not; where nothing does
    /// either, there is none.
    pub plans: Vec<Plan>,
}

impl RegionProspects {
    /// The projects that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = &ProjectId> {
        let levels = self.figures.iter().flat_map(|figure| &figure.levels);
        let lifted = levels.flat_map(|level| &level.projects);
        lifted.chain(self.plans.iter().map(|plans| &plans.project))
    }
}

impl Scene<'_> {
    /// What would lift the region in the lists of the projects that match it, best first.
    pub(super) fn prospects(&self, matched: &[(Resolved, MutualMatch)]) -> RegionProspects {
        let mut prospects = RegionProspects {
            projects: 0,
            first: 0,
            in_top: 0,
            figures: Vec::new(),
            plans: Vec::new(),
            sentences: Vec::new(),
        };
        let mut figures = Figures::default();
        // Each takes a whole ranking.
        let wanted = matched.iter().take_while(|_| !self.stop.is_asked());
        for (resolved, matched) in wanted.take(PROSPECT_PROJECTS_MAX) {
            let own = &matched.project_side;
            let Some(found) = self.stand(resolved, own) else { continue };
            prospects.projects += 1;
            prospects.first += usize::from(found.ahead == 0);
            prospects.in_top += usize::from(found.ahead < TOP);
            for (wanted, lift) in found.lifts {
                let subject = self.subject(lift.criterion, resolved);
                figures.add(subject, wanted, &lift, &resolved.project.id);
            }
            if 0 < found.ahead {
                let name = resolved.project.name.clone();
                let project = resolved.project.id.clone();
                prospects.plans.push(ProjectPlans { project, name, plans: found.plans });
            }
        }
        prospects.figures = figures.into_prospects();
        let region = &self.question.region;
        prospects.sentences =
            prospect_words::sentences(&prospects, region, &self.derived.atlas, |code| {
                industry_title(matched, code)
            });
        prospects
    }

    /// Where the region stands in the list of one project, and what would lift it.
    fn stand(&self, resolved: &Resolved, own: &Candidate) -> Option<Stand> {
        let (app, project) = (self.app, &resolved.project);
        let weights = weights(app, project).ok()?;
        let definition = app.definition();
        let criteria = &definition.criteria;
        let (level, stop) = (self.level, self.stop);
        let method = Method { criteria, weights: &weights, level, stop };
        let changeable = Changeable { method: &method, changes: &definition.changes };
        let rivals = in_context(app, self.derived, resolved, self.known(), |context| {
            let (places, _) = candidates(context, project, self.level);
            // One more than are wanted: the region itself may be among them.
            let ranked = rank::rank(context, project, &method, &places, TOP + 1);
            let ranked = ranked.candidates.into_iter().map(|(candidate, _)| candidate);
            ranked.filter(|rival| rival.region != own.region).collect::<Vec<Candidate>>()
        });
        let ahead = rivals.iter().take(TOP).filter(|rival| rival.order() < own.order()).count();
        let rivals = &rivals[..ahead];
        Some(Stand {
            ahead,
            lifts: lifts(own, rivals, &[1, TOP], changeable),
            plans: cheapest_plans(own, rivals, changeable),
        })
    }

    fn subject(&self, criterion: CriterionId, resolved: &Resolved) -> FigureSubject {
        let industry = || resolved.industries.first().map(|coded| coded.industry.to_string());
        let host = || {
            let host = self.derived.atlas.find(resolved.project.host_city.as_ref()?)?;
            let city = self.derived.atlas.at_or_above(host, Level::Prefecture).unwrap_or(host);
            Some(self.derived.atlas.profile(city).id.clone())
        };
        match criterion {
            CriterionId::LandAvailability | CriterionId::LandCost | CriterionId::LabourCost => {
                FigureSubject::Region
            }
            CriterionId::Access | CriterionId::InstitutionalLink => {
                host().map_or(FigureSubject::Region, FigureSubject::HostCity)
            }
            CriterionId::Specialisation
            | CriterionId::Relatedness
            | CriterionId::SupplyChain
            | CriterionId::DeclaredWill => {
                industry().map_or(FigureSubject::Region, FigureSubject::Industry)
            }
        }
    }
}

/// The title of an industry that one of the projects is coded to.
fn industry_title(matched: &[(Resolved, MutualMatch)], code: &str) -> Text {
    let coded = matched.iter().filter_map(|(resolved, _)| resolved.industries.first());
    let mut coded = coded.filter(|coded| coded.industry.to_string() == code);
    coded.next().map(|coded| coded.title.clone()).unwrap_or_default()
}

/// Where a region stands in one list.
struct Stand {
    /// How many of the first three stand before it.
    ahead: usize,
    lifts: Vec<(usize, Lift)>,
    plans: Vec<Plan>,
}

/// Figures while they are collected: those of one subject that are the same now are one.
#[derive(Default)]
struct Figures(BTreeMap<(CriterionId, FigureSubject, Option<u64>), Vec<Reached>>);

/// What one figure does in one list.
struct Reached {
    wanted: usize,
    needed: f64,
    cost: Fen,
    project: ProjectId,
}

impl Figures {
    fn add(&mut self, subject: FigureSubject, wanted: usize, lift: &Lift, project: &ProjectId) {
        let key = (lift.criterion, subject, lift.now.map(f64::to_bits));
        let project = project.clone();
        let reached = Reached { wanted, needed: lift.needed, cost: lift.cost, project };
        self.0.entry(key).or_default().push(reached);
    }

    fn into_prospects(self) -> Vec<FigureProspect> {
        let figure = |((criterion, subject, now), reached)| FigureProspect {
            criterion,
            subject,
            now: Option::<u64>::map(now, f64::from_bits),
            levels: levels(reached),
        };
        let mut figures: Vec<FigureProspect> = self.0.into_iter().map(figure).collect();
        // Stable: of equals the first criterion, then the first subject.
        figures.sort_by_key(|figure| figure.levels.first().map(|level| level.cost));
        figures.truncate(PROSPECT_FIGURES_MAX);
        figures
    }
}

/// The values of one figure, the cheapest first, with what they bring together.
fn levels(mut reached: Vec<Reached>) -> Vec<FigureLevel> {
    reached.sort_by(|one, other| one.cost.cmp(&other.cost).then(one.project.cmp(&other.project)));
    let mut levels: Vec<FigureLevel> = Vec::new();
    let (mut first, mut in_top) = (0, 0);
    for Reached { wanted, needed, cost, project } in reached {
        *(if wanted == 1 { &mut first } else { &mut in_top }) += 1;
        match levels.last_mut().filter(|level| level.cost == cost) {
            Some(level) => {
                (level.first, level.in_top) = (first, in_top);
                if level.projects.last() != Some(&project) {
                    level.projects.push(project);
                }
            }
            None => {
                levels.push(FigureLevel { needed, cost, first, in_top, projects: vec![project] });
            }
        }
    }
    levels.truncate(PROSPECT_LEVELS_MAX);
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(wanted: usize, needed: f64, fen: i64, project: &str) -> Reached {
        let project = ProjectId::parse(project).unwrap();
        Reached { wanted, needed, cost: Fen::new(fen), project }
    }

    #[test]
    fn what_a_figure_brings_adds_up_from_the_cheapest_value_on() {
        let found = levels(vec![
            reached(1, 300.0, 900, "b"), // a second list, and dearer
            reached(TOP, 400.0, 500, "a"),
            reached(TOP, 400.0, 500, "c"), // at the same value
            reached(1, 400.0, 500, "a"),   // enters the first three as the first
        ]);
        let counts: Vec<_> =
            found.iter().map(|level| (level.needed, level.first, level.in_top)).collect();
        assert_eq!(counts, [(400.0, 1, 2), (300.0, 2, 2)]);
        let ids = found[0].projects.iter().map(ProjectId::as_str).collect::<Vec<_>>();
        assert_eq!(ids, ["a", "c"], "each project once");
        assert!(levels(Vec::new()).is_empty());
    }

    #[test]
    fn the_figure_that_lifts_at_the_least_cost_stands_first() {
        let mut figures = Figures::default();
        let lift = |criterion, now, needed, fen| Lift {
            criterion,
            now,
            needed,
            rank: 1,
            cost: Fen::new(fen),
        };
        let project = ProjectId::parse("a").unwrap();
        let shanghai = FigureSubject::HostCity(RegionId::parse("CN-310000").unwrap());
        let link = lift(CriterionId::InstitutionalLink, None, 0.4, 800);
        figures.add(shanghai.clone(), 1, &link, &project);
        let wage = lift(CriterionId::LabourCost, Some(90_000.0), 80_000.0, 600);
        figures.add(FigureSubject::Region, 1, &wage, &project);
        let found = figures.into_prospects();
        let order: Vec<_> = found.iter().map(|figure| (figure.criterion, figure.now)).collect();
        let expected =
            [(CriterionId::LabourCost, Some(90_000.0)), (CriterionId::InstitutionalLink, None)];
        assert_eq!(order, expected);
        assert_eq!(found[1].subject, shanghai);
    }
}
