//! A terminal on which a command runs.

use std::{
    fs::File,
    io::Read as _,
    process::{Child, Command, ExitStatus},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// 80 columns, both streams of the command. The command is killed when this is dropped.
pub struct Terminal {
    screen: File,
    child: Child,
    seen: String,
}

impl Terminal {
    pub fn run(mut command: Command) -> Self {
        let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&terminal).expect("it is ours");
        unlockpt(&terminal).expect("it opens");
        let name = ptsname(&terminal, Vec::new()).expect("it has a name");
        let end = File::options().read(true).write(true).open(name.to_str().expect("text")).expect("its other end");
        let other = end.try_clone().expect("a second handle");
        let child = command.env("TERM", "xterm").stdout(end).stderr(other).spawn().expect("it runs");
        // With the command, the only other ends go.
        drop(command);
        Self { screen: File::from(terminal), child, seen: String::new() }
    }

    /// Everything that was written so far, once it is enough or the command has ended.
    pub fn see(&mut self, enough: impl Fn(&str) -> bool) -> &str {
        let mut bytes = [0; 4_096];
        while !enough(&self.seen) {
            match self.screen.read(&mut bytes) {
                Ok(read) if read > 0 => self.seen.push_str(&String::from_utf8_lossy(&bytes[..read])),
                _ => break,
            }
        }
        &self.seen
    }

    /// SIGINT, like Ctrl-C; everything that was written until the end.
    pub fn interrupt(&mut self) -> (ExitStatus, &str) {
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill is installed").success());
        self.see(|_| false);
        (self.child.wait().expect("it ends"), &self.seen)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
