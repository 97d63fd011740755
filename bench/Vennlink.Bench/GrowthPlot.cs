using System.Globalization;
using System.Text;

namespace Vennlink.Bench;

/// <summary>Draws how some times grow, both axes logarithmic, as an SVG file.</summary>
/// <param name="title">Above the plot.</param>
/// <param name="xName">What grows.</param>
/// <param name="yName">What is measured.</param>
internal sealed class GrowthPlot(string title, string xName, string yName)
{
    private const int Width = 860;
    private const int Height = 520;
    private const int Left = 70;
    private const int Right = 230; // the legend
    private const int Top = 40;
    private const int Bottom = 60;

    private static readonly string[] Colours =
        ["#1b6ca8", "#7fb3d5", "#a8321b", "#e59a86", "#2b8a3e", "#8fce9b", "#333333", "#999999", "#8e44ad", "#c9a0dc"];

    private readonly List<(string Name, (double X, double Y)[] Points)> _series = [];

    /// <summary>Adds a line; points at or below zero are left out.</summary>
    public void Add(string name, IEnumerable<(double X, double Y)> points) =>
        _series.Add((name, [.. points.Where(point => point.X > 0 && point.Y > 0)]));

    /// <summary>Writes the file.</summary>
    public void Write(string path)
    {
        (double X, double Y)[] all = [.. _series.SelectMany(series => series.Points)];
        (int lowX, int highX) = Decades(all.Select(point => point.X));
        (int lowY, int highY) = Decades(all.Select(point => point.Y));
        double X(double value) => Left + ((Math.Log10(value) - lowX) / (highX - lowX) * (Width - Left - Right));
        double Y(double value) =>
            Height - Bottom - ((Math.Log10(value) - lowY) / (highY - lowY) * (Height - Top - Bottom));

        StringBuilder svg = new();
        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Line($"<text x=\"{Left}\" y=\"22\" font-size=\"15\">{title}</text>");
        for (int decade = lowX; decade <= highX; decade++)
        {
            double x = X(Math.Pow(10, decade));
            Line($"<path d=\"M{x:F1} {Top}V{Height - Bottom}\" stroke=\"#dddddd\"/><text x=\"{x:F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Math.Pow(10, decade):N0}</text>");
        }

        for (int decade = lowY; decade <= highY; decade++)
        {
            double y = Y(Math.Pow(10, decade));
            Line($"<path d=\"M{Left} {y:F1}H{Width - Right}\" stroke=\"#dddddd\"/><text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Math.Pow(10, decade):0.######}</text>");
        }

        Line($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">{xName}</text>");
        Line($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{yName}</text>");
        for (int index = 0; index < _series.Count; index++)
        {
            (string name, (double X, double Y)[] points) = _series[index];
            string colour = Colours[index % Colours.Length];
            string path2d =
                string.Join(" ", points.Select(point =>
                    string.Create(CultureInfo.InvariantCulture, $"{X(point.X):F1},{Y(point.Y):F1}")));
            Line($"<polyline points=\"{path2d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            foreach ((double x, double y) in points)
            {
                Line($"<circle cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"3\" fill=\"{colour}\"/>");
            }

            int legend = Top + 10 + (20 * index);
            Line($"<path d=\"M{Width - Right + 16} {legend}h22\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{Width - Right + 44}\" y=\"{legend + 4}\">{name}</text>");
        }

        Line($"</svg>");
        File.WriteAllText(path, svg.ToString());
    }

    // The powers of ten around some values; at least one decade.
    private static (int Low, int High) Decades(IEnumerable<double> values)
    {
        double[] logs = [.. values.Select(Math.Log10)];
        int low = (int)Math.Floor(logs.DefaultIfEmpty(0).Min());
        return (low, Math.Max(low + 1, (int)Math.Ceiling(logs.DefaultIfEmpty(1).Max())));
    }
}
