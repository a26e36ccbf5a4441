//! [`Plan`]: what is to be run, put together from an application's file and the command line.

use std::{
    fs,
    path::{Path, PathBuf},
};

use golem_rpc_host::{ComponentId, Error, Fault, Host, HostBuilder, LogLine};
use indicatif::ProgressBar;
use miette::{IntoDiagnostic as _, Report, WrapErr as _, miette};
use tempfile::TempDir;

use super::{
    app::App,
    arguments::Invoke,
    copied_files::copied,
    env_value,
    progress::{spinner, while_working},
    report::report,
    say::say,
};

/// Of what both have the command line wins, and adds to the rest.
pub(crate) struct Plan {
    components: Vec<(String, PathBuf)>,
    env: Vec<(String, String)>,
    app: App,
    /// Where a twin has its files, until it is dropped.
    _copy: Option<TempDir>,
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
        app.golem = options.golem.unwrap_or(app.golem);
        let given = |name: &String| options.components.iter().any(|(given, _)| given == name);
        let from_app = app.components.clone().into_iter().filter(|(name, _)| !given(name));
        let components = from_app.chain(options.components.iter().cloned()).collect();
        let env = app.env.clone().into_iter().chain(options.env.iter().cloned()).collect();
        let plan = Self { components, env, app, _copy: None };
        plan.check_delays(options)?;
        Ok(plan)
    }

    /// The same for a second run: it finds the workers' files as they are now, and leaves them alone.
    pub fn twin(&self) -> miette::Result<Self> {
        let copy = self.app.files.as_deref().map(copied).transpose();
        let copy = copy.into_diagnostic().wrap_err("can't copy the workers' files for the second run")?;
        let app = App { files: copy.as_ref().map(|copy| copy.path().to_owned()), ..self.app.clone() };
        Ok(Self { components: self.components.clone(), env: self.env.clone(), app, _copy: copy })
    }

    /// A host on which everything is deployed. What workers print goes above `bar`, if it is to be seen.
    pub fn start(&self, options: &Invoke, bar: Option<&ProgressBar>) -> miette::Result<Host> {
        if let Some(folder) = &self.app.files {
            let made = fs::create_dir_all(folder).into_diagnostic();
            made.wrap_err_with(|| format!("workers can't have their files in {}", folder.display()))?;
        }
        let host = self.builder(options, bar).build().map_err(|error| report(&error))?;
        let components = self.add_components(&host).map_err(|error| report(&error))?;
        for (key, value) in &self.env {
            let value = env_value::expand(value, &components)
                .map_err(|name| self.unknown_component(&format!("the environment variable {key}"), &name))?;
            host.set_env(key, value);
        }
        Ok(host)
    }

    fn builder(&self, options: &Invoke, bar: Option<&ProgressBar>) -> HostBuilder {
        let App { args, limits, files, network, virtual_time, golem, restart_failed, .. } = &self.app;
        let mut builder = Host::builder()
            .cache(!options.no_cache)
            .limits(limits.limits())
            .network(*network)
            .virtual_time(*virtual_time)
            .golem(*golem)
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
                bar.suspend(|| say(line));
            }
        });
        args.iter().fold(builder, |builder, arg| builder.arg(arg))
    }

    /// A delay that nobody can have is a mistake in writing.
    fn check_delays(&self, options: &Invoke) -> miette::Result<()> {
        let names = options.delays.iter().map(|(worker, _)| worker.split('/').next().unwrap_or(worker));
        let known = |name: &str| self.components.iter().any(|(known, _)| known == name);
        names.filter(|name| !known(name)).try_for_each(|name| Err(self.unknown_component("--delay", name)))
    }

    /// The components' files.
    pub fn files_read(&self) -> Vec<&Path> {
        self.components.iter().map(|(_, file)| file.as_path()).collect()
    }

    fn add_components(&self, host: &Host) -> Result<Vec<(String, ComponentId)>, Error> {
        let components = self.components.iter().map(|(name, file)| {
            let compiling = spinner(format!("compiling {}", file.display()));
            let id = while_working(&compiling, || host.add_component_file(name, file))?;
            Ok((name.clone(), id))
        });
        components.collect()
    }

    fn unknown_component(&self, place: &str, name: &str) -> Report {
        let names: Vec<&str> = self.components.iter().map(|(name, _)| name.as_str()).collect();
        miette!(help = format!("the components here: {}", names.join(", ")), "{place}: there is no component `{name}`")
    }
}
