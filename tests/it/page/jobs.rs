use super::{
    keys::{ASKED, House, enter},
    reader::Reader,
    views::Judge,
};

/// All jobs have ended, and so many of them are finished.
fn finished(count: usize) -> String {
    format!(
        "document.querySelectorAll('.job.finished').length === {count} && \
         document.querySelectorAll('.job').length === {count}"
    )
}

/// Presses the tabulator until a selector holds the focus.
fn tab_to(reader: &mut Reader, selector: &str) {
    let is_there = format!("document.activeElement.matches('{selector}')");
    for _ in 0..60 {
        if reader.browser.value(&is_there) == true {
            return;
        }
        reader.browser.press("Tab");
    }
    panic!("the keyboard does not lead to {selector}");
}

/// What is wrong with a view in every look.
fn faults(reader: &mut Reader, judge: &Judge, name: &str) -> Vec<String> {
    judge.faults_in_all_looks(&mut reader.browser, name)
}

#[test]
fn jobs_are_started_watched_and_compared_by_the_keyboard() {
    let Some(mut reader) = Reader::start() else { return };
    let judge = Judge::new();
    reader.go("/?view=jobs&level=province&lang=zh");
    reader.browser.until("document.querySelector('.jobs .empty')");
    let mut found = faults(&mut reader, &judge, "jobs-none");
    tab_to(&mut reader, ".ask .primary");
    reader.browser.value(
        "window.progress = 0; new MutationObserver(() => { \
         if (document.querySelector('.job progress')) window.progress += 1; })\
         .observe(document.querySelector('.jobs'), { childList: true, subtree: true })",
    );
    reader.browser.press("Enter");
    reader.browser.until(&finished(1));
    assert!(2 <= reader.browser.value("window.progress").as_u64().unwrap(), "progress is shown");

    // Another, weighed as a sponsor would.
    reader
        .browser
        .value("document.querySelector('#job-preset').value = 'sponsor'; document.body.focus()");
    tab_to(&mut reader, ".ask .primary");
    reader.browser.press("Enter");
    reader.browser.until(&finished(2));
    let asked =
        "[...document.querySelectorAll('.job .asked')].map((one) => one.textContent).join()";
    assert_eq!(reader.browser.value(asked), "省级 · 项目方,省级");
    found.extend(faults(&mut reader, &judge, "jobs"));

    // What changed, and because of what.
    tab_to(&mut reader, ".job .to-changes");
    reader.browser.press("Enter");
    reader.browser.until("document.querySelector('.verdict')");
    reader.browser.until("document.activeElement.id === 'jobs-title'");
    let verdict = reader.browser.value("document.querySelector('.verdict').textContent");
    let verdict = verdict.as_str().unwrap();
    assert!(verdict.contains("权重") && verdict.ends_with('。'), "{verdict}");
    assert!(reader.browser.value("document.querySelectorAll('.change').length") != 0);
    tab_to(&mut reader, ".change summary");
    reader.browser.press("Enter");
    reader.browser.until("document.querySelector('details[open] .moves tbody tr')");
    // The parts of a change of points add up to it.
    let wrong = reader.browser.value(
        "[...document.querySelectorAll('.moves tr')].filter((row) => row.querySelector('.part b'))\
         .map((row) => { const number = (node) => Number(node.textContent.replace('−', '-')); \
         const parts = [...row.querySelectorAll('.part ~ td')].reduce((sum, cell) => sum + number(cell), 0); \
         return Math.abs(parts - number(row.querySelector('.part b'))); }).filter((gap) => gap > 0.25).length",
    );
    assert_eq!(wrong, 0);
    found.extend(faults(&mut reader, &judge, "difference"));
    reader.browser.click("#language");
    reader.browser.until("document.querySelector('.verdict')?.textContent.includes('because of')");
    found.extend(faults(&mut reader, &judge, "difference-en"));

    // The results lead to the whole answer of a project.
    reader.browser.click(".view-head .quiet");
    reader.browser.until(&finished(2));
    tab_to(&mut reader, ".job .to-results");
    reader.browser.press("Enter");
    reader.browser.until("document.querySelectorAll('.results .project').length > 50");
    found.extend(faults(&mut reader, &judge, "results"));
    tab_to(&mut reader, ".choices-of .name");
    reader.browser.press("Enter");
    reader.browser.until("document.querySelector('.why:not([hidden]) .figures')");
    assert!(found.is_empty(), "{}", found.join("\n"));
    reader.finish();
}

#[test]
fn a_job_is_cancelled_and_stays_so() {
    let Some(mut reader) = Reader::start() else { return };
    reader.go("/?view=jobs&lang=en");
    reader.browser.until("document.querySelector('.jobs .empty')");
    // All parks for all projects: long enough to change one's mind.
    reader.browser.click("#answer .primary");
    reader.browser.until("document.querySelector('.job .cancel')");
    reader.browser.click(".job .cancel");
    reader.browser.until("document.querySelector('.job.cancelled')");
    assert!(reader.browser.value("document.querySelector('.job .cancel, .job .button')").is_null());
    reader.finish();
}

#[test]
fn without_a_server_jobs_say_so_and_may_be_asked_for_again() {
    let Some(mut reader) = Reader::start() else { return };
    reader.go("/?view=jobs&lang=en");
    reader.browser.until("document.querySelector('.jobs .empty')");
    reader.server.kill();
    let failed = "document.querySelector('#answer .failure h2')?.textContent.includes('reached')";
    // What is ordered, and what is looked at.
    reader.browser.click("#answer .primary");
    reader.browser.until(failed);
    for view in ["job=job-000000000000", "before=job-000000000000&after=job-000000000001"] {
        let address = format!("'/?view=jobs&{view}&lang=en'");
        reader.browser.value(&format!(
            "history.pushState(null, '', {address}); dispatchEvent(new PopStateEvent('popstate')); 0"
        ));
        reader.browser.until("document.querySelector('#jobs-title')");
        reader.browser.until(failed);
        reader.browser.until("document.querySelector('.failure button')");
    }
}

#[test]
fn a_session_listens_to_its_jobs_and_a_role_that_may_not_is_told() {
    let Some(mut browser) = super::browser::Browser::start() else { return };
    let house = House::open();
    let address = house.address("/?view=jobs&level=province&lang=zh");
    browser.go(&address);
    browser.until(ASKED);
    enter(&mut browser, &house.key("batch"));
    browser.until("document.querySelector('.jobs .empty')");
    browser.click("#answer .primary");
    browser.until(&finished(1));
    browser.click("form.leave button");
    browser.until(ASKED);
    browser.go(&address);
    browser.until(ASKED);
    enter(&mut browser, &house.key("sponsor"));
    browser.until("document.querySelector('.jobs .failure')?.textContent.includes('项目方')");
}
