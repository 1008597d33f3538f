//! Seas between two places on land, and the ways around them.

use std::sync::OnceLock;

use super::geography::Coordinates;

/// Up to this, times the great circle, a way around water is none to be spoken of: our judgement, a
/// third of the average circuity of roads in China.
const BEND_FACTOR_MAX: f64 = 1.1;

/// Waters that no road crosses, as coarse outlines, with the points on their shores by which ways
/// lead around them.
///
/// A way is a great circle where none of the waters lies in between, and else the shortest chain of
/// great circles from shore point to shore point, unless that is within a tenth of the great circle:
/// such a bend is what every road has. Latitude and longitude are taken for a plane where
/// crossings are decided, which is good enough for outlines that are right to a few kilometres. To an
/// island that lies within an outline, or where no shore point is in sight, the way is direct.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waters {
    outlines: Vec<Outline>,
    /// The points on shores, and the ports.
    points: Vec<Coordinates>,
    /// By two points, the shortest way between them; `None` if there is none.
    ways: Vec<Vec<Option<Way>>>,
    /// The kilometres of road that a ferry counts for.
    ferry_km: f64,
}

/// A way from one place to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Over land: the great circle, or all those of the chain.
    pub land_km: f64,
    /// How often a ferry is taken.
    pub ferries: u32,
    /// Whether it leads around a sea.
    pub is_around: bool,
}

/// The shore points in sight of a place, by number, and how far each is in kilometres. They are found
/// when a way from the place leads around water for the first time, and are of one set of waters.
#[derive(Debug, Clone, Default)]
pub struct Sight(OnceLock<Vec<(usize, f64)>>);

/// A sea: its outline, and where ferries cross it.
#[derive(Debug, Clone, PartialEq)]
pub struct Water {
    /// The corners of the outline in order, at least three; whether each is a shore point.
    pub corners: Vec<(Coordinates, bool)>,
    /// The two ports of each ferry.
    pub ferries: Vec<[Coordinates; 2]>,
}

#[derive(Debug, Clone, PartialEq)]
struct Outline {
    corners: Vec<Coordinates>,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Waters {
    /// Finds the ways between all shore points; a ferry counts as so many kilometres of road.
    pub fn new(waters: Vec<Water>, ferry_km: f64) -> Waters {
        let shore = |water: &Water| -> Vec<Coordinates> {
            let on_shore = water.corners.iter().filter(|(_, is_shore)| *is_shore);
            let corners = on_shore.map(|(corner, _)| *corner);
            corners.chain(water.ferries.iter().flatten().copied()).collect()
        };
        let points: Vec<Coordinates> = waters.iter().flat_map(shore).collect();
        let ferries: Vec<[Coordinates; 2]> =
            waters.iter().flat_map(|water| &water.ferries).copied().collect();
        let corners = waters.into_iter().map(|water| water.corners);
        let outlines = corners.map(|corners| Outline::of(corners.into_iter().map(|one| one.0)));
        let outlines = outlines.collect();
        let mut found = Waters { outlines, points, ways: Vec::new(), ferry_km };
        found.ways = found.all_ways(&ferries);
        found
    }

    /// The shortest way between two places.
    pub fn way(&self, from: Coordinates, to: Coordinates) -> Way {
        self.way_seen([from, to], [&Sight::default(), &Sight::default()])
    }

    /// The shortest way between two places of which the sights may be known: whoever asks for many
    /// ways from or to a place keeps its sight.
    pub fn way_seen(&self, [from, to]: [Coordinates; 2], sights: [&Sight; 2]) -> Way {
        let direct = Way::direct(from.distance_to(to).get());
        if !self.part(from, to) {
            return direct;
        }
        let seen_from = |place: Coordinates| -> Vec<(usize, f64)> {
            let points = self.points.iter().enumerate();
            let seen = points.filter(|(_, point)| !self.part(place, **point));
            seen.map(|(at, point)| (at, place.distance_to(*point).get())).collect()
        };
        let [near_from, near_to] = sights;
        let near_from = near_from.0.get_or_init(|| seen_from(from));
        let near_to = near_to.0.get_or_init(|| seen_from(to));
        let mut best: Option<Way> = None;
        for (first, before_km) in near_from {
            for (last, after_km) in near_to {
                let Some(between) = self.ways[*first][*last] else { continue };
                let land_km = before_km + between.land_km + after_km;
                let way = Way { land_km, ferries: between.ferries, is_around: true };
                if best.is_none_or(|best| self.cost_km(way) < self.cost_km(best)) {
                    best = Some(way);
                }
            }
        }
        let is_a_bend =
            |way: &Way| way.ferries == 0 && way.land_km <= BEND_FACTOR_MAX * direct.land_km;
        best.filter(|way| !is_a_bend(way)).unwrap_or(direct)
    }

    /// Whether one of the waters lies between two places.
    fn part(&self, from: Coordinates, to: Coordinates) -> bool {
        self.outlines.iter().any(|outline| outline.is_between(from, to))
    }

    fn cost_km(&self, way: Way) -> f64 {
        way.land_km + f64::from(way.ferries) * self.ferry_km
    }

    /// All shortest ways, by R. W. Floyd, Algorithm 97: Shortest path, Communications of the ACM 5
    /// (1962), page 345.
    fn all_ways(&self, ferries: &[[Coordinates; 2]]) -> Vec<Vec<Option<Way>>> {
        let step = |one: &Coordinates, other: &Coordinates| {
            if ferries.contains(&[*one, *other]) || ferries.contains(&[*other, *one]) {
                return Some(Way { land_km: 0.0, ferries: 1, is_around: true });
            }
            let is_open = one == other || !self.part(*one, *other);
            is_open.then(|| Way::direct(one.distance_to(*other).get()))
        };
        let row = |one| self.points.iter().map(|other| step(one, other)).collect();
        let mut ways: Vec<Vec<Option<Way>>> = self.points.iter().map(row).collect();
        for over in 0..ways.len() {
            let onwards = ways[over].clone();
            for ways in &mut ways {
                let Some(first) = ways[over] else { continue };
                for (known, second) in ways.iter_mut().zip(&onwards) {
                    let Some(second) = second else { continue };
                    let way = Way {
                        land_km: first.land_km + second.land_km,
                        ferries: first.ferries + second.ferries,
                        is_around: true,
                    };
                    if known.is_none_or(|known| self.cost_km(way) < self.cost_km(known)) {
                        *known = Some(way);
                    }
                }
            }
        }
        ways
    }
}

impl Way {
    /// A great circle.
    pub fn direct(land_km: f64) -> Way {
        Way { land_km, ferries: 0, is_around: false }
    }
}

impl Outline {
    fn of(corners: impl Iterator<Item = Coordinates>) -> Outline {
        let corners: Vec<Coordinates> = corners.collect();
        let least = |of: fn(&Coordinates) -> f64| corners.iter().map(of).fold(f64::MAX, f64::min);
        let most = |of: fn(&Coordinates) -> f64| corners.iter().map(of).fold(f64::MIN, f64::max);
        Outline {
            west: least(|one| one.longitude),
            east: most(|one| one.longitude),
            south: least(|one| one.latitude),
            north: most(|one| one.latitude),
            corners,
        }
    }

