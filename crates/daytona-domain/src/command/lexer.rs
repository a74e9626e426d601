//! Cuts a command into words and operators, as a shell does.

use std::ops::Range;

/// A text that no shell takes for a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCommand {
    #[error("there is no command; give the line that you would type in a shell")]
    Empty,
    #[error("a quote {quote} is opened and not closed; close it")]
    Unclosed { quote: char },
    #[error("the command ends with a backslash; remove it")]
    TrailingBackslash,
    #[error("the command holds a control character (U+{code:04X}), which no program can be given")]
    Control { code: u32 },
}

/// A word or an operator of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Word(Word),
    /// `|`, `&&`, `;`, `>`, `(` and the like, and the end of a line.
    Operator {
        text: String,
        span: Range<usize>,
    },
}

/// A word with where each of its characters comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub span: Range<usize>,
    /// Without its quotes.
    pub text: String,
    /// Each character of `text`: its bytes in the command, and whether a shell would do something with it.
    origins: Vec<Origin>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    span: Range<usize>,
    quote: Option<char>,
    expands: bool,
}

/// A value within a word that can be replaced as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    /// With its quotes.
    pub span: Range<usize>,
}

/// A word that is an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionWord {
    /// `--name`, `--name=value` or `-n`: the character at which the value begins.
    Long { name: String, value_at: Option<usize> },
    /// `-c64`.
    Attached { name: String, value: Value },
    /// `-9`: a level for some programs and a number for others, a value either way.
    Bare { value: Value },
}

/// The words and operators of a command.
pub fn tokens(command: &str) -> Result<Vec<Token>, InvalidCommand> {
    let bad = |c: &char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    if let Some(c) = command.chars().find(bad) {
        return Err(InvalidCommand::Control { code: u32::from(c) });
    }
    let mut lexer = Lexer {
        characters: command.char_indices().collect(),
        length: command.len(),
        position: 0,
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    match tokens.iter().any(|token| matches!(token, Token::Word(_))) {
        true => Ok(tokens),
        false => Err(InvalidCommand::Empty),
    }
}

struct Lexer {
    characters: Vec<(usize, char)>,
    length: usize,
    position: usize,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.position + ahead).map(|(_, c)| *c)
    }

    /// Where the character at the position begins; the end behind the last one.
    fn offset(&self) -> usize {
        self.characters
            .get(self.position)
            .map_or(self.length, |(offset, _)| *offset)
    }

    fn next(&mut self) -> Result<Option<Token>, InvalidCommand> {
        loop {
            match self.peek(0) {
                None => return Ok(None),
                Some(' ' | '\t' | '\r') => self.position += 1,
                Some('\\') if self.peek(1) == Some('\n') => self.position += 2,
                Some('#') => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.position += 1;
                    }
                }
                Some(c) if is_operator(c) => return Ok(Some(self.operator())),
                Some(_) => return self.word().map(|word| Some(Token::Word(word))),
            }
        }
    }

    fn operator(&mut self) -> Token {
        let start = self.offset();
        let mut text = String::new();
        while let Some(c) = self.peek(0).filter(|c| is_operator(*c)) {
            // A new line and a bracket stand alone.
            if !text.is_empty() && (matches!(c, '\n' | '(' | ')') || text.ends_with(['\n', '(', ')'])) {
                break;
            }
            text.push(c);
            self.position += 1;
        }
        let span = start..self.offset();
        Token::Operator { text, span }
    }

    fn word(&mut self) -> Result<Word, InvalidCommand> {
        let start = self.offset();
        let mut word = Word {
            span: start..start,
            text: String::new(),
            origins: Vec::new(),
        };
        let mut quote = None;
        while let Some(c) = self.peek(0) {
            let begins = self.offset();
            match (quote, c) {
                (None, ' ' | '\t' | '\r') => break,
                (None, c) if is_operator(c) => break,
                (None, '\'' | '"') => {
                    quote = Some(c);
                    self.position += 1;
                    continue;
                }
                (Some(open), c) if open == c => {
                    quote = None;
                    self.position += 1;
                    continue;
                }
                (None | Some('"'), '\\') => {
                    let escaped = self.peek(1).ok_or(InvalidCommand::TrailingBackslash)?;
                    let stays = quote.is_some() && !"\"\\$`\n".contains(escaped);
                    self.position += if stays { 1 } else { 2 };
                    if escaped != '\n' || stays {
                        let shown = if stays { '\\' } else { escaped };
                        word.push(shown, begins..self.offset(), quote, false);
                    }
                    continue;
                }
                _ => {}
            }
            self.position += 1;
            let expands = match quote {
                Some('\'') => false,
                Some(_) => "$`".contains(c),
                None => "$`*?[]{}~!".contains(c),
            };
            word.push(c, begins..self.offset(), quote, expands);
        }
        match quote {
            Some(quote) => Err(InvalidCommand::Unclosed { quote }),
            None => {
                word.span.end = self.offset();
                Ok(word)
            }
        }
    }
}

