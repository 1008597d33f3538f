use super::{
    annual::{AnnualCost, line_premises},
    line::{CostLine, Line, Term, fen},
};
use crate::domain::{
    money::{Fen, FenEstimate},
    needs::Premises,
};

/// What production costs elsewhere, against staying in the host city.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The premises that count for the host city.
    pub host_premises: Premises,
    /// The premises that count for the candidate.
    pub candidate_premises: Premises,
    /// Line by line, in the order of [`Line::ALL`].
    pub lines: Vec<LineSaving>,
}

/// One line in both places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSaving {
    /// Which line.
    pub line: Line,
    /// Per year in the host city; `None` if unknown, nothing for premises that are not taken.
    pub host: Option<FenEstimate>,
    /// Per year in the candidate; as above.
    pub candidate: Option<FenEstimate>,
    /// Host less candidate; `None` if either is unknown.
    pub saving: Option<FenEstimate>,
    /// The least and the most that an unknown line could save, if a range of the reference set
    /// says so: it begins at 0 or below and ends at 0 or above, for nothing is known of its sign.
    pub possible: Option<(Fen, Fen)>,
}

/// A share of a whole between two ends, 1 for all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareEstimate {
    /// The lower end.
    pub low: f64,
    /// The most plausible value.
    pub likely: f64,
    /// The upper end.
    pub high: f64,
}

impl Comparison {
    /// What is saved per year over the lines that are known in both places; the ends are moved
    /// apart by what the unknown lines could add or take. `None` if no line can be compared.
    pub fn saving(&self) -> Option<FenEstimate> {
        let known = self.lines.iter().filter_map(|line| line.saving);
        let saving = known.reduce(|one, other| one + other)?;
        let open = || self.lines.iter().filter_map(|line| line.possible);
        Some(FenEstimate {
            low: saving.low + open().map(|(least, _)| least).sum(),
            likely: saving.likely,
            high: saving.high + open().map(|(_, most)| most).sum(),
        })
    }

    /// The saving as a share of what the compared lines likely cost in the host city; `None` if no
    /// line can be compared or they cost nothing there.
    pub fn saving_share(&self) -> Option<ShareEstimate> {
        let saving = self.saving()?;
        let compared = self.lines.iter().filter(|line| line.saving.is_some());
        let host: Fen = compared.filter_map(|line| line.host).map(|host| host.likely).sum();
        let share = |saving: Fen| saving.yuan_f64() / host.yuan_f64();
        (Fen::ZERO < host).then(|| ShareEstimate {
            low: share(saving.low),
            likely: share(saving.likely),
            high: share(saving.high),
        })
    }

    /// The lines that are unknown in at least one of the places.
    pub fn not_compared(&self) -> impl Iterator<Item = Line> + '_ {
        self.lines.iter().filter(|line| line.saving.is_none()).map(|line| line.line)
    }
}

/// Compares a candidate with the host city, line by line.
///
/// Premises are compared like with like: those that the project states, or else per place the
/// cheaper of the kinds that are known in both places. If no kind is known in both, the
/// candidate's own choice is looked at in both, and what is unknown stays so.
///
/// The quantities of a project are the same in both places, and so is their doubt; figures of the
/// two places are doubted apart from each other.
pub fn compare(host: &AnnualCost<'_>, candidate: &AnnualCost<'_>) -> Comparison {
    let (host_premises, candidate_premises) = like_premises(host, candidate);
    let lines = Line::ALL.into_iter().filter_map(|line| {
        let of_host = paid(host, host_premises, line);
        let of_candidate = paid(candidate, candidate_premises, line);
        if of_host.is_none() && of_candidate.is_none() {
            return None;
        }
        // Premises that are not taken in one of the places cost nothing there.
        let nothing = CostLine::nothing(line);
        Some(line_saving(of_host.unwrap_or(&nothing), of_candidate.unwrap_or(&nothing)))
    });
    Comparison { host_premises, candidate_premises, lines: lines.collect() }
}

/// A line that is paid where these premises are taken.
fn paid<'a, 'b>(
    cost: &'a AnnualCost<'b>,
    premises: Premises,
    line: Line,
) -> Option<&'a CostLine<'b>> {
    let is_paid = line_premises(line).is_none_or(|needed| needed == premises);
    cost.line(line).filter(|_| is_paid)
}

fn like_premises(host: &AnnualCost<'_>, candidate: &AnnualCost<'_>) -> (Premises, Premises) {
    let [buy, rent] = [Premises::BuyLand, Premises::RentWorkshop].map(|premises| {
        host.premises_cost(premises).is_some() && candidate.premises_cost(premises).is_some()
    });
    match (buy, rent) {
        // Each has chosen the cheaper already, or both what the project states.
        (true, true) => (host.premises, candidate.premises),
        _ if host.premises == candidate.premises => (host.premises, candidate.premises),
        (true, false) => (Premises::BuyLand, Premises::BuyLand),
        (false, true) => (Premises::RentWorkshop, Premises::RentWorkshop),
        (false, false) => (candidate.premises, candidate.premises),
    }
}

fn line_saving(host: &CostLine<'_>, candidate: &CostLine<'_>) -> LineSaving {
    let mut compared = LineSaving {
        line: host.line,
        host: host.amount,
        candidate: candidate.amount,
        saving: None,
        possible: None,
    };
    let ends = difference(&host.terms, &candidate.terms);
    match (host.amount, candidate.amount) {
        (Some(host), Some(candidate)) => {
            let likely = host.likely - candidate.likely;
            let is_exact = host.is_exact() && candidate.is_exact();
            let (low, high) = ends.filter(|_| !is_exact).unwrap_or((likely, likely));
            compared.saving =
                Some(FenEstimate { low: low.min(likely), likely, high: high.max(likely) });
        }
        _ => {
            compared.possible = ends.map(|(low, high)| (low.min(Fen::ZERO), high.max(Fen::ZERO)));
        }
    }
    compared
}

/// The least and the most that two lines can differ; `None` if one of them has no terms.
fn difference(host: &[Term], candidate: &[Term]) -> Option<(Fen, Fen)> {
    if host.is_empty() || candidate.is_empty() {
        return None;
    }
    let are_alike = host.len() == candidate.len()
        && host.iter().zip(candidate).all(|(host, candidate)| host.quantity == candidate.quantity);
    if !are_alike {
        let ends = |terms: &[Term]| {
            let each = terms.iter().map(|term| term.quantity * term.price);
            each.fold((Fen::ZERO, Fen::ZERO), |(low, high), term| {
                (low + fen(term.low), high + fen(term.high))
            })
        };
        let ((host_low, host_high), (low, high)) = (ends(host), ends(candidate));
        return Some((host_low - high, host_high - low));
    }
    let mut least = Fen::ZERO;
    let mut most = Fen::ZERO;
    for (host, candidate) in host.iter().zip(candidate) {
        let quantity = host.quantity;
        let [down, up] =
            [host.price.low - candidate.price.high, host.price.high - candidate.price.low];
        // More of what is dearer here costs more; more of what is cheaper saves more.
        let at = |gap: f64, when_saved: f64, when_lost: f64| {
            fen(gap * if 0.0 <= gap { when_saved } else { when_lost })
        };
        least = least + at(down, quantity.low, quantity.high);
        most = most + at(up, quantity.high, quantity.low);
    }
    Some((least, most))
}
