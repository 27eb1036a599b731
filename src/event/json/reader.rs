//! Reads JSON once from front to back and checks its grammar. `raw.rs` interprets the values.

use std::borrow::Cow;

use super::raw::{RawJson, unescape};

/// The text violates the grammar of JSON, ends too early, or continues after the end of the
/// document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is no JSON")]
pub struct NotJson;

/// A position in a JSON text. The caller takes each value exactly once, with
/// [`JsonReader::fields`], [`JsonReader::elements`] or [`JsonReader::value`].
#[derive(Debug)]
pub struct JsonReader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The closing brackets of the containers around the current position while a value is
    /// skipped. A list, because recursion would let a deeply nested value overflow the stack.
    /// Reused, so that it is allocated once.
    open: Vec<u8>,
}

impl<'a> JsonReader<'a> {
    /// Reads a complete document: one value, followed only by white space.
    pub fn read_document<T>(bytes: &'a [u8], read: impl FnOnce(&mut Self) -> Result<T, NotJson>) -> Result<T, NotJson> {
        let mut reader = Self { bytes, at: 0, open: Vec::new() };
        let value = read(&mut reader)?;
        reader.skip_whitespace();
        if reader.at == bytes.len() { Ok(value) } else { Err(NotJson) }
    }

    /// Calls `field` for each field of an object; `field` takes the value. Returns `false` if the
    /// value is no object, which is then skipped. `field` sees a repeated key each time, so an
    /// assignment keeps the last one.
    pub fn fields(&mut self, mut field: impl FnMut(&[u8], &mut Self) -> Result<(), NotJson>) -> Result<bool, NotJson> {
        if self.peek()? != b'{' {
            self.value()?;
            return Ok(false);
        }
        self.at += 1;
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(true);
        }
        loop {
            let key = self.key()?;
            field(&unescaped_key(key), self)?;
            if !self.next_in_container(b'}')? {
                return Ok(true);
            }
        }
    }

    /// Calls `element` for each element of an array; `element` takes the value. Returns `false` if
    /// the value is no array, which is then skipped.
    pub fn elements(&mut self, mut element: impl FnMut(&mut Self) -> Result<(), NotJson>) -> Result<bool, NotJson> {
        if self.peek()? != b'[' {
            self.value()?;
            return Ok(false);
        }
        self.at += 1;
        if self.peek()? == b']' {
            self.at += 1;
            return Ok(true);
        }
        loop {
            element(self)?;
            if !self.next_in_container(b']')? {
                return Ok(true);
            }
        }
    }

    /// Takes the next value of any type without interpreting it. Also skips a value.
    pub fn value(&mut self) -> Result<RawJson<'a>, NotJson> {
        self.skip_whitespace();
        let start = self.at;
        loop {
            match self.peek()? {
                b'{' => {
                    self.at += 1;
                    if self.peek()? != b'}' {
                        self.open.push(b'}');
                        self.key()?;
                        continue;
                    }
                    self.at += 1;
                }
                b'[' => {
                    self.at += 1;
                    if self.peek()? != b']' {
                        self.open.push(b']');
                        continue;
                    }
                    self.at += 1;
                }
                b'"' => {
                    self.string()?;
                }
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.literal(b"true")?,
                b'f' => self.literal(b"false")?,
                b'n' => self.literal(b"null")?,
                _ => return Err(NotJson),
            }
            // The value is complete: continue in the innermost container that has another value.
            loop {
                let Some(&close) = self.open.last() else { return Ok(RawJson::new(&self.bytes[start..self.at])) };
                if self.next_in_container(close)? {
                    if close == b'}' {
                        self.key()?;
                    }
                    break;
                }
                self.open.pop();
            }
        }
    }

    /// The first byte of the next value, which determines its type. Does not take the value.
    pub fn first_byte(&mut self) -> Result<u8, NotJson> {
        self.peek()
    }

    /// The result of `read`, which takes one value, and the source text of that value.
    pub fn spanned<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, NotJson>,
    ) -> Result<(RawJson<'a>, T), NotJson> {
        self.skip_whitespace();
        let start = self.at;
        let taken = read(self)?;
        Ok((RawJson::new(&self.bytes[start..self.at]), taken))
    }

    /// After a value inside a container: takes the comma and returns `true`, or takes the closing
    /// bracket.
    fn next_in_container(&mut self, close: u8) -> Result<bool, NotJson> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => Err(NotJson),
        }
    }

    /// Takes a key and its colon. Returns the content of the string.
    fn key(&mut self) -> Result<&'a [u8], NotJson> {
        if self.peek()? != b'"' {
            return Err(NotJson);
        }
        let key = self.string()?;
        if self.peek()? != b':' {
            return Err(NotJson);
        }
        self.at += 1;
        Ok(key)
    }

    /// Takes a string and returns its content. Bytes that are not UTF-8 are accepted;
    /// [`RawJson::text`] replaces them.
    fn string(&mut self) -> Result<&'a [u8], NotJson> {
        let start = self.at + 1;
        self.at = start;
        loop {
            self.at += plain_len(&self.bytes[self.at..]);
            match self.bytes[self.at..] {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(&self.bytes[start..self.at - 1]);
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => self.at += 2,
                [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_hexdigit) => self.at += 6,
                _ => return Err(NotJson),
            }
        }
    }

    /// Takes a number of any size and precision.
    fn number(&mut self) -> Result<(), NotJson> {
        if self.current() == Some(b'-') {
            self.at += 1;
        }
        if self.current() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.current() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.current(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.current(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Takes one digit or more.
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.current().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(NotJson) } else { Ok(()) }
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), NotJson> {
        if !self.bytes[self.at..].starts_with(literal) {
            return Err(NotJson);
        }
        self.at += literal.len();
        Ok(())
    }

    /// The next byte that is not white space. Does not take it.
    fn peek(&mut self) -> Result<u8, NotJson> {
        self.skip_whitespace();
        self.current().ok_or(NotJson)
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.current(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn current(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// A key is compared up to this length, in bytes. No known field is nearly as long.
const KEY_BYTES_MAX: usize = 256;

/// A key with its escapes resolved: `"typ\u0065"` is `type`.
fn unescaped_key(key: &[u8]) -> Cow<'_, [u8]> {
    if key.contains(&b'\\') { Cow::Owned(unescape(key, KEY_BYTES_MAX).into_bytes()) } else { Cow::Borrowed(key) }
}

/// The number of leading bytes that are literal inside a string: no quotation mark, backslash or
/// control character.
fn plain_len(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | ..0x20);
    // Eight bytes at a time: most of a body is strings, and decoding took a third longer byte by
    // byte.
    let (words, _) = bytes.as_chunks::<8>();
    let plain_words = words.iter().take_while(|word| is_plain_word(u64::from_ne_bytes(**word))).count();
    let (before, rest) = bytes.split_at(plain_words * 8);
    before.len() + rest.iter().take_while(|byte| is_plain(byte)).count()
}

/// Whether none of eight bytes is special. A borrow between bytes can produce a false alarm, but
/// never hides a special byte.
const fn is_plain_word(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    // x - n borrows into the high bit where x < n. Bytes with the high bit set are beyond ASCII,
    // so they are plain.
    let zero_quote = quote.wrapping_sub(ONES) & !quote;
    let zero_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (zero_quote | zero_backslash | control) & HIGH_BITS == 0
}
