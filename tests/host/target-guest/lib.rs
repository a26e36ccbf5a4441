//! The target. It keeps a number, returns any value, tells what it can see, and fails in all ways.

mod acts;
mod network;

wit_bindgen::generate!({ world: "target", path: "wit", generate_all });

use exports::test::target::golem::Description;
use test::target::types::Everything;
use exports::test::target::values::{CartBorrow, GuestCart};
use exports::test::target::{api, golem as own, surroundings, values};
use golem::api::host;
use std::cell::RefCell;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, hint, process};
use wasi::logging::logging::{Level, log};

struct Target;

export!(Target);

static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Guest for Target {
    fn name() -> String {
        env::var("GOLEM_WORKER_NAME").unwrap_or_default()
    }
}

impl api::Guest for Target {
    fn add(value: u64) {
        NUMBER.fetch_add(value, Relaxed);
    }

    fn count() {
        NUMBER.fetch_add(1, Relaxed);
    }

    fn get() -> u64 {
        NUMBER.load(Relaxed)
    }

    fn append(digit: u64) {
        NUMBER.store(NUMBER.load(Relaxed) * 10 + digit, Relaxed);
    }

    fn answer_after(milliseconds: u32, value: u64) -> u64 {
        sleep(Duration::from_millis(milliseconds.into()));
        value
    }

    fn nap() {
        sleep(Duration::from_secs(3600));
    }

    fn trap(message: String) {
        println!("about to trap");
        panic!("{message}");
    }

    fn exit() {
        process::exit(3);
    }

    fn spin() {
        loop {
            hint::spin_loop();
        }
    }

    fn recurse() -> u64 {
        deeper(0)
    }

    fn grow(mib: u32) {
        let bytes = vec![1_u8; mib as usize * (1 << 20)];
        std::mem::forget(hint::black_box(bytes));
    }
}

/// Calls itself without end, in a way that the compiler can't see through.
fn deeper(depth: u64) -> u64 {
    if hint::black_box(depth) == u64::MAX { depth } else { hint::black_box(deeper(depth + 1)) + 1 }
}

impl values::Guest for Target {
    type Cart = Cart;

    fn echo(value: Everything) -> Everything {
        value
    }

    fn carts() -> u32 {
        CARTS.load(Relaxed)
    }
}

struct Cart(RefCell<Vec<String>>);

static CARTS: AtomicU32 = AtomicU32::new(0);

impl Cart {
    fn of(items: Vec<String>) -> Self {
        CARTS.fetch_add(1, Relaxed);
        Self(RefCell::new(items))
    }
}

impl Drop for Cart {
    fn drop(&mut self) {
        CARTS.fetch_sub(1, Relaxed);
    }
}

impl GuestCart for Cart {
    fn new(owner: String) -> Self {
        Self::of(vec![format!("card of {owner}")])
    }

    fn put(&self, item: String) {
        self.0.borrow_mut().push(item);
    }

    fn items(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    fn merge(taken: values::Cart, seen: CartBorrow<'_>) -> values::Cart {
        let taken = taken.into_inner::<Self>().items();
        values::Cart::new(Self::of([taken, seen.get::<Self>().items()].concat()))
    }
}

impl surroundings::Guest for Target {
    fn arguments() -> Vec<String> {
        env::args().collect()
    }

    fn environment() -> Vec<(String, String)> {
        env::vars().collect()
    }

    fn input() -> String {
        let mut input = String::new();
        std::io::stdin().read_to_string(&mut input).expect("there is a standard input");
        input
    }

    fn print(out: String, err: String) {
        println!("{out}");
        eprintln!("{err}");
    }

    fn log(context: String, message: String) {
        log(Level::Warn, &context, &message);
    }

    fn sleep(milliseconds: u32) -> u64 {
        let start = Instant::now();
        sleep(Duration::from_millis(milliseconds.into()));
        start.elapsed().as_nanos() as u64
    }

    fn seconds() -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs()
    }

    fn random(length: u32) -> Vec<u8> {
        // The keys of hash maps are the random numbers that Rust's standard library has.
        use std::hash::{BuildHasher, RandomState};
        (0..length).map(|n| RandomState::new().hash_one(n) as u8).collect()
    }

    fn write(path: String, text: String) -> Result<(), String> {
        fs::write(path, text).map_err(|error| error.to_string())
    }

    fn read(path: String) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| error.to_string())
    }

    fn append_to(path: String, text: String) -> Result<(), String> {
        let file = fs::File::options().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| error.to_string())
    }

    fn folder(path: String) -> Result<Vec<String>, String> {
        let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
        Ok(entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }

    fn fetch(port: u16) -> Result<u16, String> {
        network::fetch(port)
    }

    fn connect(port: u16) -> Result<(), String> {
        network::connect(port)
    }

    fn resolve(name: String) -> Result<(), String> {
        network::resolve(&name)
    }
}

impl own::Guest for Target {
    fn describe() -> Description {
        let metadata = host::get_self_metadata();
        let id = metadata.worker_id;
        let component = id.component_id.uuid;
        Description {
            component: (component.high_bits, component.low_bits),
            name: id.worker_name,
            arguments: metadata.args,
            environment: metadata.env,
        }
    }

    fn uri(function: String) -> String {
        host::get_self_uri(&function).value
    }

    fn idempotency_key() -> (u64, u64) {
        let key = host::generate_idempotency_key();
        (key.high_bits, key.low_bits)
    }
}
