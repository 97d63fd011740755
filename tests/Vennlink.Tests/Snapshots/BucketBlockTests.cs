using System.Buffers;
using CsCheck;
using Vennlink.Snapshots.Postings;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Snapshots;

/// <summary>Every form of a block of buckets, decoded in every way, against the plain ids.</summary>
public sealed class BucketBlockTests
{
    private static readonly LaneWidth[] Widths = Enum.GetValues<LaneWidth>();

    // Density from a few ids to nearly all, the same everywhere or in one part only, and the ends of the span.
    private static readonly Gen<uint[]> Ids =
        Gen.Select(Gen.Int, Gen.Int[0, 15], Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Bool,
            Gen.OneOf<uint>(0, 1, 65534, 65535), Gen.UInt[0, 65534])
            .Select((seed, halvings, start, length, hasEnds, extra, span) =>
            {
                Random random = new(seed);
                SortedSet<uint> ids = [extra];
                for (int id = start; id < Math.Min(65536, start + length); id++)
                {
                    if (random.Next(1 << 15) < 1 << (15 - halvings))
                    {
                        ids.Add((uint)id);
                    }
                }

                ids.UnionWith(hasEnds ? [0u, 65535u] : Array.Empty<uint>());
                return ids.Select(id => (span << 16) | id).ToArray();
            });

    [Fact]
    public void Blocks_give_their_ids_back_at_every_width() =>
        Ids.Sample(ids =>
        {
            foreach ((BucketHead head, uint firstId, byte[] body) in Encode(ids))
            {
                uint start = head.Base(firstId);
                ulong[] expected = Bitmap(ids, start, head.Span);
                Assert.Equal(head.Count, expected.Sum(word => System.Numerics.BitOperations.PopCount(word)));
                foreach (LaneWidth width in Widths)
                {
                    // Behind what is there already, and with anything behind the body.
                    ulong[] words = [.. Enumerable.Repeat(0UL, head.WordCount), 77];
                    words[0] = 1UL << 63;
                    BucketDecoder.Decode(width, Padded(body, 0xA7), head, words);
                    Assert.Equal([expected[0] | (1UL << 63), .. expected[1..], 77], words);
                }
            }
        }, iter: 400);

    [Fact]
    public void Lookups_in_blocks_find_what_decoding_finds() =>
        Ids.Sample(ids =>
        {
            HashSet<uint> held = [.. ids];
            foreach ((BucketHead head, uint firstId, byte[] body) in Encode(ids))
            {
                ReadOnlySpan<byte> padded = Padded(body, 0xA7);
                for (int offset = 0; offset < head.Span; offset++)
                {
                    if (BucketDecoder.Contains(padded, head, offset) != held.Contains(
                        head.Base(firstId) + (uint)offset))
                    {
                        Assert.Fail($"{head}, offset {offset}");
                    }
                }
            }
        }, iter: 60);

    [Fact]
    public void Lookups_in_damaged_blocks_end() =>
        Gen.Select(Ids, Gen.Int).Sample((ids, seed) =>
        {
            Random random = new(seed);
            foreach ((BucketHead head, _, byte[] body) in Encode(ids))
            {
                body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                BucketHead wrong = head with { Count = random.Next(1, head.Span + 1) };
                foreach (BucketHead tried in (BucketHead[])[head, wrong])
                {
                    for (int offset = 0; offset < head.Span; offset += random.Next(1, 100))
                    {
                        try
                        {
                            BucketDecoder.Contains(Padded(body, 0xFF), tried, offset);
                        }
                        catch (ArgumentOutOfRangeException)
                        {
                        }
                    }
                }
            }
        }, iter: 100);

