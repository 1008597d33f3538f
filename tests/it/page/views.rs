use std::{env, fs, path::PathBuf};

use serde_json::Value;
use tempfile::tempdir;

use super::browser::Browser;
use crate::{process::ServerProcess, support::encode};

/// A folder for pictures of every view; none are taken without it.
const PICTURES: &str = "HINTERLAND_TEST_PICTURES";
/// The file `axe.min.js` of the package axe-core; without it nothing is judged by it.
const AXE: &str = "HINTERLAND_TEST_AXE";
/// A narrow telephone and a wide desk.
const WIDTHS: [u32; 2] = [360, 1440];
/// Nothing is on its way any more.
const QUIET: &str = "document.readyState === 'complete' && document.fonts.status === 'loaded' && \
                     !document.querySelector('[aria-busy], .ghost')";

/// The views: a name, an address without `lang`, what shows that it is there.
fn views() -> Vec<(&'static str, String, &'static str)> {
    let antibodies = encode("抗体药物,在上海张江孵化,需要GMP生产基地40亩");
    let tea = "project=wanglaoji-extract-2020&within=CN-441400";
    let cells = "project=pangu-sodium-2023&level=prefecture";
    let filters = "within=CN-330000&have=national_level&only=recent&land=200%20mu";
    let assume = "open=CN-S327051&assume=CN-S327051:labour_cost:52000,CN-S327051:access:30";
    let marked = "marked=CN-441300,CN-441900,CN-441500";
    vec![
        ("welcome", "/?".to_owned(), ".examples"),
        ("answer", format!("/?q={antibodies}"), ".row"),
        ("why", format!("/?q={antibodies}&open=CN-S327051"), ".why .modes"),
        ("cost", format!("/?{tea}&open=CN-S447031"), ".why .modes"),
        ("assume", format!("/?q={antibodies}&{assume}"), ".assume .slider.changed"),
        ("weights", format!("/?{cells}&weight=access:2,land_cost:20"), ".slider.changed"),
        ("filters", format!("/?q={antibodies}&{filters}"), ".filters .active"),
        ("compare", format!("/?{cells}&view=compare&{marked}"), ".compare"),
        ("reverse", "/?view=reverse&region=CN-330800&host=CN-330100".to_owned(), ".project"),
        ("allocate", "/?view=allocate&level=prefecture&capacity=2".to_owned(), ".group"),
        ("nobody", format!("/?q={antibodies}&not=CN"), ".empty:not([hidden])"),
        ("refused", format!("/?q={antibodies}&level=park&host=CN-999999"), ".failure"),
        ("memo", format!("/memo?q={antibodies}"), ".sources"),
    ]
}

#[test]
fn every_view_fits_and_can_be_used_by_all() {
    let Some(mut browser) = Browser::start() else { return };
    let data_dir = tempdir().unwrap();
    let server = ServerProcess::with_world(data_dir.path());
    let judge = Judge::new();
    let mut faults = Vec::new();
    for (name, path, there) in views() {
        for (width, language, scheme) in looks() {
            browser.window(width, height(width), scheme);
            browser.go(&format!("{}{path}&lang={language}", server.origin()));
            browser.until(&format!("document.querySelector('{there}') && {QUIET}"));
            let view = format!("{name}-{width}-{language}-{scheme}");
            faults.extend(judge.faults(&mut browser, &view));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Of a window with all that is seen first.
fn height(width: u32) -> u32 {
    if width < 600 { 2_400 } else { 1_400 }
}

/// What is wrong with a view, and its picture where pictures are taken.
pub(super) struct Judge {
    axe: Option<String>,
    pictures: Option<PathBuf>,
}

impl Judge {
    pub(super) fn new() -> Judge {
        let pictures = env::var(PICTURES).ok().map(PathBuf::from);
        if let Some(folder) = &pictures {
            fs::create_dir_all(folder).unwrap();
        }
        let axe = env::var(AXE).ok().map(|file| fs::read_to_string(file).unwrap());
        Judge { axe, pictures }
    }

    /// What does not fit into the window, and what axe calls serious or critical.
    pub(super) fn faults(&self, browser: &mut Browser, view: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let beyond = browser.value("document.documentElement.scrollWidth - innerWidth");
        if beyond.as_i64().unwrap() != 0 {
            faults.push(format!("{view}: {beyond} pixels beyond the window"));
        }
        faults.extend(self.axe.iter().flat_map(|axe| violations(browser, axe, view)));
        if let Some(folder) = &self.pictures {
            browser.picture(&folder.join(format!("{view}.png")));
        }
        faults
    }

    /// The same of a page that is there, at both widths, in light and dark.
    pub(super) fn faults_at_both_widths(&self, browser: &mut Browser, name: &str) -> Vec<String> {
        let looks = WIDTHS.into_iter().zip(["light", "dark"]);
        let faults = looks.flat_map(|(width, scheme)| {
            browser.window(width, height(width), scheme);
            self.faults(browser, &format!("{name}-{width}-{scheme}"))
        });
        faults.collect()
    }

    /// The same of a page that is there, at both widths, each in light and dark.
    pub(super) fn faults_in_all_looks(&self, browser: &mut Browser, name: &str) -> Vec<String> {
        let looks = WIDTHS.into_iter().flat_map(|width| [(width, "light"), (width, "dark")]);
        let faults = looks.flat_map(|(width, scheme)| {
            browser.window(width, height(width), scheme);
            self.faults(browser, &format!("{name}-{width}-{scheme}"))
        });
        faults.collect()
    }
}

/// Both widths, each in both languages: light in Chinese, dark in English.
fn looks() -> impl Iterator<Item = (u32, &'static str, &'static str)> {
    WIDTHS.into_iter().flat_map(|width| [(width, "zh", "light"), (width, "en", "dark")])
}

/// What axe calls serious or critical.
fn violations(browser: &mut Browser, axe: &str, view: &str) -> Vec<String> {
    browser.value(&format!("{axe}; 0"));
    let found = browser.value(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.filter(\
         ({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => \
         `${id}: ${nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(' ')}`))",
    );
    let found = found.as_array().into_iter().flatten().filter_map(Value::as_str);
    found.map(|violation| format!("{view}: {violation}")).collect()
}
