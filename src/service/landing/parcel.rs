use jiff::civil::Date;

use crate::{
    domain::{
        figure::Source,
        id::RegionId,
        project::{Premises, ProjectProfile},
        region::Parcel,
        text::Text,
    },
    landing::parcel::{self, Misfit, ParcelFit, ParcelQuestion},
    scoring::atlas::Atlas,
};

/// A parcel of a park and how it fits a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ParcelOffer {
    /// The park, or other region, that publishes it.
    pub park: RegionId,
    /// The park's names.
    pub park_name: Text,
    /// The parcel as published.
    pub parcel: Parcel,
    /// Why it does not fit; empty if it does.
    pub misfits: Vec<Misfit>,
    /// What the project asks for and the parcel does not say.
    pub unknown: Vec<ParcelQuestion>,
    /// The citation of its area; `None` if it names no source.
    pub source: Option<String>,
}

impl ParcelOffer {
    /// Whether the parcel fits, as far as is known.
    pub fn fits(&self) -> bool {
        self.misfits.is_empty()
    }
}

/// The published parcels of a place's parks, or of the place itself: those that fit the project
/// first, the smallest sufficient one before the others, then those that do not, with the reasons.
///
/// `place` is a position in the atlas. Empty for a project that rents a workshop or states no land.
pub fn parcels(
    atlas: &Atlas,
    project: &ProjectProfile,
    place: usize,
    as_of: Date,
) -> Vec<ParcelOffer> {
    if project.premises == Some(Premises::RentWorkshop) {
        return Vec::new();
    }
    let own = (!atlas.is_park(place)).then_some(place);
    let mut fits: Vec<(usize, ParcelFit<'_>)> = atlas
        .parks(place)
        .chain(own)
        .flat_map(|at| {
            let parcels = &atlas.profile(at).parcels;
            let fits = parcel::fitting_parcels(project, parcels, as_of);
            fits.into_iter().map(move |fit| (at, fit))
        })
        .collect();
    fits.sort_by(|one, other| parcel::order(&one.1, &other.1).then_with(|| one.0.cmp(&other.0)));
    fits.into_iter().map(|(at, fit)| offer(atlas, at, fit)).collect()
}

fn offer(atlas: &Atlas, at: usize, fit: ParcelFit<'_>) -> ParcelOffer {
    let park = atlas.profile(at);
    ParcelOffer {
        park: park.id.clone(),
        park_name: park.name.clone(),
        source: fit.parcel.area.source.as_ref().map(Source::citation),
        parcel: fit.parcel.clone(),
        misfits: fit.misfits,
        unknown: fit.unknown,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::{
        figure::Figure,
        id::ProjectId,
        region::{Level, RegionProfile},
        unit::AreaUnit,
    };

    fn mu(value: i64) -> Figure<AreaUnit> {
        Figure::stated(Decimal::from(value), AreaUnit::Mu)
    }

    fn id(text: &str) -> RegionId {
        RegionId::parse(text).unwrap()
    }

    fn atlas() -> Atlas {
        let region = |own: &str, parent: Option<&str>, level, parcels: &[(&str, i64)]| {
            let name = Text::new("地", own);
            let mut region = RegionProfile::new(id(own), parent.map(id), level, name);
            region.parcels = parcels.iter().map(|(id, area)| Parcel::new(id, mu(*area))).collect();
            region
        };
        Atlas::new(vec![
            region("CN-330800", None, Level::Prefecture, &[("C-1", 45)]),
            region("CN-S1", Some("CN-330800"), Level::Park, &[("A-1", 60), ("A-2", 20)]),
            region("CN-S2", Some("CN-330800"), Level::Park, &[("B-1", 41), ("B-2", 30)]),
        ])
    }

    #[test]
    fn the_parcels_of_all_parks_stand_in_one_order() {
        let atlas = atlas();
        let mut project = ProjectProfile::new(ProjectId::parse("plant").unwrap());
        project.needs.land = Some(mu(40));
        let named = |place: &str, project: &ProjectProfile| -> Vec<(String, String, bool)> {
            let place = atlas.find(&id(place)).unwrap();
            let offers = parcels(&atlas, project, place, date(2026, 6, 1));
            let one = |offer: ParcelOffer| {
                let fits = offer.fits();
                (offer.park.to_string(), offer.parcel.id, fits)
            };
            offers.into_iter().map(one).collect()
        };
        let row = |park: &str, parcel: &str, fits| (park.to_owned(), parcel.to_owned(), fits);
        let prefecture = [
            row("CN-S2", "B-1", true), // the smallest that suffices
            row("CN-330800", "C-1", true),
            row("CN-S1", "A-1", true),
            row("CN-S2", "B-2", false), // with A-2 it would be 50 mu, but in two pieces
            row("CN-S1", "A-2", false),
        ];
        assert_eq!(named("CN-330800", &project), prefecture);
        assert_eq!(
            named("CN-S1", &project),
            [row("CN-S1", "A-1", true), row("CN-S1", "A-2", false)]
        );
        project.premises = Some(Premises::RentWorkshop);
        assert_eq!(named("CN-S1", &project), []);
    }
}
