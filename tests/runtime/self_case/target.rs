//! A target in Rust can't have these names, but one in another language can. Calls don't contain
//! the names of cases, only their numbers.

wit_bindgen::generate!({
    path: [],
    inline: "
        package test:self-case;
        interface api {
            type cells = tuple<u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, string>;
            enum who { me, other }
            variant oneself { me(who), guest }
            turned: func(of: who) -> who;
            known: func(of: oneself) -> option<oneself>;
            cells-of: func(of: cells) -> cells;
        }
        world self-case { export api; }
    ",
});

use exports::test::self_case::api::{Cells, Guest, Oneself, Who};

struct Target;

impl Guest for Target {
    fn turned(of: Who) -> Who {
        match of {
            Who::Me => Who::Other,
            Who::Other => Who::Me,
        }
    }
    fn known(of: Oneself) -> Option<Oneself> {
        matches!(of, Oneself::Me(_)).then_some(of)
    }
    fn cells_of(of: Cells) -> Cells {
        of
    }
}

export!(Target);
