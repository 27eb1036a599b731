//! Filters of the API as arguments: `NAME=VALUE`.

pub(super) fn filter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, for example action=signed_in")?;
    Ok((name.to_owned(), value.to_owned()))
}
