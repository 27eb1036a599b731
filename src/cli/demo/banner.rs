//! The instructions of the demo: addresses, the key, and commands that work as they are pasted.

use std::net::SocketAddr;

use console::style;

use crate::clock::Timestamp;

/// Printed while the history is being sent.
pub(super) const INTRODUCTION: &str = "\
Gatelog demo, on a temporary database
First it sends ten days of simulated sign-ins (2,000 events) to itself and builds
the views: 10 to 30 seconds. Then it prints requests to try, and goes on live.
";

/// Stands before the counts until the instructions are printed.
pub(super) const PREPARING: &str = "preparing: ";

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
/// `2026-11-20T10:00` of a timestamp.
const TO_THE_MINUTE: usize = 16;

pub(super) struct Banner {
    /// Where clients on this machine reach the service.
    pub(super) address: SocketAddr,
    pub(super) key: String,
    /// Signs in to the page, once.
    pub(super) link: String,
    /// Holds the database, and a `.env` file for `serve`.
    pub(super) folder: String,
    /// Whether the folder stays at the end.
    pub(super) keep: bool,
}

pub(super) struct ExampleUser {
    pub(super) name: String,
    pub(super) id: String,
}

impl Banner {
    /// No line is wider than 80 columns, unless a path is long. Ids and keys end their lines, or
    /// stand before a quotation mark, so that a double click selects them.
    pub(super) fn to_text(&self, now: Timestamp, user: Option<&ExampleUser>) -> String {
        let Self { address, key, link, folder, keep } = self;
        let yesterday = Timestamp::from_micros(now.micros() - DAY_MICROS).to_string();
        let yesterday = yesterday.get(..TO_THE_MINUTE).unwrap_or_default();
        let heading = |text: &str| style(format!("# {text}")).bold();
        // Sentences and addresses read better than all of the JSON.
        let query = |path: &str, field: &str| {
            format!(
                "curl -sw '\\n' -H 'Authorization: Bearer {key}' \\\n  'http://{address}/v1/{path}' |\n  \
                 grep -o '\"{field}\":\"[^\"]*\"'"
            )
        };
        let last = query("activity?action=signed_in&limit=5", "summary");
        let signed_in = query(&format!("sessions?active_at={yesterday}Z&limit=5"), "user_email");
        let of_user = user.map_or_else(String::new, |ExampleUser { name, id }| {
            let history = query(&format!("activity?user_id={id}"), "summary");
            format!("{}\n{history}\n", heading(&format!("What happened to {name}?")))
        });
        let binary = std::env::current_exe().map_or_else(|_| "gatelog".into(), |path| path.display().to_string());
        let (folder, binary) = (quoted(folder), quoted(&binary));
        let at_the_end = if *keep { "keeps its folder" } else { "removes its folder (--keep keeps it)" };
        format!(
            "
{page}  http://{address}/#/sign-in?link={link}
{webhooks}  http://{address}/webhooks/clerk
{swagger}  http://{address}/docs
{api_key}  {key}

{last_heading}
{last}
{signed_in_heading}
{signed_in}
{of_user}
{crash_heading}
kill -9 {pid}; cd {folder} && {binary} serve
{rebuild_heading}
cd {folder} && {binary} projections rebuild --check

Ctrl-C ends the demo and {at_the_end}.
",
            page = style("page      ").dim(),
            webhooks = style("webhooks  ").dim(),
            swagger = style("Swagger UI").dim(),
            api_key = style("API key   ").dim(),
            last_heading = heading("Who signed in last? Ask in another terminal:"),
            signed_in_heading = heading("Who was signed in at this time yesterday?"),
            crash_heading = heading("Kill it, serve the same log again, and ask again: nothing is lost"),
            rebuild_heading = heading("Build every view from the log once more, and compare: nothing differs"),
            pid = std::process::id(),
        )
    }
}

/// A word of a shell command.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/.:_-+=,@%".contains(&byte);
    if text.bytes().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
