use super::reader::{ANSWERED, ORDER, Reader};

/// The score in the head of the open candidate.
const SCORE: &str = "document.querySelector('.why .score b').textContent";

#[expect(clippy::print_stdout, reason = "the figure is for whoever asks how fast it is")]
#[test]
fn a_figure_of_a_candidate_moves_ranks_anew_and_is_taken_back() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh&level=prefecture&land=40%20mu");
    let browser = &mut reader.browser;
    let before = browser.value(ORDER);
    let third = before[2].as_str().unwrap().to_owned();
    browser.click(&format!(".row[data-region=\"{third}\"] .name"));
    browser.until("document.querySelector('.why .modes')");
    browser.until("document.querySelectorAll('.assume .slider').length === 9");
    let score = browser.value(SCORE);
    // Step by step to the better end; the server ranks at every one that it is free for.
    let median = browser.value(
        "(async () => { const slider = document.querySelector('#assume-labour_cost'); slider.focus(); \
         while (slider.value !== slider.min) { slider.value = Number(slider.value) - 1; \
         slider.dispatchEvent(new Event('input', { bubbles: true })); \
         await new Promise((next) => requestAnimationFrame(next)); } \
         await new Promise((next) => setTimeout(next, 300)); \
         const times = performance.getEntriesByName('rerank-figures').map((entry) => entry.duration); \
         return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? null; })()",
    );
    println!("a move of a candidate's figure takes {median} ms in the median");
    browser.until(&format!("{SCORE} !== {score}"));
    browser.value(
        "document.querySelector('#assume-labour_cost')\
         .dispatchEvent(new Event('change', { bubbles: true }))",
    );
    browser.until("decodeURIComponent(location.search).includes(':labour_cost:')");
    browser.until(ANSWERED);
    browser.until("document.querySelector('.why .modes')");
    browser.until("document.querySelector('.assume .slider.changed .was')");
    assert_eq!(browser.value("document.activeElement.id"), "assume-labour_cost");
    assert_eq!(browser.value("document.querySelectorAll('.row .badge.assumed').length"), 1);
    assert!(
        browser.value("document.querySelector('.foot-notes').textContent.includes('假定')") == true
    );

    // A link reproduces it, and it is taken back.
    let link = browser.value("location.search").as_str().unwrap().to_owned();
    reader.go(&format!("/{link}"));
    let browser = &mut reader.browser;
    browser.until("document.querySelector('.assume .slider.changed')");
    browser.until(ANSWERED);
    browser.click("#reset-assumed");
    browser.until("!location.search.includes('assume')");
    browser.until(ANSWERED);
    browser.until(&format!("{SCORE} === {score}"));
    assert_eq!(browser.value(ORDER), before);
    reader.finish();
}
