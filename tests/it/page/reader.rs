use tempfile::tempdir;

use super::browser::Browser;
use crate::{process::ServerProcess, support::encode};

pub(super) const ANTIBODIES: &str = "抗体药物,在上海张江孵化,需要GMP生产基地40亩";
/// Whether an answer stands there, with all that follows it.
pub(super) const ANSWERED: &str = "document.querySelector('.row') && \
                        !document.querySelector('[aria-busy], .ghost')";
/// The order of the list as it is shown, by id.
pub(super) const ORDER: &str = "[...document.querySelectorAll('.row')].sort((a, b) => \
                     a.style.getPropertyValue('--at') - b.style.getPropertyValue('--at'))\
                     .map((row) => row.dataset.region)";

/// A browser and a server on the built-in world, for one reader.
pub(super) struct Reader {
    pub(super) browser: Browser,
    pub(super) server: ServerProcess,
    _data_dir: tempfile::TempDir,
}

impl Reader {
    pub(super) fn start() -> Option<Reader> {
        let browser = Browser::start()?;
        let data_dir = tempdir().unwrap();
        let server = ServerProcess::with_world(data_dir.path());
        Some(Reader { browser, server, _data_dir: data_dir })
    }

    pub(super) fn go(&mut self, path: &str) {
        self.browser.go(&format!("{}{path}", self.server.origin()));
    }

    pub(super) fn ask(&mut self, query: &str) {
        self.go(&format!("/?q={}&{query}", encode(ANTIBODIES)));
        self.browser.until(ANSWERED);
    }

    /// No error in the console, no request to another host.
    pub(super) fn finish(mut self) {
        let (complaints, requests) = self.browser.complaints_and_requests();
        assert!(complaints.is_empty(), "{complaints:#?}");
        assert!(!requests.is_empty());
        let own = self.server.origin();
        let foreign: Vec<_> =
            requests.iter().filter(|address| !address.starts_with(&own)).collect();
        assert!(foreign.is_empty(), "{foreign:#?}");
    }
}

#[test]
fn a_reader_asks_corrects_and_opens_a_candidate() {
    let Some(mut reader) = Reader::start() else { return };
    reader.go("/?lang=zh");
    let browser = &mut reader.browser;
    browser.until("document.querySelector('.examples')");
    browser.value("document.querySelector('#question').focus()");
    browser.write(ANTIBODIES);
    browser.press("Enter");
    browser.until(ANSWERED);
    assert_eq!(browser.value("document.querySelectorAll('.row').length"), 10);
    assert_eq!(browser.value("document.querySelector('.chip code').textContent"), "2761");

    // The code is corrected to the next likely one, and the address says so.
    browser.click(".chip > summary");
    browser.until("document.querySelector('.chip[open] .choices button code')");
    let code = browser.value("document.querySelector('.chip[open] .choices code').textContent");
    browser.click(".chip[open] .choices button");
    browser.until(&format!("document.querySelector('.chip code').textContent === {code}"));
    browser.until(ANSWERED);
    let code = code.as_str().unwrap().to_owned();
    let address = browser.value("decodeURIComponent(location.search)");
    assert!(address.as_str().unwrap().contains(&format!("industry=gbt4754:{code}")), "{address}");

    // What is said of a candidate adds up to its total.
    browser.click(".row .name");
    browser.until("document.querySelectorAll('.why .figures tbody tr').length === 9");
    browser.until("document.querySelector('.why .modes')");
    let parts = "[...document.querySelectorAll('.why .figures tbody .number b')]\
                 .reduce((sum, part) => sum + Math.round(part.textContent * 10), 0)";
    let total = "Math.round(document.querySelector('.why .score b').textContent * 10)";
    assert_eq!(browser.value(parts), browser.value(total));
    browser.press("Escape");
    browser.until("document.querySelector('.why').hidden");
    reader.finish();
}

