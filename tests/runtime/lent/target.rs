wit_bindgen::generate!({ world: "lent", path: "wit" });

use exports::test::lent::api::{
    Both, Color, GivenPair, Guest, GuestThing, Held, Loan, Maybe, Outcome, Pair, Plain, Thing, ThingBorrow,
};

struct Target;

struct MyThing(u32);

fn thing(of: &ThingBorrow<'_>) -> u32 {
    of.get::<MyThing>().0
}

fn pair((of, n): &Pair<'_>) -> u32 {
    thing(of) * 10 + n
}

fn maybe(of: &Maybe<'_>) -> u32 {
    of.as_ref().map_or(0, thing)
}

fn outcome(of: &Outcome<'_>) -> u32 {
    of.as_ref().map_or_else(|text| text.len() as u32, thing)
}

fn loan(of: &Loan<'_>) -> u32 {
    let pairs: u32 = of.pairs.iter().map(pair).sum();
    thing(&of.of) + pairs + maybe(&of.maybe) + outcome(&of.outcome) + of.plain.n + of.plain.text.len() as u32
}

fn held(of: &Held<'_>) -> u32 {
    match of {
        Held::Lent(of) => thing(of),
        Held::Pair(of) => pair(of),
        Held::Loan(of) => loan(of),
        Held::Plain(Plain { n, .. }) => *n,
        Held::Nothing => 0,
    }
}

fn given(both: Both<'_>) -> GivenPair {
    let sum = loan(&both.loan) + both.held.iter().map(held).sum::<u32>() + u32::from(both.color == Color::Green);
    (both.kept, sum)
}

impl GuestThing for MyThing {
    fn new(n: u32) -> Self {
        Self(n)
    }
    fn sum(&self, of: Pair<'_>, other: Option<Loan<'_>>) -> u32 {
        self.0 + pair(&of) + other.as_ref().map_or(0, loan)
    }
}

impl Guest for Target {
    type Thing = MyThing;

    fn pairs(a: Pair<'_>, b: Pair<'_>, c: Option<Pair<'_>>, d: Vec<Pair<'_>>) -> u32 {
        pair(&a) + pair(&b) + c.as_ref().map_or(0, pair) + d.iter().map(pair).sum::<u32>()
    }
    fn options(a: Maybe<'_>, b: Option<Maybe<'_>>, c: Option<Loan<'_>>, d: Option<(Loan<'_>, u32)>) -> u32 {
        let d = d.as_ref().map_or(0, |(of, n)| loan(of) + n);
        maybe(&a) + b.as_ref().map_or(0, maybe) + c.as_ref().map_or(0, loan) + d
    }
    fn results(
        a: Outcome<'_>,
        b: Result<Loan<'_>, Plain>,
        c: Result<Pair<'_>, String>,
        d: Result<(), Loan<'_>>,
    ) -> String {
        let b = b.as_ref().map_or_else(|plain| plain.text.clone(), |of| loan(of).to_string());
        let c = c.as_ref().map_or_else(|text| text.clone(), |of| pair(of).to_string());
        let d = d.as_ref().map_or_else(|of| loan(of).to_string(), |()| "fine".to_owned());
        [outcome(&a).to_string(), b, c, d].join(" ")
    }
    fn lists(
        a: Vec<ThingBorrow<'_>>,
        b: Option<Vec<ThingBorrow<'_>>>,
        c: Vec<Outcome<'_>>,
        (d, e, f): (Vec<ThingBorrow<'_>>, Vec<Loan<'_>>, Vec<u8>),
    ) -> u32 {
        let things = |of: &[ThingBorrow<'_>]| of.iter().map(thing).sum::<u32>();
        let bytes: u32 = f.into_iter().map(u32::from).sum();
        let c: u32 = c.iter().map(outcome).sum();
        things(&a) + b.as_deref().map_or(0, things) + c + things(&d) + e.iter().map(loan).sum::<u32>() + bytes
    }
    fn tuples(
        (a, b, c, d, e): (Loan<'_>, Plain, Color, String, Held<'_>),
        (f, (g, h)): (ThingBorrow<'_>, (Pair<'_>, Maybe<'_>)),
    ) -> String {
        let first = format!("{} {} {c:?} {d} {}", loan(&a), b.text, held(&e));
        format!("{first} {} {} {}", thing(&f), pair(&g), maybe(&h))
    }
    fn helds(a: Held<'_>, b: Vec<Held<'_>>, c: Option<Held<'_>>) -> u32 {
        held(&a) + b.iter().map(held).sum::<u32>() + c.as_ref().map_or(0, held)
    }
    fn boths(a: Both<'_>, b: Option<Both<'_>>, c: Vec<Both<'_>>) -> Vec<GivenPair> {
        std::iter::once(a).chain(b).chain(c).map(given).collect::<Vec<(Thing, u32)>>()
    }
}

export!(Target);
