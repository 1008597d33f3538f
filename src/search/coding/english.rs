//! Roles in an English sentence, by its verbs and prepositions.

use super::super::analyzer::{Gap, Piece};
use super::english_words::{
    DEVELOP, FILL, FOR, FROM, HELPERS, HOLD, LIMITS, MAKE, PEOPLE, PLACE, PLAN, PLANTS, REPAIR,
    ROOMS, SERVE, STEPS, SUBJECTS, USE,
};
use super::reclaim;
use super::role::Role;
use super::time;

/// Writes the roles of one sentence.
pub(super) fn mark(text: &str, pieces: &[Piece], roles: &mut [Role]) {
    let spelled = |piece: &Piece| &text[piece.start..piece.end];
    let words: Vec<String> = pieces.iter().map(|piece| spelled(piece).to_lowercase()).collect();
    let names = pieces.iter().map(|piece| spelled(piece).starts_with(char::is_uppercase));
    let mut scan = Scan {
        words: &words,
        names: names.collect(),
        breaks: pieces.iter().map(|piece| piece.gap == Gap::Break).collect(),
        colons: colons(text, pieces),
        roles,
        current: Role::Neutral,
        since: 0,
        verb: 0,
        past: 0,
        makes: false,
        acts: false,
        fills: false,
        behind_place: None,
        before_relative: Role::Neutral,
    };
    for at in 0..words.len() {
        if scan.past <= at {
            scan.step(at);
        }
    }
    scan.close(words.len());
    reclaim::recycle(&words, roles);
    reclaim::repair(&words, roles);
}

/// Before which pieces stands a colon.
fn colons(text: &str, pieces: &[Piece]) -> Vec<bool> {
    let mut end = 0;
    let mut colons = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let between = text.get(end..piece.start).unwrap_or_default();
        colons.push(between.contains([':', '：']));
        end = piece.end;
    }
    colons
}

struct Scan<'w> {
    words: &'w [String],
    /// Which words begin with a capital letter.
    names: Vec<bool>,
    /// Before which words stands a comma or the like.
    breaks: Vec<bool>,
    /// Before which words stands a colon.
    colons: Vec<bool>,
    roles: &'w mut [Role],
    current: Role,
    since: usize,
    /// Behind the last verb of production.
    verb: usize,
    /// Behind the last time that was told: "within two years".
    past: usize,
    makes: bool,
    /// Whether there was any verb.
    acts: bool,
    /// Whether that verb only puts something into something.
    fills: bool,
    /// The role to go on with behind the name of a place.
    behind_place: Option<Role>,
    /// The role of what "that" or "which" says more of.
    before_relative: Role,
}

