//! Log lines of a test, kept in memory.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use gatelog::telemetry::{LogFormat, subscriber};
use tracing::Subscriber;

/// What was logged so far.
#[derive(Clone, Default)]
pub struct CapturedLog(Arc<Mutex<Vec<u8>>>);

impl CapturedLog {
    /// A subscriber that logs here.
    pub fn subscriber(&self, format: LogFormat, filter: &str) -> impl Subscriber + Send + Sync + use<> {
        let writer = self.clone();
        subscriber(format, filter, false, move || writer.clone()).expect("a good filter")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("not poisoned").clone()).expect("text")
    }
}

impl Write for CapturedLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
