//! The page: hand-written modules, style and outlines, compiled in. It is a client of the public
//! API like any other and knows no other room; `http` serves what stands here.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, Write},
    sync::LazyLock,
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// The frame of the page, with places for what the server writes into it: `{language}`, `{title}`,
/// `{visitor}` (who looks at it), `{leave}` (the way out), `{question}` and `{answer}`.
pub const FRAME: &str = include_str!("page.html");
/// The style of a printed memo, which a memo in a file carries in itself.
pub const MEMO_STYLE: &str = include_str!("style/memo.css");

/// Declares the files of the page by their path in this folder, as they are asked for.
macro_rules! files {
    ($($path:literal,)*) => { &[$(($path, include_bytes!($path)),)*] };
}

/// The files of the page by path.
const FILES: &[(&str, &[u8])] = files![
    "icon.svg",
    "style/memo.css",
    "script/main.js",
    "script/api.js",
    "script/state.js",
    "script/rank.js",
    "script/words.js",
    "script/terms.js",
    "script/format.js",
    "script/element.js",
    "script/projection.js",
    "script/view/ask.js",
    "script/view/asked.js",
    "script/view/door.js",
    "script/view/understood.js",
    "script/view/list.js",
    "script/view/map.js",
    "script/view/fill.js",
    "script/view/filter.js",
    "script/view/weights.js",
    "script/view/figures.js",
    "script/view/why.js",
    "script/view/cost.js",
    "script/view/support.js",
    "script/view/modes.js",
    "script/view/firmness.js",
    "script/view/compare.js",
    "script/view/reverse.js",
    "script/view/allocate.js",
    "script/view/jobs.js",
    "script/view/results.js",
    "script/view/difference.js",
    "script/view/assume.js",
];
/// The sheets of the page in their order. A browser draws nothing before it has them all and asks for
/// few files at a time, so that they are sent as one, `style.css`.
const SHEETS: &[(&str, &[u8])] = files![
    "style/base.css",
    "style/ask.css",
    "style/answer.css",
    "style/why.css",
    "style/map.css",
    "style/table.css",
    "style/jobs.css",
];
/// The path of all sheets in one.
const STYLE: &str = "style.css";
/// The outlines of provinces and prefectures: `fixtures/README.md` says where they come from.
const OUTLINES: &[u8] = include_bytes!("../../fixtures/outlines/china.json");

/// A file of the page, ready to be sent.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its media type.
    pub media_type: &'static str,
    /// The strong entity tag of its plain form, quoted. The packed form adds a letter.
    pub etag: String,
    /// The file.
    pub plain: Cow<'static, [u8]>,
    /// The file packed by gzip.
    pub packed: Vec<u8>,
}

/// All files, packed once.
static ASSETS: LazyLock<BTreeMap<&'static str, Asset>> = LazyLock::new(|| {
    let files = FILES.iter().copied().chain([("outlines.json", OUTLINES)]);
    let files = files.map(|(path, bytes)| (path, Cow::Borrowed(bytes)));
    let style: Vec<u8> = SHEETS.iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect();
    let files = files.chain([(STYLE, Cow::Owned(style))]);
    files.map(|(path, bytes)| (path, asset_of(path, bytes))).collect()
});

/// The file at a path such as `script/main.js`; `None` if there is none. A debug build reads it
/// anew from the source tree where that is there, so that a change shows without a build.
pub fn asset(path: &str) -> Option<Cow<'static, Asset>> {
    let (&path, compiled) = ASSETS.get_key_value(path)?;
    if cfg!(debug_assertions)
        && let Some(bytes) = read_anew(path)
    {
        return Some(Cow::Owned(asset_of(path, Cow::Owned(bytes))));
    }
    Some(Cow::Borrowed(compiled))
}

/// The paths of all files.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ASSETS.keys().copied()
}

fn read_anew(path: &str) -> Option<Vec<u8>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/");
    let read = |path: &str| std::fs::read(format!("{root}{path}")).ok();
    if path != STYLE {
        return read(path);
    }
    let sheets: Option<Vec<Vec<u8>>> = SHEETS.iter().map(|(path, _)| read(path)).collect();
    sheets.map(|sheets| sheets.concat())
}

fn asset_of(path: &'static str, plain: Cow<'static, [u8]>) -> Asset {
    let digest: [u8; 32] = Sha256::digest(&plain).into();
    let head = digest.iter().take(8).fold(0_u64, |head, byte| head << 8 | u64::from(*byte));
    let packed = pack(&plain).expect("a vector takes every byte");
    Asset { media_type: media_type(path), etag: format!("\"{head:016x}\""), plain, packed }
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
