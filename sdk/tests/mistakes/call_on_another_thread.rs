use golem_rpc_sdk::block_on;
use store_client::Cart;

fn add(cart: Cart) {
    std::thread::spawn(move || block_on(cart.add("apple", 1)));
}

fn main() {}
