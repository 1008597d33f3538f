//! Economic complexity of regions and industries.
//!
//! C. A. Hidalgo and R. Hausmann, The Building Blocks of Economic Complexity, PNAS 106 (2009),
//! pages 10570–10575; R. Hausmann and others, The Atlas of Economic Complexity, 2014. Scales and
//! outlook as in py-ecomplexity 0.5.3.

use ndarray::{Array1, Array2, Axis};

use super::relatedness::{diversity, ubiquity};
use crate::statistics::spectral;

/// Eigenvalues nearer than this are the same: rounding leaves about 10⁻¹⁵ between equal ones.
const SAME: f64 = 1e-9;

/// Why a panel has no complexity.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Undefined {
    /// Fewer than two regions or industries are left.
    #[error(
        "complexity needs at least 2 regions and 2 industries with a specialisation, got {regions} \
         and {industries}"
    )]
    TooFew {
        /// Regions that are specialised in something.
        regions: usize,
        /// Industries in which some region is.
        industries: usize,
    },
    /// The panel falls apart into blocks without an industry in common: the eigenvalue 1 repeats,
    /// and any contrast between the blocks would do.
    #[error("the panel must hang together, got {blocks} blocks without an industry in common")]
    Disconnected {
        /// The number of blocks.
        blocks: usize,
    },
    /// The second eigenvalue is 0: all regions make the same things.
    #[error("regions must differ in what they make, got the same industries in each")]
    Uniform,
    /// The second eigenvalue repeats: any mixture of its vectors would do.
    #[error("the second eigenvalue must stand alone, got `{eigenvalue}` twice")]
    Repeated {
        /// The eigenvalue.
        eigenvalue: f64,
    },
}

/// How the sign of the eigenvector was chosen: both signs solve the equations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// So that complexity rises with diversity.
    ByDiversity,
    /// Complexity and diversity are not correlated. The first region with a complexity other than
    /// 0 has a positive one: deterministic, and without a meaning.
    Undetermined,
}

/// Complexity of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Complexity {
    /// Economic complexity index per region, mean 0 and standard deviation 1 (divisor n) over the
    /// regions that have one; `None` for a region without a specialisation.
    pub regions: Vec<Option<f64>>,
    /// Product complexity index per industry, on the scale of the regions: a region's index is the
    /// mean index of its industries. `None` for an industry without a region.
    pub industries: Vec<Option<f64>>,
    /// The eigenvalues of M̃, largest first; the first is 1.
    pub eigenvalues: Vec<f64>,
    /// How the sign was chosen.
    pub sign: Sign,
    /// The vectors before they were put on that scale, 0 where undefined: for the outlook.
    raw: Raw,
}

#[derive(Debug, Clone, PartialEq)]
struct Raw {
    industries: Array1<f64>,
    deviation: f64,
}

/// What lies within reach of each region.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// Complexity outlook index per region: `Σ_i` `ω_ri` (1 − `M_ri`) `PCI_i`, mean 0 and standard
    /// deviation 1 (divisor n) over the regions.
    pub index: Array1<f64>,
    /// Complexity outlook gain per region and industry: (1 − `M_ri`) `Σ_q` (1 − `M_rq`) `φ_qi`-share
    /// `PCI_q`, over the standard deviation of the regions' index before it was scaled.
    pub gain: Array2<f64>,
}

/// Complexity of regions × industries, cells 0 or 1.
///
/// `M̃_rs` = 1 / `k_r` `Σ_i` `M_ri` `M_si` / `k_i`; the index is the eigenvector of its second largest
/// eigenvalue, scaled to mean 0 and deviation 1, with the sign of its correlation with diversity.
/// The decomposition is that of the symmetric matrix with the same eigenvalues, on the smaller
/// side. Regions and industries without a specialisation are left out first.
///
/// ```
/// use hinterland::industry::complexity::complexity;
/// let specialised = ndarray::array![[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 0.0, 0.0]];
/// let regions = complexity(&specialised).unwrap().regions;
/// assert!(regions[0] > regions[1] && regions[1] > regions[2]);
/// ```
///
/// # Errors
/// See [`Undefined`].
pub fn complexity(specialised: &Array2<f64>) -> Result<Complexity, Undefined> {
    let rows = positions(&diversity(specialised));
    let columns = positions(&ubiquity(specialised));
    if rows.len() < 2 || columns.len() < 2 {
        return Err(Undefined::TooFew { regions: rows.len(), industries: columns.len() });
    }
    let core = specialised.select(Axis(0), &rows).select(Axis(1), &columns);
    let blocks = blocks(&core);
    if 1 < blocks {
        return Err(Undefined::Disconnected { blocks });
    }
    let Second { eigenvalues, mut regions, mut industries } = second_vectors(&core)?;
    let (turn, sign) = sign(&regions, &diversity(&core));
    regions *= turn;
    industries *= turn;
    let (mean, deviation) = (regions.mean().unwrap_or(0.0), regions.std(0.0));
    let spread = |values: &Array1<f64>, places: &[usize], count: usize| {
        let mut spread = vec![None; count];
        for (place, value) in places.iter().zip(values) {
            spread[*place] = Some((value - mean) / deviation);
        }
        spread
    };
    let mut raw = Raw { industries: Array1::zeros(specialised.ncols()), deviation };
    for (place, value) in columns.iter().zip(&industries) {
        raw.industries[*place] = *value;
    }
    Ok(Complexity {
        regions: spread(&regions, &rows, specialised.nrows()),
        industries: spread(&industries, &columns, specialised.ncols()),
        eigenvalues,
        sign,
        raw,
    })
}

