/// Whether a computation should be given up, asked between its tiles.
///
/// Whoever computes stops soon after it is asked to and returns what it has; that is no answer, and
/// nobody waits for one any more. Once asked it stays asked.
#[derive(Clone, Copy, Default)]
pub struct Stop<'a>(Option<&'a dyn Fn() -> bool>);

impl<'a> Stop<'a> {
    /// Never asks.
    pub fn never() -> Stop<'static> {
        Stop(None)
    }

    /// Asks as soon as `asked` says so, and ever after.
    pub fn when(asked: &'a dyn Fn() -> bool) -> Stop<'a> {
        Stop(Some(asked))
    }

    /// Whether to give up.
    pub fn is_asked(self) -> bool {
        self.0.is_some_and(|asked| asked())
    }

    /// The items of `all`, until it is asked to give up: it looks before each tile of
    /// `limits::TILE_ITEMS`.
    pub fn until<T>(self, all: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        let mut number = 0_usize;
        all.take_while(move |_| {
            let is_first_of_tile = number.is_multiple_of(super::limits::TILE_ITEMS);
            number += 1;
            !(is_first_of_tile && self.is_asked())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::domain::limits::TILE_ITEMS;

    #[test]
    fn whoever_is_not_asked_computes_all() {
        assert_eq!(Stop::never().until(0..1_000).count(), 1_000);
        assert_eq!(Stop::when(&|| false).until(0..1_000).count(), 1_000);
        assert_eq!(Stop::when(&|| true).until(0..1_000).count(), 0);
    }

    #[test]
    fn whoever_is_asked_ends_with_the_tile() {
        let is_asked = Cell::new(false);
        let asked = || is_asked.get();
        let mut computed = 0;
        for item in Stop::when(&asked).until(0..1_000) {
            computed += 1;
            is_asked.set(5 <= item);
        }
        assert_eq!(computed, TILE_ITEMS);
    }
}
