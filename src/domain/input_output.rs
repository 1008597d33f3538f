use serde::Deserialize;

use super::text::Text;

/// What a sector supplies, and so whether a partner nearby matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectorKind {
    /// Manufactured goods, carried by lorry from plants that stand in parks: these count.
    Goods,
    /// Crops, timber, coal, oil and ores: bound to nature, carried far by rail, pipe and ship, and
    /// seldom declared by a park.
    Raw,
    /// Services, utilities, trade, transport and construction: found wherever people are.
    Service,
}

/// One sector of an input–output table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Its code in the table.
    pub code: String,
    /// What it supplies.
    pub name: Text,
    /// The GB/T 4754 codes that it covers.
    pub gbt: Vec<String>,
    /// What it supplies, in kind.
    pub kind: SectorKind,
    /// Its output of the year, in hundred million CNY.
    pub output: f64,
}

/// A flow between two sectors as shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// The position of the supplying sector.
    pub supplier: usize,
    /// The position of the using sector.
    pub user: usize,
    /// Direct input coefficient: the user's purchases over the user's output, 0 to 1.
    pub input: f64,
    /// The user's purchases over what the supplier delivers, 0 to 1.
    pub sales: f64,
}

/// A national input–output table: who buys how much from whom.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InputOutput {
    /// The sectors.
    pub sectors: Vec<Sector>,
    /// The flows, each pair of sectors once.
    pub flows: Vec<Flow>,
}

impl InputOutput {
    /// The sectors that cover a GB/T 4754 code, with shares that sum to one; empty for a section
    /// letter or a code that no sector covers.
    ///
    /// A code lies in the sector that covers it or its nearest code above. A code that is wider
    /// than the sectors is shared among those below it by their output.
    pub fn sectors_of(&self, code: &str) -> Vec<(usize, f64)> {
        if code.len() < 2 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let positions = 0..self.sectors.len();
        let covers = |at: usize, wanted: &str| self.sectors[at].gbt.iter().any(|c| c == wanted);
        for length in (2..=code.len()).rev() {
            if let Some(found) = positions.clone().find(|&at| covers(at, &code[..length])) {
                return vec![(found, 1.0)];
            }
        }
        let below = |&at: &usize| self.sectors[at].gbt.iter().any(|c| c.starts_with(code));
        let below: Vec<usize> = positions.filter(below).collect();
        let output: f64 = below.iter().map(|&at| self.sectors[at].output).sum();
        below.into_iter().map(|at| (at, self.sectors[at].output / output)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(gbt: &[&str], output: f64) -> Sector {
        Sector {
            code: gbt[0].to_owned(),
            name: Text::default(),
            gbt: gbt.iter().map(|&code| code.to_owned()).collect(),
            kind: SectorKind::Goods,
            output,
        }
    }

    #[test]
    fn a_code_lies_in_the_narrowest_sector_or_is_shared_by_output() {
        let sectors = vec![sector(&["384"], 30.0), sector(&["381", "382"], 10.0)];
        let table = InputOutput { sectors, flows: Vec::new() };
        let cases = [
            ("384", vec![(0, 1.0)]),
            ("3841", vec![(0, 1.0)]), // a class lies in its group
            ("3820", vec![(1, 1.0)]),
            ("38", vec![(0, 0.75), (1, 0.25)]), // a division is shared
            ("39", vec![]),
            ("C", vec![]),
        ];
        for (code, expected) in cases {
            assert_eq!(table.sectors_of(code), expected, "{code}");
        }
    }
}
