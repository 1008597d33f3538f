use jiff::Timestamp;

use super::{SavedSearch, SavedSubject, corrupt, words::summary};
use crate::{
    domain::{
        access::{Actor, day_of},
        alert::{Alert, AlertFirstChoice, AlertParts, AlertPassage, AlertRegion, Tell},
        id::{AlertId, OrganisationId, SavedSearchId},
        kind::DocumentKind,
        matching::Points,
        text::Text,
    },
    service::{
        App, Error,
        rank_regions::{Ranking, rank_on},
        run_difference::{
            Cause, Elsewhere, NamedRegion, Parts, Passage, ProjectDifference, Run,
            compare_runs_at_last,
        },
        secret,
    },
    store::{KeptSearch, Look, LookDone, NewAlert},
};

/// What the first look at a search finds; it also says whether the search can be looked at at all.
pub(super) async fn first_look(
    app: &App,
    search: &SavedSearch,
    now: Timestamp,
) -> Result<Look, Error> {
    let found = rank(app, search, now).await?;
    Ok(found_by(&found, now)?.0)
}

/// Looks at a saved search at the time `now`, and tells whether something was noticed. What is found
/// is written once, however many look at the same time.
///
/// # Errors
/// Store unavailable, too much is being computed.
pub(super) async fn look(
    app: &App,
    organisation: &OrganisationId,
    id: &SavedSearchId,
    now: Timestamp,
) -> Result<bool, Error> {
    let actor = Actor { organisation: organisation.clone(), at: Some(now), ..Actor::default() };
    let app = &app.acting_for(actor);
    let Some(kept) = app.store().get_search(organisation, id).await? else { return Ok(false) };
    let search = SavedSearch::from_json(&kept.document)?;
    let (look, alert) = match rank(app, &search, now).await {
        Ok(ranking) => {
            let (look, run) = found_by(&ranking, now)?;
            let alert = notice(app, &kept, &search, (&look, &run), &ranking).await?;
            (look, alert)
        }
        Err(error) if error.kind().is_of_the_question() => {
            let generation = app.generation().await?;
            let before = kept.look.as_ref().and_then(|look| look.baseline.clone());
            // What was seen last is compared with what is seen next.
            let look =
                Look { generation, at: now, baseline: before, fault: Some(error.to_string()) };
            (look, None)
        }
        Err(error) => return Err(error),
    };
    let document = alert.as_ref().map(serde_json::to_string).transpose().map_err(corrupt)?;
    let told = alert.as_ref().zip(document.as_deref());
    let done = LookDone {
        organisation,
        search: id,
        version: kept.version,
        before: kept.look.as_ref().map(|look| look.generation),
        look: &look,
        alert: told.map(|(alert, document)| NewAlert { id: &alert.id, document }),
    };
    let is_written = app.store().end_look(done).await?;
    Ok(is_written && alert.is_some())
}

async fn rank(app: &App, search: &SavedSearch, now: Timestamp) -> Result<Ranking, Error> {
    let derived = app.derived_now().await?;
    // Nobody is told that a region has left because it cannot be read.
    derived.damage.refuse(DocumentKind::Regions)?;
    Box::pin(rank_on(app, derived, search.question(day_of(now)))).await
}

/// The look at a ranking, and the ranking as a run of one project.
fn found_by(ranking: &Ranking, now: Timestamp) -> Result<(Look, Run), Error> {
    let baseline = serde_json::to_string(&Run::line(ranking)).map_err(corrupt)?;
    let run = read_run(&baseline)?;
    let generation = ranking.generation;
    Ok((Look { generation, at: now, baseline: Some(baseline), fault: None }, run))
}

fn read_run(baseline: &str) -> Result<Run, Error> {
    let mut run = Run::default();
    run.add("baseline", 1, baseline.as_bytes())?;
    Ok(run)
}

/// What is to be told of what a look has found after the one before; `None` if nothing is.
async fn notice(
    app: &App,
    kept: &KeptSearch,
    search: &SavedSearch,
    (look, after): (&Look, &Run),
    ranking: &Ranking,
) -> Result<Option<Alert>, Error> {
    let Some(last) = &kept.look else { return Ok(None) };
    let Some(baseline) = &last.baseline else { return Ok(None) };
    let difference = compare_runs_at_last(app, &read_run(baseline)?, after).await?;
    let Some(project) = difference.projects.first() else { return Ok(None) };
    let is_told = |tell: Tell| {
        search.tell.contains(&tell)
            && match tell {
                Tell::Entered => !project.entered.is_empty(),
                Tell::Left => !project.left.is_empty(),
                Tell::FirstChoice => project.first_choice.is_some(),
            }
    };
    if !Tell::ALL.into_iter().any(is_told) {
        return Ok(None);
    }
    let mut alert = Alert {
        id: AlertId::parse(&format!("alert-{}", secret::digits::<6>()?))?,
        saved_search: kept.id.clone(),
        project: match &search.subject {
            SavedSubject::Project(id) => Some(id.clone()),
            SavedSubject::Text(_) => None,
        },
        noticed_at: look.at,
        generation_before: difference.before.map_or(last.generation, |state| state.generation),
        generation_after: look.generation,
        as_of: ranking.as_of,
        level: search.level,
        top: search.top,
        first_choice: first_choice(project, (baseline, after))?,
        entered: project.entered.iter().map(passage).collect(),
        left: project.left.iter().map(passage).collect(),
        first: first(ranking),
        summary: Text::default(),
    };
    alert.summary = summary(&alert, &ranking.project.name);
    Ok(Some(alert))
}

fn first(ranking: &Ranking) -> Vec<AlertRegion> {
    let candidates = ranking.candidates.iter();
    candidates
        .map(|ranked| AlertRegion {
            id: ranked.region.id.clone(),
            name: ranked.region.name.clone(),
            rank: ranked.rank,
            points: ranked.candidate.score().total.get(),
        })
        .collect()
}

fn first_choice(
    project: &ProjectDifference,
    (baseline, after): (&str, &Run),
) -> Result<Option<AlertFirstChoice>, Error> {
    let Some(change) = &project.first_choice else { return Ok(None) };
    let before = read_run(baseline)?;
    let of = |run: &Run, named: &Option<NamedRegion>| {
        let points = run.first_points(&project.project);
        named.as_ref().zip(points).map(|(named, points)| region(named, 1, points))
    };
    Ok(Some(AlertFirstChoice {
        before: of(&before, &change.before),
        after: of(after, &change.after),
        parts: change.causes.map(parts),
    }))
}

fn region(named: &NamedRegion, rank: usize, points: Points) -> AlertRegion {
    AlertRegion { id: named.id.clone(), name: named.name.clone(), rank, points: points.get() }
}

fn passage(passage: &Passage) -> AlertPassage {
    AlertPassage {
        region: region(&passage.region, passage.rank, passage.points),
        rank_elsewhere: match passage.elsewhere {
            Some(Elsewhere::Behind { rank, .. }) => Some(rank),
            Some(Elsewhere::NotThere | Elsewhere::NotRanked(_)) | None => None,
        },
        parts: passage.causes.map(parts),
    }
}

fn parts(parts: Parts) -> AlertParts {
    AlertParts {
        data: parts.get(Cause::Data),
        weights: parts.get(Cause::Weights),
        policies: parts.get(Cause::Policies),
        candidates: parts.get(Cause::Candidates),
    }
}
