//! Puts a function of the host's own in the place of one of wasmtime's.

use wasmtime::{
    Error, Result, StoreContextMut,
    component::{ComponentNamedList, Lift, Linker, Lower},
};

use crate::store::WorkerState;

/// Replaces one function of an interface that wasmtime has put into the linker, and leaves the
/// others.
///
/// # Errors
/// If there is no function of that name to replace. Then wasmtime has another version of the
/// interface, and the new function would be one that no component ever calls.
pub(crate) fn replace<F, Params, Return>(
    linker: &mut Linker<WorkerState>,
    interface: &str,
    name: &str,
    function: F,
) -> Result<()>
where
    F: Fn(StoreContextMut<'_, WorkerState>, Params) -> Result<Return> + Copy + Send + Sync + 'static,
    Params: ComponentNamedList + Lift + 'static,
    Return: ComponentNamedList + Lower + 'static,
{
    if linker.instance(interface)?.func_wrap(name, function).is_ok() {
        return Err(Error::msg(format!("there was no {name} in {interface}")));
    }
    linker.allow_shadowing(true);
    let replaced = linker.instance(interface)?.func_wrap(name, function);
    linker.allow_shadowing(false);
    replaced
}
