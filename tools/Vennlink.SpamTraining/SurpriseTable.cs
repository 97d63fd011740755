using System.Globalization;
using System.Text;
using Vennlink.Ranking.Spam;

namespace Vennlink.SpamTraining;

/// <summary>
/// How surprising each character of a name is after the one before it, learned from clean names: lines <c>surprise</c>
/// of a model.
/// </summary>
internal static class SurpriseTable
{
    private const double Smoothing = 0.5;
    private const int UnitsPerBit = 16;
    private const string SymbolNames = "abcdefghijklmnopqrstuvwxyz0-";

    /// <summary>Lines of the model; each family of names counts once.</summary>
    public static string Lines(IEnumerable<LabelledSite> sites)
    {
        double[,] counts = new double[DomainName.SymbolCount, DomainName.SymbolCount];
        foreach (LabelledSite site in sites.Where(site => !site.IsSpam).GroupBy(site => site.Family)
            .Select(family => family.First()))
        {
            for (int index = 1; index < site.Padded.Length; index++)
            {
                counts[DomainName.SymbolOf((byte)site.Padded[index - 1]),
                    DomainName.SymbolOf((byte)site.Padded[index])]++;
            }
        }

        StringBuilder lines = new();
        for (int before = 0; before < DomainName.SymbolCount; before++)
        {
            double all = Smoothing * DomainName.SymbolCount;
            for (int symbol = 0; symbol < DomainName.SymbolCount; symbol++)
            {
                all += counts[before, symbol];
            }

            lines.Append("surprise ").Append(SymbolNames[before]);
            for (int symbol = 0; symbol < DomainName.SymbolCount; symbol++)
            {
                double units = UnitsPerBit * Math.Log2(all / (counts[before, symbol] + Smoothing));
                lines.Append(' ')
                    .Append(((int)Math.Min(byte.MaxValue, Math.Round(units))).ToString(CultureInfo.InvariantCulture));
            }

            lines.Append('\n');
        }

        return lines.ToString();
    }
}
