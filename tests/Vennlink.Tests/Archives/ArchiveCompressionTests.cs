using System.IO.Compression;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Records;

namespace Vennlink.Tests.Archives;

public class ArchiveCompressionTests
{
    // Bodies of one letter each make every size cheap to compress; sizes around the buffers' are the interesting ones.
    private static readonly Gen<TestRecord> Records = Gen.Select(
        Gen.Int[0, 400], Gen.OneOf(Gen.Int[0, 300], Gen.Int[8000, 8400], Gen.Int[60_000, 140_000]), Gen.Char['a', 'z'],
        Gen.Bool,
        (page, size, letter, isNoise) =>
        TestRecord.Html($"http://example.com/{page}", isNoise ? Noise(page, size) : new string(letter, size)));

    public static TheoryData<Packing> Packings => [.. Enum.GetValues<Packing>()];

    [Theory]
    [MemberData(nameof(Packings))]
    public void Records_come_back_equal_and_are_found_at_their_offsets(Packing packing) =>
        Records.Array[0, 12].Sample(
            records =>
            {
                (byte[] file, long[] offsets) = WarcWriter.Write(packing, records);
                ReadArchive archive = ReadArchive.Of(file);
                Assert.Equal(
                    records.Select(record => (record.Uri, Body(record))),
                    archive.Records.Select(record => (record.Uri, record.Body)));
                Assert.Equal(offsets, archive.Records.Select(record => record.Offset));

                // The first record of a file begins where the file's one member does.
                Assert.All(archive.Records, (record, index) =>
                    Assert.Equal(packing == Packing.OneGzip && index > 0, record.OffsetIsDecompressed));
                Assert.Equal(records.Length > 0
                    && packing is Packing.Arc or Packing.ArcGzip ? "NotAPage=1" : archive.Reasons, archive.Reasons);
                if (packing is not (Packing.OneGzip or Packing.ZstdWithDictionary or Packing.ZstdWithPackedDictionary
                    or Packing.Arc or Packing.ArcGzip))
                {
                    AssertReadableAlone(file, archive);
                }
            },
            iter: 40);

    [Theory]
    [InlineData(Packing.GzipPerRecord)]
    [InlineData(Packing.ZstdPerRecord)]
    [InlineData(Packing.Lz4PerRecord)]
    public void A_damaged_member_is_counted_and_the_others_are_read(Packing packing) =>
        Gen.Select(Records.Array[3, 8], Gen.Int[0, 1000], Gen.Double[0, 1], Gen.Int[1, 255]).Sample(
            (records, which, where, flip) =>
            {
                (byte[] file, long[] offsets) = WarcWriter.Write(packing, records);
                int hit = which % records.Length;
                long end = hit + 1 < offsets.Length ? offsets[hit + 1] : file.Length;

                // The first bytes of the file tell what it is: they stay.
                const int MagicBytes = 4;
                int at = Math.Max(MagicBytes, (int)(offsets[hit] + (long)(where * (end - offsets[hit] - 1))));
                file[at] ^= (byte)flip;
                ReadArchive archive = ReadArchive.Of(file);

                // A flip where the format has no checksum over (names, times, flags) leaves the member whole.
                (string, string)[] read = [.. archive.Records.Select(record => (record.Uri, record.Body))];
                (string, string)[] others =
                    [.. records.Where((_, index) => index != hit).Select(record => (record.Uri, Body(record)))];
                (string, string)[] all = [.. records.Select(record => (record.Uri, Body(record)))];
                bool isLast = hit == records.Length - 1;
                bool isLost = read.SequenceEqual(others)
                    && archive.Skips[SkipReason.BadMember] + (isLast ? archive.Skips[SkipReason.CutShort] : 0) > 0;

                // Zstandard frames of this writer have no checksum, so that damage may go unseen; the other records
                // must be there all the same.
                bool isUnseen = packing == Packing.ZstdPerRecord && others.All(read.Contains);
                bool isCut = isLast && archive.Skips[SkipReason.CutShort] > 0
                    && read.Take(others.Length).SequenceEqual(others);
                Assert.True(isLost || isUnseen || isCut || read.SequenceEqual(all),
                    $"{packing}, record {hit}, byte {at} of {string.Join(", ", offsets)}: {archive.Reasons}; "
                    + string.Join(" | ",
                        archive.Records.Select(record => $"{record.Offset} {record.Truncated} {record.Body.Length}")));
            },
            iter: 150);

