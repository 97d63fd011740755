using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Archives;

public sealed class EdgeLinesTests
{
    private const uint VertexCount = 4_000_000_000;

    // Ids of every length; the same source for several lines, as in a sorted file.
    private static readonly Gen<ulong> Ids = Gen.OneOf(
        Gen.ULong[0, 12], Gen.ULong[0, 130_000], Gen.ULong[0, 130_000_000], Gen.ULong[VertexCount - 2, VertexCount + 2],
        Gen.ULong[0, 99_999_999_999]);

    private static readonly Gen<string> Lines = Gen.Select(Ids, Ids.Array[0, 9], Gen.OneOf("\n", "\n", "\n", "\r\n"))
        .Select((source, targets, end) => string.Concat(targets.Select(target => $"{source}\t{target}{end}")));

    private static readonly Gen<string> Texts = Lines.Array[0, 30].Select(string.Concat);

    // One byte replaced, put in or left out, a few times over.
    private static readonly Gen<string> MutatedTexts =
        Gen.Select(
            Texts, Gen.Select(Gen.Int[0, 5000], Gen.OneOf("", "\n", "\t", "0", "a", "/", ":", " ", "\r", "\0", "~"),
                Gen.Bool).Array[0, 8])
        .Select((text, mutations) => mutations.Aggregate(
            text,
            (mutated, mutation) => mutated.Length == 0
            ? mutated : Mutate(mutated, mutation.Item1 % mutated.Length, mutation.Item2, mutation.Item3)));

    [Fact]
    public void Both_parsers_read_what_splitting_strings_reads() => MutatedTexts.Sample(text =>
    {
        (List<(uint, uint)> arcs, List<LineFault> faults) = NaiveArcs.Read(text, VertexCount);
        foreach (bool usesVectors in new[] { true, false })
        {
            CollectingSink sink = new();
            LineFaults found = new();
            Read(Encoding.Latin1.GetBytes(text), sink, found, usesVectors);
            Assert.Equal(arcs, sink.Arcs);
            Assert.Equal(faults.Take(LineFaults.KeptCount), found.First);
            Assert.Equal(faults.Count, found.Counts[SkipReason.BadArc] + found.Counts[SkipReason.SelfArc]);
        }
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_of_many_blocks_gives_every_arc_once_and_in_order(bool usesVectors)
    {
        StringBuilder text = new();
        List<(uint, uint)> expected = [];
        for (uint arc = 0; arc < 200_000; arc++)
        {
            (uint source, uint target) = (arc / 7 * 31, arc * 19_999);
            text.Append(source).Append('\t').Append(target).Append('\n');
            if (source != target)
            {
                expected.Add((source, target));
            }
        }

        CollectingSink sink = new();
        Read(Encoding.ASCII.GetBytes(text.ToString()), sink, new LineFaults(), usesVectors);
        Assert.Equal(expected, sink.Arcs);
    }

    private static string Mutate(string text, int position, string inserted, bool replaces) =>
        string.Concat(text.AsSpan(0, position), inserted, text.AsSpan(replaces ? position + 1 : position));

    private static void Read(byte[] text, CollectingSink sink, LineFaults faults, bool usesVectors)
    {
        using LinePart part = new("edges.txt", 0, _ => new MemoryStream(text));
        LineBlock block = new();
        EdgeLines lines = new(VertexCount, sink, faults, usesVectors);
        while (part.TryFill(block, faults))
        {
            lines.Parse(block);
        }

        lines.Flush();
        Assert.Equal(sink.Arcs.Count, lines.ArcCount);
    }
}
