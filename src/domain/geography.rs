use serde::{Deserialize, Serialize};

use super::invalid::Invalid;

/// Mean radius of the Earth in metres (IUGG 1980: (2a + b) / 3 of GRS 80, 6 371 008.77 m), as in
/// the `geo` crate.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point on the Earth, WGS 84, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinates {
    /// East is positive, -180 to 180.
    pub longitude: f64,
    /// North is positive, -90 to 90.
    pub latitude: f64,
}

/// A distance over the Earth's surface, in kilometres. Finite, never negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Kilometres(f64);

impl Kilometres {
    /// Returns `None` if `value` is negative, infinite or NaN.
    pub fn new(value: f64) -> Option<Kilometres> {
        (value.is_finite() && 0.0 <= value).then_some(Kilometres(value))
    }

    /// The number of kilometres.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Coordinates {
    /// What is wrong with the ranges.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut faults = Vec::new();
        if !(-180.0..=180.0).contains(&self.longitude) {
            faults.push(Invalid::new("longitude", self.longitude, "between -180 and 180 degrees"));
        }
        if !(-90.0..=90.0).contains(&self.latitude) {
            faults.push(Invalid::new("latitude", self.latitude, "between -90 and 90 degrees"));
        }
        faults
    }

    /// The great-circle distance by the haversine formula.
    ///
    /// d = 2R asin √min(1, sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)), R = 6 371 008.8 m.
    ///
    /// Source: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), page 159.
    ///
    /// ```
    /// use hinterland::domain::geography::Coordinates;
    /// let london = Coordinates { longitude: -0.1278, latitude: 51.5074 };
    /// let paris = Coordinates { longitude: 2.3522, latitude: 48.8566 };
    /// assert_eq!(london.distance_to(paris).get().round(), 344.0);
    /// ```
    pub fn distance_to(self, other: Coordinates) -> Kilometres {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_latitude = (to - from) / 2.0;
        let half_longitude = (other.longitude - self.longitude).to_radians() / 2.0;
        let chord =
            half_latitude.sin().powi(2) + from.cos() * to.cos() * half_longitude.sin().powi(2);
        Kilometres(2.0 * EARTH_RADIUS_M * chord.min(1.0).sqrt().asin() / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked examples of `haversine` in georust/geo, whose radius is ours: New York to London
    /// to the metre, and Sofia to Plovdiv as printed.
    #[test]
    fn distances_come_out_as_published() {
        let cases = [
            ([-74.006, 40.712_8], [-0.127_8, 51.507_4], 5_570_230.0, 0.5),
            ([23.319_941, 42.698_334], [24.742_168, 42.136_097], 132_433.099_294_601_94, 1e-6),
        ];
        for (from, to, expected_metres, epsilon) in cases {
            let at = |[longitude, latitude]: [f64; 2]| Coordinates { longitude, latitude };
            let metres = at(from).distance_to(at(to)).get() * 1000.0;
            approx::assert_abs_diff_eq!(metres, expected_metres, epsilon = epsilon);
        }
    }
}
