use super::{
    Verdict, land, negative_list, place as place_gate, rents, requirement, standard_land,
    utilities, workshop,
};
use crate::{
    domain::{
        matching::{Gate, GateStatus},
        project::{ProjectProfile, Requirement},
        region::RegionProfile,
    },
    scoring::{atlas::Atlas, context::Context, grouping::Grouping},
};

/// The places of a level by what each gate reads of them.
///
/// Most gates read figures that few places publish. Places that read the same ones, or none, are
/// refused or admitted alike, so that a gate is checked once for all of them.
pub(in crate::scoring) struct GateGroups {
    zone_kind: Grouping,
    negative_list: Grouping,
    standard_land: Grouping,
    workshop: Grouping,
    rent: Grouping,
    delivery: Grouping,
    power: Grouping,
    waste_water: Grouping,
    energy_quota: Grouping,
    port: Grouping,
    chemical_park: Grouping,
    national_level: Grouping,
}

/// The places whose figures a gate reads: the own, the parks', those above.
type Readings = (Option<usize>, Vec<usize>, Vec<usize>);

impl GateGroups {
    /// Groups `places`.
    pub(in crate::scoring) fn new(atlas: &Atlas, places: &[usize]) -> GateGroups {
        let by = |has: fn(&RegionProfile) -> bool| {
            Grouping::by(places, |place| readings(atlas, place, has))
        };
        let above = |has: fn(&RegionProfile) -> bool| {
            let says = move |at: &usize| has(atlas.profile(*at));
            Grouping::by(places, |place| atlas.lineage(place).filter(says).collect::<Vec<_>>())
        };
        let quota = |region: &RegionProfile| region.environment.energy_quota_headroom.is_some();
        GateGroups {
            zone_kind: Grouping::by(places, |place| place_gate::is_resort(atlas, place)),
            negative_list: above(|region| !region.environment.negative_list.is_empty()),
            standard_land: above(|region| !region.standard_land.is_empty()),
            workshop: by(|region| region.land.workshop_available.is_some()),
            rent: by(|region| region.land.workshop_rent.is_some()),
            delivery: by(|region| region.land.delivery.is_some() || !region.parcels.is_empty()),
            power: by(|region| region.energy.spare_power.is_some()),
            waste_water: by(|region| region.environment.waste_water_headroom.is_some()),
            energy_quota: Grouping::by(places, |place| {
                let says = |at: &usize| quota(atlas.profile(*at));
                let nearby = utilities::nearby(atlas, place).filter(says).collect::<Vec<_>>();
                (nearby, readings(atlas, place, quota))
            }),
            port: by(|region| region.access.port.is_some()),
            chemical_park: by(|region| region.environment.chemical_park.is_some()),
            national_level: Grouping::by(places, |place| requirement::is_national(atlas, place)),
        }
    }

    /// Names every gate that fails, to `note` with the position of the place; but for those that
    /// compare each place by itself: where it lies, travel, area and price of land. A missing train
    /// is unknown and never fails.
    pub(in crate::scoring) fn failures(
        &self,
        context: &Context<'_>,
        project: &ProjectProfile,
        positions: &[usize],
        note: &mut dyn FnMut(usize, Verdict),
    ) {
        let mut check = |grouping: &Grouping, gates: &dyn Fn(usize) -> Vec<Gate>| {
            let failures = |place: &usize| -> Vec<Verdict> {
                let gates = gates(*place);
                let failed = gates.iter().filter(|gate| gate.status == GateStatus::Fail);
                failed.map(Verdict::from).collect()
            };
            let of_groups: Vec<Vec<Verdict>> = grouping.firsts().iter().map(failures).collect();
            if of_groups.iter().all(Vec::is_empty) {
                return;
            }
            for &position in positions {
                for verdict in &of_groups[grouping.group(position)] {
                    note(position, *verdict);
                }
            }
        };
        let one = |gate: Option<Gate>| gate.into_iter().collect::<Vec<Gate>>();
        check(&self.zone_kind, &|place| one(place_gate::zone_kind(context, place)));
        check(&self.negative_list, &|place| one(negative_list::check(context, place)));
        if rents(project) {
            check(&self.workshop, &|place| one(workshop::floor_area(context, project, place)));
            check(&self.rent, &|place| one(workshop::rent(context, project, place)));
        } else {
            check(&self.delivery, &|place| one(land::delivery(context, project, place)));
            check(&self.standard_land, &|place| standard_land::check(context, project, place));
        }
        check(&self.power, &|place| one(utilities::power(context, project, place)));
        check(&self.waste_water, &|place| one(utilities::waste_water(context, project, place)));
        check(&self.energy_quota, &|place| one(utilities::energy_quota(context, project, place)));
        for wish in &project.must_have {
            let grouping = match wish {
                Requirement::Port => &self.port,
                Requirement::ChemicalPark => &self.chemical_park,
                Requirement::NationalLevel => &self.national_level,
                Requirement::Rail => continue,
            };
            check(grouping, &|place| vec![requirement::check(context, *wish, place)]);
        }
    }
}

fn readings(atlas: &Atlas, place: usize, has: impl Fn(&RegionProfile) -> bool) -> Readings {
    let says = |at: &usize| has(atlas.profile(*at));
    let above = atlas.ancestors(place).iter().copied().filter(says).collect();
    (Some(place).filter(says), atlas.parks(place).filter(says).collect(), above)
}
