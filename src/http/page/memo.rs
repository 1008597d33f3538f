use super::{
    html::{element, escape, list},
    list::{name, said, understood, whereabouts},
    words,
};
use crate::{
    domain::{
        id::RegionId,
        matching::{Contribution, Detail, Points},
        money::FenEstimate,
        text::Language,
    },
    service::{
        criterion_title, criterion_unit,
        landing::{
            cost_statement::StatementLine,
            line_name,
            money_words::{in_table, percent, table_unit},
        },
        rank_regions::{RankedCandidate, Ranking},
        rationale::{hundredths, shown_points},
    },
    text::words::fill,
    web,
};

/// How many candidates a memo explains; the table names all.
const EXPLAINED_MAX: usize = 3;

/// A place that is first in fewer of the draws is not recommended: more often than not another is
/// (our judgement).
const RECOMMENDED_SHARE_MIN: f64 = 0.5;
/// How many others a memo names in that case, and in what share of the draws they must be first.
const RIVALS_MAX: usize = 3;
const RIVAL_SHARE_MIN: f64 = 0.01;

/// What the head of a memo loads from the server.
const SERVED: &str = "<link rel=\"icon\" href=\"/page/icon.svg\">\
                      <link rel=\"stylesheet\" href=\"/page/style/memo.css\">";

/// What a memo is written on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// A page of the server, which sends the style beside it.
    Served,
    /// A file that stands alone.
    File,
}

/// The ranking as a paper for a board: HTML of A4 pages with the recommendation, the table, what
/// stands behind the first three, how firm it is, the sources as footnotes and the state of the
/// data. `ranking` may or may not carry its firmness; what is not there is left out.
pub fn memo_html(ranking: &Ranking, language: Language, sheet: Sheet) -> String {
    let words = words::of(language);
    let mut memo = Memo { ranking, language, words, footnotes: Vec::new() };
    let parts = [
        memo.head(),
        memo.recommendation(),
        memo.table(),
        memo.explained(),
        memo.firmness(),
        memo.warnings(),
        memo.footnotes(),
        memo.stamp(),
    ];
    let style = match sheet {
        Sheet::Served => SERVED.to_owned(),
        Sheet::File => format!("<style>{}</style>", web::MEMO_STYLE),
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title>{style}</head><body><main class=\"memo\">{}</main></body></html>\n",
        words::tag(language),
        escape(words.memo),
        parts.concat()
    )
}

/// A memo that is being written, with the sources that it named so far.
struct Memo<'a> {
    ranking: &'a Ranking,
    language: Language,
    words: &'static words::Words,
    footnotes: Vec<String>,
}