impl Scan<'_> {
    fn step(&mut self, at: usize) {
        let word = self.words[at].as_str();
        let before = at.checked_sub(1).map_or("", |before| self.words[before].as_str());
        if self.breaks[at]
            && let Some(role) = self.behind_place.take()
        {
            self.turn(at, role);
            self.since = at;
        }
        // Behind a colon stands what was spoken of, no more of whom it is for.
        if self.colons[at] && self.current.tier() == Role::Use.tier() {
            self.turn(at, Role::Neutral);
            self.since = at;
        }
        if self.head(at, word) {
            return;
        }
        match word {
            // A place that was taken out leaves a preposition that governs nothing: "in , lidar", "in a , lidar".
            _ if is_preposition(word) && self.governs_nothing(at) => {}
            "to" if before == "up" => {}
            "into" => self.into(at, before),
            "of" if matches!(before, "out" | "instead" | "made" | "consisting") => {
                self.turn(at, Role::Input);
            }
            "of" if matches!(before, "makers" | "maker" | "users" | "producers")
                && self.current == Role::Use => {}
            "of" if matches!(
                before,
                "maker" | "producer" | "manufacturer" | "makers" | "manufacture" | "production"
            ) =>
            {
                self.turn(at, Role::Product);
            }
            "on" if before == "based" => self.turn(at, Role::Input),
            "for"
                if (PLANTS.contains(&singular(before)) || before == "capacity")
                    && !self.names_people(at) =>
            {
                self.turn(at, Role::Planned);
            }
            "that" | "which" | "who" => {
                self.before_relative = self.current;
                self.turn(at, Role::Use);
            }
            "to" if verbs(
                &self.words[at + 1..],
                &[MAKE.as_slice(), DEVELOP.as_slice(), PLAN.as_slice()],
            ) =>
            {
                self.turn(at, Role::Neutral);
            }
            _ if FOR.contains(&word) => self.turn(at, Role::Use),
            _ if FROM.contains(&word) => self.turn(at, Role::Input),
            _ if PLACE.contains(&word) => self.place(at),
            _ => self.verb(at, word, before),
        }
    }

    /// "Into": what stood before it goes in, unless something is filled or fitted.
    fn into(&mut self, at: usize, before: &str) {
        if self.current == Role::Use
            || self.fills
            || before.starts_with("go")
            || matches!(before, "built" | "installed" | "fitted")
        {
            self.turn(at, Role::Use);
        } else {
            self.close(at);
            if self.makes {
                for role in &mut self.roles[self.verb..at] {
                    if matches!(
                        role,
                        Role::Product | Role::Neutral | Role::Planned | Role::Developed
                    ) {
                        *role = Role::Input;
                    }
                }
            }
            self.turn(at, Role::Product);
        }
    }

    /// A preposition of place or time; the name of a place ends at its comma, as does a place that the
    /// sentence begins with, a time behind its unit.
    fn place(&mut self, at: usize) {
        if let Some(end) = time::end(&self.words[at + 1..], &self.breaks[at + 1..]) {
            let current = self.current;
            self.turn(at, Role::Support);
            self.past = at + 1 + end;
            self.close(self.past);
            self.current = current;
            return;
        }
        let empty = self.since == at || self.current != Role::Product;
        let back = if empty { self.current } else { Role::Neutral };
        let back = (at == 0 || self.names[at + 1]).then_some(back);
        let back = self.behind_place.or(back);
        self.turn(at, Role::Support);
        self.behind_place = back;
    }

    /// Whether no more than an article stands between the preposition at `at` and the next break.
    fn governs_nothing(&self, at: usize) -> bool {
        let article = |next: &usize| {
            matches!(self.words[*next].as_str(), "a" | "an" | "the") && !self.breaks[*next]
        };
        let next = if article(&(at + 1).min(self.words.len() - 1)) { at + 2 } else { at + 1 };
        self.breaks.get(next).is_none_or(|stop| *stop)
    }

    /// Whether nothing stands beside the word at `at`.
    fn is_alone(&self, at: usize) -> bool {
        (at == 0 || self.breaks[at]) && self.breaks.get(at + 1).is_none_or(|stop| *stop)
    }

    /// Whether "for" at `at` leads to somebody who buys: "for the makers of lamps".
    fn names_people(&self, at: usize) -> bool {
        self.words[at + 1..].iter().take(3).any(|word| PEOPLE.contains(&word.as_str()))
    }

    fn verb(&mut self, at: usize, word: &str, before: &str) {
        // "And" joins two verbs only where there was one: "cranes and mine hoists".
        let joins = before == "and" && !self.acts;
        let subject = at == 0 || SUBJECTS.contains(&before) && !joins || before.ends_with("ly");
        let gerund = word.ends_with("ing")
            && (matches!(before, "and" | "by" | "are" | "is" | "of" | "start" | "")
                || self.current == Role::Neutral);
        let third = word.ends_with('s')
            && at > 0
            && !LIMITS.contains(&before)
            && !FOR.contains(&before)
            && !FROM.contains(&before)
            && !PLACE.contains(&before)
            && self.current != Role::Product
            && self.current != Role::Input
            // "For steel mills" mills no steel.
            && (self.current != Role::Use || matches!(before, "that" | "which" | "who"));
        let rules = [
            (MAKE.as_slice(), Role::Product),
            (DEVELOP.as_slice(), Role::Developed),
            (PLAN.as_slice(), Role::Planned),
            (SERVE.as_slice(), Role::Service),
            (HOLD.as_slice(), Role::Support),
            (USE.as_slice(), Role::Use),
        ];
        for (list, role) in rules {
            let Some(exact) = list.iter().find_map(|verb| form(word, verb)) else { continue };
            // A plural that stands by itself is a thing: "dyes, incubated in Leeds".
            if word.ends_with('s') && self.is_alone(at) {
                continue;
            }
            if !(is_always_verb(word) || subject && exact || third && exact || gerund) {
                continue;
            }
            // Behind that and which stands what the product does, unless that is to make something.
            let relative = matches!(before, "that" | "which" | "who");
            if relative && !matches!(role, Role::Product | Role::Use) {
                continue;
            }
            // What buyers and suppliers make of it is theirs: "dairies, which make cheese".
            if relative && matches!(self.before_relative, Role::Use | Role::Input) {
                continue;
            }
            if word == "manufacturing"
                && self.words.get(at + 1).is_none_or(|next| PLANTS.contains(&singular(next)))
            {
                continue;
            }
            self.turn(at, role);
            self.acts = true;
            // A count of people belongs to the clause alone: "including 50 in research, valves".
            let counts = |next: &String| next.starts_with(|sign: char| sign.is_ascii_digit());
            if role == Role::Support && self.words.get(at + 1).is_some_and(counts) {
                self.behind_place = Some(Role::Neutral);
            }
            if role == Role::Product {
                // What is done tells less of what is made than what it is done to.
                self.roles[at] = Role::Step;
                self.verb = at + 1;
                self.makes = true;
                self.fills = FILL.iter().any(|verb| form(word, verb).is_some());
            }
            return;
        }
        // What we do to something, whatever it is, makes it ours.
        let repairs = REPAIR.iter().any(|verb| form(word, verb).is_some());
        self.acts |= before == "we";
        if before == "we" && !repairs && !HELPERS.contains(&word) {
            self.turn(at, Role::Product);
            self.roles[at] = Role::Step;
            self.verb = at + 1;
            self.makes = true;
        }
    }

    /// A head noun that tells what the words before it are.
    fn head(&mut self, at: usize, word: &str) -> bool {
        let next = self.words.get(at + 1).map_or("", String::as_str);
        let ends = next.is_empty()
            || LIMITS.contains(&next)
            || FOR.contains(&next)
            || FROM.contains(&next)
            || PLACE.contains(&next)
            || matches!(next, "that" | "which" | "of")
            || next.bytes().all(|byte| byte.is_ascii_digit())
            || PLANTS.contains(&next);
        let role = match () {
            () if PLANTS.contains(&singular(word)) && ends => Role::Planned,
            () if ROOMS.contains(&word) && ends => Role::Support,
            () if STEPS.contains(&word) && ends => Role::Step,
            () => return false,
        };
        let from = (self.since..at)
            .rev()
            .find(|place| self.breaks[place + 1] || LIMITS.contains(&self.words[*place].as_str()))
            .map_or(self.since, |place| place + 1);
        if from == at
            || self.current == Role::Use && role == Role::Planned
            || self.current == Role::Input
        {
            return false;
        }
        self.close(from);
        let keeps = self.current == Role::Product && role == Role::Planned;
        for place in from..at {
            self.roles[place] = if keeps { Role::Product } else { role };
        }
        self.since = at + 1;
        true
    }

    fn turn(&mut self, at: usize, role: Role) {
        self.close(at);
        self.behind_place = None;
        self.current = role;
        self.since = at + 1;
    }

    fn close(&mut self, at: usize) {
        for place in self.since..at {
            self.roles[place] = self.current;
        }
        self.since = self.since.max(at);
    }
}

