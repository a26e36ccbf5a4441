//! Both clients use one type for the locations of workers, that of the SDK.

use crate::worker;
use client::agents::{Agent, Agents, Pair};
use client::registry::{Address, Entry, Registry};
use client::types::{RpcError, WitNode, WitValue};
use golem_rpc_sdk::bindings::rpc::Uri;
use golem_rpc_sdk::{WorkerUri, block_on};

pub fn run() {
    values();
    resources();
}

fn values() {
    let registry = Registry::new(&worker("registry"));
    let (first, second) = (worker("first"), worker("second one"));
    let tag = WitValue { nodes: vec![WitNode::TupleValue(vec![1]), WitNode::PrimU64(5)] };
    let kept = WitValue { nodes: vec![WitNode::Handle((Uri::from(&first), 7))] };
    let entry = Entry { name: "first".to_owned(), at: Uri::from(&first), tags: vec![tag.clone(), kept] };
    assert_eq!(block_on(registry.enter(&entry)).unwrap(), None);
    let moved = Entry { at: second.clone().into(), ..entry.clone() };
    assert_eq!(registry.blocking_enter(&moved).unwrap(), Some(entry.at.clone()));
    assert_eq!(block_on(registry.all()).unwrap(), [entry, moved]);

    let found: Address = block_on(registry.find("first")).unwrap().unwrap();
    // The location that was returned can be called.
    let found = WorkerUri::try_from(found).unwrap();
    assert_eq!(found, second);
    assert_eq!(Registry::new(&found).blocking_all().unwrap(), []);
    assert!(matches!(registry.blocking_find("nobody").unwrap(), Err(RpcError::NotFound(name)) if name == "nobody"));
    let uris = [Uri::from(&first), Uri::from(second)];
    assert_eq!(block_on(registry.names(&uris)).unwrap(), ["first", "second%20one"]);
    assert_eq!(block_on(registry.first(&tag)).unwrap(), Some(5));
    assert_eq!(registry.blocking_first(&WitValue { nodes: vec![WitNode::PrimBool(true)] }).unwrap(), None);
}

fn resources() {
    let (here, home) = (worker("agents"), Uri::from(worker("home")));
    let agent = Agent::blocking_new(&here, &home).unwrap();
    assert_eq!(block_on(agent.home()).unwrap(), home);
    let Pair { agent, home: told } = block_on(Agents::new(&here).paired(agent)).unwrap();
    assert_eq!((agent.blocking_home().unwrap(), told), (home.clone(), home));
    let away = Uri { value: "nowhere".to_owned() };
    assert_eq!(block_on(Agent::at(&here, &away)).unwrap().blocking_home().unwrap(), away);
    assert!(WorkerUri::try_from(&away).is_err());
}
