//! What programs do to a body on its way, undone: every text that a body may have been before. Knows no signature.

use std::fmt;

use super::{
    style::{Escapes, Layout, Style},
    tree::Tree,
};

/// How the body in hand must be changed to be the one that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Written anew as JSON, in another style.
    Json {
        /// Whether the keys had to be put into order.
        sorted: bool,
        /// How it had to be written.
        written: Written,
    },
    /// A text of JSON around it taken off: the body was saved as a JSON string.
    Unquoted,
    /// Line ends CR LF made to LF.
    UnixLines,
    /// Line ends LF made to CR LF.
    WindowsLines,
    /// A line feed added at the end.
    EndAdded,
    /// Line ends taken off the end.
    EndRemoved,
    /// White space taken off both ends.
    Trimmed,
    /// A byte-order mark added.
    MarkAdded,
    /// A byte-order mark taken off.
    MarkRemoved,
    /// UTF-8 that was read as Latin-1 put right.
    Latin1,
}

/// A style of JSON, named for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written(Style);

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Every body that this one may have been, the likeliest first.
pub(super) fn before(body: &[u8]) -> impl Iterator<Item = (Rewrite, Vec<u8>)> {
    let as_json = Tree::parse(body).into_iter().flat_map(|tree| {
        let trees = [(false, tree.clone()), (true, tree.sorted())];
        trees.into_iter().flat_map(|(sorted, tree)| {
            styles().map(move |style| (Rewrite::Json { sorted, written: Written(style) }, style.write(&tree)))
        })
    });
    as_bytes(body).into_iter().chain(as_json)
}

fn styles() -> impl Iterator<Item = Style> {
    Layout::ALL.into_iter().flat_map(|layout| Escapes::ALL.into_iter().map(move |escapes| Style { layout, escapes }))
}

fn as_bytes(body: &[u8]) -> Vec<(Rewrite, Vec<u8>)> {
    let mut bodies = vec![
        (Rewrite::EndAdded, [body, b"\n"].concat()),
        (Rewrite::EndRemoved, without_end(body).to_vec()),
        (Rewrite::Trimmed, body.trim_ascii().to_vec()),
        (Rewrite::MarkAdded, [MARK, body].concat()),
        (Rewrite::UnixLines, unix_lines(body)),
        (Rewrite::WindowsLines, windows_lines(&unix_lines(body))),
    ];
    if let Some(rest) = body.strip_prefix(MARK) {
        bodies.push((Rewrite::MarkRemoved, rest.to_vec()));
    }
    if let Some(Tree::Text(inner)) = Tree::parse(body) {
        bodies.push((Rewrite::Unquoted, inner.into_bytes()));
    }
    if let Some(bytes) = latin1(body) {
        bodies.push((Rewrite::Latin1, bytes));
    }
    bodies
}

fn without_end(body: &[u8]) -> &[u8] {
    let end = body.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    &body[..end]
}

fn unix_lines(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for (index, byte) in body.iter().enumerate() {
        if *byte != b'\r' || body.get(index + 1) != Some(&b'\n') {
            bytes.push(*byte);
        }
    }
    bytes
}

fn windows_lines(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() + body.len() / 16);
    for byte in body {
        if *byte == b'\n' {
            bytes.push(b'\r');
        }
        bytes.push(*byte);
    }
    bytes
}

/// The bytes whose Latin-1 reading this text is, where it goes beyond ASCII and no further than that.
fn latin1(body: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(body).ok().filter(|text| !text.is_ascii())?;
    text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}

impl fmt::Display for Rewrite {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Json { sorted: false, written } => return write!(out, "written as {written}"),
            Self::Json { sorted: true, written } => {
                return write!(out, "with its keys in alphabetical order, written as {written}");
            }
            Self::Unquoted => "taken out of the JSON text that it was put into",
            Self::UnixLines => "with line ends LF instead of CR LF",
            Self::WindowsLines => "with line ends CR LF instead of LF",
            Self::EndAdded => "with a line feed at its end",
            Self::EndRemoved => "without the line end at its end",
            Self::Trimmed => "without the white space around it",
            Self::MarkAdded => "with a byte-order mark before it",
            Self::MarkRemoved => "without the byte-order mark before it",
            Self::Latin1 => "as UTF-8 (it was read as Latin-1)",
        })
    }
}

impl fmt::Display for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Style { layout, escapes }) = self;
        match layout {
            Layout::Compact => out.write_str("compact JSON")?,
            Layout::Spaced => out.write_str("JSON with spaces after commas and colons")?,
            Layout::Indented(spaces) => write!(out, "JSON indented by {spaces} spaces")?,
        }
        out.write_str(match escapes {
            Escapes::None => ", characters as they are",
            Escapes::BeyondAscii => ", characters beyond ASCII escaped as \\uXXXX",
            Escapes::Html => ", with <, > and & escaped as \\uXXXX",
            Escapes::Slashes => ", with slashes and characters beyond ASCII escaped",
        })
    }
}