/// Whether a word is a verb wherever it stands.
fn is_always_verb(word: &str) -> bool {
    matches!(
        word,
        "make"
            | "makes"
            | "making"
            | "produce"
            | "produces"
            | "producing"
            | "manufactures"
            | "assemble"
            | "assembles"
            | "sold"
            | "used"
            | "replaces"
            | "develops"
    )
}

/// Whether a word is a preposition of use, input or place.
fn is_preposition(word: &str) -> bool {
    [&FOR, &FROM, &PLACE].iter().any(|list| list.contains(&word))
}

/// Whether one of the next words, adverbs left out, is a verb of the lists.
fn verbs(words: &[String], lists: &[&[&str]]) -> bool {
    words.iter().find(|word| !word.ends_with("ly")).is_some_and(|word| {
        lists.iter().any(|list| list.iter().any(|verb| form(word, verb).is_some()))
    })
}

/// Whether `word` is a form of `verb`: itself or with s (then true), or with -ing (then false).
pub(super) fn form(word: &str, verb: &str) -> Option<bool> {
    if word == verb || word.strip_suffix('s') == Some(verb) || word.strip_suffix("es") == Some(verb)
    {
        return Some(true);
    }
    let base = word.strip_suffix("ing")?;
    let dropped = verb.strip_suffix('e') == Some(base);
    let doubled = base.len() > 1
        && base[..base.len() - 1] == *verb
        && base.ends_with(&verb[verb.len() - 1..]);
    (base == verb || dropped || doubled).then_some(false)
}

/// A plural without its ending, as far as the lists need it.
fn singular(word: &str) -> &str {
    match word {
        "facilities" => "facility",
        "factories" => "factory",
        "works" => "works",
        _ => word.strip_suffix('s').unwrap_or(word),
    }
}
