//! Measures a file of Rust with the parser of the language.

use std::ops::RangeInclusive;

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{Function, Measure};

type Lines = RangeInclusive<usize>;

/// Measures the text of a file.
///
/// # Errors
/// If it isn't Rust.
pub(super) fn measure(text: &str) -> Result<Measure> {
    let file = syn::parse_file(text).context("can't be read as Rust")?;
    let mut reader = Reader::default();
    reader.visit_file(&file);

    let mut measure = Measure::default();
    for (index, line) in text.lines().enumerate() {
        if reader.tests.iter().any(|test| test.contains(&(index + 1))) {
            measure.test_lines += 1;
        } else {
            count_line(line.trim(), &mut measure);
        }
    }
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow::anyhow!("can't be read as Rust: {error}"))?;
    count_tokens(tokens, &reader.tests, &mut measure);
    measure.functions = reader.functions;
    measure.test_modules = reader.test_modules;
    Ok(measure)
}

fn count_line(line: &str, measure: &mut Measure) {
    measure.production_lines += 1;
    measure.filled_lines += usize::from(!line.is_empty());
    if line.starts_with("///") || line.starts_with("//!") {
        measure.doc_lines += 1;
    } else if line.starts_with("//") {
        measure.comment_lines += 1;
    }
}

/// Looks at tokens rather than calls, so that what stands in a macro counts too.
fn count_tokens(tokens: TokenStream, tests: &[Lines], measure: &mut Measure) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => count_tokens(group.stream(), tests, measure),
            TokenTree::Ident(ident) if ident == "unsafe" => {
                measure.unsafe_lines.push(ident.span().start().line);
            }
            TokenTree::Ident(ident) if ident == "unwrap" || ident == "expect" => {
                let line = ident.span().start().line;
                let in_test = tests.iter().any(|test| test.contains(&line));
                measure.unwraps += usize::from(!in_test && is_call(&tokens, index));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// True if the name at `index` follows a dot and is followed by parentheses.
fn is_call(tokens: &[TokenTree], index: usize) -> bool {
    let after_dot = index
        .checked_sub(1)
        .is_some_and(|before| matches!(&tokens[before], TokenTree::Punct(punct) if punct.as_char() == '.'));
    let called = matches!(tokens.get(index + 1),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    after_dot && called
}

/// Collects the functions of production code and where the tests stand.
#[derive(Default)]
struct Reader {
    tests: Vec<Lines>,
    test_modules: Vec<String>,
    functions: Vec<Function>,
}

impl Reader {
    fn add_test(&mut self, attributes: &[syn::Attribute], item: &impl Spanned) {
        let first = attributes.first().map_or_else(|| item.span(), Spanned::span);
        self.tests.push(first.start().line..=item.span().end().line);
    }

    fn add_function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let line = signature.span().start().line;
        let lines = block.span().end().line + 1 - line;
        self.functions.push(Function {
            name: signature.ident.to_string(),
            line,
            lines,
        });
    }
}

impl Visit<'_> for Reader {
    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        if !is_test(&item.attrs) {
            return visit::visit_item_mod(self, item);
        }
        self.add_test(&item.attrs, item);
        if item.content.is_none() {
            self.test_modules.push(item.ident.to_string());
        }
    }

    fn visit_item_fn(&mut self, item: &syn::ItemFn) {
        if is_test(&item.attrs) {
            return self.add_test(&item.attrs, item);
        }
        self.add_function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &syn::ItemImpl) {
        if is_test(&item.attrs) {
            return self.add_test(&item.attrs, item);
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        if is_test(&item.attrs) {
            self.add_test(&item.attrs, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &syn::ImplItemFn) {
        if is_test(&item.attrs) {
            return self.add_test(&item.attrs, item);
        }
        self.add_function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add_function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

/// True for `#[cfg(test)]` and for every attribute whose last word is `test`, as in `#[tokio::test]`.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let is_cfg = path.is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"));
        is_cfg || path.segments.last().is_some_and(|last| last.ident == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"//! A module.

#[cfg(test)]
mod fixtures;

/// Doubles.
fn double(n: u32) -> u32 {
    // Wraps on purpose.
    n.wrapping_mul(2)
}

struct S;

impl S {
    fn first(&self, list: &[u32]) -> u32 {
        println!("{} // unsafe", list.first().unwrap());
        "unwrap()".parse().expect("a number")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn doubles() {
        assert_eq!(super::double("2".parse().unwrap()), 4);
    }
}
"#;

    #[test]
    fn production_and_test_lines_are_told_apart() {
        let measure = measure(FILE).unwrap();
        assert_eq!((measure.production_lines, measure.test_lines), (18, 9));
        assert_eq!(
            (measure.filled_lines, measure.doc_lines, measure.comment_lines),
            (13, 2, 1)
        );
        assert_eq!(measure.test_modules, ["fixtures"]);
    }

    #[test]
    fn functions_are_measured_from_signature_to_brace() {
        let functions = measure(FILE).unwrap().functions;
        let double = Function {
            name: "double".into(),
            line: 7,
            lines: 4,
        };
        let first = Function {
            name: "first".into(),
            line: 15,
            lines: 4,
        };
        assert_eq!(functions, [double, first]);
    }

    #[test]
    fn unwraps_are_counted_in_macros_and_neither_in_tests_nor_in_strings() {
        assert_eq!(measure(FILE).unwrap().unwraps, 2);
        assert_eq!(
            measure("#[expect(dead_code, reason = \"\")]\nfn expect(x: u32) {}")
                .unwrap()
                .unwraps,
            0
        );
    }

    #[test]
    fn unsafe_is_found_wherever_it_is_code() {
        assert_eq!(measure(FILE).unwrap().unsafe_lines, [0; 0]);
        let found = measure("fn f() {\n    unsafe { g() }\n}\n#[test]\nfn t() { unsafe { g() } }").unwrap();
        assert_eq!(found.unsafe_lines, [2, 5]);
    }

    #[test]
    fn other_attributes_of_tests_count_as_tests() {
        let found =
            measure("#[tokio::test]\nasync fn waits() {}\n#[cfg(feature = \"x\")]\nfn real() {}").unwrap();
        assert_eq!((found.production_lines, found.test_lines), (2, 2));
        assert_eq!(found.functions.len(), 1);
    }

    #[test]
    fn what_is_not_rust_is_an_error() {
        assert!(
            measure("fn {")
                .unwrap_err()
                .to_string()
                .starts_with("can't be read as Rust")
        );
    }
}
