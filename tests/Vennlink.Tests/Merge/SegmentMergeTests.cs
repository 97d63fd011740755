using CsCheck;
using Vennlink.Merge;
using Vennlink.Segments;

namespace Vennlink.Tests.Merge;

public sealed class SegmentMergeTests
{
    [Fact]
    public void Records_of_many_segments_come_in_the_order_of_their_bytes_then_of_their_inputs() =>
        Gen.Select(Histories.Inputs, Gen.Int[0, 4]).Sample(
        (inputs, runCount) =>
        {
            using TemporaryFolder folder = new();

            // Two inputs hold the same: their records agree in every byte, and only the input tells them apart.
            inputs = [.. inputs, inputs[0]];
            List<(string Record, int FileId)> expected = [];
            for (int input = 0; input < inputs.Length; input++)
            {
                Histories.WriteSegment(folder.File($"{input}"), inputs[input]);
                expected.AddRange(ReadAll(folder, input));
            }

            expected =
                [.. expected.OrderBy(record => record.Record, StringComparer.Ordinal).ThenBy(record => record.FileId)];

            // Some of the segments are merged into a run first, as when there are too many to open at once.
            runCount = Math.Min(runCount, inputs.Length);
            using SegmentMerge merge = new();
            for (int input = inputs.Length - 1; input >= runCount; input--)
            {
                merge.Add(Segment.Open(folder.File($"{input}")), input);
            }

            if (runCount > 0)
            {
                using SegmentMerge ofRun = new();
                for (int input = 0; input < runCount; input++)
                {
                    ofRun.Add(Segment.Open(folder.File($"{input}")), input);
                }

                MergeRun.Write(folder.File("run"), ofRun, () => { });
                merge.Add(MergeRun.Open(folder.File("run")));
            }

            List<(string Record, int FileId)> merged = [];
            while (merge.MoveNext())
            {
                merged.Add((Convert.ToHexString(merge.Current), merge.FileId));
            }

            Assert.Equal(expected, merged);
            Assert.False(merge.MoveNext());
        },
        iter: 300);

    private static IEnumerable<(string Record, int FileId)> ReadAll(TemporaryFolder folder, int input)
    {
        using Segment segment = Segment.Open(folder.File($"{input}"));
        using Vennlink.Storage.Blocks.RecordCursor cursor = segment.ReadRecords();
        while (cursor.MoveNext())
        {
            yield return (Convert.ToHexString(cursor.Current), input);
        }
    }
}
