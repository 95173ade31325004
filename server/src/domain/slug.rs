//! Slugs: names as they stand in a URL.

/// The maximum length of a slug, in characters.
const MAX: usize = 80;

/// The slug of a name: lower-case letters and digits of any script, with single dashes between them. `fallback` if the
/// name has none of these.
#[must_use]
pub fn slug(name: &str, fallback: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase).take(MAX) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { fallback.to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_lower_case_words_with_dashes() {
        assert_eq!(slug("Neem & Tulsi  Soap!", "x"), "neem-tulsi-soap");
        assert_eq!(slug("--", "x"), "x");
        assert_eq!(slug("Черный рис", "x"), "черный-рис");
        assert_eq!(slug(&"a".repeat(200), "x").len(), 80);
    }
}
