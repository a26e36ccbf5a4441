//! A module is called like its interface. If the crate needs that name for something else, the name
//! of the package comes before it.

use crate::worker;
use client::{
    core, crate_, lib, main, mod_, module_names_bindings, module_names_bitflags, module_names_codec, module_names_fake,
    module_names_futures, module_names_golem_rpc_sdk, move_, package, self_, std,
};
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = &worker("names");
    assert_eq!(block_on(main::Main::new(uri).main(main::Job { id: 1 })).unwrap(), 2);
    assert_eq!(lib::Lib::new(uri).blocking_lib().unwrap(), main::Job { id: 2 });
    assert_eq!(block_on(mod_::Mod::new(uri).mod_()).unwrap(), ["mod"]);
    let step = move_::Step { by: 3 };
    assert_eq!(block_on(move_::Move::new(uri).move_(step)).unwrap(), Ok(step));
    assert_eq!(self_::Self_::new(uri).blocking_self("me").unwrap().as_deref(), Some("me"));
    assert_eq!(block_on(crate_::Crate::new(uri).crate_()).unwrap(), step);
    let quiet = std::Option::QUIET;
    assert_eq!(std::Std::new(uri).blocking_std(quiet).unwrap(), Some(quiet));
    assert_eq!(block_on(core::Core::new(uri).core()).unwrap(), 4);
    let text = module_names_golem_rpc_sdk::WorkerUri { text: "text".to_owned() };
    let sdk = module_names_golem_rpc_sdk::GolemRpcSdk::new(uri);
    assert_eq!(block_on(sdk.golem_rpc_sdk(&text)).unwrap(), text);
    let set = module_names_bitflags::Set::ONE;
    let flags = module_names_bitflags::Bitflags::new(uri);
    assert_eq!(flags.blocking_bitflags(set).unwrap(), module_names_bitflags::Set::TWO);
    let node = module_names_codec::Node { node: 1 };
    assert_eq!(block_on(module_names_codec::Codec::new(uri).codec(node)).unwrap(), node);
    assert_eq!(block_on(module_names_bindings::Bindings::new(uri).bindings()).unwrap(), 5);
    assert_eq!(block_on(module_names_futures::Futures::new(uri).futures()).unwrap(), 6);
    let mock = module_names_fake::Mock { n: 7 };
    assert_eq!(block_on(module_names_fake::Fake::new(uri).fake(mock)).unwrap(), mock);
    let deps = package::Deps { n: 8 };
    assert_eq!(block_on(package::Package::new(uri).package(deps)).unwrap(), deps);
}