impl Complexity {
    /// The outlook of each region, in the convention of py-ecomplexity: the product complexity
    /// is the eigenvector before scaling, the gain has no second term (the Atlas, box 5.4,
    /// subtracts one). `specialised`, `proximity` and `density` belong to the panel of this
    /// complexity.
    pub fn outlook(
        &self,
        specialised: &Array2<f64>,
        proximity: &Array2<f64>,
        density: &Array2<f64>,
    ) -> Outlook {
        let absent = specialised.mapv(|value| 1.0 - value);
        let reach = (density * &absent).dot(&self.raw.industries);
        let deviation = reach.std(0.0);
        let mean = reach.mean().unwrap_or(0.0);
        let index = if deviation <= 0.0 { reach * 0.0 } else { (reach - mean) / deviation };

        let all = proximity.sum_axis(Axis(1));
        let mut weighed = proximity.clone();
        for ((mut row, all), value) in weighed.outer_iter_mut().zip(all).zip(&self.raw.industries) {
            row *= if all <= 0.0 { 0.0 } else { value / all };
        }
        let gain = &absent * &absent.dot(&weighed) / self.raw.deviation;
        Outlook { index, gain }
    }
}

fn positions(counts: &Array1<f64>) -> Vec<usize> {
    counts.iter().enumerate().filter(|(_, count)| 0.0 < **count).map(|(at, _)| at).collect()
}

/// Groups of regions that share industries, directly or through others.
fn blocks(core: &Array2<f64>) -> usize {
    let mut is_seen = vec![false; core.nrows()];
    let mut blocks = 0;
    while let Some(start) = is_seen.iter().position(|seen| !seen) {
        blocks += 1;
        is_seen[start] = true;
        let mut reached_industries = vec![false; core.ncols()];
        let mut waiting = vec![start];
        while let Some(region) = waiting.pop() {
            for industry in 0..core.ncols() {
                if core[[region, industry]] <= 0.0 || reached_industries[industry] {
                    continue;
                }
                reached_industries[industry] = true;
                for (other, is_seen) in is_seen.iter_mut().enumerate() {
                    if !*is_seen && 0.0 < core[[other, industry]] {
                        *is_seen = true;
                        waiting.push(other);
                    }
                }
            }
        }
    }
    blocks
}

/// The eigenvalues and the vectors of the second one.
struct Second {
    eigenvalues: Vec<f64>,
    regions: Array1<f64>,
    industries: Array1<f64>,
}

fn second_vectors(core: &Array2<f64>) -> Result<Second, Undefined> {
    let (diversity, ubiquity) = (diversity(core), ubiquity(core));
    // M_ri / √(k_r k_i): its singular values are the square roots of the eigenvalues.
    let balanced = Array2::from_shape_fn(core.dim(), |(region, industry)| {
        core[[region, industry]] / (diversity[region] * ubiquity[industry]).sqrt()
    });
    let is_tall = core.ncols() <= core.nrows();
    let gram = if is_tall { balanced.t().dot(&balanced) } else { balanced.dot(&balanced.t()) };
    let spectrum = spectral::decompose(&gram);
    let mut values = spectrum.values;
    let second = values[1];
    if second <= SAME {
        return Err(Undefined::Uniform);
    }
    if values.get(2).is_some_and(|third| second - third <= SAME) {
        return Err(Undefined::Repeated { eigenvalue: second });
    }
    let vector = spectrum.vectors.row(1);
    let (regions, industries) = if is_tall {
        let industries = &vector / &ubiquity.mapv(f64::sqrt);
        let regions = core.dot(&industries) / &diversity;
        (regions, industries)
    } else {
        let regions = &vector / &diversity.mapv(f64::sqrt);
        let industries = core.t().dot(&regions) / &ubiquity / second;
        (regions, industries)
    };
    // The larger side has the same eigenvalues and zeros besides.
    values.resize(core.nrows(), 0.0);
    Ok(Second { eigenvalues: values, regions, industries })
}

/// 1 or −1, and how it was chosen.
fn sign(regions: &Array1<f64>, diversity: &Array1<f64>) -> (f64, Sign) {
    let centre = |values: &Array1<f64>| values - values.mean().unwrap_or(0.0);
    let (complexity, diversity) = (centre(regions), centre(diversity));
    let together = complexity.dot(&diversity);
    let scale = (complexity.dot(&complexity) * diversity.dot(&diversity)).sqrt();
    if SAME * scale < together.abs() {
        return (together.signum(), Sign::ByDiversity);
    }
    let largest = complexity.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let first = complexity.iter().find(|value| SAME * largest < value.abs());
    (first.map_or(1.0, |value| value.signum()), Sign::Undetermined)
}

#[cfg(test)]
mod tests;
