use comfy_table::Cell;

use super::{
    diff_words::DiffWords,
    page::Page,
    table::{self, number},
    words::fill,
    wrap::{shorten, wrap},
};
use crate::{
    domain::{id::ProjectId, matching::Points},
    service::{
        rationale::hundredths,
        run_difference::{
            Cause, Elsewhere, MissingPast, NamedRegion, PARTS_PER_WHOLE, Parts, ProjectDifference,
            RunDifference, Unexplained,
        },
    },
};

/// Columns for the name of a region.
const NAME_COLUMNS: usize = 30;
/// Names that are listed in a line before the others are counted.
const NAMES_MAX: usize = 10;

/// What changed between two runs for a reader, with the first `limit` of the changed projects.
pub(crate) fn render(difference: &RunDifference, limit: usize, page: &Page) -> String {
    let text = Text { difference, page, words: DiffWords::of(page.language) };
    let mut projects: Vec<&ProjectDifference> = difference.projects.iter().collect();
    projects.sort_by_key(|project| {
        let is_same_order = project.entered.is_empty()
            && project.moved.iter().all(|moved| moved.ranks[0] == moved.ranks[1]);
        (project.first_choice.is_none(), is_same_order)
    });
    let mut parts = vec![text.head()];
    parts.extend(projects.iter().take(limit).map(|project| text.project(project)));
    let others = projects.len().saturating_sub(limit);
    if 0 < others {
        parts.push(text.line(&fill(text.words.not_shown, &[("count", &others.to_string())])));
    }
    parts.join("\n\n") + "\n"
}

struct Text<'a> {
    difference: &'a RunDifference,
    page: &'a Page,
    words: &'static DiffWords,
}

