//! [`future_result!`](crate::future_result!): lets a component await calls through bindings of its
//! own.

/// Makes the `future-…-result` resources of bindings of your own awaitable. For each
/// `RESOURCE => TYPE` it implements [`FutureResult`](crate::FutureResult) for the resource, whose
/// `get` gives an `option` of the type.
///
/// The bindings must be in the same crate, and must have been generated with
/// `"wasi:io/poll@0.2.0": golem_rpc_sdk::bindings::poll` in `with`.
///
/// ```
/// # mod bindings {
/// #     pub struct FutureGetResult;
/// #     impl FutureGetResult {
/// #         pub fn subscribe(&self) -> golem_rpc_sdk::bindings::poll::Pollable {
/// #             golem_rpc_sdk::bindings::poll::Pollable::after(std::time::Duration::from_secs(1))
/// #         }
/// #         pub fn get(&self) -> Option<u64> { Some(1) }
/// #     }
/// #     pub struct Api;
/// #     impl Api { pub fn get(&self) -> FutureGetResult { FutureGetResult } }
/// # }
/// # let api = bindings::Api;
/// use golem_rpc_sdk::{RpcFuture, block_on, join_all};
///
/// golem_rpc_sdk::future_result! {
///     bindings::FutureGetResult => u64,
/// }
///
/// let values = block_on(join_all((0..3).map(|_| RpcFuture::new(api.get()))));
/// assert_eq!(values, [1, 1, 1]);
/// ```
#[macro_export]
macro_rules! future_result {
    ($($resource:ty => $output:ty),+ $(,)?) => {$(
        const _: () = {
            /// The resource's own functions take precedence over these. Without this trait, a
            /// resource that lacks one of them would get that of `FutureResult`, which would call
            /// itself for ever. With it, the compiler says what is missing.
            #[allow(dead_code)]
            trait Fallback {
                fn subscribe(&self) -> TheResourceHasNoSuchFunction;
                fn get(&self) -> TheResourceHasNoSuchFunction;
            }

            #[allow(dead_code)]
            struct TheResourceHasNoSuchFunction;

            impl Fallback for $resource {
                fn subscribe(&self) -> TheResourceHasNoSuchFunction {
                    TheResourceHasNoSuchFunction
                }

                fn get(&self) -> TheResourceHasNoSuchFunction {
                    TheResourceHasNoSuchFunction
                }
            }

            fn subscribe(resource: &$resource) -> $crate::bindings::poll::Pollable {
                <$resource>::subscribe(resource)
            }

            fn get(resource: &$resource) -> ::core::option::Option<$output> {
                <$resource>::get(resource)
            }

            impl $crate::FutureResult for $resource {
                type Output = $output;

                fn subscribe(&self) -> $crate::bindings::poll::Pollable {
                    subscribe(self)
                }

                fn get(&self) -> ::core::option::Option<$output> {
                    get(self)
                }
            }
        };
    )+};
}
