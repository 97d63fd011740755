using System.Runtime.Intrinsics.X86;
using CsCheck;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Storage;

public sealed class SetBitsTests
{
    private static readonly Gen<ulong[]> Bitmaps =
        Gen.OneOf(Gen.ULong, Gen.OneOf<ulong>(0, 1, ulong.MaxValue, 1UL << 63, 0x8000_0001_8000_0001)).Array[0, 20];

    [Fact]
    public void Numbers_are_those_of_the_bits_in_order() =>
        Gen.Select(Bitmaps, Gen.UInt[0, uint.MaxValue - 2000]).Sample((bitmap, start) =>
        {
            uint[] expected = [.. Enumerable.Range(0, bitmap.Length * 64)
                .Where(bit => (bitmap[bit / 64] >> (bit % 64) & 1) != 0).Select(bit => start + (uint)bit)];
            uint[] destination = new uint[expected.Length + SetBits.Slack];
            Assert.Equal(expected, destination[..SetBits.WriteByBits(bitmap, start, destination)]);
            Assert.Equal(expected, destination[..SetBits.Write(bitmap, start, destination)]);
            Assert.Equal(expected.Select(number => number - start), SetBits.Numbers(bitmap));
            if (Avx512F.IsSupported)
            {
                Assert.Equal(expected, destination[..SetBits.WriteByVectors(bitmap, start, destination)]);
            }
        });
}
