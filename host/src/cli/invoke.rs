//! `golem-rpc-host invoke`

use std::io::{self, Write as _};

use golem_rpc_host::{ComponentId, Error, Host, HostCalls, Invocation};
use miette::{IntoDiagnostic as _, WrapErr as _, miette};
use serde::Serialize;

use super::{arguments::Invoke, env_value, progress::while_working, report::report};

pub(crate) fn run(options: &Invoke) -> miette::Result<()> {
    let host = start(options)?;
    for call in &options.calls {
        let invocation = invoke(&host, call)?;
        print(options, call, &invocation).into_diagnostic().wrap_err("can't write the result")?;
    }
    // What was fired and forgotten is still to be done.
    host.idle_blocking();
    Ok(())
}

fn start(options: &Invoke) -> miette::Result<Host> {
    let builder = Host::builder().cache(!options.no_cache).restart_failed(options.restart_failed);
    let builder = options.args.iter().fold(builder, |builder, arg| builder.arg(arg));
    let host = builder.build().map_err(|error| report(&error))?;
    let components = add_components(&host, options).map_err(|error| report(&error))?;
    for (key, value) in &options.env {
        let value = env_value::expand(value, &components).map_err(|name| unknown_component(key, &name, &host))?;
        host.set_env(key, value);
    }
    Ok(host)
}

fn add_components(host: &Host, options: &Invoke) -> Result<Vec<(String, ComponentId)>, Error> {
    let components = options.components.iter().map(|(name, file)| {
        let message = format!("compiling {}", file.display());
        let id = while_working(message, || host.add_component_file(name, file))?;
        Ok((name.clone(), id))
    });
    components.collect()
}

fn unknown_component(key: &str, name: &str, host: &Host) -> miette::Report {
    let names = host.component_names();
    miette!(
        help = format!("the components here: {}", names.join(", ")),
        "--env {key}=@{name}: there is no component `{name}`"
    )
}

fn invoke(host: &Host, call: &str) -> miette::Result<Invocation> {
    let Some((worker, function)) = call.trim().split_once(char::is_whitespace) else {
        return Err(miette!(
            help = "write 'NAME/WORKER FUNCTION(ARGUMENTS)', for example 'counter/c1 add(5)'",
            "`{call}` is not a call"
        ));
    };
    host.invoke_blocking(worker, function.trim()).map_err(|error| report(&error))
}

#[derive(Serialize)]
struct Line<'a> {
    call: &'a str,
    result: &'a str,
    host_calls: HostCalls,
    micros: u128,
}

fn print(options: &Invoke, call: &str, invocation: &Invocation) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if options.json {
        let line = Line {
            call,
            result: &invocation.wave,
            host_calls: invocation.host_calls,
            micros: invocation.duration.as_micros(),
        };
        serde_json::to_writer(&mut out, &line)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", invocation.wave)?;
    }
    out.flush()?;
    if options.stats {
        eprintln!("# {call}: {}", invocation.host_calls);
    }
    Ok(())
}
