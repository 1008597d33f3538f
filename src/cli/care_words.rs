use serde_json::{Map, Value};

use super::words::fill;
use crate::{domain::text::Language, service::doctor::Finding};

/// What a reader sees of `doctor`, `backup` and `restore`. Words in braces are filled in.
pub(super) struct CareWords {
    pub(super) remedy: &'static str,
    pub(super) well: &'static str,
    pub(super) warned: &'static str,
    pub(super) broken: &'static str,
    pub(super) backed_up: &'static str,
    pub(super) restored: &'static str,
    pub(super) damaged: &'static str,
    pub(super) damaged_more: &'static str,
}

impl CareWords {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static CareWords {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: CareWords = CareWords {
    remedy: "  → ",
    well: "All is well.",
    warned: "It works; what is marked ! should be looked after.",
    broken: "It does not work as it should; see what is marked ✗.",
    backed_up: "{rows} rows of generation {generation} are in `{file}`, SHA-256 {sha256}",
    restored: "{rows} rows of generation {generation} from `{file}` are in {place}",
    damaged: "as it is in it: {fault}",
    damaged_more: "and {count} more; `hinterland doctor` names them",
};

static ZH: CareWords = CareWords {
    remedy: "  → ",
    well: "一切正常。",
    warned: "可以使用；标有 ! 的各项需要处理。",
    broken: "不能正常使用；见标有 ✗ 的各项。",
    backed_up: "第{generation}代的{rows}行已写入“{file}”，SHA-256 {sha256}",
    restored: "已将“{file}”中第{generation}代的{rows}行恢复到{place}",
    damaged: "按原样包含：{fault}",
    damaged_more: "另有 {count} 份；`hinterland doctor` 会列出",
};

/// What is said of a finding, and what to do about it: its name, the sentence in Chinese and in
/// English, the remedy in both, empty if nothing is to be done.
type FindingWords = (&'static str, &'static str, &'static str, &'static str, &'static str);

const OF_THE_MACHINE: &[FindingWords] = &[
    ("folder", "数据目录“{path}”可读写", "data directory `{path}` can be read and written", "", ""),
    (
        "folder_missing",
        "没有数据目录“{path}”",
        "there is no data directory `{path}`",
        "用 --data-dir 指定目录；`hinterland serve` 会新建，`hinterland restore` 可由备份恢复",
        "name it with `--data-dir`; `hinterland serve` makes a new one, `hinterland restore` fills \
         one from a backup",
    ),
    (
        "folder_unusable",
        "用户{user}不能以“{refused}”方式使用“{path}”，其所有者为{owner}",
        "user {user} may not {refused} `{path}`, which belongs to user {owner}",
        "以其所有者运行，或更改所有者与权限（chown、chmod）；检查文件系统是否以只读方式挂载",
        "run as its owner, or change owner and permissions (chown, chmod); see whether the file \
         system is mounted for reading only",
    ),
    (
        "folder_open",
        "数据目录“{path}”的权限为{mode}：他人可写",
        "data directory `{path}` has the permissions {mode}: others may write to it",
        "chmod 700 {path}",
        "chmod 700 {path}",
    ),
    (
        "space",
        "磁盘可用 {free_bytes}，共 {total_bytes}",
        "{free_bytes} of {total_bytes} are free on the disk",
        "",
        "",
    ),
    (
        "space_unknown",
        "磁盘可用空间未知：{cause}",
        "how much of the disk is free is unknown: {cause}",
        "用 df 查看",
        "see `df`",
    ),
    (
        "open_files",
        "打开文件数上限可提高到{limit}，所有连接需要{wanted}",
        "up to {limit} files may be open, and all connections may need {wanted}",
        "",
        "",
    ),
    ("unheld", "没有进程占用数据目录", "no process holds the data directory", "", ""),
    ("held", "进程{pid}占用数据目录", "process {pid} holds the data directory", "", ""),
    (
        "lock_unreadable",
        "无法得知数据目录是否被占用：{cause}",
        "whether the data directory is held cannot be told: {cause}",
        "检查其中 lock 文件的所有者与权限",
        "check owner and permissions of the file `lock` in it",
    ),
    ("definition", "本程序的定义为 {hash}", "the definition of this program is {hash}", "", ""),
];

const OF_THE_STORE: &[FindingWords] = &[
    (
        "database",
        "数据库完好，结构版本 {schema}",
        "the database is sound, of schema {schema}",
        "",
        "",
    ),
    (
        "database_missing",
        "没有数据库“{path}”",
        "there is no database `{path}`",
        "`hinterland serve` 会新建；若应有数据，请检查 --data-dir 或由备份恢复",
        "`hinterland serve` makes one; if there should be data, check `--data-dir` or restore a \
         backup",
    ),
    (
        "database_lost",
        "数据库“{path}”不存在或为空，而目录并非新建，其中还有：{beside}",
        "the database `{path}` is missing or empty, but the directory is not new, for it holds: {beside}",
        "保留该目录以备检查，用 `hinterland restore` 把最近的备份恢复到新目录；若要重新开始，删除其中的全部文件",
        "keep the directory for inspection, and restore the latest backup into a new one with \
         `hinterland restore`; or remove everything in it to begin anew",
    ),
    (
        "database_unreadable",
        "数据库无法打开：{cause}",
        "the database cannot be opened: {cause}",
        "检查所有者、权限与空间；PostgreSQL 则检查其是否运行、地址是否正确",
        "check owner, permissions and space; of a PostgreSQL, whether it runs and the address is \
         right",
    ),
    (
        "database_damaged",
        "数据库已损坏：{faults}",
        "the database is damaged: {faults}",
        "停止服务，保留该目录以备检查，用 `hinterland restore` 把最近的备份恢复到新目录，并检查磁盘",
        "stop the server, keep the directory for inspection, restore the latest backup into a new \
         one with `hinterland restore`, and check the disk",
    ),
    (
        "schema_newer",
        "数据库结构版本为 {found}，本程序只认识到 {known}",
        "the database has schema {found}, this program knows up to {known}",
        "使用更新的程序",
        "use a newer program",
    ),
    (
        "schema_older",
        "数据库结构版本为 {found}，本程序需要 {known}",
        "the database has schema {found}, this program needs {known}",
        "先备份（用写入它的程序），再用 `hinterland serve` 升级",
        "back it up with the program that wrote it, then start `hinterland serve`, which brings it \
         up to date",
    ),
    ("state", "第 {generation} 代，标记 {mark}", "generation {generation}, mark {mark}", "", ""),
    (
        "documents",
        "{table}：{documents} 份文档，均可读",
        "{table}: {documents} documents, all can be read",
        "",
        "",
    ),
    (
        "documents_damaged",
        "{table}：{documents} 份文档中有损坏：{faults}",
        "{table}: of {documents} documents some are damaged: {faults}",
        "其余照常使用。重新写入这些文档（`hinterland import`，或向服务 PUT）或删除它们；正确内容可由备份恢复到\
         新目录后用 `hinterland export` 取得，或用 `GET …?version=N` 查看历史。并请检查磁盘",
        "the rest is used without them. Write them anew (`hinterland import`, or `PUT` to the server), \
         or delete them; what is right stands in the last backup, restored into a new directory and \
         written out by `hinterland export`, or in their history. Check the disk",
    ),
    (
        "documents_unsealed",
        "{table}：有文档没有本版本的封印，无从得知是否为写入时的内容：{ids}",
        "{table}: nothing tells whether these are what was written, for they have no seal of their \
         version: {ids}",
        "与备份或来源比对后重新写入（`hinterland import`），即会加上封印",
        "compare them with a backup or their source, then write them anew (`hinterland import`), which \
         seals them",
    ),
    (
        "regions_missing",
        "有地区已不存在，而另有 {below} 个地区位于其中：{ids}",
        "regions are gone although {below} others lie in them: {ids}",
        "重新写入这些地区，或给位于其中的地区另指上级（`hinterland import`）",
        "write them anew, or give those that lie in them another parent (`hinterland import`)",
    ),
    (
        "connections",
        "PostgreSQL 最多提供 {limit} 个连接,一个服务(含任务队列)需要 {wanted}",
        "PostgreSQL gives out up to {limit} connections, and a server, its queue of jobs among it, \
         may take {wanted}",
        "",
        "",
    ),
    (
        "alerts",
        "提醒:{delivered} 条已送达,{waiting} 条等待送达",
        "alerts: {delivered} are delivered, {waiting} wait for it",
        "",
        "",
    ),
    (
        "alerts_undelivered",
        "提醒:{given_up} 条已放弃送达,{stopped} 个接收方不再接收",
        "alerts: {given_up} were given up, {stopped} receivers want no more",
        "用 `hinterland alerts list` 查看;改正地址后重新 PUT 该已存搜索,或去掉接收方",
        "see `hinterland alerts list`; put the saved search again once its receiver is there, or take \
         the receiver away",
    ),
    ("world", "内置世界为本程序所带", "the built-in world is this program's", "", ""),
    (
        "world_older",
        "内置世界来自另一版本的程序",
        "the built-in world is that of another program",
        "启动 `hinterland serve` 即会更新，用户改过的文档保持不变",
        "start `hinterland serve`, which brings it up to date; what users changed stays",
    ),
    ("world_none", "没有内置世界", "there is no built-in world", "", ""),
    (
        "segments",
        "检索段完好：{files} 个文件，{bytes}",
        "search segments are sound: {files} files, {bytes}",
        "",
        "",
    ),
    (
        "segments_missing",
        "尚无检索段；下次检索时建立",
        "there are no search segments yet; the next search builds them",
        "",
        "",
    ),
    (
        "segments_stale",
        "检索段属于另一状态；下次检索时重建",
        "the search segments are of another state; the next search builds new ones",
        "",
        "",
    ),
    (
        "segments_damaged",
        "检索段已损坏：{faults}",
        "the search segments are damaged: {faults}",
        "下次启动或检索时会移开并重建，不影响数据；请检查磁盘",
        "they are set aside and built anew at the next start or search, and no data are concerned; \
         check the disk",
    ),
    (
        "segments_unreadable",
        "检索段所在目录不可读：{cause}",
        "the folder of the search segments cannot be read: {cause}",
        "检查所有者与权限；也可删除该目录，检索段会重建",
        "check owner and permissions; the folder may also be removed, for segments are built anew",
    ),
    (
        "segments_set_aside",
        "损坏的检索段已移开：{folders}",
        "damaged search segments were set aside: {folders}",
        "检查磁盘；查明之后删除 search 下的这些目录",
        "check the disk; remove these folders below `search` once you know why",
    ),
];

/// The remedies of findings that are good or bad by their figures.
const BY_FIGURE: &[(&str, &str, &str)] = &[
    ("connections", "提高 PostgreSQL 的 max_connections", "raise `max_connections` of PostgreSQL"),
    ("space", "释放磁盘空间", "free some space on the disk"),
    (
        "open_files",
        "提高上限（ulimit -n，或服务单元的 LimitNOFILE）",
        "raise the limit (`ulimit -n`, or `LimitNOFILE` of the unit)",
    ),
];

/// Faults that are written out; the rest is counted.
const FAULTS_SHOWN: usize = 5;

/// The sentence of a finding, and what to do about it.
pub(super) fn of_finding(language: Language, finding: &Finding) -> (String, Option<String>) {
    let facts = facts(finding);
    let name = facts.get("finding").and_then(Value::as_str).unwrap_or_default();
    let values: Vec<(&str, String)> =
        facts.iter().map(|(name, value)| (name.as_str(), shown(name, value))).collect();
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut words = OF_THE_MACHINE.iter().chain(OF_THE_STORE);
    let Some((_, zh, en, remedy_zh, remedy_en)) = words.find(|words| words.0 == name) else {
        return (name.to_owned(), None);
    };
    let by_figure = BY_FIGURE.iter().find(|(of, ..)| *of == name && is_bad(finding));
    let (remedy_zh, remedy_en) = by_figure.map_or((*remedy_zh, *remedy_en), |it| (it.1, it.2));
    let (sentence, remedy) = match language {
        Language::Zh => (zh, remedy_zh),
        Language::En => (en, remedy_en),
    };
    let remedy = (!remedy.is_empty()).then(|| fill(remedy, &values));
    (fill(sentence, &values), remedy)
}

/// The values of a finding by their names, and its own name as `finding`.
pub(super) fn facts(finding: &Finding) -> Map<String, Value> {
    match serde_json::to_value(finding) {
        Ok(Value::Object(facts)) => facts,
        _ => Map::new(),
    }
}

fn is_bad(finding: &Finding) -> bool {
    crate::service::doctor::Severity::Warning <= finding.severity()
}

fn shown(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if name.ends_with("bytes") => {
            bytes(number.as_f64().unwrap_or_default())
        }
        Value::Array(items) => {
            let shown: Vec<&str> =
                items.iter().take(FAULTS_SHOWN).filter_map(Value::as_str).collect();
            let more = items.len().saturating_sub(FAULTS_SHOWN);
            let more = if more == 0 { String::new() } else { format!("; + {more}") };
            shown.join("; ") + &more
        }
        Value::Null => "?".to_owned(),
        value => value.to_string(),
    }
}

/// A length in decimal units, three digits.
fn bytes(length: f64) -> String {
    let (divisor, unit) = match length {
        ..1e6 => (1e3, "kB"),
        1e6..1e9 => (1e6, "MB"),
        _ => (1e9, "GB"),
    };
    format!("{:.1} {unit}", length / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_told_in_both_languages_with_what_to_do() {
        let finding = Finding::Space { free_bytes: 1_000_000, total_bytes: 252_000_000_000 };
        let (en, remedy) = of_finding(Language::En, &finding);
        assert_eq!(en, "1.0 MB of 252.0 GB are free on the disk");
        assert_eq!(remedy.as_deref(), Some("free some space on the disk"));
        let (zh, remedy) = of_finding(Language::Zh, &finding);
        assert_eq!(zh, "磁盘可用 1.0 MB，共 252.0 GB");
        assert_eq!(remedy.as_deref(), Some("释放磁盘空间"));
        let enough = Finding::Space { free_bytes: 1 << 40, total_bytes: 1 << 41 };
        assert_eq!(of_finding(Language::En, &enough).1, None);
    }

    #[test]
    fn every_finding_has_words() {
        let text = include_str!("../service/doctor/finding.rs");
        let text = text.split("impl Finding").next().unwrap();
        let variants = text.lines().filter_map(|line| {
            let name = line.strip_prefix("    ")?.trim_end_matches([' ', '{', ',']);
            let is_name = name.chars().next()?.is_ascii_uppercase()
                && name.chars().all(char::is_alphanumeric);
            is_name.then(|| name.to_owned())
        });
        let snake = |name: &str| {
            let letter = |(at, letter): (usize, char)| {
                let under = if letter.is_uppercase() && 0 < at { "_" } else { "" };
                format!("{under}{}", letter.to_lowercase())
            };
            name.char_indices().map(letter).collect::<String>()
        };
        let severities = ["well", "note", "warning", "fault"];
        let names: Vec<String> = variants
            .map(|name| snake(&name))
            .filter(|name| !severities.contains(&name.as_str()))
            .collect();
        assert!(20 < names.len(), "{names:?}");
        for name in names {
            let has = OF_THE_MACHINE.iter().chain(OF_THE_STORE).any(|words| words.0 == name);
            assert!(has, "{name}");
        }
    }

    #[test]
    fn many_faults_are_counted() {
        let faults = (0..7).map(|number| format!("page {number}")).collect();
        let (sentence, _) = of_finding(Language::En, &Finding::DatabaseDamaged { faults });
        assert!(sentence.ends_with("page 4; + 2"), "{sentence}");
    }
}
