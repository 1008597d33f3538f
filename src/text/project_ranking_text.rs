use comfy_table::{Attribute, Cell, CellAlignment, Color};

use super::{
    compare_words::CompareWords,
    foot_text::gate_text,
    labels,
    page::Page,
    reverse_words::ReverseWords,
    table::{self, number},
    weight_words::projects_preset_line,
    words::{Words, fill},
    wrap::{shorten, wrap},
};
use crate::{
    domain::{matching::Points, text::Language},
    service::{
        gate_words::{gate_title, verdict},
        rank_projects::{ProjectRanking, ProjectSummary, RankedProject, RefusedProject},
        rationale::{Rationale, hundredths},
        region_criterion_title,
    },
};

/// What stands under a row is set in by this.
const INDENT: &str = "     ";
/// Rank, three totals and the range, each with the space behind it.
const FIXED_COLUMNS: usize = 5 + 8 + 14 + 8 + 8;
/// So many characters of the definition's hash tell two definitions apart.
const HASH_CHARACTERS: usize = 12;

/// The projects of a region for a reader: the table with the reasons of both sides, the rest.
pub(crate) fn render(ranking: &ProjectRanking, page: &Page) -> String {
    let text = Text { ranking, page, words: ReverseWords::of(page.language) };
    let parts = [
        Some(text.head()),
        page.minded(&ranking.warnings),
        Some(text.projects()),
        text.prospects(),
        text.near_misses(),
    ];
    let parts = parts.into_iter().flatten().chain([text.facts()]);
    parts.collect::<Vec<String>>().join("\n\n") + "\n"
}

struct Text<'a> {
    ranking: &'a ProjectRanking,
    page: &'a Page,
    words: &'static ReverseWords,
}

