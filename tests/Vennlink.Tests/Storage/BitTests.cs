using CsCheck;
using Vennlink.Storage.Bytes;

namespace Vennlink.Tests.Storage;

public sealed class BitTests
{
    private static readonly Gen<(int Code, ulong Value, ulong Range)[]> Values =
        Gen.Select(Gen.Int[0, 4], Gen.ULong, Gen.Int[1, 40]).Select((code, value, width) =>
        {
            ulong range = (value >> (64 - width)) + 1;
            return (code, code == 1 ? value % 200 : code == 2 || code == 3 ? range : value % range, range);
        }).Array[0, 50];

    [Fact]
    public void Values_of_all_codes_come_back_one_after_the_other() =>
        Values.Sample(values =>
        {
            BitWriter writer = new();
            writer.Write(5, 3);
            writer.Clear();
            foreach ((int code, ulong value, ulong range) in values)
            {
                Write(writer, code, value, range);
            }

            BitReader reader = new(writer.Written);
            foreach ((int code, ulong value, ulong range) in values)
            {
                if (Read(ref reader, code, range) != value)
                {
                    return false;
                }
            }

            return reader.Position == writer.BitCount;
        });

    [Fact]
    public void Lengths_are_foretold() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 40]).Sample((value, width) =>
        {
            ulong range = (value >> (64 - width)) + 1;
            BitWriter writer = new();
            writer.WriteDelta(range);
            long deltaLength = writer.BitCount;
            writer.WriteBounded(value % range, range);
            return deltaLength == BitWriter.DeltaLength(range)
                && writer.BitCount - deltaLength == BitWriter.BoundedLength(value % range, range);
        });

    [Fact]
    public void Reading_far_behind_the_end_is_an_error_and_ends() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BitReader([0, 0, 0]).ReadUnary());

    private static void Write(BitWriter writer, int code, ulong value, ulong range)
    {
        switch (code)
        {
            case 0:
                writer.Write(value, 41);
                break;
            case 1:
                writer.WriteUnary(value);
                break;
            case 2:
                writer.WriteGamma(value);
                break;
            case 3:
                writer.WriteDelta(value);
                break;
            default:
                writer.WriteBounded(value, range);
                break;
        }
    }

    private static ulong Read(ref BitReader reader, int code, ulong range) => code switch
    {
        0 => reader.Read(41),
        1 => reader.ReadUnary(),
        2 => reader.ReadGamma(),
        3 => reader.ReadDelta(),
        _ => reader.ReadBounded(range),
    };
}
