use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    columnar::{Cell, Column, Kind, day_number},
    domain::matching::Standing,
    service::rank_regions::Ranking,
};

/// One candidate of one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row<'a> {
    /// The id of the project.
    pub(super) project: Cow<'a, str>,
    /// From 1.
    pub(super) rank: i64,
    /// The id of the region.
    pub(super) region: Cow<'a, str>,
    pub(super) region_name_zh: Option<Cow<'a, str>>,
    pub(super) region_name_en: Option<Cow<'a, str>>,
    pub(super) level: Cow<'a, str>,
    /// The total, in millionths of a full score.
    pub(super) points: i64,
    /// The total with every unknown measure at its worst.
    pub(super) points_low: i64,
    /// The total with every unknown measure at its best.
    pub(super) points_high: i64,
    /// `certainly_first`, `possibly_first` or `behind`.
    pub(super) standing: Cow<'a, str>,
    /// The day whose knowledge counts.
    pub(super) as_of: Cow<'a, str>,
    pub(super) generation: i64,
    pub(super) definition: Cow<'a, str>,
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, may_lack: false }
}

const fn whole(name: &'static str) -> Column {
    Column { name, kind: Kind::Whole, may_lack: false }
}

/// The columns of a row, in its order.
pub(super) const COLUMNS: &[Column] = &[
    text("project"),
    whole("rank"),
    text("region"),
    Column { may_lack: true, ..text("region_name_zh") },
    Column { may_lack: true, ..text("region_name_en") },
    text("level"),
    whole("points"),
    whole("points_low"),
    whole("points_high"),
    text("standing"),
    Column { name: "as_of", kind: Kind::Day, may_lack: false },
    whole("generation"),
    text("definition"),
];

impl Row<'_> {
    /// Adds the row to lines.
    ///
    /// # Errors
    /// None is known: the columns are texts and numbers.
    pub(super) fn write(&self, lines: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(&mut *lines, self)?;
        lines.push(b'\n');
        Ok(())
    }

    /// Its cells, in the order of [`COLUMNS`]; `None` if its day is none.
    pub(super) fn cells(self) -> Option<Vec<Cell>> {
        let text = |text: Cow<'_, str>| Cell::Text(Some(text.into_owned()));
        let name = |name: Option<Cow<'_, str>>| Cell::Text(name.map(Cow::into_owned));
        let whole = |number| Cell::Whole(Some(number));
        let as_of: Date = self.as_of.parse().ok()?;
        Some(vec![
            text(self.project),
            whole(self.rank),
            text(self.region),
            name(self.region_name_zh),
            name(self.region_name_en),
            text(self.level),
            whole(self.points),
            whole(self.points_low),
            whole(self.points_high),
            text(self.standing),
            Cell::Day(Some(day_number(as_of))),
            whole(self.generation),
            text(self.definition),
        ])
    }
}

/// The rows of a ranking as lines, each a JSON object with all columns.
///
/// # Errors
/// None is known: the columns are texts and numbers.
pub(super) fn lines(ranking: &Ranking) -> Result<Vec<u8>, serde_json::Error> {
    let mut lines = Vec::new();
    for ranked in &ranking.candidates {
        let (region, score) = (&ranked.region, ranked.candidate.score());
        let row = Row {
            project: ranking.project.id.as_str().into(),
            rank: i64::try_from(ranked.rank).unwrap_or(i64::MAX),
            region: region.id.as_str().into(),
            region_name_zh: region.name.zh.as_deref().map(Cow::from),
            region_name_en: region.name.en.as_deref().map(Cow::from),
            level: ranking.level.as_str().into(),
            points: score.total.get(),
            points_low: score.bounds.low.get(),
            points_high: score.bounds.high.get(),
            standing: word(ranked.standing).into(),
            as_of: ranking.as_of.to_string().into(),
            generation: i64::try_from(ranking.generation).unwrap_or(i64::MAX),
            definition: ranking.definition.as_str().into(),
        };
        row.write(&mut lines)?;
    }
    Ok(lines)
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::CertainlyFirst => "certainly_first",
        Standing::PossiblyFirst => "possibly_first",
        Standing::Behind => "behind",
    }
}
