use crate::domain::{
    id::RegionId,
    link::{EnclaveMode, LinkKind},
    project::Accepts,
    text::Text,
};

/// What a mode may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// The project accepts the mode.
    Accepted,
    /// The project accepts that research stays in the host city and production goes elsewhere.
    AcceptsSplit,
    /// The project accepts to move altogether.
    AcceptsMove,
    /// The project accepts to be registered in the home region.
    AcceptsRegistration,
    /// Home region and host city share tax or output by agreement.
    TaxShareAgreement,
    /// There is a share of the tax that both sides can accept.
    ShareInterval,
    /// A professional operator with room ties the two.
    Operator,
    /// The project is incubated abroad.
    OriginAbroad,
    /// The home region has an enclave in the host city.
    HomeEnclave,
    /// The host city has an enclave in the home region.
    HostEnclave,
}

impl FactKind {
    /// The fact's identifier in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            FactKind::Accepted => "accepted",
            FactKind::AcceptsSplit => "accepts_split",
            FactKind::AcceptsMove => "accepts_move",
            FactKind::AcceptsRegistration => "accepts_registration",
            FactKind::TaxShareAgreement => "tax_share_agreement",
            FactKind::ShareInterval => "share_interval",
            FactKind::Operator => "operator",
            FactKind::OriginAbroad => "origin_abroad",
            FactKind::HomeEnclave => "home_enclave",
            FactKind::HostEnclave => "host_enclave",
        }
    }
}

/// Whether something holds, and what says so.
///
/// `holds` is `None` where nothing published settles it. There may be evidence all the same: the
/// nearest that is known, such as an agreement whose sharing is not published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// Whether it holds; `None` for unknown.
    pub holds: Option<bool>,
    /// What says so.
    pub evidence: Option<Evidence>,
}

/// What stands behind a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// A published link.
    Link(Box<LinkEvidence>),
    /// The project's own document.
    Project {
        /// Where the project was described.
        citation: Option<String>,
    },
    /// The country in which the project is incubated, two capitals.
    Country(String),
    /// The interval of tax shares, as computed.
    Bargain,
}

/// A published link, with the names that a reader needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkEvidence {
    /// The region in whose profile it stands.
    pub home: RegionId,
    /// Its names.
    pub home_name: Text,
    /// The other side.
    pub partner: RegionId,
    /// Its names.
    pub partner_name: Text,
    /// What kind of link.
    pub kind: LinkKind,
    /// Its own name, as an enclave's; may be empty.
    pub name: Text,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where it was published.
    pub citation: Option<String>,
    /// Since when, or when it was published.
    pub as_of: Option<String>,
}

/// All that decides which modes are open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModeFacts {
    /// [`FactKind::TaxShareAgreement`].
    pub tax_share_agreement: Fact,
    /// [`FactKind::ShareInterval`].
    pub share_interval: Fact,
    /// [`FactKind::Operator`].
    pub operator: Fact,
    /// [`FactKind::OriginAbroad`].
    pub origin_abroad: Fact,
    /// [`FactKind::HomeEnclave`].
    pub home_enclave: Fact,
    /// [`FactKind::HostEnclave`].
    pub host_enclave: Fact,
    /// What the project accepts.
    pub accepts: Accepts,
    /// Where the project was described.
    pub project_citation: Option<String>,
}

/// A fact that a mode depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which one.
    pub kind: FactKind,
    /// Whether it holds, and what says so.
    pub fact: Fact,
}

impl ModeFacts {
    /// What a mode depends on, in the order in which it decides.
    ///
    /// - `single`: the project accepts to be registered in the home region. A project that names no
    ///   modes refuses none, but that is no promise to register: unknown.
    /// - `collaborative`: tax or output is shared by agreement, and some share suits both sides.
    /// - `incubator_mediated`: a professional operator with room.
    /// - `offshore`: the project is incubated abroad.
    /// - `two_way`: each side has an enclave in the other.
    /// - `none`, moving outright, needs no one else.
    ///
    /// Every mode must be accepted by the project; all but `none` keep research in the host city.
    pub fn checks(&self, mode: EnclaveMode) -> Vec<Check> {
        let mut checks = vec![self.project(FactKind::Accepted, Some(self.accepts_mode(mode)))];
        match mode {
            EnclaveMode::None => {
                checks.extend(self.stated(FactKind::AcceptsMove, self.accepts.move_outright));
            }
            _ => checks.extend(self.stated(FactKind::AcceptsSplit, self.accepts.split)),
        }
        let mut depend = |kind, fact: &Fact| checks.push(Check { kind, fact: fact.clone() });
        match mode {
            EnclaveMode::Single => checks.push(self.registration()),
            EnclaveMode::Collaborative => {
                depend(FactKind::TaxShareAgreement, &self.tax_share_agreement);
                depend(FactKind::ShareInterval, &self.share_interval);
            }
            EnclaveMode::IncubatorMediated => depend(FactKind::Operator, &self.operator),
            EnclaveMode::Offshore => depend(FactKind::OriginAbroad, &self.origin_abroad),
            EnclaveMode::TwoWay => {
                depend(FactKind::HomeEnclave, &self.home_enclave);
                depend(FactKind::HostEnclave, &self.host_enclave);
            }
            EnclaveMode::None => {}
        }
        checks
    }

    fn accepts_mode(&self, mode: EnclaveMode) -> bool {
        self.accepts.modes.is_empty() || self.accepts.modes.contains(&mode)
    }

    fn registration(&self) -> Check {
        let names_it = self.accepts.modes.contains(&EnclaveMode::Single);
        let holds = (!self.accepts.modes.is_empty()).then_some(names_it);
        self.project(FactKind::AcceptsRegistration, holds)
    }

    /// A wish that is listed only where the project states it.
    fn stated(&self, kind: FactKind, holds: Option<bool>) -> Option<Check> {
        holds.map(|holds| self.project(kind, Some(holds)))
    }

    fn project(&self, kind: FactKind, holds: Option<bool>) -> Check {
        let evidence = Some(Evidence::Project { citation: self.project_citation.clone() });
        Check { kind, fact: Fact { holds, evidence } }
    }
}
