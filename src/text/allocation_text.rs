use super::{
    page::Page,
    table::{self, number},
    words::fill,
    wrap::{shorten, wrap},
};
use crate::{
    domain::text::Language,
    service::{
        allocate::{NoRegion, ProjectAllocation, RegionLoad},
        rank_regions::RegionSummary,
        rationale::hundredths,
    },
};

/// Columns for the name of a project; those of a region get the same.
const NAME_COLUMNS: usize = 30;

/// An allocation of the stored projects for a reader.
pub(crate) fn render(allocation: &ProjectAllocation, page: &Page) -> String {
    let text = Text { allocation, page, words: Words::of(page.language) };
    let mind = page.minded(&allocation.warnings);
    let parts = [Some(text.head()), mind, text.assigned(), text.unassigned(), text.regions()];
    parts.into_iter().flatten().collect::<Vec<String>>().join("\n\n") + "\n"
}

struct Text<'a> {
    allocation: &'a ProjectAllocation,
    page: &'a Page,
    words: &'static Words,
}

impl Text<'_> {
    fn head(&self) -> String {
        let (allocation, words) = (self.allocation, self.words);
        let all = allocation.assigned.len() + allocation.unassigned.len();
        let counts = [allocation.assigned.len(), all, allocation.maximum_size];
        let [size, all, most] = counts.map(|count| count.to_string());
        let head = fill(words.head, &[("size", &size), ("all", &all), ("most", &most)]);
        let index = |index: Option<f64>| index.map_or("–".to_owned(), |it| format!("{it:.3}"));
        let (before, after) =
            (index(allocation.concentration_wanted), index(allocation.concentration_assigned));
        let spread = fill(words.spread, &[("before", &before), ("after", &after)]);
        let page = self.page;
        let mut lines = vec![page.bold(&wrap(&head, page.width, "", "")), self.line(&spread)];
        let sharing = allocation.sharing_first_choice.to_string();
        lines.push(self.line(&fill(words.sharing, &[("count", &sharing), ("all", &all)])));
        let wins = allocation.wins;
        if let Some(share) = wins.zero_sum() {
            let known = wins.from_competitors.saturating_add(wins.from_core);
            let [lost, known] = [wins.from_competitors, known].map(|count| count.to_string());
            let share = format!("{:.0}", share * 100.0);
            let values = [("lost", &*lost), ("known", &*known), ("share", &*share)];
            lines.push(self.line(&fill(words.zero_sum, &values)));
        }
        lines.join("\n")
    }

    fn line(&self, text: &str) -> String {
        wrap(text, self.page.width, "", "  ")
    }

    fn region(&self, region: &RegionSummary) -> String {
        shorten(self.page.name(&region.name, region.id.as_str()), NAME_COLUMNS)
    }

    fn assigned(&self) -> Option<String> {
        let words = self.words;
        let head = [words.project, words.region, words.choice, words.points, words.given_up];
        let mut table = table::with_head(self.page, head.into_iter().chain([words.parcel]));
        for one in &self.allocation.assigned {
            let name = self.page.name(&one.name, one.project.as_str());
            table.add_row([
                shorten(name, NAME_COLUMNS).into(),
                self.region(&one.region).into(),
                number(&one.choice.to_string()),
                number(&hundredths(one.project_points)),
                number(&hundredths(one.points_given_up)),
                one.parcel.as_deref().unwrap_or("–").into(),
            ]);
        }
        let lines: Vec<String> = table::lines(table, 2).collect();
        (!self.allocation.assigned.is_empty()).then(|| lines.join("\n"))
    }

    fn unassigned(&self) -> Option<String> {
        let words = self.words;
        let lines = self.allocation.unassigned.iter().map(|one| {
            let why = match one.because {
                NoRegion::Unresolved => words.unresolved,
                NoRegion::NoneFits => words.none_fits,
                NoRegion::Outranked => words.outranked,
            };
            let name = self.page.name(&one.name, one.project.as_str());
            self.line(&fill(words.unassigned, &[("name", name), ("why", why)]))
        });
        let lines: Vec<String> = lines.collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// Regions that more projects would have first than they take.
    fn regions(&self) -> Option<String> {
        let crowded = |load: &&RegionLoad| load.capacity < load.wanted;
        let words = self.words;
        let head = [words.crowded, words.wanted, words.capacity, words.assigned, words.crowding];
        let mut table = table::with_head(self.page, head);
        for load in self.allocation.regions.iter().filter(crowded) {
            let counts = [load.wanted, load.capacity, load.assigned];
            let cells = counts.map(|count| number(&count.to_string()));
            let crowding = load.crowding.map_or("–".to_owned(), |it| format!("× {it:.2}"));
            let cells = [cells.to_vec(), vec![number(&crowding)]].concat();
            table.add_row([vec![self.region(&load.region).into()], cells].concat());
        }
        let lines: Vec<String> = table::lines(table, 2).collect();
        (1 < lines.len()).then(|| lines.join("\n"))
    }
}

struct Words {
    head: &'static str,
    spread: &'static str,
    project: &'static str,
    region: &'static str,
    choice: &'static str,
    points: &'static str,
    given_up: &'static str,
    parcel: &'static str,
    unassigned: &'static str,
    unresolved: &'static str,
    none_fits: &'static str,
    outranked: &'static str,
    crowded: &'static str,
    wanted: &'static str,
    capacity: &'static str,
    assigned: &'static str,
    crowding: &'static str,
    sharing: &'static str,
    zero_sum: &'static str,
}

impl Words {
    fn of(language: Language) -> &'static Words {
        match language {
            Language::En => &EN,
            Language::Zh => &ZH,
        }
    }
}

static EN: Words = Words {
    head: "{size} of {all} projects have a region; at most {most} could",
    spread: "Concentration (1: all in one region): {before} if each had its first choice, {after} so.",
    project: "project",
    region: "region",
    choice: "choice",
    points: "points",
    given_up: "given up",
    parcel: "parcel",
    unassigned: "{name} has no region: {why}.",
    unresolved: "its profile names what is not known any more",
    none_fits: "no region passes all gates",
    outranked: "its choices have no room, or prefer others",
    crowded: "wanted by more than it takes",
    wanted: "wanted",
    capacity: "takes",
    assigned: "gets",
    crowding: "crowding",
    sharing: "{count} of {all} projects share their first choice with another.",
    zero_sum: "Of {known} projects that go to another place, {lost} come from a region that competes \
               for projects itself: {share} % of the wins are another's loss.",
};

static ZH: Words = Words {
    head: "{all}个项目中{size}个有去处，最多可有{most}个",
    spread: "集中度（1为全部集中于一地）：各取首选时为{before}，本方案为{after}。",
    project: "项目",
    region: "地区",
    choice: "志愿",
    points: "得分",
    given_up: "让出",
    parcel: "地块",
    unassigned: "{name}没有去处：{why}。",
    unresolved: "其档案所指的地区或代码已不存在",
    none_fits: "没有地区通过全部门槛",
    outranked: "所选地区没有名额，或更愿意接纳其他项目",
    crowded: "首选者多于名额的地区",
    wanted: "首选",
    capacity: "名额",
    assigned: "安排",
    crowding: "拥挤系数",
    sharing: "{all}个项目中有{count}个与其他项目首选同一地区。",
    zero_sum: "{known}个转往他处的项目中，{lost}个来自同样在争取项目的地区：所得的{share}%为他处所失。",
};
