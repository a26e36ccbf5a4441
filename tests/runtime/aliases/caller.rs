use crate::worker;
use client::{Api, Deep, Found, Id, Names, Place, RecordOf, User};
use golem_rpc_sdk::block_on;

pub fn run() {
    let api = Api::new(&worker("aliases"));
    let id: Id = block_on(api.next(41)).unwrap();
    assert_eq!(id, 42);
    assert_eq!(api.blocking_greet("you").unwrap(), "hello you");
    let names: Names = vec!["a".to_owned(), "b".to_owned()];
    let all: Deep = block_on(api.all(&names)).unwrap();
    assert_eq!(all, names);
    let user: User = RecordOf { id: 2, name: "c".to_owned(), others: names.clone() };
    let found: Found = block_on(api.find(&user)).unwrap();
    assert_eq!(found, Ok(Some(user.clone())));
    assert_eq!(block_on(api.find(&User { id: 0, ..user.clone() })).unwrap(), Err("nobody".to_owned()));
    assert_eq!(block_on(api.find(&User { id: 1, ..user })).unwrap(), Ok(None));
    let place: Place = block_on(api.at(&(5, "x".to_owned()), Some(&names))).unwrap();
    assert_eq!(place, (5, "ab".to_owned()));
    assert_eq!(api.blocking_at(&(5, "x".to_owned()), None).unwrap(), (5, "x".to_owned()));
}
