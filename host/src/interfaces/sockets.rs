//! `wasi:sockets`: checks that a worker may open one more socket, notes when it looks up the
//! address of a host, and leaves the rest to wasmtime. That a worker sends something is noted where
//! its addresses are checked, in [`WorkerState::new`].

use wasmtime::{
    Error, Result, StoreContextMut,
    component::{HasSelf, Linker, Resource},
};
use wasmtime_wasi::{
    p2::{
        SocketError, SocketResult, TcpSocket, UdpSocket,
        bindings::sockets::{
            ip_name_lookup::{self, HostResolveAddressStream, ResolveAddressStream},
            network::{self, ErrorCode, Host as _, HostNetwork, IpAddress, IpAddressFamily, Network},
            tcp::HostTcpSocket as _,
            tcp_create_socket, udp_create_socket,
        },
    },
    sockets::WasiSocketsView as _,
};
use wasmtime_wasi_io::{
    poll::DynPollable,
    streams::{DynInputStream, DynOutputStream},
};

use super::replaced_function::replace;
use crate::store::WorkerState;

pub(crate) fn add_to_linker(linker: &mut Linker<WorkerState>) -> Result<()> {
    replace(linker, "wasi:sockets/tcp@0.2.12", "[method]tcp-socket.accept", accept)?;
    linker.allow_shadowing(true);
    tcp_create_socket::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    udp_create_socket::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    ip_name_lookup::add_to_linker::<WorkerState, HasSelf<WorkerState>>(linker, |state| state)?;
    linker.allow_shadowing(false);
    Ok(())
}

impl network::Host for WorkerState {
    fn convert_error_code(&mut self, error: SocketError) -> Result<ErrorCode> {
        self.sockets().convert_error_code(error)
    }

    fn network_error_code(&mut self, error: Resource<Error>) -> Result<Option<ErrorCode>> {
        self.sockets().network_error_code(error)
    }
}

impl HostNetwork for WorkerState {
    fn drop(&mut self, network: Resource<Network>) -> Result<()> {
        HostNetwork::drop(&mut self.sockets(), network)
    }
}

impl tcp_create_socket::Host for WorkerState {
    fn create_tcp_socket(&mut self, family: IpAddressFamily) -> SocketResult<Resource<TcpSocket>> {
        self.open_one_more().map_err(SocketError::trap)?;
        self.sockets().create_tcp_socket(family)
    }
}

impl udp_create_socket::Host for WorkerState {
    async fn create_udp_socket(&mut self, family: IpAddressFamily) -> SocketResult<Resource<UdpSocket>> {
        self.open_one_more().map_err(SocketError::trap)?;
        self.sockets().create_udp_socket(family).await
    }
}

impl ip_name_lookup::Host for WorkerState {
    fn resolve_addresses(
        &mut self,
        network: Resource<Network>,
        name: String,
    ) -> SocketResult<Resource<ResolveAddressStream>> {
        self.open_one_more().map_err(SocketError::trap)?;
        if self.shared.settings.network {
            self.info.uses_network();
        }
        self.sockets().resolve_addresses(network, name)
    }
}

impl HostResolveAddressStream for WorkerState {
    fn resolve_next_address(&mut self, stream: Resource<ResolveAddressStream>) -> SocketResult<Option<IpAddress>> {
        self.sockets().resolve_next_address(stream)
    }

    fn subscribe(&mut self, stream: Resource<ResolveAddressStream>) -> Result<Resource<DynPollable>> {
        HostResolveAddressStream::subscribe(&mut self.sockets(), stream)
    }

    fn drop(&mut self, stream: Resource<ResolveAddressStream>) -> Result<()> {
        HostResolveAddressStream::drop(&mut self.sockets(), stream)
    }
}

type Accepted = (Resource<TcpSocket>, Resource<DynInputStream>, Resource<DynOutputStream>);

fn accept(
    mut store: StoreContextMut<'_, WorkerState>,
    (listener,): (Resource<TcpSocket>,),
) -> Result<(Result<Accepted, ErrorCode>,)> {
    let state = store.data_mut();
    state.open_one_more()?;
    let mut sockets = state.sockets();
    Ok((match sockets.accept(listener) {
        Ok(accepted) => Ok(accepted),
        Err(error) => Err(sockets.convert_error_code(error)?),
    },))
}
