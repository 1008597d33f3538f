use rust_decimal::Decimal;

use super::body::{
    CommitmentBody, FlagBody, LandingRecordBody, LinkBody, OthersBody, PromiseBody, PublishedBody,
    RankingRateBody, RateBody, RetentionBody, StageBody, StepBody, TimeBody,
};
use crate::{
    domain::outcome::OutcomeStage,
    http::body::TextBody,
    service::landing::record::{
        BetaPrior, CommitmentRecord, KnownLandings, LandingTime, LinkSummary, PromiseCheck,
        PublishedRecord, RegionLandingRecord, Retention, SubstanceFlag, SurvivalStep,
    },
};

impl From<RegionLandingRecord> for LandingRecordBody {
    fn from(found: RegionLandingRecord) -> LandingRecordBody {
        let record = found.record;
        let exits = [
            (OutcomeStage::Withdrawn, record.funnel.withdrawn),
            (OutcomeStage::LeftAfterSubsidy, record.funnel.left_after_subsidy),
        ];
        let stages = record.funnel.reached.into_iter().chain(exits);
        let counted = record.landings;
        LandingRecordBody {
            region: found.region,
            name: TextBody::from(&found.name),
            enclave: found.enclave,
            as_of: found.as_of,
            rate: found.landings.map(RateBody::from),
            ranking_rate: RankingRateBody::new(found.ranking_rate, found.prior),
            others: OthersBody {
                on_the_way: counted.on_the_way,
                gone: counted.gone,
                other_purpose: counted.other_purpose,
                not_admitted: counted.not_admitted,
                stood_before: counted.stood_before,
            },
            funnel: stages.map(|(stage, projects)| StageBody { stage, projects }).collect(),
            time_to_landing: TimeBody::from(record.time),
            retention: RetentionBody::from(record.retention),
            commitments: record.commitments.into_iter().map(CommitmentBody::from).collect(),
            flags: record.flags.into_iter().map(FlagBody::from).collect(),
            published: found.published.into_iter().map(PublishedBody::from).collect(),
            link: found.link.map(LinkBody::from),
            generation: found.generation,
            definition: found.definition,
        }
    }
}

impl RankingRateBody {
    fn new(value: f64, prior: BetaPrior) -> RankingRateBody {
        let BetaPrior { landed, not_landed, places } = prior;
        RankingRateBody {
            value,
            prior_landed: landed,
            prior_not_landed: not_landed,
            prior_places: places,
        }
    }
}

impl From<KnownLandings> for RateBody {
    fn from(known: KnownLandings) -> RateBody {
        RateBody {
            landed: known.landings.part,
            eligible: known.landings.whole,
            denominator: known.denominator.as_str(),
            rate: known.landings.share(),
            low: known.interval.map(|interval| interval.low),
            high: known.interval.map(|interval| interval.high),
        }
    }
}

impl From<LandingTime> for TimeBody {
    fn from(time: LandingTime) -> TimeBody {
        TimeBody {
            median_months: time.median_months,
            followed: time.followed,
            censored: time.censored,
            undated: time.undated,
            steps: time.steps.into_iter().map(StepBody::from).collect(),
        }
    }
}

impl From<SurvivalStep> for StepBody {
    fn from(step: SurvivalStep) -> StepBody {
        let SurvivalStep { months, at_risk, landed, not_landed } = step;
        StepBody { months, at_risk, landed, not_landed }
    }
}

impl From<Retention> for RetentionBody {
    fn from(retention: Retention) -> RetentionBody {
        let interval = retention.present.wilson();
        RetentionBody {
            months: retention.months,
            present: retention.present.part,
            eligible: retention.present.whole,
            rate: retention.present.share(),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            not_yet: retention.not_yet,
            left_before: retention.left_before,
            end_unknown: retention.end_unknown,
        }
    }
}

impl From<CommitmentRecord> for CommitmentBody {
    fn from(commitment: CommitmentRecord) -> CommitmentBody {
        let promises = commitment.promises.into_iter().map(PromiseBody::from).collect();
        CommitmentBody { id: commitment.id, project: commitment.project, promises }
    }
}

impl From<PromiseCheck> for PromiseBody {
    fn from(check: PromiseCheck) -> PromiseBody {
        let PromiseCheck { kind, due, promised, reported, kept, status } = check;
        let amount = |amount: Option<Decimal>| amount.map(|amount| amount.normalize());
        let (promised, reported) = (amount(promised), amount(reported));
        PromiseBody { kind, due, promised, reported, kept, status: status.as_str() }
    }
}

impl From<SubstanceFlag> for FlagBody {
    fn from(flag: SubstanceFlag) -> FlagBody {
        let SubstanceFlag { project, registered, substance } = flag;
        FlagBody { project, registered, substance: substance.as_str() }
    }
}

impl From<PublishedRecord> for PublishedBody {
    fn from(published: PublishedRecord) -> PublishedBody {
        PublishedBody {
            home: published.home,
            partner: published.partner,
            name: TextBody::from(&published.name),
            rate: RateBody::from(published.landings),
            ranking_rate: published.ranking_rate,
            period: published.period,
            source: published.source,
            note: published.note,
        }
    }
}

impl From<LinkSummary> for LinkBody {
    fn from(link: LinkSummary) -> LinkBody {
        LinkBody {
            home: link.home,
            partner: link.partner,
            name: TextBody::from(&link.name),
            rate: link.landings.map(RateBody::from),
            ranking_rate: link.ranking_rate,
        }
    }
}
