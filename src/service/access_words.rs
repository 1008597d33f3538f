//! The words for the way to the host city.

use super::{rationale::WHOLE_TRUST, supply_words::percent};
use crate::{
    definition,
    domain::{
        matching::{Detail, Measure},
        text::Language,
        waters::Way,
    },
};

/// The minutes and how they were found; empty for anything but a way. Of an old timetable it says
/// how far it counts, and what counts in its place: a train of 300 minutes may count less than a
/// road of 500.
pub(super) fn fact(measure: &Measure, way: &Detail, language: Language) -> String {
    let minutes = measure.value;
    match way {
        Detail::Rail { road_minutes } => {
            let old = road_minutes.filter(|_| measure.confidence < WHOLE_TRUST);
            let old = old.map(|road| half_trusted(measure.confidence, road, language));
            rail(minutes, &old.unwrap_or_default(), language)
        }
        Detail::RoadEstimate(way) => road(minutes, *way, language),
        _ => String::new(),
    }
}

fn rail(minutes: f64, old: &str, language: Language) -> String {
    match language {
        Language::Zh => format!("距孵化城市约{minutes:.0}分钟(直达高铁，含两端接驳{old})"),
        Language::En => format!(
            "{minutes:.0} minutes to the host city by direct rail, ways to the stations \
             included{old}"
        ),
    }
}

fn half_trusted(trust: f64, road_minutes: f64, language: Language) -> String {
    let trust = percent(trust);
    match language {
        Language::Zh => {
            format!("；时刻表较旧，只按{trust}计，其余按公路约{road_minutes:.0}分钟计")
        }
        Language::En => format!(
            "; of the old timetable {trust} counts, the rest as {road_minutes:.0} minutes by road"
        ),
    }
}

/// Minutes and kilometres are nearly the same number, so that both factors between them are told. A
/// way around a sea or over a strait says so, for a map shows a shorter one.
fn road(minutes: f64, way: Way, language: Language) -> String {
    let travel = &definition::get().parameters.travel;
    let (circuity, speed) = (travel.circuity, travel.road_km_per_hour);
    let (land_km, ferry) = (way.land_km, f64::from(way.ferries) * travel.ferry_minutes);
    let is_around = way.is_around && way.ferries == 0;
    match language {
        Language::Zh => {
            let line = if is_around { "隔海，按绕行" } else { "按直线" };
            let ferry = match way.ferries {
                0 => String::new(),
                _ => format!("，另加轮渡约{ferry:.0}分钟"),
            };
            format!(
                "距孵化城市公路约{minutes:.0}分钟({line}{land_km:.0}公里×{circuity}、时速{speed}公里\
                 估算{ferry})"
            )
        }
        Language::En => {
            let line = if is_around { "around the sea" } else { "as the crow flies" };
            let ferry = match way.ferries {
                0 => String::new(),
                _ => format!(", and {ferry:.0} by ferry"),
            };
            format!(
                "about {minutes:.0} minutes to the host city by road, estimated from {land_km:.0} km \
                 {line} × {circuity} at {speed} km/h{ferry}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{id::RegionId, matching::Age};

    fn told(confidence: f64, way: &Detail) -> [String; 2] {
        let measure = Measure {
            value: 304.4,
            source: None,
            as_of: None,
            from: RegionId::parse("CN-430100").unwrap(),
            confidence,
            age: Age::Ageless,
            detail: Some(way.clone()),
        };
        [Language::Zh, Language::En].map(|language| fact(&measure, way, language))
    }

    #[test]
    fn an_old_timetable_says_how_far_it_counts() {
        let train = Detail::Rail { road_minutes: Some(880.0) };
        let [zh, en] = told(0.35, &train);
        assert_eq!(
            zh,
            "距孵化城市约304分钟(直达高铁，含两端接驳；时刻表较旧，只按35 %计，其余按公路约880分钟计)"
        );
        assert_eq!(
            en,
            "304 minutes to the host city by direct rail, ways to the stations included; of the \
             old timetable 35 % counts, the rest as 880 minutes by road"
        );
        let [fresh, _] = told(1.0, &train);
        assert_eq!(fresh, "距孵化城市约304分钟(直达高铁，含两端接驳)");
        let [without_road, _] = told(0.35, &Detail::Rail { road_minutes: None });
        assert_eq!(without_road, fresh, "the median is told elsewhere");
    }

    #[test]
    fn a_road_says_how_its_minutes_were_estimated() {
        let way = Way::direct(305.2);
        let [zh, en] = told(1.0, &Detail::RoadEstimate(way));
        assert_eq!(zh, "距孵化城市公路约304分钟(按直线305公里×1.33、时速80公里估算)");
        assert_eq!(
            en,
            "about 304 minutes to the host city by road, estimated from 305 km as the crow flies \
             × 1.33 at 80 km/h"
        );
        let [zh, en] = told(1.0, &Detail::RoadEstimate(Way { is_around: true, ..way }));
        assert_eq!(zh, "距孵化城市公路约304分钟(隔海，按绕行305公里×1.33、时速80公里估算)");
        assert!(en.ends_with("305 km around the sea × 1.33 at 80 km/h"), "{en}");
        let by_ferry = Way { land_km: 20.4, ferries: 1, is_around: true };
        let [zh, en] = told(1.0, &Detail::RoadEstimate(by_ferry));
        let way = "按直线20公里×1.33、时速80公里估算，另加轮渡约150分钟";
        assert_eq!(zh, format!("距孵化城市公路约304分钟({way})"));
        assert!(
            en.ends_with("20 km as the crow flies × 1.33 at 80 km/h, and 150 by ferry"),
            "{en}"
        );
    }
}