#[test]
fn weights_that_move_rank_anew_as_the_server_would() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=en");
    let browser = &mut reader.browser;
    // Not every place is located.
    browser.until("document.querySelectorAll('.point').length > 50");
    browser.until(ANSWERED);
    let before = browser.value(ORDER);
    browser.value(
        "window.shifts = 0; new PerformanceObserver((list) => list.getEntries()\
         .forEach((entry) => { window.shifts += entry.value; }))\
         .observe({ type: 'layout-shift', buffered: false })",
    );
    // A slider is dragged down, a step for each frame; the page measures how long each takes.
    let typical = browser.value(
        "(async () => { const slider = document.querySelector('#weight-access'); \
         for (let weight = 30; weight >= 2; weight -= 1) { slider.value = weight; \
         slider.dispatchEvent(new Event('input', { bubbles: true })); \
         await new Promise((next) => requestAnimationFrame(next)); } \
         await new Promise((next) => setTimeout(next, 50)); \
         const times = performance.getEntriesByName('rerank').map((entry) => entry.duration); \
         return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]; })()",
    );
    // Others may hold the machine for a while; half of the steps must be quick even so.
    assert!(typical.as_f64().unwrap() < 50.0, "{typical} ms");
    let moved = browser.value(ORDER);
    assert_ne!(before, moved, "the order follows the slider");
    let totals = "Object.fromEntries([...document.querySelectorAll('.row')].map((row) => \
                  [row.dataset.region, row.querySelector('.score').textContent]))";
    let in_browser = browser.value(totals);
    browser.value("new Promise((tell) => requestAnimationFrame(() => setTimeout(tell, 0)))");
    assert_eq!(browser.value("window.shifts"), 0);

    // When it rests the address says it, and the server ranks to the same points.
    browser.value(
        "document.querySelector('#weight-access')\
         .dispatchEvent(new Event('change', { bubbles: true }))",
    );
    browser.until("location.search.includes('weight=access')");
    browser.until("document.querySelector('.slider.changed')");
    browser.until(ANSWERED);
    let by_server = browser.value(totals);
    let common =
        in_browser.as_object().unwrap().iter().filter(|(id, _)| by_server[*id].is_string());
    let mut compared = 0;
    for (id, total) in common {
        assert_eq!(*total, by_server[id], "{id}");
        compared += 1;
    }
    assert!(5 <= compared, "the pool knows the first: {compared}");
    browser.click(".reset");
    browser.until("!location.search.includes('weight')");
    browser.until(ANSWERED);
    assert_eq!(browser.value(ORDER), before);
    reader.finish();
}

#[test]
fn points_in_the_browser_are_those_of_the_server() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    // Half to even, largest remainder, and a hundred candidates under weights of their own.
    let browser = &mut reader.browser;
    let differing = browser.value(
        "(async () => { const { rerank, earned, normalise } = await import('/page/script/rank.js'); \
         const faults = []; \
         const check = (name, found, wanted) => { if (String(found) !== String(wanted)) \
         faults.push([name, found, wanted]); }; \
         check('half', earned(1, 0.5), 0); check('half above', earned(3, 0.5), 2); \
         const three = normalise({ access: 1, land_cost: 1, relatedness: 1 }); \
         check('first', three.relatedness, 333334); check('sum', Object.values(three)\
         .reduce((sum, part) => sum + part, 0), 1000000); \
         const ask = async (weights) => (await fetch('/v1/matches', { method: 'POST', \
         headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: \
         document.querySelector('#question').value, limit: 100, wishes: { weights } }) })).json(); \
         const plain = await ask({}); \
         const weights = { specialisation: 17, relatedness: 3, supply_chain: 29, declared_will: 1, \
         land_availability: 2.5, land_cost: 11, labour_cost: 13, access: 7, institutional_link: 5 }; \
         const weighed = new Map((await ask(weights)).candidates.map((one) => [one.region.id, one])); \
         let compared = 0; \
         for (const one of rerank(plain.candidates, weights)) { const wanted = \
         weighed.get(one.region.id); if (!wanted) continue; compared += 1; \
         check(one.region.id, one.total, wanted.total); \
         check('low', one.bounds.low, wanted.bounds.low); \
         check('high', one.bounds.high, wanted.bounds.high); } \
         if (compared < 10) faults.push(['compared', compared]); return JSON.stringify(faults); })()",
    );
    assert_eq!(differing, "[]");
    reader.finish();
}

