use rust_decimal::{Decimal, prelude::ToPrimitive};
use unicode_width::UnicodeWidthStr;

use super::{page::Page, policy_words::PolicyWords, words::fill, wrap::wrap};
use crate::{
    domain::{
        id::RegionId,
        money::Fen,
        text::{Language, Text},
    },
    service::{
        landing::{
            PolicyAdvice,
            policies::{
                Chosen, Open, Payer, PolicyAnswer, PolicyStack, PublishedInstrument, Refused,
                Selection,
            },
            policy_words,
        },
        understand::QUESTION_ID,
    },
};

/// The invoice: what is due, by payer; what is to be confirmed; what does not count, and why.
pub(crate) fn render(answer: &PolicyAnswer, page: &Page) -> String {
    let invoice = Invoice {
        listed: &answer.listed,
        stack: &answer.stack,
        discount_rate: answer.discount_rate,
        page: *page,
        words: PolicyWords::of(page.language),
    };
    let mut parts = vec![invoice.head(answer)];
    parts.extend(page.minded(&answer.warnings));
    if answer.listed.is_empty() {
        parts.push(invoice.words.none_listed.to_owned());
    } else {
        parts.push(invoice.certain());
        parts.extend(invoice.open());
        parts.extend(invoice.refused());
    }
    parts.join("\n\n") + "\n"
}

/// The invoice of a candidate in short: what is due and what is to be confirmed, and how many
/// instruments do not count.
pub(crate) fn short(policies: &PolicyAdvice, stack: &PolicyStack, page: &Page) -> Vec<String> {
    let words = PolicyWords::of(page.language);
    let rate = Some(policies.discount_rate);
    let invoice =
        Invoice { listed: &policies.listed, stack, discount_rate: rate, page: *page, words };
    if policies.listed.is_empty() {
        return vec![words.none_listed.to_owned()];
    }
    let mut lines = vec![invoice.certain()];
    lines.extend(invoice.open());
    if !stack.refused.is_empty() {
        let count = stack.refused.len().to_string();
        lines.push(wrap(&fill(words.refused_count, &[("count", &count)]), page.width, "", "  "));
    }
    lines
}

struct Invoice<'a> {
    listed: &'a [PublishedInstrument],
    stack: &'a PolicyStack,
    discount_rate: Option<f64>,
    page: Page,
    words: &'static PolicyWords,
}

