//! [`Plan`]: what is to be run, put together from an application's file and the command line.

use std::path::PathBuf;

use golem_rpc_host::{ComponentId, Error, Fault, Host, HostBuilder, LogLine};
use indicatif::ProgressBar;
use miette::miette;

use super::{
    app::App,
    arguments::Invoke,
    env_value,
    progress::{spinner, while_working},
    report::report,
};

/// The command line wins, and adds to what the file has.
pub(crate) struct Plan {
    components: Vec<(String, PathBuf)>,
    env: Vec<(String, String)>,
    app: App,
}

impl Plan {
    pub fn new(options: &Invoke) -> miette::Result<Self> {
        let mut app = options.app.as_deref().map(App::read).transpose()?.unwrap_or_default();
        app.args.extend(options.args.iter().cloned());
        app.limits = options.limits.or(&app.limits);
        app.files = options.files.clone().or(app.files);
        app.network |= options.allow_network;
        app.virtual_time |= options.virtual_time || options.lint;
        app.restart_failed |= options.restart_failed;
        let given = |name: &String| options.components.iter().any(|(given, _)| given == name);
        let from_app = app.components.clone().into_iter().filter(|(name, _)| !given(name));
        let components = from_app.chain(options.components.iter().cloned()).collect();
        let env = app.env.clone().into_iter().chain(options.env.iter().cloned()).collect();
        Ok(Self { components, env, app })
    }

    /// A host on which everything is deployed. What workers print goes above `bar`, if it is to be seen.
    pub fn start(&self, options: &Invoke, bar: Option<&ProgressBar>) -> miette::Result<Host> {
        let host = self.builder(options, bar).build().map_err(|error| report(&error))?;
        let components = self.add_components(&host).map_err(|error| report(&error))?;
        for (key, value) in &self.env {
            let value = env_value::expand(value, &components).map_err(|name| unknown_component(key, &name, &host))?;
            host.set_env(key, value);
        }
        Ok(host)
    }

    fn builder(&self, options: &Invoke, bar: Option<&ProgressBar>) -> HostBuilder {
        let App { args, limits, files, network, virtual_time, restart_failed, .. } = &self.app;
        let mut builder = Host::builder()
            .cache(!options.no_cache)
            .limits(limits.limits())
            .network(*network)
            .virtual_time(*virtual_time)
            .restart_failed(*restart_failed)
            .lint(options.lint)
            .record(options.trace.is_some() || options.timeline.is_some());
        if let Some(files) = files {
            builder = builder.files(files);
        }
        for (worker, delay) in &options.delays {
            builder = builder.fault(Fault::delay(*delay).in_worker(worker));
        }
        let bar = bar.cloned();
        builder = builder.log(move |line: LogLine| {
            if let Some(bar) = &bar {
                bar.suspend(|| eprintln!("{line}"));
            }
        });
        args.iter().fold(builder, |builder, arg| builder.arg(arg))
    }

    fn add_components(&self, host: &Host) -> Result<Vec<(String, ComponentId)>, Error> {
        let components = self.components.iter().map(|(name, file)| {
            let compiling = spinner(format!("compiling {}", file.display()));
            let id = while_working(&compiling, || host.add_component_file(name, file))?;
            Ok((name.clone(), id))
        });
        components.collect()
    }
}

fn unknown_component(key: &str, name: &str, host: &Host) -> miette::Report {
    let names = host.component_names();
    miette!(
        help = format!("the components here: {}", names.join(", ")),
        "--env {key}=@{name}: there is no component `{name}`"
    )
}
