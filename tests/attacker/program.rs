//! [`Program`]: an attack, made from a seed.

use fastrand::Rng;
use golem_rpc_host::Limits;
use std::time::Duration;

/// Calls of the attacking component's functions, on a host with limits.
#[derive(Debug)]
pub struct Program {
    pub virtual_time: bool,
    pub limits: Limits,
    /// Groups of calls as `(worker, call)`. The calls of a group are made at the same time, and the
    /// groups one after another.
    pub groups: Vec<Vec<(String, String)>>,
}

impl Program {
    /// Makes the program of a seed, which is always the same one. `component` is the id of the
    /// attacking component.
    pub fn of_seed(seed: u64, component: &str) -> Self {
        let mut random = Random { rng: Rng::with_seed(seed), component: component.to_owned() };
        let groups = random.rng.usize(1..4);
        Self {
            virtual_time: random.rng.bool(),
            limits: random.limits(),
            groups: (0..groups).map(|_| random.group()).collect(),
        }
    }
}

struct Random {
    rng: Rng,
    component: String,
}

impl Random {
    /// Limits on time and on chains of calls are always set, since nothing else ends endless loops
    /// and circles. So are those on workers and memory, since all programs share the memory of the
    /// test.
    fn limits(&mut self) -> Limits {
        let mut limits = Limits::default();
        limits.time = Some(Duration::from_millis(self.rng.u64(400..800)));
        limits.workers = Some(self.rng.usize(3..100));
        limits.memory = Some(self.rng.usize(4..64) << 20);
        limits.chain = Some(self.rng.u32(1..10_000));
        limits.queue = self.sometimes(|rng| rng.usize(1..1_000));
        limits.fuel = self.sometimes(|rng| rng.u64(1_000_000..100_000_000));
        limits.request_size = self.sometimes(|rng| 1 << rng.u32(6..24));
        limits.request_depth = self.sometimes(|rng| rng.usize(1..1_000));
        limits.files = self.sometimes(|rng| rng.usize(1..1_000)).or(limits.files);
        limits.disk = self.sometimes(|rng| 1 << rng.u32(0..24)).or(limits.disk);
        limits.open_files = self.sometimes(|rng| rng.usize(1..100)).or(limits.open_files);
        limits.handles = self.sometimes(|rng| rng.usize(10..10_000)).or(limits.handles);
        limits
    }

    fn sometimes<T>(&mut self, value: impl Fn(&mut Rng) -> T) -> Option<T> {
        self.rng.bool().then(|| value(&mut self.rng))
    }

    fn group(&mut self) -> Vec<(String, String)> {
        let calls = self.rng.usize(1..4);
        (0..calls).map(|_| (format!("attacker/{}", self.worker()), self.call())).collect()
    }

    /// One of three workers only, so that calls often go to the same one.
    fn worker(&mut self) -> String {
        let number = self.rng.u32(0..3);
        self.one_of(&["w", "circle-", "chain-", "mesh-"]).to_owned() + &number.to_string()
    }

    fn call(&mut self) -> String {
        match self.rng.u32(0..10) {
            0 => self.request(),
            1 => self.crowd(),
            2 => self.endless(),
            3 => self.handle(),
            4 => self.memory(),
            5 | 6 => self.file(),
            7 => self.network(),
            8 => self.output(),
            _ => self.end(),
        }
    }

    fn request(&mut self) -> String {
        let kinds = [
            "text",
            "unused-nodes",
            "no-nodes",
            "many-parameters",
            "cycle",
            "shared-number",
            "shared-text",
            "doubling-lists",
            "doubling-tuples",
            "bad-indices",
            "deep-options",
            "deep-lists",
            "braces-as-name",
            "long-name",
        ];
        let function = self.one_of(&["send", "tell"]);
        let (kind, uri, called, n) = (self.one_of(&kinds), self.uri(), self.function_name(), self.number());
        format!("requests.{function}({}, {}, {kind}, {n})", wave(&uri), wave(&called))
    }

    fn crowd(&mut self) -> String {
        let (n, rounds, worker) = (self.rng.u32(0..200), self.rng.u32(0..4), self.worker());
        match self.rng.u32(0..10) {
            0 | 1 => {
                let (size, way) = (self.rng.u32(0..4), self.one_of(&["call", "poll", "poll-with-timer", "tell"]));
                format!("crowds.around(0, {size}, {way})")
            }
            2 => format!("crowds.chain({n})"),
            3 => format!("crowds.chain-tell({n})"),
            4 => "crowds.nest-ephemeral()".to_owned(),
            5 => format!("crowds.mesh({n}, {rounds})"),
            6 => format!("crowds.storm({n})"),
            7 => format!("crowds.flood({worker:?}, {n}, {})", self.number()),
            8 => format!("crowds.flood-self({n})"),
            _ => format!("crowds.populate({worker:?}, {n})"),
        }
    }

    fn endless(&mut self) -> String {
        let kinds = [
            "now",
            "no-wait",
            "ready",
            "construct",
            "call",
            "call-unknown",
            "tell",
            "ephemeral",
            "call-ephemeral",
            "print",
            "random",
            "sleep-millisecond",
            "write-file",
            "append-file",
            "environment",
            "compute",
        ];
        let (kind, worker) = (self.one_of(&kinds), self.worker());
        match self.rng.u32(0..6) {
            0 => format!("loops.compute-and-call({}, {worker:?})", self.rng.u32(0..5_000)),
            1 => "loops.wait-forever()".to_owned(),
            2 => "loops.wait-for-itself()".to_owned(),
            _ => format!("loops.forever({kind})"),
        }
    }

