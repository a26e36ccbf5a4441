//! `@NAME` in the value of an environment variable: the id of component NAME.

use golem_rpc_host::ComponentId;

/// Replaces every `@NAME` where NAME is a component by the id of that component. Any other `@`
/// stays as it is.
///
/// # Errors
/// The name, if the whole value is `@NAME` and there is no such component: then a component was
/// surely meant.
pub(crate) fn expand(value: &str, components: &[(String, ComponentId)]) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        expanded += before;
        let name = &after[..after.find(ends_name).unwrap_or(after.len())];
        // A dot at the end may be part of the name, or the end of a sentence.
        let candidates = [name, name.trim_end_matches('.')];
        let found = candidates.iter().find_map(|name| {
            let mut components = components.iter();
            components.find(|(known, _)| known == name)
        });
        rest = match found {
            Some((name, id)) => {
                expanded += &id.to_string();
                &after[name.len()..]
            }
            None if !name.is_empty() && value.len() == name.len() + 1 => {
                return Err(name.to_owned());
            }
            None => {
                expanded.push('@');
                after
            }
        };
    }
    Ok(expanded + rest)
}

fn ends_name(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(value: &str) -> Result<String, String> {
        let names = ["counter", "counter-2"];
        let components = names.map(|name| (name.to_owned(), ComponentId::of_name(name)));
        super::expand(value, &components)
    }

    #[test]
    fn known_names() {
        let counter = ComponentId::of_name("counter");
        let second = ComponentId::of_name("counter-2");
        assert_eq!(expand("@counter"), Ok(counter.to_string()));
        assert_eq!(
            expand("urn:worker:@counter/a,urn:worker:@counter-2"),
            Ok(format!("urn:worker:{counter}/a,urn:worker:{second}"))
        );
        assert_eq!(expand("@counter."), Ok(format!("{counter}.")));
    }

    #[test]
    fn all_else_stays() {
        for value in ["", "@", "plain", "me@home.net", "@other/x", "a @ b", "@@", "@counters "] {
            assert_eq!(expand(value).as_deref(), Ok(value));
        }
    }

    #[test]
    fn a_lone_unknown_name_is_an_error() {
        assert_eq!(expand("@countre"), Err("countre".into()));
        assert_eq!(expand("@counters"), Err("counters".into()));
    }
}
