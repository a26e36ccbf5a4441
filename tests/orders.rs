//! The orders example. The clerk passes orders on to the shops without converting them, and returns
//! their answers.

use golem_rpc_codegen::{Config, Mode};
use golem_rpc_host::Host;
use golem_rpc_tests::cargo_for_components;
use std::path::{Path, PathBuf};
use xtask::binaries::workspace;
use xtask::process::run_quietly;

fn folder() -> PathBuf {
    workspace().join("examples/orders")
}

/// A host with the shops and the clerk.
fn host() -> Host {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
    let mut cargo = cargo_for_components();
    cargo.args(["build", "--locked", "--target", "wasm32-wasip2", "--target-dir"]).arg(&target);
    // With the same flags as in other tests, what they have in common is compiled only once.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "false").current_dir(folder());
    run_quietly(&mut cargo).expect("the example compiles");

    let host = Host::builder().log(|line| println!("{line}")).build().expect("the host starts");
    let built = target.join("wasm32-wasip2/debug");
    let shop = host.add_component_file("shop", built.join("shop.wasm")).expect("the shop is complete");
    host.add_component_file("clerk", built.join("clerk.wasm")).expect("the clerk is complete");
    host.set_env("SHOP_COMPONENT_ID", shop.to_string());
    host
}

#[test]
fn orders_pass_through_the_clerk() {
    let host = host();
    let ask = |shops: &str, lines: &str, extras: &str| {
        let call = format!("ask-around({shops}, {{lines: {lines}, extras: {extras}}})");
        host.invoke_blocking("clerk/main", &call).unwrap_or_else(|error| panic!("{call}: {error}"))
    };
    let pens =
        |currency: &str| format!(r#"[{{article: "pen", count: 3, each: {{cents: 250, currency: {currency}}}}}]"#);
    let receipt =
        |number: u32, cents: u64| format!("ok({{number: {number}, total: {{cents: {cents}, currency: eur}}}})");

    let answer = ask(r#"["a", "b"]"#, &pens("eur"), "{}");
    assert_eq!(answer.wave, format!("[{0}, {0}]", receipt(1, 750)));
    assert_eq!((answer.host_calls.async_invoke_and_await, answer.host_calls.ready), (2, 0), "both are asked at once");

    // Each worker is another shop.
    let answer = ask(r#"["c", "a"]"#, &pens("eur"), "{gift-wrap, express}");
    assert_eq!(answer.wave, format!("[{}, {}]", receipt(1, 1250), receipt(2, 1250)));

    assert_eq!(ask(r#"["a"]"#, &pens("chf"), "{}").wave, "[err(other-currency(eur))]");
    assert_eq!(ask(r#"["a"]"#, "[]", "{}").wave, "[err(nothing-ordered)]");
}

#[test]
fn generated_code_is_up_to_date() {
    let (wit, client) = (folder().join("shop/wit"), folder().join("shop-client"));
    let config = Config::new(wit).client_crate(client, Mode::Direct).sdk_path(workspace().join("sdk"));
    config
        .check()
        .expect("`golem-rpc-codegen generate -s shop/wit -c shop-client --sdk-path ../../sdk` changes nothing");
}
