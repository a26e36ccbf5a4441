//! Function names as they go over the wire: `ns:pkg/iface@1.2.3.{fn}`, `{res.method}`, or a bare
//! `fn` of the world.

use std::fmt;

/// A function name, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionName {
    /// The interface, with its version if it has one. `None` for a function that the world itself
    /// exports.
    pub interface: Option<String>,
    pub function: Function,
}

/// A function within its interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// `{fn}`
    Free(String),
    /// `{res.new}`
    Constructor(String),
    /// `{res.name}`: the wire does not tell methods from statics.
    Member(String, String),
    /// `{res.drop}`
    Drop(String),
}

impl Function {
    /// The names under which a component may export this function, the likeliest first. There are
    /// none for a drop, which every resource has and no component exports.
    pub fn export_names(&self) -> Vec<String> {
        match self {
            Self::Free(name) => vec![name.clone()],
            Self::Constructor(resource) => vec![format!("[constructor]{resource}")],
            Self::Member(resource, name) => {
                vec![format!("[method]{resource}.{name}"), format!("[static]{resource}.{name}")]
            }
            Self::Drop(_) => vec![],
        }
    }

    /// The function that a component exports under `name`.
    pub fn from_export_name(name: &str) -> Self {
        let member = |member: &str| match member.split_once('.') {
            Some((resource, name)) => Self::Member(resource.into(), name.into()),
            None => Self::Free(name.into()),
        };
        if let Some(resource) = name.strip_prefix("[constructor]") {
            Self::Constructor(resource.into())
        } else if let Some(name) = name.strip_prefix("[method]") {
            member(name)
        } else if let Some(name) = name.strip_prefix("[static]") {
            member(name)
        } else {
            Self::Free(name.into())
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free(name) => f.write_str(name),
            Self::Constructor(resource) => write!(f, "{resource}.new"),
            Self::Member(resource, name) => write!(f, "{resource}.{name}"),
            Self::Drop(resource) => write!(f, "{resource}.drop"),
        }
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.interface {
            Some(interface) => write!(f, "{interface}.{{{}}}", self.function),
            None => self.function.fmt(f),
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("Invalid function name: `{0}`")]
pub(crate) struct InvalidFunctionName(String);

impl FunctionName {
    pub fn parse(text: &str) -> Result<Self, InvalidFunctionName> {
        Self::try_parse(text).ok_or_else(|| InvalidFunctionName(text.to_owned()))
    }

    fn try_parse(text: &str) -> Option<Self> {
        let Some(body) = text.strip_suffix('}') else {
            return is_label(text).then(|| Self { interface: None, function: Function::Free(text.to_owned()) });
        };
        let (interface, function) = body.split_once(".{")?;
        if interface.is_empty() {
            return None;
        }
        Some(Self { interface: Some(interface.to_owned()), function: parse_function(function)? })
    }
}

/// Parses what stands within the braces: `fn`, `res.new`, `res.member`, `res.drop`, or the
/// component model's own form of these, such as `[method]res.member`.
fn parse_function(text: &str) -> Option<Function> {
    if text.starts_with('[') {
        return parse_bracketed(text);
    }
    let Some((resource, member)) = text.split_once('.') else {
        return is_label(text).then(|| Function::Free(text.to_owned()));
    };
    if !is_label(resource) || !is_label(member) {
        return None;
    }
    Some(match member {
        "new" => Function::Constructor(resource.to_owned()),
        "drop" => Function::Drop(resource.to_owned()),
        member => Function::Member(resource.to_owned(), member.to_owned()),
    })
}

fn parse_bracketed(text: &str) -> Option<Function> {
    if let Some(resource) = text.strip_prefix("[drop]") {
        return is_label(resource).then(|| Function::Drop(resource.to_owned()));
    }
    match Function::from_export_name(text) {
        Function::Constructor(resource) if !is_label(&resource) => None,
        Function::Member(resource, name) if !is_label(&resource) || !is_label(&name) => None,
        Function::Free(_) => None,
        function => Some(function),
    }
}

/// Whether a text is a name as WIT has them: words of letters and digits, with hyphens between.
fn is_label(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> FunctionName {
        FunctionName::parse(text).unwrap()
    }

    #[test]
    fn free_functions() {
        let name = parse("demo:component1/api.{add}");
        assert_eq!(name.interface.as_deref(), Some("demo:component1/api"));
        assert_eq!(name.function, Function::Free("add".into()));

        let name = parse("demo:component1/api@1.2.3.{add-all}");
        assert_eq!(name.interface.as_deref(), Some("demo:component1/api@1.2.3"));
        assert_eq!(name.function, Function::Free("add-all".into()));

        let name = parse("run");
        assert_eq!(name.interface, None);
        assert_eq!(name.function, Function::Free("run".into()));
    }

    #[test]
    fn resources() {
        let function = |text: &str| parse(&format!("a:b/c.{{{text}}}")).function;
        let member = Function::Member("cart".into(), "add-item".into());
        assert_eq!(function("cart.new"), Function::Constructor("cart".into()));
        assert_eq!(function("cart.drop"), Function::Drop("cart".into()));
        assert_eq!(function("cart.add-item"), member);
        assert_eq!(function("[method]cart.add-item"), member);
        assert_eq!(function("[static]cart.add-item"), member);
        assert_eq!(function("[constructor]cart"), Function::Constructor("cart".into()));
        assert_eq!(function("[drop]cart"), Function::Drop("cart".into()));
    }

    #[test]
    fn shown_as_parsed() {
        for text in ["a:b/c.{f}", "a:b/c@0.1.0-rc.1.{r.new}", "a:b/c.{r.m}", "a:b/c.{r.drop}", "f"] {
            assert_eq!(parse(text).to_string(), text);
        }
    }

    #[test]
    fn malformed() {
        for text in [
            "",
            "a b",
            "f}",
            ".{f}",
            "a:b/c.{",
            "a:b/c.{}",
            "a:b/c.{.m}",
            "a:b/c.{r.}",
            "a:b/c.{r.m.n}",
            "a:b/c.{[other]r.m}",
            "a:b/c.{[method]r}",
            "a:b/c.{f}x",
            "a:b/c.f",
        ] {
            assert!(FunctionName::parse(text).is_err(), "{text}");
        }
    }
}
