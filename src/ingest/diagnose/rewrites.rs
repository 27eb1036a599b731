//! Undoes the changes that programs make to a body in transit: lists every body that the sender
//! may have signed.

use std::fmt;

use super::json::{JsonStyle, JsonTree};

/// How the received body must be changed to be the one that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Serialized again as JSON, in this style and with sorted keys if `sorted`.
    Json { sorted: bool, style: JsonStyle },
    /// Decoded: the body was saved as a JSON string.
    Unquoted,
    /// CR LF replaced by LF.
    UnixLines,
    /// LF replaced by CR LF.
    WindowsLines,
    /// A line feed appended.
    EndAdded,
    /// Line ends at the end removed.
    EndRemoved,
    /// White space at both ends removed.
    Trimmed,
    /// A byte-order mark prepended.
    MarkAdded,
    /// A byte-order mark removed.
    MarkRemoved,
    /// UTF-8 that was decoded as Latin-1 restored.
    Latin1,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Every body that the sender may have signed, the likeliest first.
pub(super) fn candidates(body: &[u8]) -> impl Iterator<Item = (Rewrite, Vec<u8>)> {
    let as_json = JsonTree::parse(body).into_iter().flat_map(|tree| {
        let trees = [(false, tree.clone()), (true, tree.sorted())];
        trees.into_iter().flat_map(|(sorted, tree)| {
            JsonStyle::all().map(move |style| (Rewrite::Json { sorted, style }, style.write(&tree)))
        })
    });
    as_bytes(body).into_iter().chain(as_json)
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
    if let Some(JsonTree::Text(inner)) = JsonTree::parse(body) {
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
    let mut lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').collect();
    if let Some((_unended, ended)) = lines.split_last_mut() {
        for line in ended {
            *line = line.strip_suffix(b"\r").unwrap_or(line);
        }
    }
    lines.join(&b'\n')
}

fn windows_lines(body: &[u8]) -> Vec<u8> {
    body.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
}

/// The bytes that decode to this text as Latin-1; `None` if it is ASCII or no Latin-1 text.
fn latin1(body: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(body).ok().filter(|text| !text.is_ascii())?;
    text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}

impl fmt::Display for Rewrite {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Json { sorted: false, style } => return write!(out, "written as {style}"),
            Self::Json { sorted: true, style } => {
                return write!(out, "with its keys in alphabetical order, written as {style}");
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
