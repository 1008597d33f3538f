use super::{atlas::Atlas, supply_chain::Partners};
use crate::domain::{
    figure::{Figure, Period, Source},
    link::Link,
    matching::{Age, Detail, LandingsCounted, Measure},
    region::{LeadingIndustries, Travel},
    unit::Unit,
    waters::Way,
};

/// What a criterion found for a place: cheap to make for every candidate, turned into a
/// [`Measure`] with words for the few that are shown.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The physical value in the criterion's unit.
    pub value: f64,
    /// Trust in a figure that stands in for another, 0 to 1; 1 for the figure itself. Age takes from
    /// it where a ranking is made: [`super::ageing::aged`].
    pub trust: f64,
    /// The place that the figure was published for.
    pub from: usize,
    /// What stands behind it.
    pub evidence: Evidence<'a>,
}

/// What stands behind a value.
#[derive(Clone, Copy)]
pub enum Evidence<'a> {
    /// The leading industry at this position (from 0).
    Leading(&'a LeadingIndustries, usize),
    /// A panel of so many declarations of parks.
    Panel(usize),
    /// Partners of the supply chain, seen from the prefecture of this row.
    Partners(&'a Partners<'a>, usize),
    /// So many places of so many declare the field.
    Declarations(&'a LeadingIndustries, usize, usize),
    /// The panel of measured employment, of so many places and industries.
    EmploymentPanel {
        /// Places.
        regions: usize,
        /// Industries.
        industries: usize,
        /// Where the place's own was published.
        figure: Provenance<'a>,
    },
    /// Measured employment.
    Employment {
        /// The location quotient.
        quotient: f64,
        /// People employed in the industry.
        employed: f64,
        /// Where that was published.
        figure: Provenance<'a>,
    },
    /// A published figure.
    Published(Provenance<'a>),
    /// Approved area in place of available area.
    ApprovedArea(Provenance<'a>),
    /// A floor price in place of a market price.
    FloorPrice(Provenance<'a>),
    /// The weighted mean of so many published figures, one of which is shown.
    Mean(Provenance<'a>, usize),
    /// Direct rail, and the minutes of the road beside it, where its length is known.
    Rail(&'a Travel, Option<f64>),
    /// By road, estimated from a way over great circles.
    Road(Way),
    /// An institutional link, and how what it brought home counts, where that is known.
    Link(&'a Link, Option<LandingsCounted>),
}

/// Source and date of a published figure.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    source: Option<&'a Source>,
    period: Option<&'a Period>,
    observed_at: Option<jiff::civil::Date>,
}

impl<'a> Provenance<'a> {
    /// The provenance of a figure.
    pub fn of<U: Unit>(figure: &'a Figure<U>) -> Provenance<'a> {
        Provenance {
            source: figure.source.as_ref(),
            period: figure.period.as_ref(),
            observed_at: figure.observed_at,
        }
    }

    /// The citation of its source, if it names one.
    pub fn citation(&self) -> Option<String> {
        self.source.map(Source::citation)
    }

    /// Where the figure was published.
    pub fn source(&self) -> Option<&'a Source> {
        self.source
    }

    /// When the figure held.
    pub fn period(&self) -> Option<&'a Period> {
        self.period
    }

    /// The last day on which the figure is known to have held; `None` if it bears no date.
    pub fn held_until(&self) -> Option<jiff::civil::Date> {
        self.period.map(Period::end).or(self.observed_at)
    }

    /// Its period or else the day on which it was observed, as text.
    pub fn date(&self) -> Option<String> {
        let period = self.period.map(|period| period.as_str().to_owned());
        period.or_else(|| self.observed_at.map(|day| day.to_string()))
    }
}

impl<'a> Found<'a> {
    /// Whether the figure stands in for another one that is not known.
    pub fn is_stand_in(&self) -> bool {
        matches!(self.evidence, Evidence::ApprovedArea(_) | Evidence::FloorPrice(_))
            || self.trust < 1.0
    }

    /// A published figure of a place.
    pub fn published<U: Unit>(from: usize, figure: &'a Figure<U>) -> Option<Found<'a>> {
        let evidence = Evidence::Published(Provenance::of(figure));
        Some(Found { value: figure.measure()?, trust: 1.0, from, evidence })
    }

    /// The value that stands in where this one is not trusted; `None` for the median.
    pub fn otherwise(&self) -> Option<f64> {
        match self.evidence {
            Evidence::Rail(_, road_minutes) => road_minutes,
            _ => None,
        }
    }

    /// The measure in words, for its age on the day of the question.
    pub fn measure(&self, atlas: &Atlas, age: Age) -> Measure {
        let (source, as_of) = self.provenance(atlas);
        Measure {
            value: self.value,
            source,
            as_of,
            from: atlas.profile(self.from).id.clone(),
            confidence: self.trust,
            age,
            detail: self.detail(),
        }
    }

    /// The citation and the date of what stands behind the value, where they are known.
    pub fn provenance(&self, atlas: &Atlas) -> (Option<String>, Option<String>) {
        let cite = |source: &Option<Source>| source.as_ref().map(Source::citation);
        let text = |period: &Option<Period>| period.as_ref().map(|p| p.as_str().to_owned());
        match &self.evidence {
            Evidence::Leading(leading, _) | Evidence::Declarations(leading, _, _) => {
                (cite(&leading.source), text(&leading.period))
            }
            Evidence::Panel(_) | Evidence::Partners(..) => {
                let (period, citation) = atlas.density_provenance();
                (citation.map(str::to_owned), period.map(str::to_owned))
            }
            Evidence::Employment { figure: provenance, .. }
            | Evidence::EmploymentPanel { figure: provenance, .. }
            | Evidence::Published(provenance)
            | Evidence::ApprovedArea(provenance)
            | Evidence::FloorPrice(provenance)
            | Evidence::Mean(provenance, _) => (provenance.citation(), provenance.date()),
            Evidence::Rail(travel, _) => (cite(&travel.source), text(&travel.period)),
            Evidence::Road(_) => (None, None),
            Evidence::Link(link, _) => {
                // From this day on its age is counted; when it began is told by itself.
                (cite(&link.source), text(&link.as_of))
            }
        }
    }

    fn detail(&self) -> Option<Detail> {
        Some(match &self.evidence {
            Evidence::Leading(leading, position) => Detail::LeadingIndustry {
                position: position + 1,
                label: leading.items[*position].label.clone(),
            },
            Evidence::Partners(partners, row) => Detail::SupplyChain(partners.near(*row)),
            Evidence::Declarations(_, count, of) => Detail::Declarations { count: *count, of: *of },
            Evidence::Employment { quotient, employed, .. } => {
                Detail::LocationQuotient { quotient: *quotient, employed: *employed }
            }
            Evidence::ApprovedArea(_) => Detail::ApprovedAreaOnly,
            Evidence::FloorPrice(_) => Detail::FloorPriceOnly,
            Evidence::Mean(_, count) => Detail::MeanOfPlaces { count: *count },
            Evidence::Rail(_, road_minutes) => Detail::Rail { road_minutes: *road_minutes },
            Evidence::Road(way) => Detail::RoadEstimate(*way),
            Evidence::Link(link, landings) => Detail::Link {
                kind: link.kind,
                name: if link.name.is_empty() { link.scheme.clone() } else { link.name.clone() },
                partner: link.partner.clone(),
                since: link.since.as_ref().map(|period| period.as_str().to_owned()),
                landings: *landings,
            },
            Evidence::Panel(count) => Detail::DeclaredPanel { count: *count },
            Evidence::EmploymentPanel { regions, industries, .. } => {
                Detail::EmploymentPanel { regions: *regions, industries: *industries }
            }
            Evidence::Published(_) => return None,
        })
    }
}
