use jiff::Timestamp;

use super::{
    alert_words::AlertWords,
    output::{Page, complain, print, print_json},
    table,
    words::fill,
    wrap::wrap,
};
use crate::{
    domain::{id::SavedSearchId, invalid::shorten},
    http::saved_searches::{AlertEntryBody, SavedSearchBody},
    service::alerts::CheckReport,
};

/// How saved searches and alerts are printed.
pub(super) struct Sheet {
    pub(super) page: Page,
    pub(super) json: bool,
}

impl Sheet {
    /// That a saved search is gone.
    pub(super) fn print_removed(&self, id: &SavedSearchId) -> anyhow::Result<()> {
        let words = AlertWords::of(self.page.language);
        print(&(fill(words.removed, &[("id", id.as_str())]) + "\n"))?;
        Ok(())
    }

    /// A secret alone stands on standard output, so that it can be put into a file.
    pub(super) fn print_saved(&self, saved: &SavedSearchBody) -> anyhow::Result<()> {
        if self.json {
            return print_json(saved);
        }
        let words = AlertWords::of(self.page.language);
        let top = saved.top.to_string();
        let line = fill(words.saved, &[("id", saved.id.as_str()), ("top", &top)]);
        match &saved.webhook_secret {
            None => print(&(line + "\n"))?,
            Some(secret) => {
                complain(&line);
                complain(words.shown_once);
                print(&format!("{secret}\n"))?;
            }
        }
        Ok(())
    }

    /// The saved searches, as a table.
    pub(super) fn print_searches(&self, searches: &[SavedSearchBody]) -> anyhow::Result<()> {
        if self.json {
            return print_json(&searches);
        }
        let words = AlertWords::of(self.page.language);
        if searches.is_empty() {
            print(&(words.none.to_owned() + "\n"))?;
            return Ok(());
        }
        let mut sheet = table::with_head(&self.page, words.head);
        for search in searches {
            let project = search.project_id.as_ref().map(ToString::to_string);
            let text = || shorten(search.text.as_deref().unwrap_or_default());
            let told = search.tell.iter().map(|tell| words.tell(*tell));
            let receiver = match (&search.webhook, search.webhook_stopped_at) {
                (None, _) => words.no_receiver.to_owned(),
                (Some(_), Some(_)) => words.stopped.to_owned(),
                (Some(url), None) => shorten(url),
            };
            sheet.add_row([
                search.id.to_string(),
                project.unwrap_or_else(text),
                search.top.to_string(),
                told.collect::<Vec<_>>().join(words.between),
                receiver,
                search.checked_at.map_or_else(|| "–".to_owned(), moment),
                search.fault.clone().unwrap_or_default(),
            ]);
        }
        let lines: Vec<String> = table::lines(sheet, 2).collect();
        print(&(lines.join("\n") + "\n"))?;
        Ok(())
    }

    /// What was noticed about a saved search.
    pub(super) fn print_alerts(&self, entries: &[AlertEntryBody]) -> anyhow::Result<()> {
        if self.json {
            return print_json(&entries);
        }
        let words = AlertWords::of(self.page.language);
        if entries.is_empty() {
            print(&(words.nothing_noticed.to_owned() + "\n"))?;
            return Ok(());
        }
        for entry in entries {
            let alert = &entry.alert;
            let (before, after) = (alert.generation_before, alert.generation_after);
            let generations = [("before", before.to_string()), ("after", after.to_string())];
            let generations = generations.each_ref().map(|(name, value)| (*name, value.as_str()));
            let head = format!("{}  {}", moment(alert.noticed_at), alert.id);
            let head = format!("{head}  {}", fill(words.generations, &generations));
            print(&(self.page.bold(&head) + "\n"))?;
            let sentence = alert.summary.in_language(self.page.language).unwrap_or_default();
            print(&(wrap(sentence, self.page.width, "  ", "  ") + "\n"))?;
            let delivery = entry.delivery.as_ref().map(|delivery| words.delivery(delivery));
            for line in words.causes(alert).into_iter().chain(delivery) {
                print(&(wrap(&line, self.page.width, "  ", "    ") + "\n"))?;
            }
        }
        Ok(())
    }

    /// What came of looking at everything.
    pub(super) fn print_report(&self, report: CheckReport) -> anyhow::Result<()> {
        let CheckReport { looked_at, noticed, delivered, not_delivered } = report;
        if self.json {
            return print_json(&serde_json::json!({
                "looked_at": looked_at, "noticed": noticed,
                "delivered": delivered, "not_delivered": not_delivered,
            }));
        }
        let words = AlertWords::of(self.page.language);
        let numbers = [
            ("looked_at", looked_at.to_string()),
            ("noticed", noticed.to_string()),
            ("delivered", delivered.to_string()),
            ("not_delivered", not_delivered.to_string()),
        ];
        let numbers = numbers.each_ref().map(|(name, value)| (*name, value.as_str()));
        print(&(fill(words.checked, &numbers) + "\n"))?;
        Ok(())
    }
}

/// A moment to the second, in universal time.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
