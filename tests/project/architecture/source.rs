//! Rust read just well enough: words and marks without comments and literals, and the paths among them. No parser: what
//! a macro makes is not seen.

/// Words and marks of a file, in order; `::` is one mark. Comments, texts and characters are left out.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_text(rest) {
            length
        } else if first == '"' || rest.starts_with("b\"") {
            quoted(rest, '"')
        } else if first == '\'' || rest.starts_with("b'") {
            character(rest)
        } else if first.is_alphanumeric() || first == '_' {
            let word = rest.find(|mark: char| !mark.is_alphanumeric() && mark != '_').unwrap_or(rest.len());
            tokens.push(rest[..word].to_owned());
            word
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// Block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let step = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// `r"…"`, `r#"…"#`, `br#"…"#`.
fn raw_text(text: &str) -> Option<usize> {
    let after = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(text.len() - body.len() + length)
}

fn quoted(text: &str, quote: char) -> usize {
    let start = text.find(quote).map_or(0, |at| at + 1);
    let mut escaped = false;
    for (at, mark) in text[start..].char_indices() {
        match mark {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if mark == quote => return start + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character, or only the mark of a lifetime.
fn character(text: &str) -> usize {
    let start = text.find('\'').map_or(0, |at| at + 1);
    let mut marks = text[start..].chars();
    match (marks.next(), marks.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(text, '\''),
        _ => start,
    }
}

/// Every path that begins with one of the roots, in `use` items (braces opened up) and anywhere else.
pub fn paths(tokens: &[String], roots: &[&str]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = roots.contains(&&*tokens[at]) && tokens.get(at + 1).is_some_and(|next| next == "::");
        // `x::self::` and the like are inside a path that began before.
        if begins && (at == 0 || tokens[at - 1] != "::") {
            at = branch(tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// One branch of a tree of paths, from a word on; returns where it ends.
fn branch(tokens: &[String], mut at: usize, stem: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = stem.to_vec();
    while let Some(token) = tokens.get(at) {
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                let end = branch(tokens, at, &path, found);
                // A comma, or what no path has.
                at = end.max(at) + usize::from(tokens.get(end).is_some_and(|token| token != "}"));
            }
            return at + 1;
        }
        if token != "*" && token != "self" || path.is_empty() {
            path.push(token.clone());
        }
        at += 1;
        if tokens.get(at).is_none_or(|next| next != "::") {
            break;
        }
        at += 1;
        // A turbofish belongs to no path of modules.
        if tokens.get(at).is_some_and(|next| next == "<") {
            break;
        }
    }
    found.push(path);
    if tokens.get(at).is_some_and(|token| token == "as") { at + 2 } else { at }
}
