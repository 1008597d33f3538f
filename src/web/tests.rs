use std::{fs, path::Path};

use super::*;

/// Bytes that a first visit may load, packed, outlines included.
const WEIGHT_MAX: usize = 150_000;
/// Longest module.
const LINES_MAX: usize = 400;

#[test]
fn the_page_is_light() {
    let packed: usize = ASSETS.values().map(|asset| asset.packed.len()).sum();
    let weight = packed + pack(FRAME.as_bytes()).unwrap().len();
    assert!(weight <= WEIGHT_MAX, "{weight} bytes");
}

#[test]
fn every_file_of_the_folder_is_compiled_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    for part in ["script", "script/view", "style"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{part}/{}", entry.file_name().to_str().unwrap());
            let is_sheet = SHEETS.iter().any(|(sheet, _)| *sheet == path);
            let is_sent = ASSETS.contains_key(path.as_str()) || is_sheet;
            assert!(entry.path().is_dir() || is_sent, "{path}");
        }
    }
}

#[test]
fn no_module_is_too_long_and_none_names_another_host() {
    for (path, bytes) in FILES.iter().chain(SHEETS) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.lines().count() <= LINES_MAX, "{path} has {} lines", text.lines().count());
        // The name of a vocabulary is no address that is asked.
        let text = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!text.contains("http:") && !text.contains("https:"), "{path}");
    }
}

#[test]
fn the_frame_has_nothing_in_line_and_loads_only_what_is_there() {
    assert!(!FRAME.contains("<style") && !FRAME.contains(" style=") && !FRAME.contains(" onclick"));
    for part in FRAME.split("\"/page/").skip(1) {
        let path = part.split('"').next().unwrap();
        assert!(asset(path).is_some(), "{path}");
    }
}

/// Modules are found one behind the other unless the frame names them all at once.
#[test]
fn the_frame_names_every_module() {
    let modules = FILES.iter().filter(|(path, _)| path.starts_with("script/"));
    for (path, _) in modules {
        assert!(FRAME.contains(&format!("\"/page/{path}\"")), "{path}");
    }
}

#[test]
fn a_file_is_sent_with_its_type_and_a_tag_of_its_content() {
    let main = asset("script/main.js").unwrap();
    assert_eq!(main.media_type, "text/javascript; charset=utf-8");
    assert_eq!(main.etag.len(), 18);
    assert!(asset("script/../mod.rs").is_none() && asset("").is_none());
}
