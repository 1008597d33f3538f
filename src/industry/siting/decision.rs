use jiff::civil::Date;

/// A plant: what it makes, and where and when it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What it makes, as named in the list of decisions.
    pub technology: String,
    /// Whose it is; `None` if not known.
    pub company: Option<String>,
    /// When it was announced.
    pub day: Date,
    /// The position of its area; `None` if it lies in none.
    pub area: Option<usize>,
    /// Whether it is a new plant, not the extension or the restart of one.
    pub is_new: bool,
}

impl Decision {
    /// Whether both are of one technology.
    pub fn same_technology(&self, other: &Decision) -> bool {
        self.technology.trim().eq_ignore_ascii_case(other.technology.trim())
    }

    /// Whether both are of one company; unknown companies are never the same.
    pub fn same_company(&self, other: &Decision) -> bool {
        match (&self.company, &other.company) {
            (Some(one), Some(other)) => one.trim().to_lowercase() == other.trim().to_lowercase(),
            _ => false,
        }
    }
}

/// Plants per area of so many.
pub fn counts<'a>(areas: usize, plants: impl Iterator<Item = &'a Decision>) -> Vec<f64> {
    let mut counts = vec![0.0; areas];
    for area in plants.filter_map(|plant| plant.area) {
        counts[area] += 1.0;
    }
    counts
}
