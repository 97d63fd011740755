using System.Buffers;
using System.Globalization;
using Vennlink.Query;
using Vennlink.Snapshots;
using Vennlink.Storage;

namespace Vennlink.Bench;

/// <summary>
/// What a posting list costs: bits an id of our form beside others and the entropy, and nanoseconds an id to write it and to read it into windows.
/// </summary>
internal static class CodecTable
{
    private static readonly int[] IdCounts = Environment.GetEnvironmentVariable("ONLY") is { } only ? [int.Parse(only, CultureInfo.InvariantCulture)] : [17_000_000, 10_000_000, 5_000_000, 3_000_000, 1_000_000, 500_000, 100_000, 10_000, 1_000, 100];

    /// <summary>Lists of <see cref="WebLists"/>.</summary>
    public static void Run()
    {
        Console.WriteLine("| ids of a list | bits | entropy | encode ns | decode ns 512 | 256 | 64 |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (int idCount in IdCounts)
        {
            int listCount = Math.Max(1, 500_000 / idCount);
            uint[][] lists = [.. Enumerable.Range(0, listCount).Select(seed => WebLists.Make(WebLists.WholeWebSourceCount, idCount, seed))];
            Measure(idCount.ToString("N0", CultureInfo.InvariantCulture), lists);
        }
    }

    private static void Measure(string name, uint[][] lists)
    {
        double idCount = lists.Sum(list => (double)list.Length);
        PostingListWriter writer = new();
        ArrayBufferWriter<byte> output = new();
        List<(long Start, long Length)> places = [];
        double encode = double.MaxValue;
        for (int round = 0; round < (Environment.GetEnvironmentVariable("ONLY") is null ? 3 : 100); round++)
        {
            output.ResetWrittenCount();
            places.Clear();
            double clock = ThreadClock.Nanoseconds;
            foreach (uint[] list in lists)
            {
                long start = output.WrittenCount;
                writer.Write(output, list);
                places.Add((start, output.WrittenCount - start));
            }

            encode = Math.Min(encode, ThreadClock.Nanoseconds - clock);
        }

        string folder = Directory.CreateTempSubdirectory("vennlink-codecs-").FullName;
        string path = Path.Combine(folder, "lists");
        using (SealedFileWriter file = new(path, "BenchLst"u8, 1))
        {
            file.StartSection();
            file.Write(output.WrittenSpan);
            file.Complete();
        }

        double[] decode = new double[3];
        using (SealedFile file = SealedFile.Open(path, "BenchLst"u8, 1))
        {
            FileSection section = file.Section(0);
            ulong[] window = GC.AllocateUninitializedArray<ulong>(SourceWindow.WordCount, pinned: true);
            LaneWidth[] widths = [LaneWidth.Bits512, LaneWidth.Bits256, LaneWidth.Bits64];
            for (int width = 0; width < 3; width++)
            {
                decode[width] = double.MaxValue;
                for (int round = 0; round < 7; round++)
                {
                    long found = 0;
                    double clock = ThreadClock.Nanoseconds;
                    foreach ((long start, long length) in places)
                    {
                        using PostingListCursor cursor = new(new FileSection(file, section.Start + start, length));
                        cursor.UseWidth(widths[width]);
                        for (uint id = cursor.Seek(0); id != PostingCursor.End; id = cursor.Current)
                        {
                            window.AsSpan().Clear();
                            found += cursor.FillWindow(SourceWindow.Start(SourceWindow.Of(id)), window);
                        }
                    }

                    decode[width] = Math.Min(decode[width], ThreadClock.Nanoseconds - clock);
                    if (found != (long)idCount)
                    {
                        throw new InvalidOperationException($"{found} ids of {idCount}");
                    }
                }
            }
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {8.0 * output.WrittenCount / idCount:F2} | {Entropy(lists):F2} | {encode / idCount:F1} | {decode[0] / idCount:F2} | {decode[1] / idCount:F2} | {decode[2] / idCount:F2} |"));
    }

    // Zeroth-order entropy of the gaps, in bits a gap.
    private static double Entropy(uint[][] lists)
    {
        Dictionary<uint, long> counts = [];
        long total = 0;
        foreach (uint[] list in lists)
        {
            uint previous = uint.MaxValue;
            foreach (uint id in list)
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, id - previous, out _)++;
                previous = id;
                total++;
            }
        }

        return counts.Values.Sum(count => -(double)count / total * Math.Log2((double)count / total));
    }
}
