//! `gatelog simulate --write`: writes the simulated deliveries to a file, one a line.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use anyhow::{Context as _, bail};

use super::simulate::{SimulateArgs, plan};
use crate::{clock::Timestamp, ingest::saved, simulate::Delivery};

const WRITE_BYTES: usize = 256 * 1024;

/// Writes one line for each delivery, repeated ones included, signed for the creation time of its
/// message. Returns the number of lines.
pub(super) fn write(args: &SimulateArgs, path: &Path, now: Timestamp) -> anyhow::Result<u64> {
    if args.count == 0 {
        bail!("--count: 0 means without end, which no file can hold; write how many events");
    }
    let secret = args.signing_secret()?;
    let cannot = || format!("{} cannot be written; name a file that this user may write", path.display());
    let mut file = BufWriter::with_capacity(WRITE_BYTES, File::create(path).with_context(cannot)?);
    let mut lines = 0;
    for planned in plan(args, now) {
        let delivery = Delivery::sign(&planned.message, &secret, planned.message.created_at);
        writeln!(file, "{}", saved::to_line(&delivery.headers(args.signature_headers()), &delivery.body))
            .with_context(cannot)?;
        lines += 1;
    }
    file.flush().with_context(cannot)?;
    Ok(lines)
}
