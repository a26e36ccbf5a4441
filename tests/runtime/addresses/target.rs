wit_bindgen::generate!({ world: "addresses", path: "wit", generate_all });

use exports::test::addresses::{agents, registry};
use golem::rpc::types::{RpcError, Uri, WitNode, WitValue};
use registry::Entry;
use std::cell::RefCell;

struct Target;

thread_local! {
    static ENTRIES: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

impl registry::Guest for Target {
    fn enter(entry: Entry) -> Option<Uri> {
        let before = Self::find(entry.name.clone()).ok();
        ENTRIES.with_borrow_mut(|entries| entries.push(entry));
        before
    }
    fn find(name: String) -> Result<Uri, RpcError> {
        let found = |entries: &Vec<Entry>| entries.iter().rev().find(|entry| entry.name == name).map(|e| e.at.clone());
        ENTRIES.with_borrow(found).ok_or(RpcError::NotFound(name))
    }
    fn all() -> Vec<Entry> {
        ENTRIES.with_borrow(|entries| entries.clone())
    }
    fn names(at: Vec<Uri>) -> Vec<String> {
        at.into_iter().filter_map(|uri| Some(uri.value.rsplit_once('/')?.1.to_owned())).collect()
    }
    fn first(value: WitValue) -> Option<u64> {
        match value.nodes.first()? {
            WitNode::PrimU64(number) => Some(*number),
            WitNode::TupleValue(items) => match value.nodes.get(*items.first()? as usize)? {
                WitNode::PrimU64(number) => Some(*number),
                _ => None,
            },
            _ => None,
        }
    }
}

struct MyAgent(Uri);

impl agents::GuestAgent for MyAgent {
    fn new(home: Uri) -> Self {
        Self(home)
    }
    fn home(&self) -> Uri {
        self.0.clone()
    }
    fn at(home: Uri) -> agents::Agent {
        agents::Agent::new(Self(home))
    }
}

impl agents::Guest for Target {
    type Agent = MyAgent;
    fn paired(agent: agents::Agent) -> agents::Pair {
        let home = agent.get::<MyAgent>().0.clone();
        agents::Pair { agent, home }
    }
}

export!(Target);
