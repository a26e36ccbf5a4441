//! A [`Recording`] as a picture, with a lane for each worker and time from left to right.

use std::{collections::HashSet, fmt::Write as _};

use super::printable::printable;
use super::recording::{RecordedCall, Recording};

/// How many lanes a picture has at most. Nobody could read more.
const MOST_LANES: usize = 60;
/// In a recording of more calls than this, what would be drawn twice in the same place is drawn
/// once.
const LONG_RUN: usize = 1_000;
const NAMES: f64 = 170.0;
const CHART: f64 = 900.0;
const MARGIN: f64 = 16.0;
const HEADER: f64 = 40.0;
const LANE: f64 = 30.0;
const BAR: f64 = 16.0;
const LEGEND: f64 = 34.0;
/// The width of what took no time, so that it can be seen.
const THINNEST: f64 = 2.0;
const FONT: &str = r#"font-family="system-ui, sans-serif" font-size="12""#;
const STYLE: &str = "\
.paper { fill: #ffffff } .lane { fill: #f4f5f7 } .text { fill: #24292f } .faint { fill: #6e7781 } \
.tick { stroke: #d8dee4 }
.runs { fill: #2f6fde } .waits { fill: #b6d0fb; stroke: #2f6fde } .failed { fill: #d1383d } \
.queued { stroke: #9aa4af; stroke-width: 2; stroke-dasharray: 3 2 }
.call { stroke: #57606a; stroke-width: 1; fill: none; marker-end: url(#tip) } \
.reply { stroke: #9aa4af; stroke-width: 1; stroke-dasharray: 2 2; fill: none }";
const ARROW_TIP: &str = concat!(
    r#"<marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto">"#,
    r##"<path d="M0 0L6 3L0 6z" fill="#57606a"/></marker>"##,
);

impl Recording {
    /// The recording as an SVG picture: who called whom, who waited, and what overlapped. It shows
    /// up to 60 workers.
    pub fn to_timeline_svg(&self) -> String {
        timeline(self)
    }
}

fn timeline(recording: &Recording) -> String {
    let picture = Picture::new(recording);
    let mut svg = String::new();
    // Writing to a string never fails.
    let _ = picture.draw(&mut svg);
    svg
}

struct Picture<'a> {
    recording: &'a Recording,
    lanes: usize,
    began: u64,
    ended: u64,
}

type Drawn = std::fmt::Result;

impl<'a> Picture<'a> {
    fn new(recording: &'a Recording) -> Self {
        let began = recording.calls.iter().map(|call| call.made).min().unwrap_or(0);
        let calls = recording.calls.iter().filter_map(|call| call.ended.or(call.started));
        let waits = recording.waits.iter().map(|wait| wait.ended);
        let ended = calls.chain(waits).max().unwrap_or(recording.end).max(began + 1);
        Self { recording, lanes: recording.workers.len().min(MOST_LANES), began, ended }
    }

    fn draw(&self, svg: &mut String) -> Drawn {
        let width = NAMES + CHART + 2.0 * MARGIN;
        let height = HEADER + LANE * self.lanes as f64 + LEGEND + MARGIN;
        writeln!(svg, r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {FONT}>"#)?;
        writeln!(svg, "<style>\n{STYLE}\n</style>\n<defs>{ARROW_TIP}</defs>")?;
        writeln!(svg, r#"<rect class="paper" width="{width}" height="{height}"/>"#)?;
        self.draw_lanes(svg)?;
        self.draw_axis(svg)?;
        self.draw_queued(svg)?;
        self.draw_bars(svg)?;
        self.draw_arrows(svg)?;
        self.draw_crashes(svg)?;
        self.draw_legend(svg)?;
        writeln!(svg, "</svg>")
    }

    fn draw_lanes(&self, svg: &mut String) -> Drawn {
        for (lane, name) in self.recording.workers.iter().take(self.lanes).enumerate() {
            let top = HEADER + LANE * lane as f64;
            if lane % 2 == 0 {
                let width = NAMES + CHART;
                writeln!(svg, r#"<rect class="lane" x="{MARGIN}" y="{top}" width="{width}" height="{LANE}"/>"#)?;
            }
            let (x, y) = (MARGIN + 6.0, top + LANE / 2.0 + 4.0);
            writeln!(svg, r#"<text class="text" x="{x}" y="{y}">{}</text>"#, escaped(&shortened(name)))?;
        }
        Ok(())
    }

    fn draw_axis(&self, svg: &mut String) -> Drawn {
        let bottom = HEADER + LANE * self.lanes as f64;
        let (step, unit, unit_name) = scale(self.ended - self.began);
        let ticks = (self.ended - self.began) / step;
        for tick in 0..=ticks {
            let x = self.x(self.began + tick * step);
            let (top, text) = (HEADER - 4.0, HEADER - 10.0);
            writeln!(svg, r#"<line class="tick" x1="{x:.1}" y1="{top}" x2="{x:.1}" y2="{bottom}"/>"#)?;
            let time = (tick * step) as f64 / unit as f64;
            writeln!(
                svg,
                r#"<text class="faint" x="{x:.1}" y="{text}" text-anchor="middle">{time} {unit_name}</text>"#
            )?;
        }
        Ok(())
    }

    fn draw_queued(&self, svg: &mut String) -> Drawn {
        let mut drawn = Covered::of(self.recording);
        for call in self.shown_calls() {
            let Some(started) = call.started.filter(|started| *started > call.made) else { continue };
            let (y, from, to) = (middle(call.target), self.x(call.made), self.x(started));
            drawn.draw(svg, format!(r#"<line class="queued" x1="{from:.1}" y1="{y}" x2="{to:.1}" y2="{y}"/>"#), "")?;
        }
        Ok(())
    }

    /// Draws waits. Each lies on the bar of the invocation that waited.
    fn draw_bars(&self, svg: &mut String) -> Drawn {
        let mut drawn = Covered::of(self.recording);
        for call in self.shown_calls() {
            let Some(started) = call.started else { continue };
            let y = bar_top(call.target);
            let class = if call.failed.is_some() { "failed" } else { "runs" };
            let (x, width) = self.stretch(started, call.ended.unwrap_or(self.ended));
            let end = call.failed.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
            let bar = format!(r#"<rect class="{class}" x="{x:.1}" y="{y}" width="{width:.1}" height="{BAR}" rx="2">"#);
            drawn.draw(svg, bar, &titled(&format!("{}{end}", call.function)))?;
        }
        for wait in self.recording.waits.iter().filter(|wait| wait.worker < self.lanes) {
            let (x, width) = self.stretch(wait.began, wait.ended);
            let (y, height) = (bar_top(wait.worker) + 3.0, BAR - 6.0);
            let bar = format!(r#"<rect class="waits" x="{x:.1}" y="{y}" width="{width:.1}" height="{height}">"#);
            drawn.draw(svg, bar, &titled(&wait.what))?;
        }
        Ok(())
    }

    /// Draws an arrow from the caller when the call was made, and one back when it ended, if
    /// somebody waited for it.
    fn draw_arrows(&self, svg: &mut String) -> Drawn {
        let mut drawn = Covered::of(self.recording);
        let edge = |worker: usize, other: usize| {
            if worker < other { bar_top(worker) + BAR } else { bar_top(worker) }
        };
        for call in self.shown_calls() {
            let Some(caller) = call.caller.filter(|caller| *caller != call.target) else { continue };
            let (from, to) = (edge(caller, call.target), edge(call.target, caller));
            let made = self.x(call.made);
            drawn.draw(svg, format!(r#"<path class="call" d="M{made:.1} {from}L{made:.1} {to}"/>"#), "")?;
            if let Some(ended) = call.ended.filter(|_| !call.fire_and_forget) {
                let ended = self.x(ended);
                drawn.draw(svg, format!(r#"<path class="reply" d="M{ended:.1} {to}L{ended:.1} {from}"/>"#), "")?;
            }
        }
        Ok(())
    }

    /// Draws a cross where a worker lost its instance.
    fn draw_crashes(&self, svg: &mut String) -> Drawn {
        for crash in self.recording.crashes.iter().filter(|crash| crash.worker < self.lanes) {
            let name = escaped(&self.recording.workers[crash.worker]);
            let title = format!("<title>{name} lost its instance here, and came back by its log</title>");
            self.draw_cross(svg, self.x(crash.when), middle(crash.worker), &title)?;
        }
        Ok(())
    }

    fn draw_cross(&self, svg: &mut String, x: f64, y: f64, title: &str) -> Drawn {
        let (left, right, top, bottom) = (x - 6.0, x + 6.0, y - 6.0, y + 6.0);
        let path = format!("M{left:.1} {top}L{right:.1} {bottom}M{left:.1} {bottom}L{right:.1} {top}");
        writeln!(svg, r##"<path d="{path}" stroke="#d1383d" stroke-width="3">{title}</path>"##)
    }

    fn draw_legend(&self, svg: &mut String) -> Drawn {
        let y = HEADER + LANE * self.lanes as f64 + LEGEND - 8.0;
        let (mut x, swatch) = (MARGIN + NAMES, y - 10.0);
        for (class, text) in [("runs", "runs"), ("waits", "waits"), ("failed", "failed")] {
            writeln!(svg, r#"<rect class="{class}" x="{x}" y="{swatch}" width="22" height="12" rx="2"/>"#)?;
            writeln!(svg, r#"<text class="faint" x="{}" y="{y}">{text}</text>"#, x + 28.0)?;
            x += 90.0;
        }
        for (class, text) in [("queued", "queued"), ("call", "call"), ("reply", "reply")] {
            let (middle, end) = (y - 4.0, x + 22.0);
            writeln!(svg, r#"<path class="{class}" d="M{x} {middle}L{end} {middle}"/>"#)?;
            writeln!(svg, r#"<text class="faint" x="{}" y="{y}">{text}</text>"#, x + 28.0)?;
            x += 90.0;
        }
        if !self.recording.crashes.is_empty() {
            self.draw_cross(svg, x + 11.0, y - 4.0, "")?;
            writeln!(svg, r#"<text class="faint" x="{}" y="{y}">crash</text>"#, x + 28.0)?;
        }
        let left_out = self.recording.workers.len() - self.lanes;
        if left_out > 0 {
            writeln!(svg, r#"<text class="faint" x="{}" y="{y}">and {left_out} more workers</text>"#, MARGIN + 6.0)?;
        }
        Ok(())
    }

    fn shown_calls(&self) -> impl Iterator<Item = &RecordedCall> {
        let is_shown =
            |call: &&RecordedCall| call.target < self.lanes && call.caller.is_none_or(|caller| caller < self.lanes);
        self.recording.calls.iter().filter(is_shown)
    }

    fn x(&self, time: u64) -> f64 {
        let time = time.clamp(self.began, self.ended);
        let share = (time - self.began) as f64 / (self.ended - self.began) as f64;
        MARGIN + NAMES + share * (CHART - MARGIN)
    }

    fn stretch(&self, began: u64, ended: u64) -> (f64, f64) {
        let x = self.x(began);
        (x, (self.x(ended) - x).max(THINNEST))
    }
}

/// What was drawn so far, if the recording is long. The same shape once more in the same place
/// would not be seen, and would make the file larger: in a recording of many calls there are a
/// hundred thousand of those.
struct Covered(Option<HashSet<String>>);

impl Covered {
    fn of(recording: &Recording) -> Self {
        Self((recording.calls.len() > LONG_RUN).then(HashSet::new))
    }

    fn draw(&mut self, svg: &mut String, shape: String, rest: &str) -> Drawn {
        if self.0.as_ref().is_some_and(|drawn| drawn.contains(&shape)) {
            return Ok(());
        }
        writeln!(svg, "{shape}{rest}")?;
        self.0.as_mut().map(|drawn| drawn.insert(shape));
        Ok(())
    }
}

/// The end of a rectangle, with the text that is shown when the mouse points at it.
fn titled(title: &str) -> String {
    format!("<title>{}</title></rect>", escaped(title))
}

fn middle(lane: usize) -> f64 {
    HEADER + LANE * lane as f64 + LANE / 2.0
}

fn bar_top(lane: usize) -> f64 {
    middle(lane) - BAR / 2.0
}

/// For an axis of this length: the distance of its ticks, a round number so that there are four to
/// ten of them, and the unit in which the ticks are labelled. All are in nanoseconds.
fn scale(length: u64) -> (u64, u64, &'static str) {
    let mut step = 1;
    while length / step > 10 {
        let leading = step / 10_u64.pow(step.ilog10());
        step = if leading == 2 { step / 2 * 5 } else { step * 2 };
    }
    let units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"), (1, "ns")];
    let (unit, name) = units.into_iter().find(|(unit, _)| step * 5 >= *unit).unwrap_or((1, "ns"));
    (step, unit, name)
}

fn shortened(name: &str) -> String {
    let most = 24;
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most - 1).chain(['…']).collect() }
}

/// A text for XML. XML forbids most characters that are not printable, even as its own escapes, so
/// these are made visible first.
fn escaped(text: &str) -> String {
    let text = printable(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::observe::recording::RecordedWait;

    #[test]
    fn steps_are_round() {
        let step = |length| {
            let (step, unit, name) = scale(length);
            format!("{} {name}", step as f64 / unit as f64)
        };
        assert_eq!(step(1), "1 ns");
        assert_eq!(step(10), "1 ns");
        assert_eq!(step(11), "2 ns");
        assert_eq!(step(900), "100 ns");
        assert_eq!(step(35_000_000), "5 ms");
        assert_eq!(step(2_000_000_000), "0.2 s");
        for length in [3, 70, 12_345, 999_999_999, u64::MAX / 20] {
            let (step, ..) = scale(length);
            assert!(length / step <= 10 && length / step >= 3, "{length} {step}");
        }
    }

    #[test]
    fn names_are_text() {
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert_eq!(escaped("a\u{1b}[31m\0b\nc"), "a\\u{1b}[31m\\u{0}b\nc", "a reader of XML stops at those");
        assert_eq!(shortened(&"é".repeat(30)).chars().count(), 24);
    }

    proptest! {
        /// A program that reads the picture as XML finds the names in it, whatever is in them.
        #[test]
        fn a_picture_is_xml_whatever_names_hold(
            worker in any_text(), function in any_text(), failed in any_text(), what in any_text(),
        ) {
            let call = RecordedCall {
                caller: None,
                target: 0,
                function: function.clone(),
                fire_and_forget: false,
                made: 0,
                started: Some(1),
                ended: Some(2),
                failed: Some(failed.clone()),
            };
            let wait = RecordedWait { worker: 0, what: what.clone(), began: 1, ended: 2 };
            let workers = vec![worker.as_str().into()];
            let recording =
                Recording { workers, calls: vec![call], waits: vec![wait], end: 2, ..Default::default() };
            let picture = timeline(&recording);
            let xml = roxmltree::Document::parse(&picture).unwrap();
            let texts: Vec<_> = xml.descendants().filter_map(|node| node.text()).collect();
            let titles = [format!("{function}: {failed}"), what, shortened(&worker)];
            for text in titles.iter().map(|text| printable(text)) {
                prop_assert!(texts.contains(&&*text), "{text:?} in {texts:?}");
            }
            let trace: serde_json::Value = serde_json::from_str(&recording.to_chrome_trace()).unwrap();
            let named = |event: &serde_json::Value| event["args"]["name"] == worker.as_str();
            prop_assert!(trace["traceEvents"].as_array().unwrap().iter().any(named));
        }
    }

    /// A text of any characters, more than half of which XML forbids or gives a meaning. It is
    /// never empty, since an empty text would be no node.
    fn any_text() -> impl Strategy<Value = String> {
        let special = "[\\x00-\\x20\\x7f-\\x{9f}<>&\"'\\]\\u{202e}\u{fffe}\u{ffff}]";
        let c = prop_oneof![special, ".", "[a-z]", any::<char>().prop_map(String::from)];
        proptest::collection::vec(c, 0..40).prop_map(|parts| format!("a{}b", parts.concat()))
    }

    #[test]
    fn what_would_cover_the_same_is_drawn_once() {
        let call = |n: u64| RecordedCall {
            caller: Some(0),
            target: 1,
            function: format!("f{n}"),
            fire_and_forget: false,
            made: n,
            started: Some(n + 1),
            ended: Some(n + 2),
            failed: None,
        };
        let workers = vec!["a".into(), "b".into()];
        let recording = |calls: u64| Recording {
            workers: workers.clone(),
            calls: (0..calls).map(call).collect(),
            ..Recording::default()
        };
        let bars = |calls: u64| timeline(&recording(calls)).matches("<title>").count();
        assert_eq!((bars(5), bars(1_000)), (5, 1_000));
        let (some, many) = (timeline(&recording(20_000)), timeline(&recording(200_000)));
        assert!(many.len() < some.len() * 11 / 10, "{} {}", some.len(), many.len());
    }
}
