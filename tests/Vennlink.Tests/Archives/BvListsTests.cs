using Vennlink.Archives;
using Vennlink.Archives.Graphs;
using Vennlink.Tests.Oracles;

namespace Vennlink.Tests.Archives;

public sealed class BvListsTests
{
    [Theory]
    [InlineData(800, true)]
    [InlineData(799, false)]
    public void Lists_of_the_window_hold_no_more_than_a_bound(int maxHeld, bool fits)
    {
        uint[] list = [.. Enumerable.Range(0, 100).Select(node => (uint)node)];
        (BvProperties properties, BitStream bits) = Write([.. Enumerable.Repeat(list, 120)], windowSize: 7);
        using (bits)
        {
            BvLists lists = new(properties, bits, maxHeld);
            if (fits)
            {
                ReadAll(lists, properties);
                return;
            }

            InputException problem = Assert.Throws<InputException>(() => ReadAll(lists, properties));
            Assert.EndsWith(
                "node 7 of 120: this list and those it may be copied from have 800 successors; the limit is 799",
                problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Long_lists_that_left_the_window_leave_no_room_behind()
    {
        uint[] list = [.. Enumerable.Range(0, 100).Select(node => (uint)node)];
        (BvProperties properties, BitStream bits) =
            Write([.. Enumerable.Range(0, 640).Select(node => node % 65 == 0 ? list : [])], windowSize: 63);
        using (bits)
        {
            BvLists lists = new(properties, bits, maxHeld: 200);
            ReadAll(lists, properties);
            Assert.InRange(lists.Capacity, 0, 2 * 200);
        }
    }

    private static void ReadAll(BvLists lists, BvProperties properties)
    {
        while (lists.Node < properties.NodeCount)
        {
            lists.Next();
        }
    }

    private static (BvProperties Properties, BitStream Bits) Write(uint[][] lists, int windowSize)
    {
        using TemporaryFolder folder = new();
        string basename = Path.Combine(folder.Path, "a");
        new NaiveBvGraph(windowSize, 4, 3, new Dictionary<string, string>()).Write(basename, lists, 1);
        return (BvProperties.Parse("a.properties", File.ReadAllText(basename + ".properties")),
            new BitStream(new MemoryStream(File.ReadAllBytes(basename + ".graph")), "a.graph"));
    }
}
