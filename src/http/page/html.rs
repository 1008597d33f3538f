/// Text as it stands between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // A frame has places in braces; what a reader writes must fill none of them.
            '{' => escaped.push_str("&#123;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An element with escaped text in it.
pub(super) fn element(tag: &str, class: &str, text: &str) -> String {
    let text = escape(text);
    if class.is_empty() {
        format!("<{tag}>{text}</{tag}>")
    } else {
        format!("<{tag} class=\"{class}\">{text}</{tag}>")
    }
}

/// A list of escaped texts; nothing if there are none.
pub(super) fn list(class: &str, texts: impl IntoIterator<Item = String>) -> String {
    let items: String = texts.into_iter().map(|text| element("li", "", &text)).collect();
    if items.is_empty() { items } else { format!("<ul class=\"{class}\">{items}</ul>") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_written_becomes_a_tag_or_a_place() {
        let found = element("p", "said", "<script>\"&'{answer}");
        let expected = "<p class=\"said\">&lt;script&gt;&quot;&amp;&#39;&#123;answer}</p>";
        assert_eq!(found, expected);
        assert_eq!(list("a", Vec::new()), "");
    }
}
