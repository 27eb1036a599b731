//! Writes compact JSON into one buffer. Keys and raw values are literals of this project; only
//! texts are escaped.

use std::{fmt, io::Write as _};

use bytes::Bytes;

/// A JSON document under construction. The order of keys is the order of calls.
#[derive(Debug, Default)]
pub struct Json {
    out: Vec<u8>,
}

impl Json {
    /// Writes a document and returns its bytes. The buffer is reused for the next document.
    pub fn document(&mut self, members: impl FnOnce(&mut Self)) -> Bytes {
        self.out.clear();
        self.braced(members);
        Bytes::copy_from_slice(&self.out)
    }

    /// `"key":{…}`
    pub fn object(&mut self, key: &str, members: impl FnOnce(&mut Self)) {
        self.key(key);
        self.braced(members);
    }

    /// `"key":[…]`
    pub fn list(&mut self, key: &str, elements: impl FnOnce(&mut Self)) {
        self.key(key);
        self.out.push(b'[');
        elements(self);
        self.out.push(b']');
    }

    pub fn element(&mut self, members: impl FnOnce(&mut Self)) {
        self.comma();
        self.braced(members);
    }

    /// `"key":"text"`, escaped.
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.out.push(b'"');
        for byte in text.bytes() {
            match byte {
                b'"' => self.out.extend_from_slice(b"\\\""),
                b'\\' => self.out.extend_from_slice(b"\\\\"),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                0..=0x1f => write!(self.out, "\\u{byte:04x}").expect("a Vec takes every write"),
                _ => self.out.push(byte),
            }
        }
        self.out.push(b'"');
    }

    /// `"key":"text"` or `"key":null`.
    pub fn text_or_null(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.raw(key, "null"),
        }
    }

    /// `"key":"…"` of parts that need no escaping: ids, addresses, numbers.
    pub(super) fn formatted(&mut self, key: &str, words: fmt::Arguments<'_>) {
        self.key(key);
        self.out.push(b'"');
        self.out.write_fmt(words).expect("a Vec takes every write");
        self.out.push(b'"');
    }

    /// `"key":"prefix…"`: an id.
    pub fn id(&mut self, key: &str, prefix: &str, id: &super::ksuid::Ksuid) {
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(prefix.as_bytes());
        self.out.extend_from_slice(id.as_str().as_bytes());
        self.out.push(b'"');
    }

    /// `"key":number`
    pub fn number(&mut self, key: &str, number: i64) {
        self.key(key);
        write!(self.out, "{number}").expect("a Vec takes every write");
    }

    /// `"key":number` or `"key":null`.
    pub(super) fn number_or_null(&mut self, key: &str, number: Option<i64>) {
        match number {
            Some(number) => self.number(key, number),
            None => self.raw(key, "null"),
        }
    }

    /// `"key":true` or `"key":false`.
    pub fn flag(&mut self, key: &str, flag: bool) {
        self.raw(key, if flag { "true" } else { "false" });
    }

    /// `"key":null`
    pub fn null(&mut self, key: &str) {
        self.raw(key, "null");
    }

    /// `"key":` and unescaped JSON.
    pub fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.out.extend_from_slice(json.as_bytes());
    }

    fn braced(&mut self, members: impl FnOnce(&mut Self)) {
        self.out.push(b'{');
        members(self);
        self.out.push(b'}');
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn comma(&mut self) {
        // The last byte is a brace or bracket only at the beginning of an object or list: a text
        // ends in a quotation mark.
        if !matches!(self.out.last(), None | Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }
}