    [Fact]
    public void Records_go_on_over_members_that_were_cut_anywhere()
    {
        TestRecord[] records =
            [.. Enumerable.Range(0, 40)
                .Select(page => TestRecord.Html($"http://example.com/{page}", Noise(page, page * 50)))];
        (byte[] plain, long[] offsets) = WarcWriter.Write(Packing.Plain, records);
        for (int pieceBytes = 200; pieceBytes < 3000; pieceBytes += 37)
        {
            byte[] file = [.. plain.Chunk(pieceBytes).SelectMany(piece => WarcWriter.Gzip(piece))];
            ReadArchive archive = ReadArchive.Of(file);
            Assert.Equal(records.Select(Body), archive.Records.Select(record => record.Body));
            Assert.Equal("", archive.Reasons);
            Assert.All(archive.Records, (record, index) =>
                Assert.True(!record.OffsetIsDecompressed || record.Offset == offsets[index]));
        }
    }

    [Fact]
    public void Every_header_field_of_gzip_is_passed_over()
    {
        byte[] member = WarcWriter.Gzip(WarcWriter.Warc(TestRecord.Html("http://example.com/", "x")));
        byte[] rest = member[10..];
        foreach (int flags in Enumerable.Range(0, 32))
        {
            byte[] header =
            [
                0x1f, 0x8b, 8, (byte)flags, 0, 0, 0, 0, 0, 3,
                .. (flags & 4) != 0 ? [3, 0, 1, 2, 3] : Array.Empty<byte>(),
                .. (flags & 8) != 0 ? "name\0"u8 : [],
                .. (flags & 16) != 0 ? "a comment\0"u8 : [],
                .. (flags & 2) != 0 ? [7, 7] : Array.Empty<byte>(),
            ];
            Assert.Equal([0L, header.Length + rest.Length], ReadArchive.Of([.. header, .. rest, .. member])
                .Records.Select(record => record.Offset));
        }
    }

    [Fact]
    public void Zeros_behind_the_last_member_are_padding()
    {
        byte[] member = WarcWriter.Gzip(WarcWriter.Warc(TestRecord.Html("http://example.com/", "x")));
        ReadArchive archive = ReadArchive.Of([.. member, .. new byte[100_000], .. member, .. new byte[10]]);
        Assert.Equal([0L, member.Length + 100_000], archive.Records.Select(record => record.Offset));
        Assert.Equal("", archive.Reasons);
    }

    [Fact]
    public void Garbage_between_members_is_counted_once()
    {
        byte[] member = WarcWriter.Gzip(WarcWriter.Warc(TestRecord.Html("http://example.com/", "x")));
        byte[] lookalike = WarcWriter.Gzip("not a record"u8.ToArray());
        ReadArchive archive = ReadArchive.Of([.. member, 1, 2, 3, .. lookalike, 0x1f, 0x8b, 8, 0, .. member]);
        Assert.Equal(2, archive.Records.Count);
        Assert.Equal("BadMember=1", archive.Reasons);
    }

    [Fact]
    public void A_wrong_checksum_loses_the_record_and_nothing_else()
    {
        byte[] member = WarcWriter.Gzip(WarcWriter.Warc(TestRecord.Html("http://example.com/", Noise(1, 500_000))));
        byte[] wrong = [.. member];
        wrong[^5] ^= 1;
        ReadArchive archive = ReadArchive.Of([.. member, .. wrong, .. member]);
        Assert.Equal([0L, member.Length * 2L], archive.Records.Select(record => record.Offset));
        Assert.Equal("BadMember=1", archive.Reasons);
    }

