//! Bodies of the `email` family: a message with a one-time code. They are by far the largest
//! bodies.

use crate::simulate::{entities::User, json::Json, ksuid::Ksuid};

/// The HTML head; the style sheet is most of the body's size.
const HTML_HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
  <head>
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <meta name="color-scheme" content="light dark">
    <title>Your code for Turnstile</title>
    <style type="text/css">
      body { margin: 0; padding: 0; background: #f4f5f7; -webkit-text-size-adjust: 100%; }
      table { border-collapse: collapse; mso-table-lspace: 0; mso-table-rspace: 0; }
      td { font-family: "Helvetica Neue", Helvetica, Arial, sans-serif; font-size: 15px; line-height: 24px; color: #22262b; }
      img { border: 0; outline: none; text-decoration: none; display: block; }
      a { color: #2f5bd7; text-decoration: underline; }
      .sheet { width: 100%; max-width: 560px; margin: 0 auto; background: #ffffff; border-radius: 8px; }
      .sheet td { padding: 32px 40px; }
      .code { font-family: "SFMono-Regular", Consolas, "Liberation Mono", monospace; font-size: 32px; letter-spacing: 6px; }
      .small { font-size: 12px; line-height: 18px; color: #6b7480; }
      .preheader { display: none; max-height: 0; overflow: hidden; opacity: 0; mso-hide: all; }
      @media only screen and (max-width: 600px) {
        .sheet { border-radius: 0; }
        .sheet td { padding: 24px 20px; }
        .code { font-size: 26px; letter-spacing: 4px; }
      }
      @media (prefers-color-scheme: dark) {
        body { background: #16181b; }
        .sheet { background: #22262b; }
        td { color: #e8eaed; }
        .small { color: #9aa3ad; }
      }
    </style>
  </head>
"#;

/// Writes the members of an e-mail with `code`.
pub fn verification_code(json: &mut Json, id: &Ksuid, user: &User, code: u32) {
    let html = format!(
        "{HTML_HEAD}  <body>\n    <div class=\"preheader\">{code:06} is your code.</div>\n    \
         <table role=\"presentation\" class=\"sheet\">\n      <tr><td>\n        <p>Use this code to go on:</p>\n        \
         <p class=\"code\">{code:06}</p>\n        <p>It is good for ten minutes. Give it to nobody.</p>\n        \
         <p class=\"small\">You asked for it at Turnstile. If it was not you, there is nothing to do.</p>\n      \
         </td></tr>\n    </table>\n  </body>\n</html>\n"
    );
    json.text("body", &html);
    json.formatted(
        "body_plain",
        format_args!("{code:06} is your code for Turnstile. It is good for ten minutes. Give it to nobody."),
    );
    json.object("data", |json| {
        json.object("app", |json| {
            json.text("domain_name", "turnstile.example.com");
            json.null("logo_url");
            json.text("name", "Turnstile");
            json.text("url", "https://turnstile.example.com");
        });
        json.formatted("otp_code", format_args!("{code:06}"));
        json.text("requested_by", user.devices[0].browser().name);
        json.object("theme", |json| {
            json.text("button_text_color", "#ffffff");
            json.text("primary_color", "#2f5bd7");
            json.flag("show_clerk_branding", false);
        });
        json.object("user", |json| {
            json.raw("public_metadata", "{}");
            json.text("public_metadata_fallback", "");
        });
    });
    json.flag("delivered_by_clerk", true);
    match &user.email_id {
        Some(id) => json.id("email_address_id", "idn_", id),
        None => json.null("email_address_id"),
    }
    json.text("from_email_name", "no-reply");
    json.id("id", "ema_", id);
    json.text("object", "email");
    json.text("slug", "verification_code");
    json.text("status", "queued");
    json.formatted("subject", format_args!("{code:06} is your code for Turnstile"));
    json.formatted("to_email_address", format_args!("{}", user.person.email()));
    json.null("user_id");
}