impl Text<'_> {
    fn head(&self) -> String {
        let (region, page) = (&self.ranking.region, self.page);
        let name = format!("{} ({})", page.name(&region.name, region.id.as_str()), region.id);
        let level = labels::level(page.language, region.level);
        let head = fill(self.words.head, &[("region", &name), ("level", level)]);
        let among = self.ranking.host_city.as_ref().map(|host| {
            let between = Words::of(page.language).between;
            format!(
                "{between}{}",
                fill(
                    self.words.among,
                    &[("host", page.name(&self.ranking.host_city_name, host.as_str()))]
                )
            )
        });
        page.bold(&(head + &among.unwrap_or_default()))
    }

    /// The table, one row per project, with its reasons under it.
    fn projects(&self) -> String {
        let (words, page) = (self.words, self.page);
        if self.ranking.projects.is_empty() {
            return words.no_projects.to_owned();
        }
        let names = page.width.saturating_sub(FIXED_COLUMNS);
        let head = ["", words.project, words.reciprocal, words.range, words.region_side];
        let mut table = table::with_head(page, head.into_iter().chain([words.project_side]));
        for ranked in &self.ranking.projects {
            let (matched, bounds) = (&ranked.matched, ranked.matched.bounds());
            let name = page.name(&ranked.project.name, ranked.project.id.as_str());
            let range = format!("{}-{}", hundredths(bounds.low), hundredths(bounds.high));
            table.add_row([
                Cell::new(format!("{:>2}", ranked.rank)).fg(Color::Green),
                Cell::new(shorten(name, names)).add_attribute(Attribute::Bold),
                number(&hundredths(matched.reciprocal())).add_attribute(Attribute::Bold),
                number(&range),
                number(&hundredths(matched.region_side.total())),
                number(&hundredths(matched.project_side.total())),
            ]);
        }
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let mut printed = table::lines(table, 2);
        let mut lines: Vec<String> = printed.by_ref().take(1).collect();
        for (ranked, row) in self.ranking.projects.iter().zip(printed) {
            lines.push(row);
            lines.extend(self.reasons(ranked));
        }
        lines.push(String::new());
        lines.push(page.dim(&wrap(words.legend, page.width, "", "")));
        lines.join("\n")
    }

    /// What stands under a row: which project, the reasons of the region and of the project.
    fn reasons(&self, ranked: &RankedProject) -> Vec<String> {
        let (words, page) = (self.words, self.page);
        let mut lines =
            vec![page.dim(&wrap(&self.whence(&ranked.project), page.width, INDENT, INDENT))];
        let own_rank = ranked.own_rank.map(|at| {
            let (rank, of) = (at.rank.to_string(), at.of.to_string());
            fill(words.own_rank, &[("rank", &rank), ("of", &of)])
        });
        let for_project = format!("{}{}", words.for_project, own_rank.unwrap_or_default());
        let sides = [
            (words.for_region.to_owned(), &ranked.region_reasons),
            (for_project, &ranked.project_reasons),
        ];
        let hanging = format!("{INDENT}  ");
        for (title, reasons) in sides {
            lines.push(format!("{INDENT}{title}"));
            for sentence in sentences(reasons, page.language) {
                lines.push(wrap(sentence, page.width, &format!("{INDENT}- "), &hanging));
            }
        }
        for warning in &ranked.warnings {
            let warning = page.name(warning, "");
            let warning = wrap(warning, page.width, &format!("{INDENT}! "), &hanging);
            lines.push(page.warning(&warning));
        }
        lines
    }

    /// The identifier, what it makes and where it is incubated.
    fn whence(&self, project: &ProjectSummary) -> String {
        let page = self.page;
        let industries = project.industries.iter();
        let titles: Vec<&str> =
            industries.map(|coded| page.name(&coded.title, coded.industry.code.as_str())).collect();
        let titles = titles.join(Words::of(page.language).between);
        let host = match &project.host_city {
            Some(id) => {
                let name = page.name(&project.host_city_name, id.as_str());
                fill(self.words.from_host, &[("host", name)])
            }
            None => self.words.host_unknown.to_owned(),
        };
        let parts = [project.id.as_str(), &titles, &host];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<&str>>().join("  ")
    }

    /// What would lift the region in the projects' own lists, if that was asked for.
    fn prospects(&self) -> Option<String> {
        let (prospects, page) = (self.ranking.prospects.as_ref()?, self.page);
        let mut lines = vec![page.bold(self.words.prospects)];
        for sentence in &prospects.sentences {
            lines.push(wrap(page.name(sentence, ""), page.width, "  - ", "    "));
        }
        let rests_on = CompareWords::of(page.language).plan_costs;
        lines.push(page.dim(&wrap(rests_on, page.width, "  ", "  ")));
        Some(lines.join("\n"))
    }

    fn near_misses(&self) -> Option<String> {
        if self.ranking.near_misses.is_empty() {
            return None;
        }
        let page = self.page;
        let mut lines = vec![page.bold(Words::of(page.language).near_misses)];
        for refused in &self.ranking.near_misses {
            lines.push(wrap(&self.near_miss(refused), page.width, "  ", "    "));
        }
        Some(lines.join("\n"))
    }

    fn near_miss(&self, refused: &RefusedProject) -> String {
        let page = self.page;
        let id = refused.project.id.as_str();
        let name = page.name(&refused.project.name, id);
        let gates = refused.refusal.gates.iter();
        let gates: Vec<String> =
            gates.map(|gate| gate_text(gate, &self.ranking.region, page)).collect();
        let verdict = verdict(&refused.refusal, page.language);
        format!("{name} ({id})  {verdict}  {}", gates.join("; "))
    }

    /// Counts, weights and the state of the data.
    fn facts(&self) -> String {
        let (page, ranking, counts) = (self.page, self.ranking, &self.ranking.counts);
        let common = Words::of(page.language);
        let numbers = [
            ("projects", counts.projects),
            ("host", counts.in_host_city),
            ("unresolved", counts.unresolved),
            ("refused", counts.refused),
            ("near", counts.near_misses),
            ("ranked", counts.ranked),
            ("returned", counts.returned),
        ]
        .map(|(name, count)| (name, count.to_string()));
        let numbers = numbers.each_ref().map(|(name, count)| (*name, count.as_str()));
        let mut lines = vec![fill(self.words.counts, &numbers)];
        let gates = counts.refused_by_gate.iter();
        let gates: Vec<String> = gates
            .map(|(gate, count)| format!("{} {count}", gate_title(gate, page.language)))
            .collect();
        if !gates.is_empty() {
            lines.push(fill(common.refused_by, &[("gates", &gates.join(common.between))]));
        }
        let positive = ranking.weights.iter().filter(|(_, weight)| Points::ZERO < *weight);
        let weights: Vec<String> = positive
            .map(|(id, weight)| {
                let title = page.name(region_criterion_title(id), id.as_str()).to_lowercase();
                format!("{title} {}", hundredths(weight))
            })
            .collect();
        lines.push(fill(self.words.weights, &[("weights", &weights.join(common.between))]));
        lines.extend(ranking.preset.map(|preset| projects_preset_line(preset, page)));
        let definition: String = ranking.definition.chars().take(HASH_CHARACTERS).collect();
        let stamp = [
            ("as_of", ranking.as_of.to_string()),
            ("generation", ranking.generation.to_string()),
            ("definition", definition),
        ];
        lines.push(fill(
            common.stamp,
            &stamp.each_ref().map(|(name, value)| (*name, value.as_str())),
        ));
        let wrapped = lines.iter().map(|line| page.dim(&wrap(line, page.width, "", "  ")));
        wrapped.collect::<Vec<String>>().join("\n")
    }
}

fn sentences(rationale: &Rationale, language: Language) -> &[String] {
    match language {
        Language::Zh => &rationale.zh,
        Language::En => &rationale.en,
    }
}