    [Fact]
    public void Every_form_occurs_and_spans_of_every_size()
    {
        HashSet<int> forms = [];
        HashSet<int> spans = [];
        for (int halvings = 0; halvings < 12; halvings++)
        {
            Random random = new(halvings);
            uint[] even =
                [.. Enumerable.Range(0, 65536).Where(_ => random.Next(4096) < 4096 >> halvings).Select(id => (uint)id)];
            uint[] narrow = [.. Enumerable.Range(0, 300)
                .Select(index => (uint)(index << (halvings / 2)) + (uint)random.Next(1 << (halvings / 2)))];
            foreach (uint[] ids in (uint[][])[even, narrow])
            {
                foreach ((BucketHead head, _, _) in Encode(ids))
                {
                    forms.Add(head.BucketBits);
                    spans.Add(head.SpanBits);
                }
            }
        }

        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8], forms.Order());
        Assert.Equal([12, 13, 14, 15, 16], spans.Order());
    }

    [Fact]
    public void Damaged_blocks_give_the_same_at_every_width_or_an_error_at_every_width() =>
        Gen.Select(Ids, Gen.Int, Gen.Int[1, 4]).Sample((ids, seed, flips) =>
        {
            Random random = new(seed);
            foreach ((BucketHead head, _, byte[] body) in Encode(ids))
            {
                for (int flip = 0; flip < flips; flip++)
                {
                    body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                }

                byte[] damaged = random.Next(3) == 0 ? body[..random.Next(body.Length)] : body;
                string[] results = [.. Widths.Select(width => Outcome(width, damaged, head))];
                Assert.True(results.Distinct().Count() == 1, string.Join(' ', results));
            }
        }, iter: 400);

    [Fact]
    public void Heads_out_of_range_are_refused()
    {
        byte[] sound = new byte[BucketHead.SizeBytes];
        new BucketHead(16, 8, 65536).Write(sound);
        Assert.Equal(new BucketHead(16, 8, 65536), BucketHead.Read(sound));
        foreach (byte[] bytes in (byte[][])[[0x06 | (5 << 3), 0, 0, 0], [0x06, 1, 0, 0], [0x06, 7, 0, 0],
            [0x06 | (4 << 3), 9, 0, 0], [0x06, 0, 0xFF, 0x1F]])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => BucketHead.Read(bytes));
        }
    }

    private static string Outcome(LaneWidth width, byte[] body, BucketHead head)
    {
        ulong[] words = new ulong[head.WordCount];
        try
        {
            BucketDecoder.Decode(width, Padded(body, 0), head, words);
            return Convert.ToHexString(
                System.IO.Hashing.XxHash3.Hash(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words.AsSpan())));
        }
        catch (ArgumentOutOfRangeException)
        {
            return "refused";
        }
    }

    private static ReadOnlySpan<byte> Padded(byte[] body, byte filling)
    {
        byte[] bytes = new byte[body.Length + PostingBlock.Slack];
        bytes.AsSpan().Fill(filling);
        body.CopyTo(bytes, 0);
        return bytes.AsSpan(0, body.Length);
    }

    private static List<(BucketHead Head, uint FirstId, byte[] Body)> Encode(uint[] ids)
    {
        ArrayBufferWriter<byte> output = new();
        List<(uint FirstId, int Offset)> blocks = [];
        BucketBlockWriter writer = new();
        writer.Plan(ids);
        writer.Write(output, ids, firstId => blocks.Add((firstId, output.WrittenCount)));
        byte[] bytes = output.WrittenSpan.ToArray();
        return [.. blocks.Select((block, index) =>
        {
            byte[] own = bytes[block.Offset..(index + 1 < blocks.Count ? blocks[index + 1].Offset : bytes.Length)];
            return (BucketHead.Read(own), block.FirstId, own[BucketHead.SizeBytes..]);
        })];
    }

    private static ulong[] Bitmap(uint[] ids, uint start, int span)
    {
        ulong[] words = new ulong[span / 64];
        foreach (uint id in ids.Where(id => id >= start && id - start < span))
        {
            words[(id - start) / 64] |= 1UL << (int)(id % 64);
        }

        return words;
    }
}
