using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using CsCheck;
using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Records;

namespace Vennlink.Tests.Archives;

/// <summary>
/// Members that lie in memory whole are inflated at once, all others are streamed; streaming is the twin that each file
/// is compared with here.
/// </summary>
public sealed class GzipMembersTests
{
    private const string NeedsLibrary = "libdeflate is not installed (apt-get install libdeflate0)";

    // Around what fits where it is asked for, and around the bounds of the fast path, sizes are the interesting thing.
    private static readonly Gen<byte[]> Content = Gen.Select(
        Gen.Frequency(
            (8, Gen.Int[0, 3]), (16, Gen.Int[4, 4000]), (8, Gen.Int[30_000, 40_000]), (4, Gen.Int[131_060, 131_090]),
            (2, Gen.Int[261_000, 263_000]),
            (1, Gen.Int[GzipMembers.MaxWholeOutputBytes - 1, GzipMembers.MaxWholeOutputBytes + 1])),
        Gen.Int[1, 95], Gen.Int,
        (length, letters, seed) => Noise(length, letters, seed));

    private static readonly Gen<byte[]> Member = Gen.Select(Content, Gen.Enum<CompressionLevel>(), Gzip);

    // What stands between members: mostly nothing, sometimes padding, bytes that are no member, or that only look like
    // one.
    private static readonly Gen<byte[]> Between = Gen.Frequency(
        (8, Gen.Const<byte[]>([])), (1, Gen.Int[1, 9000].Select(length => new byte[length])),
        (1, Gen.Byte.Array[1, 20]),
        (1, Gen.Const<byte[]>([0x1f, 0x8b, 8])),
            (1, Gen.Byte.Array[1, 20].Select(static bytes => (byte[])[0x1f, 0x8b, 8, 0, .. bytes])));

    private static readonly Gen<byte[]> Bytes = Gen.Select(Member, Between, static (member, between) =>
        (byte[])[.. member, .. between])
        .Array[1, 6].Select(static pieces => pieces.SelectMany(static piece => piece).ToArray());

