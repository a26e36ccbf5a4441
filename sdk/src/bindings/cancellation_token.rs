//! `cancellation-token`, as the functions of a stub give it.

/// Declares the type for one version of `golem:rpc`, by the functions for its scheduled calls.
macro_rules! cancellation_token {
    ($scheduling:expr) => {
        /// Takes a call back that was scheduled through a stub: becomes a
        /// [`ScheduledCall`](crate::client::ScheduledCall).
        pub struct CancellationToken($crate::bindings::wire::CancellationToken);

        impl CancellationToken {
            /// Takes over a handle, as the bindings of a stub do with one that a function gave.
            ///
            /// # Safety
            ///
            /// The handle is that of a token of this version, and nobody else has it.
            pub unsafe fn from_handle(handle: u32) -> Self {
                Self($crate::bindings::wire::CancellationToken::of_handle($scheduling, handle))
            }
        }

        impl std::fmt::Debug for CancellationToken {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("CancellationToken")
            }
        }

        impl From<CancellationToken> for $crate::bindings::wire::CancellationToken {
            fn from(token: CancellationToken) -> Self {
                token.0
            }
        }
    };
}

pub(crate) use cancellation_token;