    /// Whether the water lies between two places: the straight line crosses its outline, or leads
    /// from corner to corner through it. A place within has water between it and any other.
    fn is_between(&self, from: Coordinates, to: Coordinates) -> bool {
        let is_beside = from.longitude.max(to.longitude) < self.west
            || self.east < from.longitude.min(to.longitude)
            || from.latitude.max(to.latitude) < self.south
            || self.north < from.latitude.min(to.latitude);
        if is_beside {
            return false;
        }
        let Some(&last) = self.corners.last() else { return false };
        let mut before = (last, side(from, to, last));
        let mut is_at_corner = false;
        for &other in &self.corners {
            let side_of_other = side(from, to, other);
            let (one, side_of_one) = std::mem::replace(&mut before, (other, side_of_other));
            // Most edges lie on one side of the line, and neither cross nor touch it.
            if 0.0 < side_of_one * side_of_other {
                continue;
            }
            let touches = |place: Coordinates| place == one || place == other;
            match (touches(from), touches(to)) {
                (true, true) => return false,
                (false, false) => {
                    let parts = |[one, other]: [f64; 2]| (0.0 < one) != (0.0 < other);
                    if parts([side_of_one, side_of_other])
                        && parts([from, to].map(|place| side(one, other, place)))
                    {
                        return true;
                    }
                }
                _ => is_at_corner = true,
            }
        }
        is_at_corner && self.contains(middle(from, to))
    }

    /// Whether a place lies within: a line to the east crosses the outline an odd number of times
    /// (M. Shimrat, Algorithm 112: Position of point relative to polygon, Communications of the ACM 5
    /// (1962), page 434).
    fn contains(&self, place: Coordinates) -> bool {
        let is_crossed = |(one, other): &(Coordinates, Coordinates)| {
            if (place.latitude < one.latitude) == (place.latitude < other.latitude) {
                return false;
            }
            let share = (place.latitude - one.latitude) / (other.latitude - one.latitude);
            place.longitude < one.longitude + share * (other.longitude - one.longitude)
        };
        self.edges().filter(is_crossed).count() % 2 == 1
    }

