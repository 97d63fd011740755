using CsCheck;
using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Files;

namespace Vennlink.Tests.Storage;

public sealed class BlockFileTests
{
    private static ReadOnlySpan<byte> Magic => "TestBlks"u8;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_record_is_found_by_key_and_by_ordinal(int compression) =>
        Gen.Byte.Array[0, 6].Array[0, 60].Sample(unsorted =>
        {
            byte[][] keys = [.. unsorted.Select(Convert.ToHexString).Distinct().Order(StringComparer.Ordinal)
                .Select(Convert.FromHexString)];
            using TemporaryFolder folder = new();
            Write(folder.File("blocks"), (BlockCompression)compression, keys);
            using SealedFile file = SealedFile.Open(folder.File("blocks"), Magic, 1);
            BlockFile blocks = new(file);
            Assert.Equal(keys.Length, blocks.RecordCount);

            using BlockCodec codec = new();
            byte[] buffer = [];
            for (int ordinal = 0; ordinal < keys.Length; ordinal++)
            {
                int block = blocks.FindBlock((long)ordinal);
                Assert.Equal(block, blocks.FindBlock(keys[ordinal]));
                Assert.InRange(ordinal, blocks.FirstRecord(block), blocks.FirstRecord(block + 1) - 1);
                Assert.Equal(keys[blocks.FirstRecord(block)], blocks.FirstKey(block));
                byte[] expected =
                    [.. Enumerable.Range((int)blocks.FirstRecord(block),
                        (int)(blocks.FirstRecord(block + 1) - blocks.FirstRecord(block)))
                            .SelectMany(at => Record(keys[at]))];
                Assert.Equal(expected, blocks.Read(block, codec, ref buffer));
            }

            if (keys.Length > 0 && keys[0].Length > 0)
            {
                Assert.Equal(-1, blocks.FindBlock([]));
            }
        }, iter: 100);

    [Fact]
    public void A_flipped_bit_anywhere_never_gives_other_bytes()
    {
        byte[][] keys = [.. Enumerable.Range(0, 40).Select(value => new byte[] { (byte)value, 1, 2, 3 })];
        using TemporaryFolder folder = new();
        string path = folder.File("blocks");
        Write(path, BlockCompression.Lz4, keys);
        byte[] bytes = File.ReadAllBytes(path);
        for (int offset = 0; offset < bytes.Length; offset++)
        {
            bytes[offset] ^= 0x10;
            File.WriteAllBytes(path, bytes);
            bytes[offset] ^= 0x10;
            Assert.Throws<IndexFormatException>(() =>
            {
                using SealedFile file = SealedFile.Open(path, Magic, 1);
                BlockFile blocks = new(file);
                using BlockCodec codec = new();
                byte[] buffer = [];
                for (int block = 0; block < blocks.BlockCount; block++)
                {
                    blocks.Read(block, codec, ref buffer);
                }
            });
        }
    }

    private static byte[] Record(byte[] key) => [(byte)key.Length, .. key, .. new byte[5]];

    private static void Write(string path, BlockCompression compression, byte[][] keys)
    {
        using BlockFileWriter writer = new(path, Magic, 1, compression, blockBytes: 40);
        foreach (byte[] key in keys)
        {
            writer.Add(key, Record(key));
        }

        writer.Complete();
    }
}
