using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Vennlink.Storage.Bytes;

/// <summary>Numbers of the bits that are set in a bitmap.</summary>
internal static class SetBits
{
    /// <summary>
    /// Words that <see cref="Write"/> may write behind the last number, which a destination must have room for.
    /// </summary>
    public const int Slack = 16;

    /// <summary>The number of each set bit, ascending.</summary>
    public static uint[] Numbers(ReadOnlySpan<ulong> bitmap)
    {
        int count = 0;
        foreach (ulong word in bitmap)
        {
            count += BitOperations.PopCount(word);
        }

        // The last ones bit by bit: there is no room behind them.
        int end = bitmap.Length;
        for (int last = 0; end > 0 && last < Slack;)
        {
            last += BitOperations.PopCount(bitmap[--end]);
        }

        uint[] numbers = GC.AllocateUninitializedArray<uint>(count);
        int written = Write(bitmap[..end], 0, numbers);
        WriteByBits(bitmap[end..], (uint)end << 6, numbers.AsSpan(written));
        return numbers;
    }

    /// <summary>Writes the number of each set bit, ascending, with the vectors of this machine.</summary>
    /// <param name="bitmap">Bit i of word w is number <c>start + 64w + i</c>.</param>
    /// <param name="start">Number of the first bit.</param>
    /// <param name="destination">Room for all of them and <see cref="Slack"/> more.</param>
    /// <returns>How many there are.</returns>
    public static int Write(ReadOnlySpan<ulong> bitmap, uint start, Span<uint> destination) =>
        Avx512F.IsSupported ? WriteByVectors(bitmap, start, destination) : WriteByBits(bitmap, start, destination);

    /// <summary>As <see cref="Write"/>, 16 bits at a time; on machines with AVX-512 only.</summary>
    public static int WriteByVectors(ReadOnlySpan<ulong> bitmap, uint start, Span<uint> destination)
    {
        Vector512<uint> numbers = Vector512.Create(start) + Vector512<uint>.Indices;
        int written = 0;
        foreach (ulong word in bitmap)
        {
            for (int shift = 0; shift < 64; shift += Vector512<uint>.Count)
            {
                ushort bits = (ushort)(word >> shift);
                Avx512F.Compress(numbers, MaskOf(bits), numbers).CopyTo(destination[written..]);
                written += BitOperations.PopCount(bits);
                numbers += Vector512.Create((uint)Vector512<uint>.Count);
            }
        }

        return written;
    }

    /// <summary>As <see cref="Write"/>, bit by bit.</summary>
    public static int WriteByBits(ReadOnlySpan<ulong> bitmap, uint start, Span<uint> destination)
    {
        int written = 0;
        for (int word = 0; word < bitmap.Length; word++)
        {
            for (ulong bits = bitmap[word]; bits != 0; bits &= bits - 1)
            {
                destination[written++] = start + (uint)((word << 6) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return written;
    }

    // All ones in lane i where bit i is set: what the runtime turns into a mask register.
    private static Vector512<uint> MaskOf(ushort bits)
    {
        Vector512<uint> lanes =
            Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        return Vector512.Equals(Vector512.Create((uint)bits) & lanes, lanes);
    }
}
