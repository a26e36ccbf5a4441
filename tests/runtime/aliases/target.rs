wit_bindgen::generate!({ world: "aliases", path: "wit" });

use exports::test::aliases::api::{Deep, Found, Guest, Id, Name, Names, Place, User};

struct Target;

impl Guest for Target {
    fn next(id: Id) -> Id {
        id + 1
    }
    fn greet(name: Name) -> Name {
        format!("hello {name}")
    }
    fn all(names: Names) -> Deep {
        names
    }
    fn find(user: User) -> Found {
        match user.id {
            0 => Err("nobody".to_owned()),
            1 => Ok(None),
            _ => Ok(Some(user)),
        }
    }
    fn at((id, name): Place, maybe: Option<Names>) -> Place {
        (id, maybe.map_or(name, |names| names.concat()))
    }
}

export!(Target);
