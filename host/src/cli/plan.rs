//! [`Plan`]: what is to be run, put together from an application's file and the command line.

use std::{fs, path::PathBuf};

use golem_rpc_host::{ComponentId, Error, Fault, Host, HostBuilder, LogLine};
use indicatif::ProgressBar;
use miette::{IntoDiagnostic as _, Report, WrapErr as _, miette};

use super::{
    app::App,
    arguments::Invoke,
    env_value,
    progress::{spinner, while_working},
    report::report,
    say::say,
    taken::Taken,
};

/// What is to be run. The command line adds to what the application's file says, and wins where
/// both say something about the same thing.
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
        app.durable = options.durable.clone().or(app.durable);
        app.network |= options.allow_network;
        app.virtual_time |= options.virtual_time || options.lint;
        app.restart_failed |= options.restart_failed;
        app.golem = options.golem.unwrap_or(app.golem);
        let given = |name: &String| options.components.iter().any(|(given, _)| given == name);
        let from_app = app.components.clone().into_iter().filter(|(name, _)| !given(name));
        let components = from_app.chain(options.components.iter().cloned()).collect();
        let env = app.env.clone().into_iter().chain(options.env.iter().cloned()).collect();
        let plan = Self { components, env, app };
        plan.check_names(options)?;
        plan.check_durable(options)?;
        Ok(plan)
    }

    /// The same without a folder that keeps workers: for runs that begin anew each time.
    pub fn of_its_own(self) -> Self {
        Self { app: App { durable: None, ..self.app }, ..self }
    }

    /// A host on which nothing is deployed yet. What its workers print appears above `bar`.
    pub fn host(&self, options: &Invoke, bar: &ProgressBar) -> miette::Result<Host> {
        let bar = bar.clone();
        let mut builder = self.builder(options).log(move |line: LogLine| bar.suspend(|| say(line)));
        if let Some(folder) = &self.app.files {
            let made = fs::create_dir_all(folder).into_diagnostic();
            made.wrap_err_with(|| format!("workers can't have their files in {}", folder.display()))?;
            builder = builder.files(folder);
        }
        if let Some(folder) = &self.app.durable {
            builder = builder.durable(folder);
        }
        builder.build().map_err(|error| report(&error))
    }

    /// A host for a second run. Its workers begin with a copy of the files as they are now, so that
    /// the first run's are not changed, and what they print is not shown again.
    pub fn twin(&self, options: &Invoke) -> miette::Result<Host> {
        let mut builder = self.builder(options).log(|_| {});
        if let Some(folder) = &self.app.files {
            builder = builder.files_copied_from(folder);
        }
        builder.build().map_err(|error| report(&error))
    }

    /// Deploys everything on a host.
    pub fn deploy(&self, host: &Host) -> miette::Result<()> {
        let components = self.add_components(host).map_err(|error| report(&error))?;
        for (key, value) in &self.env {
            let value = env_value::expand(value, &components)
                .map_err(|name| self.unknown_component(&format!("the environment variable {key}"), &name))?;
            host.set_env(key, value);
        }
        Ok(())
    }

    fn builder(&self, options: &Invoke) -> HostBuilder {
        let App { args, limits, network, virtual_time, golem, restart_failed, .. } = &self.app;
        let mut builder = Host::builder()
            .cache(!options.no_cache)
            .limits(limits.limits())
            .network(*network)
            .virtual_time(*virtual_time)
            .golem(*golem)
            .restart_failed(*restart_failed)
            .lint(options.lint)
            .record(options.trace.is_some() || options.timeline.is_some())
            .keep_log(options.log.is_some());
        for (worker, delay) in &options.delays {
            builder = builder.fault(Fault::delay(*delay).in_worker(worker));
        }
        for (worker, entry) in &options.restart_after {
            builder = builder.restart_after(worker, *entry);
        }
        args.iter().fold(builder, |builder, arg| builder.arg(arg))
    }

    /// Checks that each delay and each restart is for a component that there is: otherwise its name
    /// is misspelled.
    fn check_names(&self, options: &Invoke) -> miette::Result<()> {
        let delays = options.delays.iter().map(|(worker, _)| ("--delay", worker));
        let restarts = options.restart_after.iter().map(|(worker, _)| ("--restart-after", worker));
        let known = |name: &str| self.components.iter().any(|(known, _)| known == name);
        delays
            .chain(restarts)
            .map(|(option, worker)| (option, worker.split('/').next().unwrap_or(worker)))
            .filter(|(_, name)| !known(name))
            .try_for_each(|(option, name)| Err(self.unknown_component(option, name)))
    }

    /// Checks options that need a folder that keeps workers, or can't be with one.
    fn check_durable(&self, options: &Invoke) -> miette::Result<()> {
        if options.key.is_some() && self.app.durable.is_none() {
            return Err(miette!(
                help = "add `--durable FOLDER`: what the calls with this key have done is kept there",
                "--key: without --durable nothing is known of an earlier run"
            ));
        }
        if options.lint && self.app.durable.is_some() {
            return Err(miette!(
                help = "run it once without `--durable`",
                "--lint compares two runs that begin in the same way, and with --durable a run goes on with another one"
            ));
        }
        Ok(())
    }

    /// The files that the plan names.
    pub fn taken(&self) -> Taken {
        let mut taken = Taken::default();
        for (name, file) in &self.components {
            taken.add(file, format!("the component `{name}`"));
        }
        if let Some(folder) = &self.app.files {
            taken.add_folder(folder, "a file of the workers");
        }
        if let Some(folder) = &self.app.durable {
            taken.add_folder(folder, "a file of --durable");
        }
        taken
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