    fn handle(&mut self) -> String {
        let kinds = [
            "clients",
            "futures",
            "failed-futures",
            "pollables",
            "output-streams",
            "directories",
            "open-files",
            "sockets",
            "http-fields",
        ];
        let kind = self.one_of(&kinds);
        match self.rng.u32(0..6) {
            0 => format!("handles.poll-many({}, {})", self.rng.u32(0..10_000), self.rng.u32(0..10)),
            1 => format!("handles.forge({})", self.number()),
            _ => format!("handles.leak({kind}, {})", self.number()),
        }
    }

    fn memory(&mut self) -> String {
        let n = self.number();
        match self.rng.u32(0..6) {
            0 => format!("memory.grab({})", self.rng.u32(0..100)),
            1 => "memory.recurse()".to_owned(),
            2 => format!("memory.large-text({})", self.rng.u32(0..10_000)),
            3 => format!("memory.large-list({})", self.rng.u32(0..10_000)),
            4 => format!("memory.many-texts({n})"),
            _ => format!("memory.random({n})"),
        }
    }

    fn file(&mut self) -> String {
        let (path, other, text) = (wave(&self.path()), wave(&self.path()), wave(&self.text()));
        let number = self.number();
        match self.rng.u32(0..15) {
            0 => format!("files.read({path})"),
            1 => format!("files.write({path}, {text})"),
            2 => format!("files.append({path}, {text})"),
            3 => format!("files.list({path})"),
            4 => format!("files.make-directory({path})"),
            5 => format!("files.make-many({path}, {number})"),
            6 => format!("files.rename({path}, {other})"),
            7 => format!("files.link({path}, {other})"),
            8 => format!("files.symlink({path}, {other})"),
            9 => format!("files.remove({path})"),
            10 => format!("files.remove-all({path})"),
            11 => format!("files.size({path})"),
            12 => format!("files.set-size({path}, {})", 1_u64 << self.rng.u32(0..50)),
            13 => format!("files.fill({path}, {})", self.rng.u32(0..50)),
            _ => format!("files.open-through({path}, {})", self.rng.bool()),
        }
    }

    /// The host denies all of these, as it is not told to allow the network.
    fn network(&mut self) -> String {
        let function = self.one_of(&["connect", "listen", "send", "resolve", "get"]);
        let address =
            self.one_of(&["127.0.0.1:9", "localhost:80", "[::1]:1", "0.0.0.0:0", "", "\u{0}", "nowhere.invalid:1"]);
        format!("network.{function}({})", wave(address))
    }

    fn output(&mut self) -> String {
        let bytes: Vec<u8> = (0..self.rng.usize(0..100)).map(|_| self.rng.u8(..)).collect();
        match self.rng.u32(0..2) {
            0 => format!("output.print({bytes:?}, {})", self.rng.u32(0..1_000)),
            _ => format!("output.print-mib({})", self.rng.u32(0..20)),
        }
    }

    fn end(&mut self) -> String {
        let (worker, path, number) = (self.worker(), wave(&self.path()), self.number());
        match self.rng.u32(0..10) {
            0 => format!("ends.exit({})", self.rng.u8(..)),
            1 => format!("ends.panic({:?})", self.text().as_bytes()),
            2 => format!("ends.panic-after-append({path})"),
            3 => "ends.panic-after-print(\"before\")".to_owned(),
            4 => format!("ends.panic-after-tell({worker:?})"),
            5 => "ends.panic-after-get(\"127.0.0.1:9\")".to_owned(),
            6 => format!("ends.sleep({number})"),
            7 => format!("ends.tell-later({}, {worker:?})", self.rng.u32(0..50)),
            8 => format!("counter.take({})", wave(&self.text())),
            _ => "counter.count()".to_owned(),
        }
    }

    /// The URI of a worker, the URI of a worker that doesn't exist, or no URI at all.
    fn uri(&mut self) -> String {
        let (component, worker) = (self.component.clone(), self.worker());
        match self.rng.u32(0..8) {
            0 => format!("urn:worker:{component}"),
            1 => self.text(),
            2 => format!("urn:worker:{component}/{}", self.text()),
            3 => format!("urn:worker:{component}/{worker}/api"),
            _ => format!("urn:worker:{component}/{worker}"),
        }
    }

    fn function_name(&mut self) -> String {
        let known = [
            "counter.{take}",
            "counter.{take-all}",
            "counter.{count}",
            "memory.{nested}",
            "memory.{large-list}",
            "crowds.{chain}",
            "ends.{panic}",
            "output.{print}",
        ];
        match self.rng.u32(0..8) {
            0 => self.text(),
            _ => format!("test:attacker/{}", self.one_of(&known)),
        }
    }

    fn path(&mut self) -> String {
        self.one_of(&["/", "/a", "/a/b", "/b", "/b/c", "..", "/../..", "/etc/passwd", "", "/a\u{0}b", "/growing"])
            .to_owned()
    }

    fn text(&mut self) -> String {
        let length = 1 << self.rng.u32(0..13);
        (0..self.rng.usize(0..length))
            .map(|_| self.rng.char(..))
            .filter(|char| char.is_alphanumeric() || *char < '~')
            .collect()
    }

    /// Small numbers are as likely as large ones.
    fn number(&mut self) -> u32 {
        let bits = self.rng.u32(0..18);
        self.rng.u32(0..1 << bits)
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.rng.usize(0..choices.len())]
    }
}

/// A text in the syntax of WAVE.
fn wave(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|char| if char.is_alphanumeric() { char.to_string() } else { format!("\\u{{{:x}}}", u32::from(char)) })
        .collect();
    format!("\"{escaped}\"")
}
