//! The files of the page, embedded in the program. They are served below a prefix that changes
//! with them, so that a browser may keep them for ever, and only `index.html` names that prefix.

use std::{io::Write as _, sync::LazyLock};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// Where the files are served.
pub const PREFIX: &str = "/web/";

/// Names the files of `src/web` that browsers load.
macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!($name).as_slice())),+]
    };
}

const INDEX: &str = include_str!("index.html");

/// Names the documentation of the API (RFC 8631). The page links to it only if this line is there.
const DOCS_LINE: &str = "    <link rel=\"service-doc\" href=\"/docs\">\n";

/// Digits of the prefix: 64 bits of SHA-256 tell versions of the files apart.
const VERSION_DIGITS: usize = 16;

/// A file as it is sent.
#[derive(Clone, Debug)]
pub struct File {
    pub content_type: &'static str,
    pub bytes: Bytes,
    /// The same, compressed by gzip.
    pub gzip: Bytes,
}

/// The files of the page. The first call compresses them.
#[derive(Debug)]
pub struct Files {
    /// Changes with any of the files.
    pub version: String,
    pub index: File,
    /// The same where `/docs` is not served.
    pub index_without_docs: File,
    others: Vec<(&'static str, File)>,
}

pub static FILES: LazyLock<Files> = LazyLock::new(|| {
    let embedded = embedded!["app.css", "page.js"];
    let mut digest = Sha256::new();
    digest.update(INDEX);
    for (_, bytes) in embedded {
        digest.update(bytes);
    }
    let mut version = data_encoding::HEXLOWER.encode(&digest.finalize());
    version.truncate(VERSION_DIGITS);
    let index = INDEX.replace("\"web/", &format!("\"{PREFIX}{version}/", PREFIX = &PREFIX[1..]));
    Files {
        index_without_docs: File::new("index.html", index.replace(DOCS_LINE, "").into_bytes().into()),
        index: File::new("index.html", index.into_bytes().into()),
        others: embedded.map(|(name, bytes)| (name, File::new(name, Bytes::from_static(bytes)))).into(),
        version,
    }
});

impl Files {
    /// The file at a path below [`PREFIX`], if it is of this version.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&File> {
        let (version, name) = path.split_once('/')?;
        let found = || self.others.iter().find(|(known, _)| *known == name);
        (version == self.version).then(found).flatten().map(|(_, file)| file)
    }
}

impl File {
    fn new(name: &str, bytes: Bytes) -> Self {
        let content_type = match name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "application/octet-stream",
        };
        let gzip = compressed(&bytes).unwrap_or_else(|_| Bytes::new());
        Self { content_type, bytes, gzip }
    }
}

fn compressed(bytes: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.into())
}