#[test]
fn a_reader_compares_prints_and_changes_the_language() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    let browser = &mut reader.browser;
    browser.click(".row:nth-child(1) .marker");
    browser.click(".row:nth-child(2) .marker");
    browser.until("document.querySelector('.tray .primary:not(:disabled)')");
    browser.click(".tray .primary");
    browser.until("document.querySelectorAll('.compare thead th').length === 2");
    assert!(browser.value("document.querySelector('.sentences').textContent.length") != 0);
    browser.click(".language");
    browser.until("document.documentElement.lang === 'en' && document.title.includes('lands')");
    browser.until("document.querySelector('.compare tbody th').textContent.includes('Special')");
    browser.click(".view-head .quiet");
    browser.until(ANSWERED);
    let memo = browser.value("document.querySelector('.list-head a').getAttribute('href')");
    reader.go(memo.as_str().unwrap());
    let browser = &mut reader.browser;
    browser.until("document.querySelector('.memo .sources li')");
    let printed =
        browser.send("Page.printToPDF", &serde_json::json!({ "preferCSSPageSize": true }));
    assert!(printed["data"].as_str().unwrap().starts_with("JVBERi"), "a PDF");
    reader.finish();
}

#[test]
fn the_keyboard_is_enough() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    let browser = &mut reader.browser;
    // The first stop leads past the head.
    browser.value("document.body.focus()");
    browser.press("Tab");
    assert_eq!(browser.value("document.activeElement.className"), "skip");
    let focused = "document.activeElement.closest('.row')?.dataset.region ?? null";
    for _ in 0..40 {
        if !browser.value(focused).is_null() {
            break;
        }
        browser.press("Tab");
    }
    let first = browser.value(focused);
    assert!(!first.is_null(), "the list is reached");
    browser.press("ArrowDown");
    let second = browser.value(focused);
    assert_ne!(first, second);
    browser.press("Enter");
    browser.until("!document.querySelector('.why').hidden");
    browser.until("document.activeElement.id === 'why-title'");
    browser.press("Escape");
    browser.until("document.querySelector('.why').hidden");
    assert_eq!(browser.value(focused), second, "the focus returns to the row");
    // A slider moves by arrow keys.
    browser.value("document.querySelector('#weight-access').focus()");
    for _ in 0..3 {
        browser.press("ArrowLeft");
    }
    browser.until("location.search.includes('weight=access')");
    reader.finish();
}

#[test]
fn a_first_view_is_there_at_once_and_light() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    reader.go("/?lang=zh");
    let browser = &mut reader.browser;
    browser.until("document.querySelector('.examples')");
    let painted = browser.value(
        "new Promise((tell) => new PerformanceObserver((list) => \
         tell(list.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null))\
         .observe({ type: 'paint', buffered: true }))",
    );
    // The machine of a test may be busy with others; a quiet one needs less than 300 ms.
    assert!(painted.as_f64().unwrap() < 3_000.0, "{painted} ms");
    let weight = browser.value(
        "performance.getEntriesByType('resource').filter((entry) => \
         entry.name.includes('/page/')).reduce((sum, entry) => sum + entry.encodedBodySize, 0)",
    );
    assert!(weight.as_f64().unwrap() < 150_000.0, "{weight} bytes");
    reader.finish();
}

#[test]
fn without_a_server_the_page_says_so() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=en");
    reader.server.kill();
    let browser = &mut reader.browser;
    browser.click(".segment:nth-of-type(3) input");
    browser
        .until("document.querySelector('.failure h2')?.textContent.includes('cannot be reached')");
}
