//! Plots of what was measured.

use std::fs;
use std::path::Path;

use plotters::prelude::*;

/// Pixels.
const SIZE: (u32, u32) = (860, 480);

/// One for each line, told apart also by those who see no red or green.
const COLOURS: [RGBColor; 5] = [RGBColor(0, 114, 178), RGBColor(230, 159, 0), RGBColor(0, 0, 0), RGBColor(204, 121, 167), RGBColor(213, 94, 0)];

/// Points joined in their order.
#[derive(Debug)]
pub struct Line {
    /// What the legend says.
    pub label: String,
    /// Across and up.
    pub points: Vec<(f64, f64)>,
}

/// Lines over axes which are both logarithmic: what matters are ratios.
#[derive(Debug)]
pub struct Plot<'p> {
    /// Above it.
    pub title: &'p str,
    /// Below the axis across.
    pub x: &'p str,
    /// Beside the axis up.
    pub y: &'p str,
    /// At most five.
    pub lines: &'p [Line],
}

impl Plot<'_> {
    /// Writes the plot as an SVG file.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) {
        let drawn = self.draw().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        fs::write(path, drawn).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    fn draw(&self) -> Result<String, Box<dyn std::error::Error>> {
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)?;
        let (across, up) = (self.range(|point| point.0), self.range(|point| point.1));
        let mut chart = ChartBuilder::on(&area)
            .caption(self.title, ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d((across.0..across.1).log_scale(), (up.0 / 1.3..up.1 * 1.3).log_scale())?;
        chart.configure_mesh().x_desc(self.x).y_desc(self.y).x_label_formatter(&grouped).y_label_formatter(&grouped).light_line_style(WHITE).draw()?;
        for (line, colour) in self.lines.iter().zip(COLOURS) {
            let style = colour.stroke_width(2);
            let drawn = chart.draw_series(LineSeries::new(line.points.iter().copied(), style).point_size(3))?;
            drawn.label(line.label.as_str()).legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
        }
        chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
        area.present()?;
        drop(chart);
        drop(area);
        Ok(svg)
    }

    /// The least and the most of all points.
    fn range(&self, of: impl Fn(&(f64, f64)) -> f64) -> (f64, f64) {
        let values = self.lines.iter().flat_map(|line| &line.points).map(of);
        values.fold((f64::INFINITY, 0.0), |(least, most), value| (least.min(value), most.max(value)))
    }
}

/// A figure with its thousands set apart.
fn grouped(figure: &f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
