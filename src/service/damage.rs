use std::collections::HashSet;

use super::{App, Error};
use crate::{
    domain::{
        id::{OrganisationId, RegionId},
        kind::DocumentKind,
        text::{Language, Text},
    },
    scoring::atlas::Atlas,
    store::{self, Damaged},
};

/// Documents that are named in an answer; the rest is counted.
const NAMED_MAX: usize = 5;

/// The documents of one state of the store that cannot be read. What is derived of that state is
/// derived without them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::service) struct Damage(Vec<Damaged>);

impl Damage {
    pub(in crate::service) fn new(damaged: Vec<Damaged>) -> Damage {
        Damage(damaged)
    }

    pub(in crate::service) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::service) fn documents(&self) -> &[Damaged] {
        &self.0
    }

    /// Whether the document of a kind and an id is damaged.
    pub(in crate::service) fn has(&self, kind: DocumentKind, id: &str) -> bool {
        self.of(kind).any(|damaged| damaged.id == id)
    }

    /// The region of an id, if it is damaged.
    pub(in crate::service) fn region(&self, id: &RegionId) -> Option<&Damaged> {
        self.of(DocumentKind::Regions).find(|damaged| damaged.id == id.as_str())
    }

    /// The first damaged region that lies in another, as far as rows tell.
    pub(in crate::service) fn region_in(&self, id: &RegionId) -> Option<&Damaged> {
        let lies_in = |damaged: &&Damaged| damaged.region.as_deref() == Some(id.as_str());
        self.of(DocumentKind::Regions).find(lies_in)
    }

    /// Refuses what cannot be said while a document of a kind is left out.
    ///
    /// # Errors
    /// [`Error::Damaged`] with the first damaged one.
    pub(in crate::service) fn refuse(&self, kind: DocumentKind) -> Result<(), Error> {
        self.of(kind).next().map_or(Ok(()), |damaged| Err(refusal(damaged)))
    }

    /// Why nothing can be said of a region that is not known: it is damaged, or there is none.
    pub(in crate::service) fn unknown_region(&self, id: &RegionId) -> Error {
        let none = || Error::NotFound { what: "region", id: id.to_string() };
        self.region(id).map_or_else(none, refusal)
    }

    /// What a reader should mind about an answer from documents of these kinds.
    pub(in crate::service) fn warning(
        &self,
        kinds: &[DocumentKind],
        atlas: &Atlas,
    ) -> Option<Text> {
        let damaged: Vec<&Damaged> =
            self.0.iter().filter(|damaged| kinds.contains(&damaged.kind)).collect();
        if damaged.is_empty() {
            return None;
        }
        let named = |language| {
            let named = damaged.iter().take(NAMED_MAX).map(|damaged| name(language, damaged));
            named.collect::<Vec<String>>().join(if language == Language::Zh { "、" } else { ", " })
        };
        let more = damaged.len().saturating_sub(NAMED_MAX);
        let (more_zh, more_en) = match more {
            0 => (String::new(), String::new()),
            more => (format!(" 等（另有 {more} 份）"), format!(" and {more} more")),
        };
        let (below_zh, below_en) = match orphans(&damaged, atlas) {
            0 => (String::new(), String::new()),
            below => (
                format!("；位于其中的 {below} 个地区因此缺少由其继承的数据，或未参与排序"),
                format!(
                    "; of the regions that lie in them, {below} lack what they inherit, or are not \
                     ranked"
                ),
            ),
        };
        Some(Text::new(
            &format!(
                "数据库中的文档已损坏，答案不含它们：{}{more_zh}{below_zh}。请告知运维人员",
                named(Language::Zh)
            ),
            &format!(
                "documents are damaged in the store and left out: {}{more_en}{below_en}; tell the \
                 operator",
                named(Language::En)
            ),
        ))
    }

    /// The same of regions alone, as all that a warning consists of.
    pub(in crate::service) fn of_regions(&self, atlas: &Atlas) -> Vec<Text> {
        self.warning(&[DocumentKind::Regions], atlas).into_iter().collect()
    }

    fn of(&self, kind: DocumentKind) -> impl Iterator<Item = &Damaged> {
        self.0.iter().filter(move |damaged| damaged.kind == kind)
    }
}

fn refusal(damaged: &Damaged) -> Error {
    let (table, id) = (damaged.kind.as_str(), damaged.id.clone());
    store::Error::Corrupt { table, id, source: damaged.fault.clone().into() }.into()
}

fn name(language: Language, damaged: &Damaged) -> String {
    let kind = match (language, damaged.kind) {
        (Language::En, kind) => kind.singular(),
        (Language::Zh, DocumentKind::Regions) => "地区",
        (Language::Zh, DocumentKind::Projects) => "项目",
        (Language::Zh, DocumentKind::Outcomes) => "落地结果",
        (Language::Zh, DocumentKind::Commitments) => "承诺",
    };
    format!("{kind} `{}`", damaged.id)
}

