//! [`Surroundings`]: what a worker inherits from its creator.

use std::sync::Arc;

use crate::naming::WorkerId;

/// The arguments and the environment of a worker. As on Golem, a worker that is created by a call
/// of another worker inherits those of its creator.
///
/// They are shared with the worker's log, which has them once for each call that the worker makes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    pub args: Arc<Vec<String>>,
    pub env: Arc<Vec<(String, String)>>,
}

impl Surroundings {
    /// What the worker `id` gets when these are its creator's: the same, but for the three
    /// variables that tell a worker who it is.
    pub fn inherited_by(&self, id: &WorkerId) -> Self {
        let own = [
            ("GOLEM_COMPONENT_ID", id.component.to_string()),
            ("GOLEM_COMPONENT_VERSION", "0".to_owned()),
            ("GOLEM_WORKER_NAME", id.name.clone()),
        ];
        let inherited = self.env.iter().cloned();
        let mut env: Vec<_> = inherited.filter(|(key, _)| own.iter().all(|(own, _)| own != key)).collect();
        env.extend(own.map(|(key, value)| (key.to_owned(), value)));
        Self { args: self.args.clone(), env: env.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::ComponentId;

    #[test]
    fn own_names_win_over_inherited_ones() {
        let creator = Surroundings {
            args: vec!["a".into()].into(),
            env: vec![("GOLEM_WORKER_NAME".into(), "creator".into()), ("KEY".into(), "value".into())].into(),
        };
        let component = ComponentId::of_name("c");
        let inherited = creator.inherited_by(&WorkerId { component, name: "w".into() });
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(*inherited.args, ["a"]);
        assert_eq!(
            *inherited.env,
            [
                pair("KEY", "value"),
                pair("GOLEM_COMPONENT_ID", &component.to_string()),
                pair("GOLEM_COMPONENT_VERSION", "0"),
                pair("GOLEM_WORKER_NAME", "w"),
            ]
        );
    }
}