    [Fact]
    public void Every_truncation_fails_cleanly()
    {
        foreach (Packing packing in Enum.GetValues<Packing>())
        {
            TestRecord[] records =
                [.. Enumerable.Range(0, 4)
                    .Select(page => TestRecord.Html($"http://example.com/{page}", Noise(page, 90)))];
            (byte[] file, long[] offsets) = WarcWriter.Write(packing, records);
            for (int length = 0; length < file.Length; length++)
            {
                ReadArchive archive = ReadArchive.Of(file[..length]);
                if (packing != Packing.OneGzip)
                {
                    int whole = offsets.Skip(1).Append(file.Length).Count(end => end <= length);
                    Assert.True(
                        archive.Records.Count >= whole && archive.Records.Count <= whole + 1,
                        $"{packing} cut at {length}: {archive.Records.Count} records");
                    Assert.All(archive.Records.Take(whole), (record, index) =>
                        Assert.Equal((Body(records[index]), false), (record.Body, record.Truncated)));
                }

                Assert.All(archive.Records, record =>
                    Assert.StartsWith("http://example.com/", record.Uri, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Streams_that_give_a_byte_at_a_time_and_cannot_seek_read_the_same()
    {
        foreach (Packing packing in Enum.GetValues<Packing>())
        {
            TestRecord[] records =
                [.. Enumerable.Range(0, 5)
                    .Select(page => TestRecord.Html($"http://example.com/{page}", Noise(page, 700 * page)))];
            (byte[] file, _) = WarcWriter.Write(packing, records);
            Assert.Equal(ReadArchive.Of(file).Records, ReadArchive.Of(new DripStream(file)).Records);
        }
    }

    [Fact]
    public void No_damage_throws_or_runs_on()
    {
        string folder = SharedData.InRepository(Path.Combine("tests", "data", "warc"));
        byte[][] files = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)];
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Select(Gen.Double[0, 1], Gen.Int[0, 2], Gen.Byte, Gen.Int[0, 300])
            .Array[1, 8]).Sample(
            (which, edits) =>
            {
                List<byte> file = [.. files[which]];
                foreach ((double where, int kind, byte value, int length) in edits)
                {
                    int at = (int)(where * file.Count);
                    int count = Math.Min(length, file.Count - at);
                    if (kind == 0 && at < file.Count)
                    {
                        file[at] = value;
                    }
                    else if (kind == 1)
                    {
                        file.RemoveRange(at, count);
                    }
                    else
                    {
                        file.InsertRange(at, file.GetRange(at, count));
                    }
                }

                return ReadArchive.Of([.. file]).Records.Count <= file.Count;
            },
            iter: 500);
    }

    [Fact]
    public void A_bomb_is_cut_at_the_limit()
    {
        byte[] zeros = WarcWriter.Gzip(new byte[50 << 20], CompressionLevel.SmallestSize);
        TestRecord bomb = TestRecord.Response(
            "http://example.com/", "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip", zeros);
        ReadArchive archive =
            ReadArchive.Of(WarcWriter.Gzip(WarcWriter.Warc(bomb)), new ArchiveLimits(MaxBodyBytes: 1 << 20));
        ReadRecord record = Assert.Single(archive.Records);
        Assert.Equal((1 << 20, true), (record.Body.Length, record.Truncated));
        Assert.Equal("BodyTooLong=1", archive.Reasons);
    }

    [Fact]
    public void Ten_times_the_input_takes_no_more_memory()
    {
        byte[] html = WarcWriter.Gzip(WarcWriter.Warc(TestRecord.Html("http://example.com/", Noise(1, 300_000))));
        byte[] video =
            WarcWriter.Gzip(
                WarcWriter.Warc(
                    TestRecord.Response("http://example.com/v", "HTTP/1.1 200 OK\nContent-Type: video/mp4",
                        new byte[9 << 20])));
        byte[] one = [.. html, .. video, .. html];
        Allocated(Repeat(one, 1));
        long small = Allocated(Repeat(one, 2));
        long large = Allocated(Repeat(one, 20));

        // What grows is one small stream object a member; 20 times the data is 380 MB decompressed.
        Assert.True(large - small < 54 * 2000, $"{small} and {large} bytes");

        static byte[] Repeat(byte[] bytes, int count) =>
            [.. Enumerable.Repeat(bytes, count).SelectMany(piece => piece)];

        static long Allocated(byte[] file)
        {
            MemoryStream stream = new(file);
            ArchiveRecord record = new();
            long before = GC.GetAllocatedBytesForCurrentThread();
            using ArchiveReader reader = ArchiveReader.TryOpen(stream, new ArchiveLimits(), new SkipCounts())!;
            while (reader.TryRead(record))
            {
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Body(TestRecord record)
    {
        string content = Encoding.Latin1.GetString(record.Content);
        return content[(content.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }

    /// <summary>Letters that do not compress well, the same for the same seed.</summary>
    private static string Noise(int seed, int length)
    {
        Random random = new(seed);
        return string.Create(length, random, static (text, random) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = (char)random.Next(' ', '~');
            }
        });
    }

    private static void AssertReadableAlone(byte[] file, ReadArchive archive)
    {
        foreach (ReadRecord record in archive.Records)
        {
            ReadRecord alone = ReadArchive.Of(file[(int)record.Offset..]).Records[0];
            Assert.Equal(record with { Offset = 0 }, alone);
        }
    }

    /// <summary>A stream that gives what a slow pipe does.</summary>
    private sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