    fn edges(&self) -> impl Iterator<Item = (Coordinates, Coordinates)> {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().zip(next).map(|(one, other)| (*one, *other))
    }
}

/// On which side of the line from one place to another a third one lies: above 0 on its left.
fn side(from: Coordinates, to: Coordinates, place: Coordinates) -> f64 {
    (to.longitude - from.longitude) * (place.latitude - from.latitude)
        - (to.latitude - from.latitude) * (place.longitude - from.longitude)
}

fn middle(one: Coordinates, other: Coordinates) -> Coordinates {
    Coordinates {
        longitude: f64::midpoint(one.longitude, other.longitude),
        latitude: f64::midpoint(one.latitude, other.latitude),
    }
}

#[cfg(test)]
mod tests {
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    use super::*;

    fn at(longitude: f64, latitude: f64) -> Coordinates {
        Coordinates { longitude, latitude }
    }

    /// A bay that opens to the east, with its head at 10° E, and a strait far south of it.
    fn waters() -> Waters {
        let bay = [(10.0, 1.0, true), (20.0, 2.0, false), (20.0, -2.0, false), (10.0, -1.0, true)];
        let strait = [(0.0, -20.0), (30.0, -20.0), (30.0, -21.0), (0.0, -21.0)];
        Waters::new(
            vec![
                Water {
                    corners: bay.map(|(east, north, is_shore)| (at(east, north), is_shore)).into(),
                    ferries: Vec::new(),
                },
                Water {
                    corners: strait.map(|(east, north)| (at(east, north), false)).into(),
                    ferries: vec![[at(15.0, -19.9), at(15.0, -21.1)]],
                },
            ],
            100.0,
        )
    }

    #[test]
    fn a_way_leads_around_the_head_of_a_bay() {
        let (north, south) = (at(14.0, 3.0), at(14.0, -3.0));
        let way = waters().way(north, south);
        let (first, last) = (at(10.0, 1.0), at(10.0, -1.0));
        let chain = [(north, first), (first, last), (last, south)];
        let expected: f64 = chain.map(|(one, other)| one.distance_to(other).get()).iter().sum();
        assert!(way.is_around && way.ferries == 0);
        assert_abs_diff_eq!(way.land_km, expected, epsilon = 1e-9);
    }

    #[test]
    fn a_way_is_direct_where_no_water_lies_between() {
        for (from, to) in [
            (at(5.0, 3.0), at(5.0, -3.0)),   // west of the head
            (at(14.0, 3.0), at(5.0, 0.0)),   // past the shore
            (at(15.0, 0.0), at(14.0, 3.0)),  // from an island, which no shore point sees
            (at(14.0, 3.0), at(14.0, 3.0)),  // nowhere
            (at(10.0, 1.0), at(10.0, -1.0)), // along an edge of the outline
        ] {
            let way = waters().way(from, to);
            assert_eq!(way, Way::direct(from.distance_to(to).get()), "{from:?} {to:?}");
        }
    }

    #[test]
    fn a_strait_is_crossed_by_ferry() {
        let (north, south) = (at(16.0, -15.0), at(16.0, -25.0));
        let way = waters().way(north, south);
        let ports = [at(15.0, -19.9), at(15.0, -21.1)];
        let on_land = north.distance_to(ports[0]).get() + ports[1].distance_to(south).get();
        assert_eq!((way.ferries, way.is_around), (1, true));
        assert_abs_diff_eq!(way.land_km, on_land, epsilon = 1e-9);
    }

    proptest! {
        #[test]
        fn a_way_is_as_long_there_as_back_and_never_shorter_than_the_great_circle(
            from in (0.0..30.0, -30.0..10.0),
            to in (0.0..30.0, -30.0..10.0),
        ) {
            let (from, to) = (at(from.0, from.1), at(to.0, to.1));
            let (there, back) = (waters().way(from, to), waters().way(to, from));
            prop_assert!((there.land_km - back.land_km).abs() < 1e-6);
            prop_assert_eq!(there.ferries, back.ferries);
            let direct = from.distance_to(to).get();
            prop_assert!(0 < there.ferries || direct <= there.land_km + 1e-6);
        }

        #[test]
        fn whoever_keeps_the_sight_of_a_place_finds_the_same_ways(
            from in (0.0..30.0, -30.0..10.0),
            others in prop::collection::vec((0.0..30.0, -30.0..10.0), 1..9),
        ) {
            let (waters, from, sight) = (waters(), at(from.0, from.1), Sight::default());
            for other in others {
                let other = at(other.0, other.1);
                let kept = waters.way_seen([from, other], [&sight, &Sight::default()]);
                prop_assert_eq!(kept, waters.way(from, other));
            }
        }
    }
}
