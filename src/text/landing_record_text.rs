use rust_decimal::Decimal;

use super::{
    outcome_words::OutcomeWords,
    page::Page,
    words::{Words, fill},
    wrap::wrap,
};
use crate::{
    domain::{commitment::PromiseKind, outcome::OutcomeStage, text::Language},
    service::landing::record::{KnownLandings, PromiseCheck, RegionLandingRecord},
};

/// The landing record of a region for a reader.
pub(crate) fn render(record: &RegionLandingRecord, page: &Page) -> String {
    Text { record, page }.render()
}

/// The printed record.
struct Text<'a> {
    record: &'a RegionLandingRecord,
    page: &'a Page,
}

impl Text<'_> {
    /// Part by part, with an empty line between; parts with nothing to say are left out.
    fn render(&self) -> String {
        let has_outcomes = self.record.record.funnel.reached.iter().any(|(_, count)| 0 < *count)
            || 0 < self.record.record.landings.other_purpose;
        let mut parts = vec![self.rate()];
        if has_outcomes {
            parts.extend([self.funnel(), self.time(), self.retention()]);
        }
        parts.extend([self.commitments(), self.flags(), self.published()].into_iter().flatten());
        parts.extend(self.link());
        parts.push(self.stamp());
        parts.join("\n\n") + "\n"
    }

    fn words(&self) -> &'static OutcomeWords {
        OutcomeWords::of(self.page.language)
    }

    fn line(&self, text: &str) -> String {
        wrap(text, self.page.width, "  ", "    ")
    }

    fn rate(&self) -> String {
        let (record, words) = (self.record, self.words());
        let id = record.region.as_str();
        let name = self.page.name(&record.name, id);
        let head = match &record.enclave {
            Some(enclave) => format!("{name} ({id}) · {enclave}"),
            None => format!("{name} ({id})"),
        };
        let mut lines = vec![self.page.bold(&head)];
        lines.push(self.line(&match record.landings {
            Some(known) => self.known(words.rate, known),
            None => words.rate_unknown.to_owned(),
        }));
        let counted = record.record.landings;
        if 0 < counted.landings.whole {
            let counts = [("on_the_way", counted.on_the_way), ("gone", counted.gone)];
            lines.push(self.line(&counted_in(words.others, &counts)));
        }
        let left_out = [
            ("other", counted.other_purpose),
            ("not_admitted", counted.not_admitted),
            ("before", counted.stood_before),
        ];
        if left_out.iter().any(|(_, count)| 0 < *count) {
            lines.push(self.line(&counted_in(words.left_out, &left_out)));
        }
        let usual = percent(record.prior.mean());
        let prior = match record.prior.places {
            0 => fill(words.prior_defined, &[("usual", &usual)]),
            places => {
                let places = places.to_string();
                fill(words.prior_pooled, &[("usual", &usual), ("places", &places)])
            }
        };
        let share = percent(record.ranking_rate);
        let values = [("share", share.as_str()), ("prior", &prior)];
        lines.push(self.line(&fill(words.ranking_rate, &values)));
        lines.join("\n")
    }

    /// A sentence with a rate, its interval and its denominator.
    fn known(&self, sentence: &str, known: KnownLandings) -> String {
        let unknown = || Words::of(self.page.language).unknown.to_owned();
        let share = |share: Option<f64>| share.map_or_else(unknown, percent);
        fill(
            sentence,
            &[
                ("share", &share(known.landings.share())),
                ("low", &share(known.interval.map(|interval| interval.low))),
                ("high", &share(known.interval.map(|interval| interval.high))),
                ("landed", &known.landings.part.to_string()),
                ("eligible", &known.landings.whole.to_string()),
                ("denominator", self.words().denominator(known.denominator)),
            ],
        )
    }

    fn funnel(&self) -> String {
        let (funnel, words) = (&self.record.record.funnel, self.words());
        let exits = [
            (OutcomeStage::Withdrawn, funnel.withdrawn),
            (OutcomeStage::LeftAfterSubsidy, funnel.left_after_subsidy),
        ];
        let stages = funnel.reached.iter().copied().chain(exits);
        let named = stages.map(|(stage, count)| format!("{} {count}", words.stage(stage)));
        let named = named.collect::<Vec<String>>().join(Words::of(self.page.language).between);
        format!("{}\n{}", self.page.bold(words.funnel), self.line(&named))
    }

    fn time(&self) -> String {
        let (time, words) = (&self.record.record.time, self.words());
        let (followed, censored) = (time.followed.to_string(), time.censored.to_string());
        let months = time.median_months.map(|months| months.to_string());
        let sentence = if months.is_some() { words.half_landed } else { words.half_not_landed };
        let values = [
            ("months", months.as_deref().unwrap_or_default()),
            ("followed", &followed),
            ("censored", &censored),
        ];
        let mut lines = vec![self.page.bold(words.time), self.line(&fill(sentence, &values))];
        for step in &time.steps {
            let values =
                [("share", percent(1.0 - step.not_landed)), ("months", step.months.to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(self.line(&fill(words.curve_step, &values)));
        }
        lines.join("\n")
    }

    fn retention(&self) -> String {
        let (retention, words) = (&self.record.record.retention, self.words());
        let months = retention.months.to_string();
        let first = match retention.present.share().zip(retention.present.wilson()) {
            None => fill(words.retention_unknown, &[("months", &months)]),
            Some((share, interval)) => fill(
                words.retention,
                &[
                    ("share", &percent(share)),
                    ("low", &percent(interval.low)),
                    ("high", &percent(interval.high)),
                    ("months", &months),
                    ("present", &retention.present.part.to_string()),
                    ("eligible", &retention.present.whole.to_string()),
                ],
            ),
        };
        let left_out = [
            ("not_yet", retention.not_yet),
            ("before", retention.left_before),
            ("unknown", retention.end_unknown),
        ];
        let second = counted_in(words.retention_left_out, &left_out);
        format!("{}\n{}", wrap(&first, self.page.width, "", "    "), self.line(&second))
    }

    fn commitments(&self) -> Option<String> {
        let commitments = &self.record.record.commitments;
        if commitments.is_empty() {
            return None;
        }
        let mut lines = vec![self.page.bold(self.words().commitments)];
        for commitment in commitments {
            for promise in &commitment.promises {
                let text = self.promise(promise);
                lines.push(self.line(&format!("{}  {text}", commitment.project)));
            }
        }
        Some(lines.join("\n"))
    }

    fn promise(&self, check: &PromiseCheck) -> String {
        let words = self.words();
        let between = Words::of(self.page.language).between;
        let due = fill(words.due, &[("due", &check.due.to_string())]);
        let mut parts = vec![format!("{} {due}", words.promise(check.kind))];
        if let Some(promised) = check.promised {
            let promised = self.amount(check.kind, promised);
            parts.push(match check.reported {
                None => fill(words.not_reported, &[("promised", &promised)]),
                Some(reported) => {
                    let reported = self.amount(check.kind, reported);
                    fill(words.amounts, &[("reported", &reported), ("promised", &promised)])
                }
            });
        }
        if let Some(kept) = check.kept {
            parts.push(fill(words.kept, &[("kept", &kept.to_string())]));
        }
        format!("{}  {}", words.status(check.status), parts.join(between))
    }

    fn amount(&self, kind: PromiseKind, amount: Decimal) -> String {
        let unit = match (kind, self.page.language) {
            (PromiseKind::Jobs, Language::Zh) => "人",
            (PromiseKind::Jobs, Language::En) => "people",
            (_, Language::Zh) => "元",
            (_, Language::En) => "CNY",
        };
        format!("{} {unit}", amount.normalize())
    }

    fn flags(&self) -> Option<String> {
        let (flags, words) = (&self.record.record.flags, self.words());
        if flags.is_empty() {
            return None;
        }
        let mut lines = vec![self.page.bold(words.flags)];
        for flag in flags {
            let values = [
                ("project", flag.project.as_str()),
                ("registered", &flag.registered.to_string()),
                ("doubt", words.substance(flag.substance)),
            ];
            let line = wrap(&fill(words.flag, &values), self.page.width, "  ! ", "    ");
            lines.push(self.page.warning(&line));
        }
        Some(lines.join("\n"))
    }

    fn published(&self) -> Option<String> {
        let (published, words) = (&self.record.published, self.words());
        if published.is_empty() {
            return None;
        }
        let mut lines = vec![self.page.bold(words.published)];
        for one in published {
            let sentence = self.known(words.published_line, one.landings);
            let name = self.page.name(&one.name, one.partner.as_str());
            let named = fill(&sentence, &[("name", name)]);
            let behind = [Some(named), one.period.clone(), one.source.clone()];
            let behind: Vec<String> = behind.into_iter().flatten().collect();
            lines.push(self.line(&behind.join("; ")));
        }
        Some(lines.join("\n"))
    }

    /// The link with the host city, if one was asked for and found.
    fn link(&self) -> Option<String> {
        let (link, words) = (self.record.link.as_ref()?, self.words());
        let name = self.page.name(&link.name, link.partner.as_str());
        let head = self.page.bold(&fill(words.link, &[("name", name)]));
        let known = match link.landings {
            Some(known) => self.known(words.rate, known),
            None => words.rate_unknown.to_owned(),
        };
        Some(format!("{head}\n{}", self.line(&known)))
    }

    fn stamp(&self) -> String {
        let definition: String = self.record.definition.chars().take(12).collect();
        let values = [
            ("as_of", self.record.as_of.to_string()),
            ("generation", self.record.generation.to_string()),
            ("definition", definition),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.page.dim(&fill(Words::of(self.page.language).stamp, &values))
    }
}

/// A share as a percentage with one decimal.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn counted_in(sentence: &str, counts: &[(&str, u32)]) -> String {
    let texts: Vec<(&str, String)> =
        counts.iter().map(|(name, count)| (*name, count.to_string())).collect();
    let values: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    fill(sentence, &values)
}