fn is_operator(c: char) -> bool {
    "|&;<>()\n".contains(c)
}

impl Word {
    fn push(&mut self, c: char, span: Range<usize>, quote: Option<char>, expands: bool) {
        self.text.push(c);
        self.origins.push(Origin { span, quote, expands });
    }

    /// The rest of the word from a character on, if it is one piece that nothing in a shell changes: all of it unquoted,
    /// or all of it within one pair of quotes.
    pub fn value_from(&self, at: usize) -> Option<Value> {
        let origins = self.origins.get(at..)?;
        let (first, last) = (origins.first()?, origins.last()?);
        let is_whole = origins
            .iter()
            .all(|origin| origin.quote == first.quote && !origin.expands);
        let width = usize::from(first.quote.is_some());
        let span = first.span.start - width..last.span.end + width;
        // Several pairs of quotes behind each other are no single piece.
        let inner: usize = origins.iter().map(|origin| origin.span.len()).sum();
        let is_one = inner + 2 * width == span.len() && span.end == self.span.end;
        let starts_clean = at == 0 || self.origins.get(at - 1)?.span.end == span.start;
        (is_whole && is_one && starts_clean).then(|| Value {
            text: self.text.chars().skip(at).collect(),
            span,
        })
    }

    /// `NAME=…`: the name and the character at which the value begins.
    pub fn assignment(&self) -> Option<(String, usize)> {
        let (name, _) = self.text.split_once('=')?;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then(|| (name.to_owned(), name.chars().count() + 1))
    }

    pub fn as_option(&self) -> Option<OptionWord> {
        let rest = self.text.strip_prefix('-')?;
        if rest.is_empty() || rest == "-" || self.origins.first()?.quote.is_some() {
            return None;
        }
        let is_long = rest.starts_with('-');
        let mut characters = rest.chars();
        let letter = characters.next()?;
        let digits = characters.next().is_some_and(|c| c.is_ascii_digit());
        if !is_long && letter.is_ascii_digit() {
            return self.value_from(1).map(|value| OptionWord::Bare { value });
        }
        if !is_long && letter.is_ascii_alphabetic() && digits {
            return self.value_from(2).map(|value| OptionWord::Attached {
                name: format!("-{letter}"),
                value,
            });
        }
        let (name, value_at) = match self.text.split_once('=') {
            Some((name, _)) => (name.to_owned(), Some(name.chars().count() + 1)),
            None => (self.text.clone(), None),
        };
        Some(OptionWord::Long { name, value_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<String> {
        let word = |token| match token {
            Token::Word(word) => word.text,
            Token::Operator { text, .. } => format!("«{text}»"),
        };
        tokens(command).unwrap().into_iter().map(word).collect()
    }

    #[test]
    fn words_are_cut_as_a_shell_does() {
        assert_eq!(
            words(r#"a 'b c'"d"\ e "f\"g\h" # no"#),
            ["a", "b cd e", r#"f"g\h"#]
        );
        assert_eq!(
            words("a|b && c>d\ne"),
            ["a", "«|»", "b", "«&&»", "c", "«>»", "d", "«\n»", "e"]
        );
        assert_eq!(words("a \\\n b"), ["a", "b"]);
    }

    #[test]
    fn what_can_not_be_a_command_is_refused_with_a_sentence() {
        let refused = |command| tokens(command).unwrap_err().to_string();
        assert_eq!(
            refused("  "),
            "there is no command; give the line that you would type in a shell"
        );
        assert_eq!(refused("a 'b"), "a quote ' is opened and not closed; close it");
        assert_eq!(refused("a \\"), "the command ends with a backslash; remove it");
        assert!(refused("a\u{7}").contains("U+0007"));
    }

    #[test]
    fn only_one_piece_that_a_shell_leaves_alone_is_a_value() {
        let value = |command: &str| match tokens(command).unwrap().remove(0) {
            Token::Word(word) => word.value_from(0).map(|value| command[value.span].to_owned()),
            Token::Operator { .. } => None,
        };
        assert_eq!(value("64"), Some("64".to_owned()));
        assert_eq!(value("'a b'"), Some("'a b'".to_owned()));
        for not_one in ["'a'b", "'a''b'", "\"$x\"", "$x", "*.c", "a\"b\""] {
            assert_eq!(value(not_one), None, "{not_one}");
        }
    }
}
