wit_bindgen::generate!({ world: "bare-resources", path: "wit" });

use exports::test::bare_resources::{cabinet, desk, tokens};
use std::cell::{Cell, RefCell};
use tokens::{Seal, SealBorrow, Sealed, Token, TokenBorrow};

struct Target;

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

struct MyToken(u32);

impl MyToken {
    fn make(number: u32) -> Token {
        ALIVE.set(ALIVE.get() + 1);
        Token::new(Self(number))
    }
}

impl Drop for MyToken {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

struct MySeal;

struct Nothing;

impl tokens::GuestToken for MyToken {}
impl tokens::GuestSeal for MySeal {}
impl tokens::GuestUnused for Nothing {}

impl tokens::Guest for Target {
    type Token = MyToken;
    type Unused = Nothing;
    type Seal = MySeal;
}

fn number(token: &TokenBorrow<'_>) -> u32 {
    token.get::<MyToken>().0
}

impl desk::Guest for Target {
    fn issue(number: u32) -> Token {
        MyToken::make(number)
    }
    fn check(token: TokenBorrow<'_>) -> u32 {
        number(&token)
    }
    fn both(first: TokenBorrow<'_>, second: Option<TokenBorrow<'_>>) -> u32 {
        number(&first) + second.as_ref().map_or(0, number)
    }
    fn seal(token: Token) -> Sealed {
        let seal = (token.get::<MyToken>().0 > 9).then(|| Seal::new(MySeal));
        Sealed { token, seal }
    }
    fn unseal(sealed: Sealed) -> desk::Answer {
        match sealed.seal {
            Some(_) => desk::Answer::Granted(sealed.token),
            None => desk::Answer::Refused(format!("{} has no seal", sealed.token.get::<MyToken>().0)),
        }
    }
    fn stamps(count: u32) -> Vec<Seal> {
        (0..count).map(|_| Seal::new(MySeal)).collect()
    }
    fn count(stamps: Vec<SealBorrow<'_>>) -> u32 {
        stamps.len() as u32
    }
    fn alive() -> u32 {
        ALIVE.get()
    }
}

struct MyDrawer(RefCell<Vec<Token>>);

impl cabinet::GuestDrawer for MyDrawer {
    fn new(first: Token) -> Self {
        Self(RefCell::new(vec![first]))
    }
    fn put(&self, token: Token) -> u32 {
        let mut tokens = self.0.borrow_mut();
        tokens.push(token);
        tokens.len() as u32
    }
    fn take(&self) -> Option<Token> {
        self.0.borrow_mut().pop()
    }
}

impl cabinet::Guest for Target {
    type Drawer = MyDrawer;
}

export!(Target);
