use std::ops::Index;

/// Lists one behind the other: one piece of memory, whatever the number of lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows<T> {
    /// Where each list begins, and where the last one ends.
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T> Rows<T> {
    /// Lists of these items.
    pub(super) fn of<I: IntoIterator<Item = T>>(lists: impl Iterator<Item = I>) -> Rows<T> {
        let mut rows = Rows { starts: vec![0], items: Vec::new() };
        for list in lists {
            rows.items.extend(list);
            rows.starts.push(rows.items.len());
        }
        rows
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Every list.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.starts.windows(2).map(|ends| &self.items[ends[0]..ends[1]])
    }
}

impl<T: Copy + Default> Rows<T> {
    /// Items by the list to which each belongs, in their order; the lists are `count`, and `items`
    /// gives the same twice.
    pub(super) fn sorted<I: Iterator<Item = (usize, T)>>(
        count: usize,
        items: impl Fn() -> I,
    ) -> Rows<T> {
        let mut starts = vec![0; count + 1];
        for (row, _) in items() {
            starts[row + 1] += 1;
        }
        for row in 0..count {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut sorted = vec![T::default(); starts[count]];
        for (row, item) in items() {
            sorted[next[row]] = item;
            next[row] += 1;
        }
        Rows { starts, items: sorted }
    }
}

impl<T> Index<usize> for Rows<T> {
    type Output = [T];

    fn index(&self, row: usize) -> &[T] {
        &self.items[self.starts[row]..self.starts[row + 1]]
    }
}