/// How many regions have a damaged one above them, the nearest that there is, and what lies in those.
fn orphans(damaged: &[&Damaged], atlas: &Atlas) -> usize {
    let is_damaged = |parent: &RegionId| {
        let mut regions = damaged.iter().filter(|it| it.kind == DocumentKind::Regions);
        regions.any(|it| it.id == parent.as_str())
    };
    let hangs = |place: usize| atlas.profile(place).parent.as_ref().is_some_and(is_damaged);
    (0..atlas.len()).filter(|&place| atlas.lineage(place).any(hangs)).count()
}

/// What the reader of rankings should mind that are printed without a word, because documents are
/// damaged; `None` if none are.
///
/// # Errors
/// Store unavailable.
pub async fn ranking_warning(app: &App) -> Result<Option<Text>, Error> {
    let derived = app.derived().await?;
    let kinds = [DocumentKind::Regions, DocumentKind::Outcomes, DocumentKind::Commitments];
    Ok(derived.damage.warning(&kinds, &derived.atlas))
}

/// What an application knows to be damaged, as far as it was asked for what is derived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownDamage {
    /// How many documents, of all organisations.
    pub documents: usize,
    /// The regions among them, which everybody may know, in the order of their ids.
    pub regions: Vec<String>,
}

/// What is known to be damaged by now: nothing is read for it.
pub fn known_damage(app: &App) -> KnownDamage {
    let mut found: HashSet<(OrganisationId, DocumentKind, String)> = HashSet::new();
    for (organisation, derived) in app.derived_of_all() {
        for damaged in derived.damage.documents() {
            let is_shared = damaged.kind == DocumentKind::Regions;
            let owner = if is_shared { app.shared() } else { &organisation };
            found.insert((owner.clone(), damaged.kind, damaged.id.clone()));
        }
    }
    let regions = found.iter().filter(|(_, kind, _)| *kind == DocumentKind::Regions);
    let mut regions: Vec<String> = regions.map(|(_, _, id)| id.clone()).collect();
    regions.sort_unstable();
    KnownDamage { documents: found.len(), regions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::region::{Level, RegionProfile};

    fn damaged(kind: DocumentKind, id: &str, region: Option<&str>) -> Damaged {
        let (id, region) = (id.to_owned(), region.map(str::to_owned));
        Damaged { kind, id, region, fault: "an end too early".to_owned() }
    }

    fn region(id: &str, parent: &str, level: Level) -> RegionProfile {
        let (id, parent) = (RegionId::parse(id).unwrap(), RegionId::parse(parent).unwrap());
        RegionProfile::new(id, Some(parent), level, Text::new("甲", "a"))
    }

    #[test]
    fn an_answer_names_what_it_leaves_out_and_counts_what_hangs_on_it() {
        let atlas = Atlas::new(vec![
            region("CN-1-1", "CN-1", Level::County),
            region("CN-1-1-P", "CN-1-1", Level::Park),
            region("CN-2", "CN", Level::Province),
        ]);
        let damage = Damage::new(vec![
            damaged(DocumentKind::Regions, "CN-1", Some("CN")),
            damaged(DocumentKind::Projects, "p", None),
        ]);
        let regions = damage.warning(&[DocumentKind::Regions], &atlas).unwrap();
        assert_eq!(
            regions.en.as_deref(),
            Some(
                "documents are damaged in the store and left out: region `CN-1`; of the regions \
                 that lie in them, 2 lack what they inherit, or are not ranked; tell the operator"
            )
        );
        assert_eq!(
            regions.zh.as_deref(),
            Some(
                "数据库中的文档已损坏，答案不含它们：地区 `CN-1`；位于其中的 2 个地区因此缺少由其继承的\
                 数据，或未参与排序。请告知运维人员"
            )
        );
        let all = damage.warning(&DocumentKind::ALL, &atlas).unwrap();
        assert!(all.en.unwrap().contains("region `CN-1`, project `p`;"));
        assert_eq!(damage.warning(&[DocumentKind::Outcomes], &atlas), None);
        let many = (0..7).map(|at| damaged(DocumentKind::Regions, &format!("CN-{at}"), None));
        let many = Damage::new(many.collect()).warning(&DocumentKind::ALL, &atlas).unwrap();
        assert!(many.en.unwrap().contains("region `CN-4` and 2 more"));
    }

    #[test]
    fn a_region_that_is_damaged_is_no_region_that_nobody_knows() {
        let damage = Damage::new(vec![damaged(DocumentKind::Regions, "CN-1", Some("CN"))]);
        let told = |id| damage.unknown_region(&RegionId::parse(id).unwrap()).to_string();
        assert!(told("CN-1").starts_with("the region `CN-1` is damaged in the store"));
        assert_eq!(told("CN-2"), "no region has id `CN-2`");
        assert!(
            damage.refuse(DocumentKind::Regions).is_err()
                && Damage::default().refuse(DocumentKind::Regions).is_ok()
        );
        let below = damage.region_in(&RegionId::parse("CN").unwrap());
        assert_eq!(below.map(|below| below.id.as_str()), Some("CN-1"));
    }
}