impl Memo<'_> {
    fn head(&self) -> String {
        let project = &self.ranking.project;
        let named = [&project.name, &project.description];
        let named = named.into_iter().find_map(|text| text.in_language(self.language));
        let title = element("h1", "", self.words.memo);
        let subject = element("p", "subject", named.unwrap_or(project.id.as_str()));
        let facts: String = understood(self.ranking, self.language)
            .iter()
            .map(|(term, fact)| element("dt", "", term) + &element("dd", "", fact))
            .collect();
        let hint = element("p", "hint", self.words.print);
        format!("<header>{hint}{title}{subject}<dl>{facts}</dl></header>")
    }

    fn recommendation(&self) -> String {
        let title = element("h2", "", self.words.recommendation);
        let Some(first) = self.ranking.candidates.first() else {
            return title + &element("p", "", self.words.nobody);
        };
        if self.ranking.industries.is_empty() {
            return title + &element("p", "recommended", self.words.no_recommendation);
        }
        let bounds = first.candidate.bounds();
        let bounded = if bounds.low == bounds.high { "" } else { self.words.bounded };
        let contested = self.contested();
        let sentence = match &contested {
            None => self.words.recommended,
            Some((_, rivals)) if rivals.is_empty() => self.words.contested_alone,
            Some(_) => self.words.contested,
        };
        let (share, rivals) = contested.unwrap_or_default();
        let (low, high) = (hundredths(bounds.low), hundredths(bounds.high));
        let text = fill(
            sentence,
            &[
                ("share", &share),
                ("rivals", &rivals),
                ("name", &name(&first.region, self.language)),
                ("total", &hundredths(first.candidate.total())),
                ("bounded", &fill(bounded, &[("low", &low), ("high", &high)])),
                ("standing", words::standing(self.language, first.standing)),
            ],
        );
        title + &element("p", "recommended", &text)
    }

    /// If the first place is first in too few of the draws: in what share of them, and which others are
    /// most often first in its stead. `None` as well where nothing was drawn.
    fn contested(&self) -> Option<(String, String)> {
        let drawn = &self.ranking.firmness.as_ref()?.robustness.acceptabilities;
        let first_in = |id: &RegionId| {
            let found = drawn.iter().find(|one| one.region == *id);
            found.and_then(|one| one.ranks.first().copied()).unwrap_or_default()
        };
        let mut shares = self
            .ranking
            .candidates
            .iter()
            .map(|ranked| (&ranked.region, first_in(&ranked.region.id)));
        let (_, share) = shares.next().filter(|(_, share)| *share < RECOMMENDED_SHARE_MIN)?;
        let mut rivals: Vec<_> = shares.filter(|(_, share)| RIVAL_SHARE_MIN <= *share).collect();
        rivals.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let rivals = rivals.iter().take(RIVALS_MAX).map(|(region, share)| {
            let (name, share) = (name(region, self.language), percent(*share));
            fill(self.words.rival, &[("name", &name), ("share", &share)])
        });
        Some((percent(share), rivals.collect::<Vec<_>>().join(self.words.comma)))
    }

    fn table(&self) -> String {
        let criteria = self.ranking.weights.iter().filter(|(_, weight)| Points::ZERO < *weight);
        let criteria: Vec<_> = criteria.map(|(criterion, _)| criterion).collect();
        let heads = criteria.iter().map(|id| said(criterion_title(*id), self.language));
        let heads: String = heads.map(|title| element("th", "number", &title)).collect();
        let rows = self.ranking.candidates.iter().map(|ranked| {
            let contributions = &ranked.candidate.contributions;
            let shown = shown_points(contributions);
            let cells = criteria.iter().map(|id| {
                let at = contributions.iter().position(|c| c.criterion == *id);
                let shown = at.map(|at| marked(&contributions[at], &shown[at]));
                element("td", "number", &shown.unwrap_or_default())
            });
            let bounds = ranked.candidate.bounds();
            let between = format!("{}–{}", hundredths(bounds.low), hundredths(bounds.high));
            let place = whereabouts(&ranked.region, self.language);
            format!(
                "<tr><td class=\"number\">{}</td><th scope=\"row\">{} {}</th>\
                 <td class=\"number total\">{}</td><td class=\"number\">{between}</td>{}</tr>",
                ranked.rank,
                escape(&name(&ranked.region, self.language)),
                element("small", "", &place),
                hundredths(ranked.candidate.total()),
                cells.collect::<String>()
            )
        });
        let rows: String = rows.collect();
        let fixed = [self.words.place, self.words.total, self.words.between];
        let [place, ..] = fixed.map(|title| element("th", "", title));
        let [_, total, between] = fixed.map(|title| element("th", "number", title));
        let note = element("p", "note", self.words.adds_up);
        let title = element("h2", "", self.words.answer);
        format!(
            "{title}<table class=\"ranked\"><thead><tr><th>#</th>{place}{total}{between}{heads}\
             </tr></thead><tbody>{rows}</tbody></table>{note}"
        )
    }

    fn explained(&mut self) -> String {
        let ranking = self.ranking;
        let first = ranking.candidates.iter().take(EXPLAINED_MAX);
        first.map(|ranked| self.candidate(ranked)).collect()
    }

    fn candidate(&mut self, ranked: &RankedCandidate) -> String {
        let title = format!("{}. {}", ranked.rank, name(&ranked.region, self.language));
        let title = element("h2", "", &title);
        let reasons = match self.language {
            Language::Zh => &ranked.rationale.zh,
            Language::En => &ranked.rationale.en,
        };
        let reasons = list("reasons", reasons.iter().cloned());
        let figures = self.figures(ranked);
        let cost = self.cost(ranked);
        let warnings = ranked.warnings.iter().map(|warning| said(warning, self.language));
        let warnings = list("minded", warnings);
        format!("<section class=\"candidate\">{title}{reasons}{figures}{cost}{warnings}</section>")
    }

    /// Every contribution with its figure and a footnote on where that comes from.
    fn figures(&mut self, ranked: &RankedCandidate) -> String {
        let shown = shown_points(&ranked.candidate.contributions);
        let mut rows = String::new();
        for (contribution, shown) in ranked.candidate.contributions.iter().zip(shown) {
            let title = said(criterion_title(contribution.criterion), self.language);
            let figure = self.figure(contribution);
            let numbers = [
                format!("{:.2}", contribution.utility.get()),
                hundredths(contribution.weight),
                marked(contribution, &shown),
            ];
            let numbers = numbers.map(|number| element("td", "number", &number)).concat();
            let title = element("th", "", &title);
            rows = format!("{rows}<tr>{title}<td>{figure}</td>{numbers}</tr>");
        }
        let named = [self.words.criterion, self.words.figure];
        let numbered = [self.words.utility, self.words.weight, self.words.points];
        let heads = named.map(|title| element("th", "", title)).concat()
            + &numbered.map(|title| element("th", "number", title)).concat();
        format!(
            "<table class=\"figures\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )
    }

    fn figure(&mut self, contribution: &Contribution) -> String {
        let Some(measure) = &contribution.measure else {
            return element("span", "unknown", self.words.unknown);
        };
        let unit = said(criterion_unit(contribution.criterion), self.language);
        let value = measure.value;
        let decimals = usize::from(value.abs() < 100.0) + usize::from(value.abs() < 10.0);
        let sourceless = match measure.detail {
            Some(Detail::Assumed) => self.words.assumed,
            _ => self.words.computed,
        };
        let source = measure.source.as_deref().unwrap_or(sourceless);
        let parts = [Some(source), measure.as_of.as_deref(), Some(measure.from.as_str())];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let number = self.footnote(parts.join(" · "));
        let value = escape(&format!("{value:.decimals$} {unit}"));
        format!("{value} <sup><a href=\"#source-{number}\">{number}</a></sup>")
    }

    /// The number of the footnote with this text; the same text is one footnote.
    fn footnote(&mut self, text: String) -> usize {
        let at = self.footnotes.iter().position(|known| *known == text);
        at.unwrap_or_else(|| {
            self.footnotes.push(text);
            self.footnotes.len() - 1
        }) + 1
    }

    fn cost(&self, ranked: &RankedCandidate) -> String {
        let Some(advice) = &ranked.landing else { return String::new() };
        let cost = &advice.cost;
        // What is unknown counts in the range of the saving, and stands where it does.
        let is_told = |line: &&StatementLine| {
            line.candidate.is_some() || line.host.is_some() || line.saving.is_some()
        };
        let rows = cost.lines.iter().filter(is_told).map(|line| {
            let title = line_name(line.line, self.language);
            self.cost_row(title, [line.host, line.candidate, line.saving])
        });
        let rows: String = rows.collect();
        if rows.is_empty() {
            return rows;
        }
        let blank = || element("td", "number", "");
        let totals = [cost.host_total, cost.total].map(|total| self.cost_cell(total));
        let [host_total, total] = totals;
        let total = row(self.words.known_total, &[host_total, total, blank()])
            + &row(self.words.saving_total, &[blank(), blank(), self.cost_cell(cost.saving)]);
        let unit = table_unit(self.language);
        let title = element("h3", "", &format!("{} ({unit})", self.words.cost));
        let numbered = [self.words.host, self.words.here, self.words.saving];
        let heads = element("th", "", self.words.line)
            + &numbered.map(|title| element("th", "number", title)).concat();
        format!(
            "{title}<table class=\"figures\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>\
             <tfoot>{total}</tfoot></table>"
        )
    }

    fn cost_row(&self, title: &str, amounts: [Option<FenEstimate>; 3]) -> String {
        row(title, &amounts.map(|amount| self.cost_cell(amount)))
    }

    fn cost_cell(&self, amount: Option<FenEstimate>) -> String {
        match amount {
            Some(amount) => element("td", "number", &in_table(amount, self.language)),
            None => element("td", "number unknown", self.words.unknown),
        }
    }

    fn firmness(&self) -> String {
        let Some(firmness) = &self.ranking.firmness else { return String::new() };
        let sentences = firmness.sentences.iter().map(|text| said(text, self.language));
        let sentences = list("reasons", sentences);
        let title = element("h2", "", self.words.firmness);
        format!("<section>{title}{sentences}</section>")
    }

    fn warnings(&self) -> String {
        let warnings = self.ranking.warnings.iter().map(|text| said(text, self.language));
        let warnings = list("minded", warnings);
        if warnings.is_empty() { warnings } else { element("h2", "", self.words.mind) + &warnings }
    }

    fn footnotes(&self) -> String {
        let notes = self
            .footnotes
            .iter()
            .enumerate()
            .map(|(at, note)| format!("<li id=\"source-{}\">{}</li>", at + 1, escape(note)));
        let notes: String = notes.collect();
        let title = element("h2", "", self.words.sources);
        format!("<section class=\"sources\">{title}<ol>{notes}</ol></section>")
    }

    fn stamp(&self) -> String {
        let weights = self.ranking.weights.iter().map(|(id, weight)| {
            format!("{} {}", said(criterion_title(id), self.language), weight.get())
        });
        let text = self
            .words
            .stamp
            .replace("{generation}", &self.ranking.generation.to_string())
            .replace("{definition}", &self.ranking.definition)
            .replace("{as_of}", &self.ranking.as_of.to_string())
            .replace("{weights}", &weights.collect::<Vec<String>>().join(", "));
        element("footer", "stamp", &text)
    }
}

/// A row of a table, of cells behind its title.
fn row(title: &str, cells: &[String]) -> String {
    format!("<tr>{}{}</tr>", element("th", "", title), cells.concat())
}

fn marked(contribution: &Contribution, shown: &str) -> String {
    let mark = if contribution.is_known() { "" } else { "?" };
    format!("{shown}{mark}")
}