impl Invoice<'_> {
    fn head(&self, answer: &PolicyAnswer) -> String {
        let (project, (id, region)) = (&answer.project, &answer.region);
        // A project that was only asked about has no identifier that anybody knows.
        let asked = project.id.as_str() == QUESTION_ID;
        let otherwise = if asked { self.words.asked } else { project.id.as_str() };
        let values = [
            ("project", self.page.name(&project.name, otherwise)),
            ("region", self.page.name(region, id.as_str())),
            ("id", id.as_str()),
        ];
        let mut head = fill(self.words.head, &values);
        if let Some((id, name)) = &answer.host {
            let host = self.page.name(name, id.as_str());
            head.push_str(&fill(self.words.from_host, &[("host", host)]));
        }
        let years = answer.years.to_string();
        let as_of = answer.as_of.to_string();
        let counted = fill(self.words.counted, &[("years", &years), ("as_of", &as_of)]);
        format!("{}\n{}", self.page.bold(&head), self.page.dim(&counted))
    }

    /// What is due, with the sums.
    fn certain(&self) -> String {
        let stack = self.stack;
        let mut lines = vec![self.page.bold(self.words.certain)];
        if stack.certain.chosen.is_empty() {
            let is_nothing_open = stack.open.is_empty();
            let words = self.words;
            let nothing = if is_nothing_open { words.nothing } else { words.nothing_certain };
            lines.push(nothing.to_owned());
            return lines.join("\n");
        }
        for payer in &stack.certain.payers {
            for chosen in stack.certain.chosen.iter().filter(|one| self.is_of(one, payer)) {
                lines.extend(self.chosen(chosen));
            }
            lines.push(self.subtotal(payer));
        }
        lines.extend(self.sums(&stack.certain));
        lines.join("\n")
    }

    fn is_of(&self, chosen: &Chosen, payer: &Payer) -> bool {
        let listed = &self.listed[chosen.instrument];
        listed.region == payer.region && listed.instrument.party == payer.party
    }

    fn chosen(&self, chosen: &Chosen) -> Vec<String> {
        let mut lines =
            vec![self.row("  ", &self.title(chosen.instrument, chosen.grant), chosen.amount)];
        lines.push(self.line(&self.terms(chosen.instrument, chosen.grant)));
        if chosen.yearly.iter().filter(|paid| Fen::ZERO < **paid).count() > 1 {
            lines.push(self.line(&self.by_year(&chosen.yearly)));
        }
        lines.extend(self.origin(chosen.instrument));
        lines
    }

    /// Where an instrument was published, what to mind, and what may have to be paid back.
    fn origin(&self, position: usize) -> Vec<String> {
        let instrument = &self.listed[position].instrument;
        let mut lines = Vec::new();
        if let Some(source) = &instrument.source {
            let mut line = fill(self.words.source, &[("source", &source.citation())]);
            if let Some(as_of) = &instrument.as_of {
                let published = fill(self.words.published, &[("as_of", as_of.as_str())]);
                line = format!("{line}{}{published}", self.between());
            }
            lines.push(self.line(&line));
        }
        if let Some(note) = &instrument.note {
            lines.push(self.line(&fill(self.words.note, &[("note", note)])));
        }
        if let Some(back) = &instrument.claw_back {
            let share = back.share.unwrap_or(Decimal::ONE).to_f64().unwrap_or(1.0);
            let values = [
                ("share", percent(share)),
                ("condition", self.page.name(&back.condition, "?").to_owned()),
            ];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            lines.push(self.line(&fill(self.words.claw_back, &values)));
        }
        lines
    }

    fn subtotal(&self, payer: &Payer) -> String {
        let region = self.region(&payer.region);
        let party = policy_words::party(payer.party, self.page.language);
        let (gross, cap) = (yuan(payer.gross), payer.cap.map(yuan).unwrap_or_default());
        let values = [("party", party), ("region", &region), ("gross", &gross), ("cap", &cap)];
        let is_capped = payer.total < payer.gross;
        let words = if is_capped { self.words.capped } else { self.words.subtotal };
        self.row("  ", &fill(words, &values), payer.total)
    }

    fn sums(&self, selection: &Selection) -> Vec<String> {
        let mut lines = vec![self.page.bold(&self.row("", self.words.total, selection.total))];
        if selection.total < selection.gross {
            lines.push(self.row("  ", self.words.gross, selection.gross));
        }
        if selection.yearly.iter().filter(|paid| Fen::ZERO < **paid).count() > 1 {
            lines.push(self.line(&self.by_year(&selection.yearly)));
        }
        match (selection.present_value, self.discount_rate) {
            (Some(value), Some(rate)) => {
                let rate = format!("{:.2}", rate * 100.0);
                let label = fill(self.words.present_value, &[("rate", &rate)]);
                lines.push(self.row("  ", &label, value));
            }
            _ => lines.push(self.page.dim(&self.line(self.words.no_discount_rate))),
        }
        if let Some(expected) = selection.expected {
            lines.push(self.row("  ", self.words.expected, expected));
        }
        if let Some(share) = selection.claw_back_share.filter(|share| *share > 0.0) {
            lines.push(self.line(&format!("{}: {}", self.words.returnable, percent(share))));
        }
        if !selection.is_proven {
            lines.push(self.page.warning(&self.line(self.words.not_proven)));
        }
        lines
    }

    /// What would count if it were confirmed.
    fn open(&self) -> Option<String> {
        let stack = self.stack;
        if stack.open.is_empty() {
            return None;
        }
        let mut lines = vec![self.page.bold(self.words.open)];
        lines.extend(stack.open.iter().flat_map(|open| self.open_grant(open)));
        lines.push(self.page.bold(&self.row("", self.words.possible_total, stack.total().high)));
        if stack.is_open_ended() {
            lines.push(self.page.dim(&self.line(self.words.open_ended)));
        }
        Some(lines.join("\n"))
    }

    fn open_grant(&self, open: &Open) -> Vec<String> {
        let language = self.page.language;
        let title = self.title(open.instrument, open.grant);
        let amount = fill(self.words.up_to, &[("amount", &yuan(open.amount_max))]);
        let mut lines = vec![self.spread("  ", &title, &amount)];
        lines.push(self.line(&self.terms(open.instrument, open.grant)));
        if !open.conditions.is_empty() {
            let conditions = self.listed(open.conditions.iter().map(|c| self.page.name(c, "?")));
            lines.push(self.line(&fill(self.words.confirm, &[("conditions", &conditions)])));
        }
        if !open.missing.is_empty() {
            let facts =
                self.listed(open.missing.iter().map(|fact| policy_words::fact(*fact, language)));
            lines.push(self.line(&fill(self.words.needs, &[("facts", &facts)])));
        }
        if !open.is_in_possible {
            lines.push(self.line(self.words.not_in_possible));
        }
        lines.extend(self.origin(open.instrument).into_iter().take(1));
        lines
    }

    /// What does not count, and why.
    fn refused(&self) -> Option<String> {
        let refused = &self.stack.refused;
        if refused.is_empty() {
            return None;
        }
        let lines = refused.iter().map(|one| self.refusal(one));
        let head = self.page.bold(self.words.refused);
        Some(std::iter::once(head).chain(lines).collect::<Vec<String>>().join("\n"))
    }

    fn refusal(&self, refused: &Refused) -> String {
        let name = |region: &RegionId| region.to_string();
        let title = |position: usize| self.instrument(position);
        let reason = policy_words::reason(&refused.reason, self.page.language, &name, &title);
        let line = format!("{}  {reason}", self.instrument(refused.instrument));
        wrap(&line, self.page.width, "  ", "    ")
    }

    /// An instrument with the variant that counts.
    fn title(&self, position: usize, grant: usize) -> String {
        let instrument = &self.listed[position].instrument;
        let grant = instrument.grants.get(grant).filter(|_| instrument.grants.len() > 1);
        let label = grant.map_or("", |grant| self.page.name(&grant.label, ""));
        match (label.is_empty(), self.page.language) {
            (true, _) => self.instrument(position),
            (false, Language::Zh) => format!("{}，{label}", self.instrument(position)),
            (false, Language::En) => format!("{}, {label}", self.instrument(position)),
        }
    }

    fn instrument(&self, position: usize) -> String {
        let instrument = &self.listed[position].instrument;
        let title = self.page.name(&instrument.title, &instrument.kind);
        match self.page.language {
            Language::Zh => format!("{title}（{}）", instrument.id),
            Language::En => format!("{title} ({})", instrument.id),
        }
    }

    fn terms(&self, position: usize, grant: usize) -> String {
        let grants = &self.listed[position].instrument.grants;
        let terms = grants.get(grant).map(|grant| policy_words::terms(grant, self.page.language));
        terms.unwrap_or_default()
    }

    fn by_year(&self, yearly: &[Fen]) -> String {
        let years = yearly.iter().zip(1..).filter(|(paid, _)| Fen::ZERO < **paid);
        let years = years.map(|(paid, year): (&Fen, u8)| {
            let values = [("year", year.to_string()), ("amount", yuan(*paid))];
            fill(self.words.year, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
        });
        let years: Vec<String> = years.collect();
        let years = self.listed(years.iter().map(String::as_str));
        fill(self.words.by_year, &[("years", &years)])
    }

    fn region(&self, id: &RegionId) -> String {
        let listed = self.listed.iter().find(|listed| listed.region == *id);
        let unnamed = Text::default();
        let name = listed.map_or(&unnamed, |listed| &listed.region_name);
        self.page.name(name, id.as_str()).to_owned()
    }

    fn between(&self) -> &'static str {
        match self.page.language {
            Language::Zh => "；",
            Language::En => "; ",
        }
    }

    fn listed<'b>(&self, items: impl Iterator<Item = &'b str>) -> String {
        items.collect::<Vec<&str>>().join(self.between())
    }

    fn line(&self, text: &str) -> String {
        wrap(text, self.page.width, "    ", "      ")
    }

    fn row(&self, indent: &str, text: &str, amount: Fen) -> String {
        self.spread(indent, text, &yuan(amount))
    }

    /// A text at the left and one at the right; below each other if they do not fit.
    fn spread(&self, indent: &str, left: &str, right: &str) -> String {
        let used = indent.width() + left.width() + right.width();
        if let Some(gap) = self.page.width.checked_sub(used).filter(|gap| *gap > 1) {
            return format!("{indent}{left}{}{right}", " ".repeat(gap));
        }
        let left = wrap(left, self.page.width, indent, "    ");
        let pad = self.page.width.saturating_sub(right.width());
        format!("{left}\n{}{right}", " ".repeat(pad))
    }
}

/// An amount in CNY with thousands apart, as `1,900,000.00 CNY`.
fn yuan(amount: Fen) -> String {
    let text = format!("{:.2}", amount.yuan());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let digits = whole.trim_start_matches('-');
    let mut apart = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    format!("{sign}{apart}.{cents} CNY")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_in_thousands() {
        let cases =
            [(190_000_000, "1,900,000.00 CNY"), (5, "0.05 CNY"), (-123_456, "-1,234.56 CNY")];
        for (fen, text) in cases {
            assert_eq!(yuan(Fen::new(fen)), text);
        }
    }
}
