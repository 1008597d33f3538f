use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    cli::{
        output::complain,
        words::{Words, fill},
    },
    client::Refusal,
    domain::{invalid::Invalid, text::Language},
    service::{
        Error,
        rerank::{Progress, Report, Watch},
    },
};

/// How often the bar changes, at most: the eye follows no more.
const INTERVAL: Duration = Duration::from_millis(200);

/// Tells on standard error how far a run has come, if that is a terminal, and what was refused.
pub(super) struct Watcher {
    words: &'static Words,
    bar: Option<ProgressBar>,
    /// When the first answer came, and how many were done with it.
    began: Option<(Instant, u64)>,
    shown: Instant,
}

impl Watcher {
    /// A watcher who speaks a language.
    pub(super) fn new(language: Language) -> Watcher {
        let words = Words::of(language);
        Watcher { words, bar: None, began: None, shown: Instant::now() }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Tells that a server refuses the project at `place`, in the words of a run of this machine.
    pub(super) fn refused_by_server(&self, place: usize, refusal: &Refusal) {
        if refusal.faults.is_empty() {
            self.tell(&format!("line {place}: {refusal}"));
        }
        for fault in &refusal.faults {
            self.tell(&format!("line {place}: {}", Invalid::from(fault)));
        }
    }

    /// Writes a line above the bar.
    fn tell(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| complain(line)),
            None => complain(line),
        }
    }
}

impl Watch for Watcher {
    fn moved(&mut self, progress: Progress, report: &Report) {
        let done = report.answered + report.refused;
        let (began, before) = *self.began.get_or_insert_with(|| (Instant::now(), done));
        let bar = self.bar.get_or_insert_with(|| bar(progress));
        if self.shown.elapsed() < INTERVAL {
            return;
        }
        self.shown = Instant::now();
        #[expect(clippy::cast_precision_loss, reason = "a rate of three digits")]
        let rate = (done - before) as f64 / began.elapsed().as_secs_f64().max(1e-3);
        bar.set_position(progress.done);
        let (done, rate) = (done.to_string(), format!("{rate:.1}"));
        bar.set_message(fill(self.words.reranked, &[("projects", &done), ("rate", &rate)]));
    }

    fn refused(&mut self, place: usize, error: &Error) {
        if error.faults().is_empty() {
            self.tell(&format!("line {place}: {error}"));
        }
        for fault in error.faults() {
            self.tell(&format!("line {place}: {fault}"));
        }
    }

    fn note(&mut self, text: &str) {
        self.tell(&format!("note: {text}"));
    }
}

/// A bar on standard error, if that is a terminal, with rate and time left; without the latter where
/// nobody knows how much there is.
fn bar(progress: Progress) -> ProgressBar {
    let (bar, template) = match progress.total {
        Some(total) => (ProgressBar::new(total), "{bar:40} {percent:>3}% {msg} {eta}"),
        None => (ProgressBar::no_length(), "{spinner} {msg} ?"),
    };
    let bar = bar.with_position(progress.done);
    bar.reset_eta();
    let style = ProgressStyle::with_template(template);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
