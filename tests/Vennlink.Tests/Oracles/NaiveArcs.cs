using System.Globalization;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;

namespace Vennlink.Tests.Oracles;

/// <summary>What the lines of an edges file mean, by splitting strings.</summary>
internal static class NaiveArcs
{
    /// <summary>The arcs of a text, and its faults by offset.</summary>
    public static (List<(uint Source, uint Target)> Arcs, List<LineFault> Faults) Read(string text, uint vertexCount)
    {
        List<(uint, uint)> arcs = [];
        List<LineFault> faults = [];
        int offset = 0;
        foreach (string line in text.Split('\n'))
        {
            if (offset < text.Length)
            {
                string[] fields = (line.EndsWith('\r') ? line[..^1] : line).Split('\t');
                if (fields.Length < 2 || Id(fields[0], vertexCount) is not { } source
                    || Id(fields[1], vertexCount) is not { } target)
                {
                    faults.Add(new LineFault(0, offset, SkipReason.BadArc));
                }
                else if (source == target)
                {
                    faults.Add(new LineFault(0, offset, SkipReason.SelfArc));
                }
                else
                {
                    arcs.Add((source, target));
                }
            }

            offset += line.Length + 1;
        }

        return (arcs, faults);
    }

    private static uint? Id(string text, uint vertexCount) =>
        text.Length <= 10 && text.All(char.IsAsciiDigit)
            && ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong id) && id < vertexCount ? (uint)id : null;
}
