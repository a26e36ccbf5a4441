wit_bindgen::generate!({ world: "module-names", path: "wit" });

use exports::test::module_names as names;

struct Target;

/// Implements an interface with one function, whose result is that of the block.
macro_rules! interface {
    ($module:ident: fn $name:ident($($param:ident: $ty:ty),*) -> $result:ty $body:block) => {
        impl names::$module::Guest for Target {
            fn $name($($param: $ty),*) -> $result $body
        }
    };
}

interface!(main: fn main(job: names::main::Job) -> u64 { job.id + 1 });
interface!(lib: fn lib() -> names::main::Job { names::main::Job { id: 2 } });
interface!(mod_: fn mod_() -> Vec<String> { vec!["mod".to_owned()] });
interface!(move_: fn move_(step: names::move_::Step) -> Result<names::move_::Step, String> { Ok(step) });
interface!(self_: fn self_(text: String) -> Option<String> { Some(text) });
interface!(crate_: fn crate_() -> names::move_::Step { names::move_::Step { by: 3 } });
interface!(std: fn std(option: names::std::Option) -> Option<names::std::Option> { Some(option) });
interface!(core: fn core() -> u8 { 4 });
interface!(
    golem_rpc_sdk: fn golem_rpc_sdk(uri: names::golem_rpc_sdk::WorkerUri) -> names::golem_rpc_sdk::WorkerUri { uri }
);
interface!(bitflags: fn bitflags(set: names::bitflags::Set) -> names::bitflags::Set { !set });
interface!(codec: fn codec(node: names::codec::Node) -> names::codec::Node { node });
interface!(bindings: fn bindings() -> u8 { 5 });
interface!(futures: fn futures() -> u8 { 6 });
interface!(fake: fn fake(mock: names::fake::Mock) -> names::fake::Mock { mock });
interface!(package: fn package(deps: names::package::Deps) -> names::package::Deps { deps });

export!(Target);
