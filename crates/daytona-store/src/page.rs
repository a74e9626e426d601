//! Lists come in pages. A page says where the next one begins, so that no query counts or skips rows.

/// A part of a list, and the place after it if there is more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, C> {
    pub items: Vec<T>,
    /// The next page's cursor; absent on the last page.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// `rows` were asked for with one more than `limit`, which tells whether there is a next page.
    pub(crate) fn cut(mut rows: Vec<T>, limit: u64, cursor: impl Fn(&T) -> C) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(cursor);
        Self { items: rows, next }
    }

    /// The same page of other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U, C> {
        let Self { items, next } = self;
        Page {
            items: items.into_iter().map(f).collect(),
            next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_without_more_behind_it_is_the_last() {
        let page = Page::cut(vec![1, 2], 2, |n| *n);
        assert_eq!(
            page,
            Page {
                items: vec![1, 2],
                next: None
            }
        );
    }

    #[test]
    fn the_cursor_is_that_of_the_last_item_shown() {
        let page = Page::cut(vec![1, 2, 3], 2, |n| *n);
        assert_eq!(
            page,
            Page {
                items: vec![1, 2],
                next: Some(2)
            }
        );
    }
}
