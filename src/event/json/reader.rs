//! Walks through JSON once, from front to back. It knows the grammar and the place it has reached; what values mean
//! is `raw.rs`'s affair.

use std::borrow::Cow;

use super::raw::{Raw, unescape};

/// The text breaks the grammar of JSON (or stops too early, or goes on after its end).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is no JSON")]
pub struct NotJson;

/// A place in a JSON text. Each value is taken exactly once: by [`Reader::fields`], [`Reader::elements`] or
/// [`Reader::value`].
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// What closes the containers that a skipped value is inside of: a list, because a recursion would let a deeply
    /// nested value overflow the stack. Kept between values, so that it is allocated once.
    open: Vec<u8>,
}

impl<'a> Reader<'a> {
    /// Reads a whole text: the one value in it, and nothing but white space after that.
    pub fn whole<T>(bytes: &'a [u8], read: impl FnOnce(&mut Self) -> Result<T, NotJson>) -> Result<T, NotJson> {
        let mut reader = Self { bytes, at: 0, open: Vec::new() };
        let value = read(&mut reader)?;
        reader.pass_space();
        if reader.at == bytes.len() { Ok(value) } else { Err(NotJson) }
    }

    /// Hands each field of an object to `field`, which takes its value. `false` when the value is no object; it is
    /// skipped then. A key that is met twice is handed over twice: whoever assigns lets the last one win.
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
            if !self.more(b'}')? {
                return Ok(true);
            }
        }
    }

    /// Has `element` take each element of an array. `false` when the value is no array; it is skipped then.
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
            if !self.more(b']')? {
                return Ok(true);
            }
        }
    }

    /// Takes the next value, whatever it is, without looking into it. This is how a value is skipped, too.
    pub fn value(&mut self) -> Result<Raw<'a>, NotJson> {
        self.pass_space();
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
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                _ => return Err(NotJson),
            }
            // A value has ended: go on in the container around it, or in the one around that.
            loop {
                let Some(&close) = self.open.last() else { return Ok(Raw::new(&self.bytes[start..self.at])) };
                if self.more(close)? {
                    if close == b'}' {
                        self.key()?;
                    }
                    break;
                }
                self.open.pop();
            }
        }
    }

    /// The first byte of the next value, which tells what it is; not taken.
    pub fn first_byte(&mut self) -> Result<u8, NotJson> {
        self.peek()
    }

    /// What `read` takes, and the same as it stands in the text. `read` takes one value.
    pub fn spanned<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, NotJson>) -> Result<(Raw<'a>, T), NotJson> {
        self.pass_space();
        let start = self.at;
        let taken = read(self)?;
        Ok((Raw::new(&self.bytes[start..self.at]), taken))
    }

    /// After a value inside a container: passes the comma (`true`), or the closing bracket.
    fn more(&mut self, close: u8) -> Result<bool, NotJson> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => Err(NotJson),
        }
    }

    /// Takes a key and its colon; what stands between the quotation marks.
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

    /// Takes a string that begins here; what stands between the quotation marks. Bytes that are not UTF-8 pass:
    /// whoever reads the string as text replaces them.
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
        if self.here() == Some(b'-') {
            self.at += 1;
        }
        if self.here() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.here() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.here(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.here(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Takes one digit or more.
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.here().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(NotJson) } else { Ok(()) }
    }

    fn word(&mut self, word: &[u8]) -> Result<(), NotJson> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(NotJson);
        }
        self.at += word.len();
        Ok(())
    }

    /// The next byte that is not white space; not taken.
    fn peek(&mut self) -> Result<u8, NotJson> {
        self.pass_space();
        self.here().ok_or(NotJson)
    }

    fn pass_space(&mut self) {
        while matches!(self.here(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn here(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// Longest key that is compared, in bytes: no field that we know comes near.
const KEY_BYTES_MAX: usize = 256;

/// A key as meant: `"typ\u0065"` is `type`.
fn unescaped_key(key: &[u8]) -> Cow<'_, [u8]> {
    if key.contains(&b'\\') { Cow::Owned(unescape(key, KEY_BYTES_MAX).into_bytes()) } else { Cow::Borrowed(key) }
}

/// How many bytes at the beginning of `bytes` mean themselves inside a string: no quotation mark, backslash or control
/// character.
fn plain_len(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| !matches!(byte, b'"' | b'\\' | ..0x20);
    // Eight at a time as one number: most of a body is strings, and byte by byte the whole decoding took a third longer.
    let (words, _) = bytes.as_chunks::<8>();
    let plain_words = words.iter().take_while(|word| is_plain_word(u64::from_ne_bytes(**word))).count();
    let (before, rest) = bytes.split_at(plain_words * 8);
    before.len() + rest.iter().take_while(|byte| is_plain(byte)).count()
}

/// Whether none of eight bytes is special. A borrow between bytes may call a plain word special, never the reverse.
const fn is_plain_word(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    // x - n borrows into the high bit where x < n; bytes that had the high bit before are no ASCII, and plain.
    let zero_quote = quote.wrapping_sub(ONES) & !quote;
    let zero_backslash = backslash.wrapping_sub(ONES) & !backslash;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (zero_quote | zero_backslash | control) & HIGH_BITS == 0
}
