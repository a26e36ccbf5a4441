//! [`Resource`]: a resource that a mocked worker gives or takes.

use crate::codec::{Decode, DecodeError, Decoder, Encode, Encoder, NodeIndex};
use crate::naming::WorkerUri;

/// A resource of a mocked worker, as it is among the parameters of a [`Request`](super::Request)
/// and in the value of a [`Reply`](super::Reply). The client makes the type of the WIT of it.
///
/// ```
/// use golem_rpc_sdk::mock::{Mock, Reply, Resource};
///
/// let mock = Mock::install();
/// mock.on("demo:store/shelves.{cart.new}", |request| {
///     Reply::value(Resource::new(request.uri(), 1))
/// });
/// mock.on("demo:store/shelves.{cart.add}", |request| match request.param::<Resource>(0) {
///     Ok(cart) if cart.id() == 1 => Reply::value(5u32),
///     _ => Reply::error(request.missing()),
/// });
/// mock.on("demo:store/shelves.{cart.drop}", |_| Reply::nothing());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    uri: String,
    id: u64,
}

impl Resource {
    /// The resource that the worker at `uri` knows by the number `id`.
    pub fn new(uri: &WorkerUri, id: u64) -> Self {
        Self { uri: uri.to_string(), id }
    }

    /// The URI of the worker that has it.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Its number in that worker.
    pub fn id(&self) -> u64 {
        self.id
    }
}

impl Encode for Resource {
    fn encode(&self, encoder: &mut Encoder) -> NodeIndex {
        encoder.handle_of(&self.uri, self.id)
    }
}

impl Decode for Resource {
    fn decode(decoder: &mut Decoder, node: NodeIndex) -> Result<Self, DecodeError> {
        let (uri, id) = decoder.handle_at(node)?;
        Ok(Self { uri, id })
    }
}
