use crate::worker;
use client::{Drawn, Either, Shape, Shapes};
use client::types;
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("names");
    let shapes = Shapes::new(&uri);
    methods(&block_on(shapes.made(types::Vec { x: 3.0, y: 4.0 })).unwrap());
    assert_eq!(block_on(Shape::default(&uri)).unwrap().blocking_into().unwrap(), 0);
    assert_eq!(Shape::blocking_try_from(&uri, 5).unwrap(), 5);
    functions(&shapes);
}

fn methods(shape: &Shape) {
    assert_eq!((block_on(shape.into()).unwrap(), shape.blocking_into().unwrap()), (3, 3));
    assert_eq!((block_on(shape.try_into()).unwrap(), shape.blocking_try_into().unwrap()), (4, 4));
    let twin = block_on(shape.clone()).unwrap();
    assert!(block_on(shape.eq(&twin)).unwrap());
    // These two are called by longer names, so that they aren't mistaken for the constructor of the
    // resource and for dropping it.
    assert_eq!((block_on(shape.new()).unwrap(), shape.blocking_drop().unwrap()), (2, 1));
    assert_eq!(block_on(shape.to_string()).unwrap(), "3, 4");
    assert_eq!(block_on(shape.to_owned(6)).unwrap(), 6);
    assert_eq!(shape.blocking_into_iter().unwrap(), [1, 2]);
}

fn functions(shapes: &Shapes) {
    assert_eq!(block_on(shapes.into(8)).unwrap(), "8");
    assert_eq!(shapes.blocking_try_into().unwrap(), "try");
    assert_eq!((block_on(shapes.to_string()).unwrap().as_str(), shapes.blocking_default().unwrap()), ("shapes", 7));

    let at = types::Vec { x: 1.0, y: 2.0 };
    let mut all = block_on(shapes.all(at)).unwrap();
    assert_eq!(all[1].blocking_into().unwrap(), 2);
    assert_eq!(block_on(shapes.some(Some(at))).unwrap(), Some(at));
    assert_eq!(shapes.blocking_none(types::Option::Some(at)).unwrap(), types::Option::Some(at));
    let wrong = types::Err { text: "wrong".to_owned() };
    assert_eq!(block_on(shapes.okay(Err(&wrong))).unwrap(), Err(wrong));
    let boxes = [types::Box { option: types::Option::None, result: types::Result { ok: 1 } }];
    assert_eq!(shapes.blocking_boxes(&boxes).unwrap(), boxes);

    let drawn = Drawn { shape: all.remove(0), vec: types::Vec { x: 9.0, y: 9.0 } };
    let Drawn { shape, vec } = block_on(shapes.hold(drawn)).unwrap();
    assert_eq!(vec, types::Vec { x: 1.0, y: 0.0 });
    let lent = types::Clone { n: vec![at] };
    assert_eq!(block_on(shapes.lend(&[&shape], &lent)).unwrap(), types::Clone { n: vec![at, vec] });
    let err = types::Err { text: "none".to_owned() };
    let picked = shapes.blocking_pick(Either::Err(err), Some(shape)).unwrap();
    assert!(matches!(picked.as_slice(), [Either::Err(_), Either::Ok(_)]));

    let guest = types::Guest_ { name: "Ann".to_owned() };
    assert_eq!(block_on(shapes.rest(types::Sized { n: 1 }, &guest, types::Ok::Yes)).unwrap(), Ok(guest.clone()));
    assert_eq!(shapes.blocking_rest(types::Sized { n: 0 }, &guest, types::Ok::No).unwrap(), Err(types::Ok::No));
}