    private static readonly Gen<(double At, int Kind, byte Value, int Length)[]> Damage =
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 3], Gen.Byte[1, 255], Gen.Int[1, 300]).Array[1, 4];

    // How much is asked for at a time: what readers do, and little.
    private static readonly Gen<int> Asked = Gen.Int[0, 2]
        .Select(static which => which switch { 0 => 128 << 10, 1 => 256 << 10, _ => 5000 });

    [Fact]
    public void Sound_files_read_as_they_do_streamed() => Compare(Bytes, iter: 50);

    [Fact]
    public void Damaged_files_read_as_they_do_streamed() =>
        Compare(Gen.Select(Bytes, Damage, static (file, damage) => Damaged(file, damage)), iter: 150);

    [Fact]
    public void Files_cut_anywhere_read_as_they_do_streamed()
    {
        Assert.SkipUnless(Libdeflate.IsPresent, NeedsLibrary);
        byte[] file = [.. WarcWriter.Gzip(Noise(300, 90, 1)), .. Gzip([], CompressionLevel.Fastest),
            .. WarcWriter.Gzip(Noise(200, 20, 2)), 0, 0, .. WarcWriter.Gzip(Noise(100, 2, 3))];
        for (int length = 3; length <= file.Length; length++)
        {
            AssertSame(file[..length], 1000);
        }
    }

    [Fact]
    public void Records_of_a_damaged_file_are_those_of_streaming()
    {
        Assert.SkipUnless(Libdeflate.IsPresent, NeedsLibrary);
        Gen<TestRecord> record = Gen.Select(
            Gen.Int[0, 99], Content, static (page, body) =>
            TestRecord.Html($"http://example.com/{page}", Encoding.Latin1.GetString(body)));
        Gen.Select(record.Array[1, 5], Damage, static (records, damage) =>
            Damaged(WarcWriter.Write(Packing.GzipPerRecord, records).File, damage)).Sample(
            file =>
            {
                (List<ReadRecord> records, string reasons) = Records(file, isWhole: true);
                (List<ReadRecord> streamed, string streamedReasons) = Records(file, isWhole: false);
                Assert.Equal(streamed, records);
                Assert.Equal(streamedReasons, reasons);
            },
            iter: 60);
    }

    [Fact]
    public void A_member_is_inflated_at_once_up_to_the_bounds_and_streamed_beyond()
    {
        Assert.SkipUnless(Libdeflate.IsPresent, NeedsLibrary);
        Assert.True(IsTakenAtOnce(Noise(GzipMembers.MaxWholeOutputBytes, 2, 1)));
        Assert.False(IsTakenAtOnce(Noise(GzipMembers.MaxWholeOutputBytes + 1, 2, 1)));
        Assert.True(IsTakenAtOnce(Noise(GzipMembers.MaxWholeBytes - 2000, 256, 1)));
        Assert.False(IsTakenAtOnce(Noise(GzipMembers.MaxWholeBytes + 1, 256, 1)));

        static bool IsTakenAtOnce(byte[] content)
        {
            byte[] member = Gzip(content, CompressionLevel.Optimal);

            // Behind another member, for a look ahead must not depend on where in the buffer it starts; and the last
            // one, for its end is the file's.
            byte[] first = WarcWriter.Gzip(Noise(400_000, 256, 2));
            using GzipMembers members = Open([.. first, .. member, .. member], isWhole: true, canSeek: true);
            Assert.True(members.NextMember());
            ReadAll(members, 128 << 10);
            bool[] atOnce = new bool[2];
            for (int index = 0; index < 2; index++)
            {
                Assert.True(members.NextMember());
                members.Read(new byte[1]);
                atOnce[index] = members.BytesRead == first.Length + ((index + 1) * member.Length);
                ReadAll(members, 128 << 10);
            }

            Assert.Equal(atOnce[0], atOnce[1]);
            return atOnce[0];
        }
    }

    [Fact]
    public void A_member_whose_data_hold_its_own_trailer_ends_where_streaming_says()
    {
        Assert.SkipUnless(Libdeflate.IsPresent, NeedsLibrary);

        // Stored, so that the content stands in the data as it is: the trailer first, and last the four bytes that make
        // it true.
        byte[] content = new byte[600];
        byte[] trailer = [.. BitConverter.GetBytes(0x12345678u), .. BitConverter.GetBytes(content.Length)];
        trailer.CopyTo(content, 100);
        Forge(content, 0x12345678u);
        byte[] member = WarcWriter.Gzip(content, CompressionLevel.NoCompression);
        Assert.True(member.AsSpan().EndsWith(trailer));
        Assert.True(member.AsSpan().IndexOf(trailer) < member.Length - 400);
        AssertSame([.. member, .. WarcWriter.Gzip(Noise(5000, 9, 1)), .. member], 128 << 10);
    }

    [Fact]
    public void Without_the_library_all_members_are_streamed()
    {
        byte[] file = [.. WarcWriter.Gzip(Noise(500_000, 256, 1)), .. WarcWriter.Gzip(Noise(50, 9, 1))];
        using GzipMembers members = Open(file, isWhole: false, canSeek: true);
        Assert.True(members.NextMember());
        members.Read(new byte[1]);
        Assert.True(members.BytesRead < 100_000);
        Assert.Equal(499_999, ReadAll(members, 128 << 10).Length);
        Assert.True(members.NextMember());
        Assert.Equal(Noise(50, 9, 1), ReadAll(members, 128 << 10));
    }

    private static void Compare(Gen<byte[]> files, int iter)
    {
        Assert.SkipUnless(Libdeflate.IsPresent, NeedsLibrary);
        Gen.Select(files, Asked).Sample(AssertSame, iter: iter);
    }

    /// <summary>Compares offsets, ends, states and content of all members, and what was counted.</summary>
    private static void AssertSame(byte[] file, int askedBytes)
    {
        string streamed = Trace(file, askedBytes, isWhole: false, canSeek: true);
        Assert.Equal(streamed, Trace(file, askedBytes, isWhole: true, canSeek: true));
        Assert.Equal(Trace(file, askedBytes, isWhole: false, canSeek: false),
            Trace(file, askedBytes, isWhole: true, canSeek: false));
    }

    private static string Trace(byte[] file, int askedBytes, bool isWhole, bool canSeek)
    {
        using GzipMembers members = Open(file, isWhole, canSeek);
        SkipCounts skips = new();
        members.CountInto(skips);
        StringBuilder trace = new();
        while (members.NextMember())
        {
            long offset = members.MemberOffset;
            byte[] content = ReadAll(members, askedBytes);

            // How far the input was read before damage showed is not told to anybody.
            long end = members.State == MemberState.Ended ? members.BytesRead : -1;
            trace.AppendLine(CultureInfo.InvariantCulture,
                $"{offset} to {end} {members.State}: {content.Length}, {XxHash3.HashToUInt64(content):x}");
        }

        return trace.AppendLine(CultureInfo.InvariantCulture,
            $"{skips[SkipReason.BadMember]} bad, {skips[SkipReason.CutShort]} cut").ToString();
    }

    private static (List<ReadRecord> Records, string Reasons) Records(byte[] file, bool isWhole)
    {
        SkipCounts skips = new();
        ByteWindow window =
            new(new GzipMembers(new RawInput(new MemoryStream(file)), RecordScanner.StartsRecord,
                isWhole ? Libdeflate.TryOpen() : null));
        window.CountInto(skips);
        List<ReadRecord> records = [];
        ArchiveRecord record = new();
        using RecordReader reader = new(window, isArc: false, new ArchiveLimits(), skips)
        {
            Space = new OffsetSpace(null, file.Length),
        };
        while (reader.TryRead(record))
        {
            records.Add(ReadRecord.Copy(record));
        }

        return (records, string.Join(" ", Enum.GetValues<SkipReason>().Select(reason => $"{reason}={skips[reason]}")));
    }

    private static GzipMembers Open(byte[] file, bool isWhole, bool canSeek) => new(
        new RawInput(canSeek ? new MemoryStream(file) : new Pipe(file)), static content =>
        !content.IsEmpty, isWhole ? Libdeflate.TryOpen() : null);

    /// <summary>A member; the framework writes none for no content.</summary>
    private static byte[] Gzip(byte[] content, CompressionLevel level) =>
        content.Length == 0 ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]]
            : WarcWriter.Gzip(content, level);

    private static byte[] ReadAll(GzipMembers members, int askedBytes)
    {
        MemoryStream content = new();
        byte[] buffer = new byte[askedBytes];
        int read;
        while ((read = members.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private static byte[] Damaged(byte[] bytes, (double At, int Kind, byte Value, int Length)[] damages)
    {
        List<byte> file = [.. bytes];
        foreach ((double at, int kind, byte value, int length) in damages)
        {
            // The first bytes of the file tell what it is: they stay.
            int offset = Math.Min(file.Count - 1, 3 + (int)(at * (file.Count - 3)));
            int count = Math.Min(length, file.Count - offset);
            switch (kind)
            {
                case 0:
                    file[offset] ^= value;
                    break;
                case 1:
                    file.RemoveRange(offset, count);
                    break;
                case 2:
                    file.InsertRange(offset, file.GetRange(offset, count));
                    break;
                default:
                    file.RemoveRange(offset, file.Count - offset);
                    break;
            }

            if (file.Count < 4)
            {
                break;
            }
        }

        return [.. file];
    }

    /// <summary>
    /// Sets the last four bytes so that the CRC-32 of all is <paramref name="checksum"/>: it is linear in them.
    /// </summary>
    private static void Forge(byte[] content, uint checksum)
    {
        uint WithLast(uint last)
        {
            BitConverter.GetBytes(last).CopyTo(content, content.Length - sizeof(uint));
            return Crc32.HashToUInt32(content);
        }

        uint wanted = WithLast(0) ^ checksum;
        (uint Change, uint Bits)[] rows =
            [.. Enumerable.Range(0, 32).Select(bit => (WithLast(1u << bit) ^ WithLast(0), 1u << bit))];
        uint last = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            // Elimination by columns: behind this row no change has the bit.
            int pivot = Array.FindIndex(rows, bit, row => (row.Change >> bit & 1) != 0);
            (rows[bit], rows[pivot]) = (rows[pivot], rows[bit]);
            for (int row = bit + 1; row < 32; row++)
            {
                if ((rows[row].Change >> bit & 1) != 0)
                {
                    rows[row] = (rows[row].Change ^ rows[bit].Change, rows[row].Bits ^ rows[bit].Bits);
                }
            }
        }

        for (int bit = 0; bit < 32; bit++)
        {
            if ((wanted >> bit & 1) != 0)
            {
                (wanted, last) = (wanted ^ rows[bit].Change, last ^ rows[bit].Bits);
            }
        }

        Assert.Equal(checksum, WithLast(last));
    }

    /// <summary>Bytes out of an alphabet of so many: how far they compress is in its size.</summary>
    private static byte[] Noise(int length, int letters, int seed)
    {
        Random random = new(seed);
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        foreach (ref byte value in bytes.AsSpan())
        {
            value = (byte)(32 + (value % letters));
        }

        return bytes;
    }

    /// <summary>A stream that cannot go back.</summary>
    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