impl Text<'_> {
    fn line(&self, text: &str) -> String {
        wrap(text, self.page.width, "", "  ")
    }

    fn head(&self) -> String {
        let (difference, words, summary) = (self.difference, self.words, &self.difference.summary);
        let generation = |state: &Option<crate::service::run_difference::RunState>| {
            state.as_ref().map_or("–".to_owned(), |state| state.generation.to_string())
        };
        let (before, after) = (generation(&difference.before), generation(&difference.after));
        let compared = summary.compared.to_string();
        let head = [("before", &*before), ("after", &*after), ("compared", &*compared)];
        let head = wrap(&fill(words.head, &head), self.page.width, "", "");
        let mut lines = vec![self.page.bold(&head)];
        lines.extend(difference.unexplained.as_ref().map(|why| self.unexplained(why)));
        if difference.summary.compared == 0 {
            lines.push(words.nothing_compared.to_owned());
        } else if difference.projects.is_empty() {
            lines.push(words.nothing.to_owned());
        } else {
            lines.extend(self.summary());
        }
        lines.extend(self.regions(words.new_regions, difference.new_regions.as_deref()));
        lines.extend(self.regions(words.gone_regions, difference.gone_regions.as_deref()));
        let alone = [
            (words.only_before, &difference.only_before),
            (words.only_after, &difference.only_after),
            (words.other_level, &difference.other_level),
        ];
        for (template, projects) in alone {
            let names: Vec<&str> = projects.iter().map(ProjectId::as_str).collect();
            lines.extend(self.names(template, &names));
        }
        lines.join("\n")
    }

    fn summary(&self) -> [String; 3] {
        let (words, summary) = (self.words, &self.difference.summary);
        let [count, compared] =
            [summary.first_choices_changed, summary.compared].map(|count| count.to_string());
        let mut first = fill(words.first_choices, &[("count", &count), ("compared", &compared)]);
        if summary.first_choice_causes != Parts::default() {
            let causes = self.causes(summary.first_choice_causes);
            first = format!("{first}; {}", fill(words.because, &[("causes", &causes)]));
        }
        let counts = [
            ("changed", summary.lists_changed),
            ("points", summary.points_only),
            ("same", summary.unchanged),
            ("entered", summary.entered),
            ("left", summary.left),
            ("moved", summary.moved),
        ]
        .map(|(name, count)| (name, count.to_string()));
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        let figure = |value: Option<f64>| value.map_or("–".to_owned(), |it| format!("{it:.3}"));
        let (tau, rbo) = (figure(summary.mean_tau_b), figure(summary.mean_rbo));
        let agreement = fill(words.agreement, &[("tau", &tau), ("rbo", &rbo)]);
        [first, fill(words.lists, &counts), agreement].map(|text| self.line(&text))
    }

    fn unexplained(&self, why: &Unexplained) -> String {
        let words = self.words;
        let text = match why {
            Unexplained::Flat => words.flat_output.to_owned(),
            Unexplained::OtherDefinition { of_run } => {
                fill(words.other_definition, &[("definition", of_run)])
            }
            Unexplained::MissingPast { generation, because } => {
                let generation = generation.to_string();
                let (template, name, value, kind) = match because {
                    MissingPast::Future { now } => (words.future, "now", now.to_string(), ""),
                    MissingPast::BeforeHistory { since } => {
                        (words.before_history, "since", since.to_string(), "")
                    }
                    MissingPast::Dropped { kind, id } => {
                        (words.dropped, "id", id.clone(), kind.singular())
                    }
                };
                fill(template, &[("generation", &generation), (name, &value), ("kind", kind)])
            }
        };
        self.page.warning(&self.line(&text))
    }

    fn regions(&self, template: &str, regions: Option<&[NamedRegion]>) -> Option<String> {
        let names: Vec<&str> = regions?.iter().map(|region| self.name(region)).collect();
        self.names(template, &names)
    }

    fn names(&self, template: &str, names: &[&str]) -> Option<String> {
        let listed = names[..names.len().min(NAMES_MAX)].join(self.words.comma);
        let others = names.len().saturating_sub(NAMES_MAX).to_string();
        let listed = match names.len() {
            0 => return None,
            few if few <= NAMES_MAX => listed,
            _ => fill(self.words.and_more, &[("names", &listed), ("count", &others)]),
        };
        Some(self.line(&fill(template, &[("names", &listed)])))
    }

    fn name<'a>(&self, region: &'a NamedRegion) -> &'a str {
        self.page.name(&region.name, region.id.as_str())
    }

    /// The causes with a part, each as a number of wholes.
    fn causes(&self, parts: Parts) -> String {
        let parts = Cause::ALL.map(|cause| (cause, parts.get(cause)));
        let parts = parts.iter().filter(|(_, part)| *part != 0);
        let shown = parts.map(|(cause, part)| {
            format!("{} {}", self.words.causes[*cause as usize], wholes(*part, 1, 2))
        });
        shown.collect::<Vec<String>>().join(self.words.comma)
    }

    fn project(&self, project: &ProjectDifference) -> String {
        let words = self.words;
        let mut lines =
            vec![self.page.bold(self.page.name(&project.name, project.project.as_str()))];
        if let Some(change) = &project.first_choice {
            let name = |region: &Option<NamedRegion>| {
                region.as_ref().map_or(words.nobody, |region| self.name(region)).to_owned()
            };
            let (before, after) = (name(&change.before), name(&change.after));
            let mut line = fill(words.first_choice, &[("before", &before), ("after", &after)]);
            if let Some(parts) = change.causes {
                let because = fill(words.because, &[("causes", &self.causes(parts))]);
                line = format!("{line}; {because}");
            }
            lines.push(self.line(&line));
        }
        if !project.is_reproduced && self.difference.unexplained.is_none() {
            lines.push(self.page.warning(&self.line(words.not_reproduced)));
        }
        lines.extend(self.table(project));
        lines.join("\n")
    }

    /// Who entered, who moved and who left; parts of points as points.
    fn table(&self, project: &ProjectDifference) -> Vec<String> {
        let words = self.words;
        let head = [words.region, words.rank, words.points, words.change];
        let mut table =
            table::with_head(self.page, head.into_iter().chain(words.causes).chain([words.cause]));
        let cause = |cause: Option<Cause>| {
            Cell::new(cause.map_or(words.unknown, |cause| words.causes[cause as usize]))
        };
        let name = |region: &NamedRegion| Cell::new(shorten(self.name(region), NAME_COLUMNS));
        for passage in &project.entered {
            let rank = format!("{} → {}", self.elsewhere(passage.elsewhere), passage.rank);
            let mut row = vec![name(&passage.region), number(&rank)];
            row.push(number(&hundredths(passage.points)));
            row.extend(std::iter::repeat_with(|| Cell::new("")).take(5));
            row.push(cause(passage.causes.and_then(Parts::largest)));
            table.add_row(row);
        }
        for moved in &project.moved {
            let ([was, is], [before, after]) = (moved.ranks, moved.points);
            let rank = if was == is { is.to_string() } else { format!("{was} → {is}") };
            let mut row = vec![name(&moved.region), number(&rank), number(&hundredths(after))];
            row.push(number(&signed(after - before)));
            row.extend(Cause::ALL.map(|cause| match moved.point_causes {
                None => number(words.unknown),
                Some(parts) => number(&wholes(parts.get(cause), Points::WHOLE.get() / 100, 2)),
            }));
            row.push(cause(moved.cause()));
            table.add_row(row);
        }
        for passage in &project.left {
            let rank = format!("{} → {}", passage.rank, self.elsewhere(passage.elsewhere));
            let mut row = vec![name(&passage.region), number(&rank)];
            row.push(number(&hundredths(passage.points)));
            row.extend(std::iter::repeat_with(|| Cell::new("")).take(5));
            row.push(cause(passage.causes.and_then(Parts::largest)));
            table.add_row(row);
        }
        table::lines(table, 2).collect()
    }

    fn elsewhere(&self, elsewhere: Option<Elsewhere>) -> String {
        match elsewhere {
            None => self.words.unknown.to_owned(),
            Some(Elsewhere::NotThere) => self.words.not_there.to_owned(),
            Some(Elsewhere::NotRanked(_)) => self.words.not_ranked.to_owned(),
            Some(Elsewhere::Behind { rank, .. }) => rank.to_string(),
        }
    }
}

fn signed(points: Points) -> String {
    wholes(points.get() * PARTS_PER_WHOLE, Points::WHOLE.get() / 100, 2)
}

/// A number of parts as wholes of `unit` each, with a sign where it is not zero.
fn wholes(parts: i64, unit: i64, decimals: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for the eye alone")]
    let value = parts as f64 / (PARTS_PER_WHOLE * unit) as f64;
    if parts == 0 { "0".to_owned() } else { format!("{value:+.decimals$}") }
}
