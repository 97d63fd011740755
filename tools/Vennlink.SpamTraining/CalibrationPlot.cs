using System.Globalization;
using System.Text;

namespace Vennlink.SpamTraining;

/// <summary>Draws calibration: share that is spam over the mean score of each tenth, with bounds, beside the diagonal.</summary>
internal static class CalibrationPlot
{
    private const int Side = 400;
    private const int Margin = 50;

    /// <summary>The plot as SVG.</summary>
    public static string Svg(IReadOnlyList<CalibrationBin> bins)
    {
        StringBuilder svg = new();
        int full = Side + (2 * Margin);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}" font-family="sans-serif" font-size="12">""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect width="{full}" height="{full}" fill="white"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect x="{Margin}" y="{Margin}" width="{Side}" height="{Side}" fill="none" stroke="gray"/>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{X(0):F1}" y1="{Y(0):F1}" x2="{X(1):F1}" y2="{Y(1):F1}" stroke="gray" stroke-dasharray="4"/>""");
        for (int tick = 0; tick <= 100; tick += 20)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{X(tick / 100.0):F1}" y="{Y(0) + 18:F1}" text-anchor="middle">{tick}</text><text x="{X(0) - 8:F1}" y="{Y(tick / 100.0) + 4:F1}" text-anchor="end">{tick}</text>""");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{full / 2}" y="{full - 8}" text-anchor="middle">spam score, mean of a tenth of the scale</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="14" y="{full / 2}" text-anchor="middle" transform="rotate(-90 14 {full / 2})">labelled as spam, %, with 95 % bounds</text>""");
        foreach (CalibrationBin bin in bins)
        {
            (double share, double low, double high) = bin.Observed;
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{X(bin.MeanShare):F1}" y1="{Y(low):F1}" x2="{X(bin.MeanShare):F1}" y2="{Y(high):F1}" stroke="black"/><circle cx="{X(bin.MeanShare):F1}" cy="{Y(share):F1}" r="4" fill="black"/>""");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static double X(double share) => Margin + (Side * share);

    private static double Y(double share) => Margin + (Side * (1 - share));
}
