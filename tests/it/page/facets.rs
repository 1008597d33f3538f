use super::reader::{ANSWERED, ORDER, Reader};

/// Points by region, as they are shown.
const TOTALS: &str = "JSON.stringify([...document.querySelectorAll('.row')].map((row) => \
                      [row.dataset.region, row.querySelector('.score').textContent]).sort())";

/// How many are ranked, as the head of the list says.
const RANKED: &str = "parseInt(document.querySelector('.list-head .dim').textContent)";

#[test]
fn filters_stand_in_the_address_and_are_taken_off_again() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    let browser = &mut reader.browser;
    browser.until("document.querySelectorAll('.point').length > 50");
    let before = browser.value(ORDER);
    // The server confines the search; the sheet stays open for another province.
    browser.click("#facet-province");
    browser.until("document.querySelector('#province-CN-330000')");
    browser.value("document.querySelector('#province-CN-330000').focus()");
    browser.press(" ");
    browser.until("location.search.includes('within=CN-330000')");
    browser.until(ANSWERED);
    browser.until(
        "[...document.querySelectorAll('.row .place')].every((place) => \
         place.textContent.startsWith('浙江省'))",
    );
    assert_eq!(browser.value("document.activeElement.id"), "province-CN-330000");
    assert!(browser.value("document.querySelector('#province-CN-320000')").is_object());
    browser.press("Escape");
    browser.until("document.activeElement.id === 'facet-province'");

    // What the answers tell of themselves is filtered among those that are here.
    browser.click("#facet-only");
    browser.click("#only-recent");
    browser.until("decodeURIComponent(location.search).includes('only=recent')");
    let stale = "document.querySelectorAll('.row .badge.stale').length";
    browser.until(&format!("{stale} === 0"));
    assert!(
        browser.value("document.querySelector('.list-head').textContent.includes('符合筛选')")
            == true
    );
    let link = browser.value("location.search");
    reader.go(&format!("/{}", link.as_str().unwrap()));
    let browser = &mut reader.browser;
    browser.until("document.querySelector('.filters .active')");
    browser.until("!document.querySelector('[aria-busy], .ghost')");
    assert_eq!(browser.value("document.querySelectorAll('.filters .active').length"), 2);
    assert_eq!(browser.value(stale), 0);

    browser.click(".filters .clear");
    browser.until("!document.querySelector('.filters .active')");
    browser.until(ANSWERED);
    assert_eq!(browser.value(ORDER), before);
    reader.finish();
}

#[test]
fn what_a_place_must_have_closes_gates() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=en");
    let browser = &mut reader.browser;
    browser.click("#facet-must");
    browser.click("#must-national_level");
    browser.until("location.search.includes('have=national_level')");
    browser.until(ANSWERED);
    let gates = "document.querySelector('.foot-notes').textContent.includes('National level')";
    browser.until(gates);
    reader.finish();
}

#[test]
fn figures_that_move_are_ranked_by_the_server_and_can_be_taken_back() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    let browser = &mut reader.browser;
    let before = browser.value(TOTALS);
    let land = "document.querySelector('#figure-land')";
    browser.value(&format!("{land}.focus()"));
    // Step by step to the right end, where many zones are too small.
    browser.value(&format!(
        "(async () => {{ const slider = {land}; while (slider.value !== slider.max) {{ \
         slider.value = Number(slider.value) + 1; \
         slider.dispatchEvent(new Event('input', {{ bubbles: true }})); \
         await new Promise((next) => requestAnimationFrame(next)); }} }})()"
    ));
    browser.until("performance.getEntriesByName('rerank-figures').length > 0");
    // Fewer are ranked, and others are first.
    browser.until(&format!("{RANKED} < 2000"));
    browser.until(&format!("{TOTALS} !== {before}"));
    browser.value(&format!("{land}.dispatchEvent(new Event('change', {{ bubbles: true }}))"));
    browser.until("decodeURIComponent(location.search).includes('mu')");
    browser.until(ANSWERED);
    browser.until("document.querySelector('.figures-panel .slider.changed .was')");
    assert_eq!(browser.value("document.activeElement.id"), "figure-land", "the focus stays");
    let shown = browser.value("document.querySelector('.figures-panel output').textContent");
    assert!(shown.as_str().unwrap().contains('亩'), "{shown}");
    browser.click("#reset-figures");
    browser.until("!decodeURIComponent(location.search).includes('mu')");
    browser.until(ANSWERED);
    browser.until(&format!("{TOTALS} === {before}"));
    reader.finish();
}

#[test]
fn the_map_fills_areas_by_their_best_and_says_the_scale() {
    let Some(mut reader) = Reader::start() else { return };
    reader.ask("lang=zh");
    let browser = &mut reader.browser;
    browser.until("document.querySelectorAll('.prefecture.filled').length > 5");
    // Each prefecture takes the shade of its best candidate.
    let first = "document.querySelector('.prefecture[data-region=\"CN-320600\"]').dataset.shade";
    assert_eq!(browser.value(first), "1.000", "Nantong has the first");
    assert!(
        browser.value("document.querySelector('.legend').textContent.includes('地级')") == true
    );
    let near = "document.querySelectorAll('.prefecture.filled').length";
    let prefectures = browser.value(near).as_u64().unwrap();
    browser.click(".map-controls button:last-child");
    browser.until("document.querySelector('.legend').textContent.includes('各省')");
    let provinces = browser.value(near).as_u64().unwrap();
    assert!(prefectures < provinces, "whole provinces are filled: {prefectures}, {provinces}");
    reader.finish();
}
