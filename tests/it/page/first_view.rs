use super::reader::{ANTIBODIES, Reader};
use crate::support::encode;

/// How often each view is opened, after once to warm up.
const TIMES: usize = 5;
/// Notes when the first row, or else the first example, stands in the document.
const WATCH: &str = "new MutationObserver(() => { if (!window.there && \
                     document.querySelector('.row, .examples')) window.there = performance.now(); \
                     }).observe(document, { childList: true, subtree: true })";
const SEEN: &str = "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime, \
                    window.there]";

/// Prints milliseconds from the navigation, the median of a few, with everything loaded anew: until
/// something is painted, and until the page itself stands there. A busy machine takes its time, so
/// that nothing is judged by them here.
#[test]
fn a_first_view_is_measured() {
    let Some(mut reader) = Reader::start() else { return };
    let browser = &mut reader.browser;
    let watch = serde_json::json!({ "source": WATCH });
    browser.send("Page.addScriptToEvaluateOnNewDocument", &watch);
    browser.send("Network.setCacheDisabled", &serde_json::json!({ "cacheDisabled": true }));
    let question = format!("/?q={}&lang=zh", encode(ANTIBODIES));
    for (name, path) in [("welcome", "/?lang=zh"), ("answer", &question)] {
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..=TIMES {
            reader.go(path);
            let browser = &mut reader.browser;
            browser.until(&format!("{SEEN}.every((time) => time > 0)"));
            let seen = browser.value(SEEN);
            // What follows is waited for, so that the next round finds an idle server.
            browser.until("!document.querySelector('[aria-busy], .ghost')");
            for (list, time) in times.iter_mut().zip(seen.as_array().unwrap()) {
                if 0 < round {
                    list.push(time.as_f64().unwrap());
                }
            }
        }
        let [painted, there] = times.map(|mut list| {
            list.sort_by(f64::total_cmp);
            list[TIMES / 2]
        });
        println!("{name}: painted after {painted:.0} ms, the page is there after {there:.0} ms");
    }
    reader.finish();
}
