//! [`Chart`]: lines over two logarithmic axes, as SVG.

use std::fmt::Write;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 220.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 50.0;

/// Colours that the colour-blind can tell apart, too: the palette of Paul Tol, and black.
const COLOURS: [&str; 10] =
    ["#332288", "#117733", "#44aa99", "#88ccee", "#cc6677", "#ddcc77", "#aa4499", "#882255", "#999933", "#000000"];

/// Lines over two logarithmic axes.
pub(crate) struct Chart<'a> {
    pub title: &'a str,
    pub x: &'a str,
    pub y: &'a str,
    pub lines: Vec<Line>,
}

/// A line. Its name is written at its end.
pub(crate) struct Line {
    pub name: &'static str,
    /// They must be positive, since a logarithmic axis has no other numbers.
    pub points: Vec<(f64, f64)>,
}

impl Chart<'_> {
    /// Draws the chart.
    pub fn svg(&self) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let x = Axis::over(points().map(|point| point.0), LEFT, WIDTH - RIGHT);
        let y = Axis::over(points().map(|point| point.1), HEIGHT - BOTTOM, TOP);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
        );
        text(&mut svg, LEFT, 16.0, "start", self.title);
        text(&mut svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12.0, "middle", self.x);
        text(&mut svg, 8.0, TOP - 10.0, "start", self.y);
        for power in x.powers() {
            let at = x.place(10f64.powi(power));
            rule(&mut svg, (at, TOP), (at, HEIGHT - BOTTOM));
            text(&mut svg, at, HEIGHT - BOTTOM + 18.0, "middle", &number(power));
        }
        for power in y.powers() {
            let at = y.place(10f64.powi(power));
            rule(&mut svg, (LEFT, at), (WIDTH - RIGHT, at));
            text(&mut svg, LEFT - 8.0, at + 4.0, "end", &number(power));
        }
        for ((line, colour), row) in self.lines.iter().zip(COLOURS.iter().cycle()).zip(0..) {
            let places = line.points.iter().map(|point| (x.place(point.0), y.place(point.1)));
            curve(&mut svg, &places.collect::<Vec<_>>(), colour);
            legend(&mut svg, row, line.name, colour);
        }
        svg + "</svg>\n"
    }
}

/// Maps powers of ten to positions.
struct Axis {
    first: i32,
    last: i32,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let logs: Vec<f64> = values.map(f64::log10).collect();
        let first = logs.iter().copied().fold(f64::INFINITY, f64::min).floor();
        let last = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil();
        // If there is only one value, or none, one decade is drawn.
        let first = if first.is_finite() { first as i32 } else { 0 };
        Self { first, last: if last.is_finite() { (last as i32).max(first + 1) } else { first + 1 }, from, to }
    }

    fn powers(&self) -> impl Iterator<Item = i32> {
        self.first..=self.last
    }

    fn place(&self, value: f64) -> f64 {
        let part = (value.log10() - f64::from(self.first)) / f64::from(self.last - self.first);
        self.from + part * (self.to - self.from)
    }
}

fn number(power: i32) -> String {
    match power {
        ..0 => format!("{}", 10f64.powi(power)),
        0..3 => format!("{}", 10u32.pow(power as u32)),
        3..6 => format!("{},000", 10u32.pow(power as u32 - 3)),
        _ => format!("1e{power}"),
    }
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    // Writing to a `String` can't fail, here and below.
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>");
}

fn rule(svg: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = writeln!(svg, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\"/>");
}

fn curve(svg: &mut String, places: &[(f64, f64)], colour: &str) {
    let points: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
        points.join(" ")
    );
    for (x, y) in places {
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
    }
}

fn legend(svg: &mut String, row: u32, name: &str, colour: &str) {
    let (x, y) = (WIDTH - RIGHT + 16.0, TOP + 10.0 + f64::from(row) * 20.0);
    let _ = writeln!(svg, "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"14\" height=\"4\" fill=\"{colour}\"/>", y - 6.0);
    text(svg, x + 20.0, y, "start", name);
}

#[cfg(test)]
mod tests {
    use super::{Axis, Chart, Line};

    #[test]
    fn decades_are_equally_far_apart() {
        let axis = Axis::over([2.0, 900.0].into_iter(), 0.0, 300.0);
        assert_eq!(axis.powers().collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!([1.0, 10.0, 1000.0].map(|value| axis.place(value).round()), [0.0, 100.0, 300.0]);
    }

    #[test]
    fn every_line_has_its_points_and_its_name() {
        let lines = vec![
            Line { name: "a", points: vec![(1.0, 1.0), (10.0, 100.0)] },
            Line { name: "b", points: vec![(1.0, 3.0)] },
        ];
        let svg = Chart { title: "t", x: "x", y: "y", lines }.svg();
        assert_eq!((svg.matches("<circle").count(), svg.matches("<polyline").count()), (3, 2));
        assert!(svg.contains(">a</text>") && svg.contains(">b</text>"));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let svg = Chart { title: "t", x: "x", y: "y", lines: Vec::new() }.svg();
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
