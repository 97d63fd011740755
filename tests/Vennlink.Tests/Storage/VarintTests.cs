using CsCheck;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Storage;

public sealed class VarintTests
{
    [Fact]
    public void Every_value_comes_back_in_the_length_that_was_foretold() =>
        Gen.Select(Gen.Int[0, 64], Gen.ULong, (bits, value) => bits == 0 ? 0 : value >> (64 - bits)).Sample(value =>
        {
            byte[] bytes = new byte[Varint.MaxBytes];
            int length = Varint.Write(bytes, value);
            return length == Varint.Length(value) && Varint.TryRead(bytes, out ulong read) == length && read == value;
        });

    [Fact]
    public void A_value_cut_short_anywhere_is_not_read() =>
        Gen.ULong.Sample(value =>
        {
            byte[] bytes = new byte[Varint.MaxBytes];
            int length = Varint.Write(bytes, value);
            return Enumerable.Range(0, length).All(cut => Varint.TryRead(bytes.AsSpan(0, cut), out _) == 0);
        });

    [Fact]
    public void More_than_64_bits_are_not_read() =>
        Assert.Equal(0, Varint.TryRead([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], out _));
}
