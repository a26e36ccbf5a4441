//! The caller's own bindings use the types of the client, so values of one can be passed to the
//! other.

use bindings::Guest;
use bindings::exports::test::caller::packing::{self, Parcel};
use bindings::test::with_types::api as linked;
use client::Api;
use client::points::Point;
use client::types::{Color, Item, ManyRights, Only, Rights, Sample, Shape};
use golem_rpc_sdk::{WorkerUri, block_on};

mod bindings {
    wit_bindgen::generate!({
        world: "caller",
        path: "wit",
        with: {
            "test:with-types/types@1.2.0": client::types,
            "test:geometry/points@0.3.0": client::points,
        },
        generate_all,
    });
}

struct Caller;

impl Guest for Caller {
    fn run() {
        let location = WorkerUri::durable_from_env("TARGET_COMPONENT_ID", "with-types").expect("the target is named");
        let remote = Api::new(&location);
        // The result of a call through the client is the parameter of a call through the bindings.
        let there_and_here = |item: &Item| linked::one(&block_on(remote.one(item)).unwrap());
        assert_eq!(there_and_here(&item()), item());

        // A type of the caller's own contains the client's types.
        let Parcel { item: inside, shapes: others } = <Caller as packing::Guest>::pack(item(), shapes());
        assert_eq!((block_on(remote.one(&inside)).unwrap(), others), (item(), shapes()));

        let items = vec![item(), item()];
        for label in [None, Some("label".to_owned())] {
            let (items_here, label_here) = linked::all(&items, &label);
            assert_eq!(remote.blocking_all(&items_here, &label_here), Ok((items.clone(), label)));
        }

        let samples = samples();
        assert_eq!(linked::measured(&samples), samples);
        assert_eq!(remote.blocking_measured(&linked::measured(&samples)).unwrap(), samples);
        assert_eq!(linked::last(&samples), samples.last().copied());
        assert_eq!(block_on(remote.last(&samples)).unwrap(), linked::last(&samples));

        for shape in shapes() {
            assert_eq!(linked::drawn(&shape), Ok(shape.clone()));
            assert_eq!(block_on(remote.drawn(&shape)).unwrap(), linked::drawn(&shape));
        }
        assert_eq!(linked::drawn(&Shape::Empty), Err(Color::Blue));

        let colors = vec![Color::Green, Color::Red, Color::Blue];
        assert_eq!(linked::enums(&colors, Only::One), (colors.clone(), Only::One));
        assert_eq!(remote.blocking_enums(&colors, Only::One).unwrap(), linked::enums(&colors, Only::One));

        let rights = [Rights::empty(), Rights::READ | Rights::DELETE, Rights::all()];
        for many in [ManyRights::empty(), ManyRights::R0 | ManyRights::R31, ManyRights::all()] {
            assert_eq!(linked::granted(&rights, many), (rights.to_vec(), many));
            assert_eq!(remote.blocking_granted(&rights, many).unwrap(), linked::granted(&rights, many));
        }
    }
}

impl packing::Guest for Caller {
    fn pack(item: Item, shapes: Vec<Shape>) -> Parcel {
        Parcel { item, shapes }
    }
}

fn item() -> Item {
    Item {
        name: "ünï".to_owned(),
        color: Color::Green,
        rights: Rights::WRITE,
        only: Only::One,
        samples: samples(),
        shape: Some(Shape::Dot(Point { x: 1, y: i32::MIN })),
    }
}

fn samples() -> Vec<Sample> {
    let sample = |n: u8| Sample { a: n, b: u64::MAX - u64::from(n), c: n + 1, d: 0.5, at: Point { x: 7, y: -7 } };
    (0..5).map(sample).collect()
}

fn shapes() -> Vec<Shape> {
    vec![
        Shape::Dot(Point { x: 3, y: 4 }),
        Shape::Path(vec![Point { x: 3, y: 4 }, Point { x: 5, y: 6 }]),
        Shape::Named(("blue".to_owned(), Color::Blue)),
        Shape::Shared(Ok(ManyRights::R30)),
        Shape::Shared(Err(Color::Green)),
    ]
}

bindings::export!(Caller with_types_in bindings);
